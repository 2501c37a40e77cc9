// Package hub is the server: it authenticates connections, turns calls into
// commands for the log, and tells everybody concerned what came of them.
//
// # The way of data
//
// One goroutine reads each connection. It decodes a call; a write becomes a
// [chat.Command] and goes to the log, which orders and stores it; a read waits
// until the connection's own writes are done and is answered from the store.
//
// Everything that the log yields passes one goroutine, the floor, in the order
// of the log. The floor alone knows who is connected and what each may see. For
// every batch it makes each frame once and queues it to all whom it concerns,
// and the replies to the callers; nothing in it waits for a connection, a disk or
// a lock that one of them holds. Who does not drain their queue is cut off, and
// resumes.
//
// Nothing is told to anybody, and no caller gets code 0, before the store has it
// on disk: the floor only ever sees what is.
package hub
