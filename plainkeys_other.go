//go:build !unix

package main

// keysOf reports that the terminal edits the lines.
func keysOf(uintptr) (resumed <-chan struct{}, back func(), ok bool) { return nil, nil, false }
