// Package wire turns the frames of the protocol (version 1) into values and
// back: calls, replies and events, exactly as the protocol names them.
//
// A hub reads calls with [DecodeCall] and writes with [AppendReply] and
// [AppendEvent]. A client writes with [EncodeCall] and reads with
// [DecodeFrame]. Both sides distrust what they read: a hub's reading is
// strict, a client's lenient about what it does not know, and both are bounded.
//
// The package does no I/O, starts no goroutine and reads no clock.
package wire
