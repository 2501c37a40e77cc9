// Package socket is the websocket of both ends: gorilla/websocket behind a
// small [Conn] with one reading goroutine, one writing goroutine, limits and
// deadlines. The hub makes connections with an [Upgrader], a client with
// [Dial], a test with [Pipe].
//
// # Who does what
//
// Reading belongs to the caller: one goroutine calls [Conn.Read] in a loop.
// Writing belongs to the package: [Conn.Send] puts frames into a bounded outbox
// and never blocks. Everything else may be called from any goroutine.
//
// gorilla parses what comes in. It never writes after the handshake: it is
// given a [net.Conn] of ours, which takes the close frames that it wants to
// send for a protocol error and turns them into an orderly [Conn.Close].
// What it is and does is known in read.go, upgrade.go and dial.go alone.
//
// # Decisions
//
// A frame of the hub is encoded once ([Encode]) and shared by all connections
// that it is sent to; the queue holds a pointer per frame. The writer takes all
// that is queued and writes it with one system call: small frames are copied
// together (a copy of 200 bytes is cheaper than an entry of writev, and the
// standard library would keep the vector with the connection), large ones go
// out from where they lie. The goroutine that writes exists only while there is
// something to write, and holds no buffer while the peer does not read. A
// socket is read into a shared buffer that is taken when there is something to
// read. So an idle connection costs one goroutine, and a stuck one its queue.
//
// A peer that does not drain its outbox is closed with 4508 and nobody waits
// for it; it comes back and resumes.
//
// Keep-alive is one timer for all connections ([Pinger]), counted in ticks: a
// process that was stopped for a minute finds nobody silent.
//
// Compression stays off, because a read limit would count compressed bytes.
package socket
