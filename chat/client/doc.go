// Package client is the Go SDK of seenby: a connection to a hub that mends
// itself, a durable outbox, resume without holes, a local copy, and the read
// receipts with their four calls. The terminal client stands on it, and it
// needs no user interface.
//
// # The four calls
//
// Who knows the group read receipts of the RongCloud SDK finds its calls under
// their names: [Client.SendReadReceiptRequest],
// [Client.SendReadReceiptResponse], [Config.OnMessageReceiptRequest] and
// [Config.OnMessageReceiptResponse]. A program with a screen rather reports
// what was really read with [Client.Read], and the client answers by the
// reader's policy.
//
// # Two kinds of methods
//
// Methods without a context queue what is to be done and return; what becomes
// of it is told by [Client.News]. What they queue goes to the outbox on disk
// before anything else, goes out in order, exactly once, and stays there until
// the hub has acknowledged it: over lost connections, and over the end of the
// process where a state directory is set. Methods with a context ask the hub
// and wait for its reply.
//
// # Who does what
//
// One goroutine owns everything: the link, the outbox, the cursors, what is
// known of groups and messages. Others reach it through bounded queues. A
// second goroutine lives as long as a connection: it dials, and reads. There is
// never more than one connection.
//
// # News
//
// [Client.News] is one channel of batches, in order. While nobody takes a
// batch, news collect in the next one. When that grows large, the client stops
// reading from the hub for a moment, so that a screen that is merely busy
// loses nothing; and when still nobody takes it, the batch is folded: of each
// group, what was told of its messages becomes one [chat.GroupReset]. Memory
// stays bounded, the connection lives on, and a program that needs no news
// need not read them.
package client
