// Package chat holds the facts of a group chat and the rules by which they
// change: ids, groups, members, messages, commands, facts, results and codes,
// and the state machine of one group, [Room].
//
// A group is a state machine. Everything that happens to it is a [Command];
// a log puts commands in one order; [Room.Apply] turns each of them into a
// [Result] for its caller and [Fact]s for everybody it concerns. Apply is
// deterministic: the same commands in the same order yield the same results
// and facts on every hub, for time and ids travel inside the command.
//
// The package does no I/O, starts no goroutine and reads no clock.
package chat
