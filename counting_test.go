package main

import "testing"

func TestCounted(t *testing.T) {
	for n, want := range map[int]string{0: "0 members", 1: "1 member", 2: "2 members", 1000: "1000 members"} {
		if got := counted(n, "member", "members"); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}
