package main

import "strconv"

// counted says how many there are of something: "1 member", "3 members".
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
