//go:build !unix

package main

// keysOf reports that the terminal edits the lines.
func keysOf(uintptr) (back func(), ok bool) { return nil, false }
