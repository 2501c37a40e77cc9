// Package cell turns text that other people wrote into text that is safe to
// put on a terminal, and measures, wraps and cuts it in terminal cells.
//
// Everything foreign passes [Clean], [Line] or [Name] before any other use and
// comes out as a [Text], a type that nothing else can make. Code that draws
// takes a Text, so a string that was never cleaned does not compile.
//
// Cleaning is our own small state machine and not the parser of the terminal
// library: that parser is written for output of programs one trusts, it lets
// device control strings, C1 controls and direction controls through, and it
// fails on some inputs. Ours reads each byte a bounded number of times, and
// cleaning a cleaned text changes nothing.
//
// The package is pure: no I/O, no goroutine, no clock.
package cell
