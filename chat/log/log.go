// Package log puts commands in one order, makes them durable in that order and
// tells what came of them. It holds the contract, [Log], and two of its
// kind: [Local], a queue in front of one [Applier] with group commit, and
// [Memory], which does everything at once on the caller's goroutine.
//
// Nothing is told to anyone before it is durable: the [Sink] only ever sees
// what an Applier has returned from.
package log

import (
	"context"
	"errors"
	"fmt"

	"seenby/chat"
)

// An Entry is a command on its way, with whatever its submitter wants back
// together with the outcome. Origin never reaches what the log stores.
type Entry struct {
	Command chat.Command
	Origin  any
}

// An Applied is an entry that has its place in the order, and what it led to.
type Applied struct {
	Entry
	Outcome chat.Outcome
}

// An Applier carries out commands in order and makes their facts durable: all
// of the batch in one transaction, or an error and nothing of it. After an
// error the next batch starts from what is durable. There is one outcome for
// each command, in the same order.
//
// A Log calls it from one goroutine at a time.
type Applier interface {
	Apply(batch []chat.Command) ([]chat.Outcome, error)
}

// A Sink is told what was applied, in the order of the log, batch after batch,
// never two at once, and only after the batch is durable. It owns the slice.
// While it runs, at most a few batches more are applied, then the log waits: a
// sink does not block for long, and never waits for the log that calls it
// ([Log.Submit] may wait for room in the queue).
type Sink func(batch []Applied)

// ErrClosed is the error of [Log.Submit] after [Log.Close] was called.
var ErrClosed = errors.New("the log is closed")

// A Log orders commands.
type Log interface {
	// Submit puts e at the end of the order. It returns before e is applied;
	// what came of it goes to the sink, exactly once for every Submit that
	// returned nil, and never for one that returned an error. It waits only
	// while the queue is full, and gives up with ctx's error when ctx ends.
	// Commands of one goroutine keep their order. It may be called from many
	// goroutines.
	//
	// When the store refuses a batch, each of its commands comes to the sink
	// with the code [chat.Unavailable]: nothing of them is stored, and the log
	// goes on with the next batch.
	Submit(ctx context.Context, e Entry) error
	// Close takes no more entries, applies those that it has taken and tells
	// the sink of them, and returns when that is done. When ctx ends earlier it
	// returns ctx's error, and the rest is still done. It may be called more
	// than once.
	Close(ctx context.Context) error
}

// apply carries out the commands of entries, and says of each what it led to:
// the one place where an applier's error becomes an outcome.
func apply(a Applier, entries []Entry) ([]Applied, error) {
	commands := make([]chat.Command, len(entries))
	for i, e := range entries {
		commands[i] = e.Command
	}
	applied := make([]Applied, len(entries))
	outcomes, err := a.Apply(commands)
	if err != nil {
		refused := chat.Result{Code: chat.Unavailable, Reason: chat.Unavailable.Reason()}
		for i, e := range entries {
			applied[i] = Applied{Entry: e, Outcome: chat.Outcome{Result: refused}}
		}
		return applied, fmt.Errorf("apply a batch of %d: %w", len(entries), err)
	}
	if len(outcomes) != len(entries) {
		// Going on would tell callers the outcomes of others.
		panic(fmt.Sprintf("log: applier returned %d outcomes for %d commands", len(outcomes), len(entries)))
	}
	for i, e := range entries {
		applied[i] = Applied{Entry: e, Outcome: outcomes[i]}
	}
	return applied, nil
}
