// Package receipts holds the rules of read receipts, for the hub and for the
// reader's client:
//
//   - [Ledger] is the account of one message that asks for receipts: who was
//     asked, who answered, the count, and what its sender was not told yet;
//   - [Coalescer] says when the hub tells what it held back in a storm;
//   - [Sight] decides when a message on a screen counts as read;
//   - [Remembered] and [Memory] keep what was read, and when, across restarts;
//   - [Peek] keeps what is read and not to be answered yet, [Goal] says what a
//     sender wants to be told;
//   - [Policy] says whether a reader answers by itself;
//   - [Batcher] puts answers together into calls.
//
// The package does no I/O, starts no goroutine and reads no clock: time is a
// parameter. Nothing in it is safe for concurrent use. The rules it cites
// stand in receipts.md, which is the product's page on what receipts mean.
package receipts
