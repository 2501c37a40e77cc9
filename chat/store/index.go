package store

import (
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"seenby/chat"
	"seenby/crash"
)

// The messages of a group lie in blocks of blockSize by their seq; block 0 has
// one less. A block is known by the upper bits of its messages' keys.
const (
	blockBits = 7
	blockSize = 1 << blockBits
)

func blockOf(key int64) int64 { return key >> blockBits }

// full returns how many blocks are complete in a group whose last message is
// last: their texts can change then, but no more come.
func full(last chat.Seq) int64 { return (int64(last) + 1) >> blockBits }

// A signature is a row of signatures.
type signature struct {
	block int64
	pos   int64 // of its last message
	body  []byte
}

func (s *signature) sum() int64 {
	p := packer{b: make([]byte, 0, 20+len(s.body))}
	p.int(s.block)
	p.int(s.pos)
	p.b = append(p.b, s.body...)
	return int64(p.sum())
}

// blocks are some blocks of a group, one after another.
type blocks struct{ first, end int64 }

// An indexer makes the signatures of complete blocks, behind the commits. It
// reads on a connection of its own; what it made is written together with the
// next batch, so that a commit costs a little more and there are no more of
// them. A signature that is not there yet, or never, only makes a search slower.
type indexer struct {
	c     *conn
	log   *slog.Logger
	write func() error // without a batch
	ended sync.WaitGroup
	signer

	mu       sync.Mutex
	changed  *sync.Cond // what follows
	todo     []blocks
	ready    []signature
	resting  bool // there is nothing to do
	quit     chan struct{}
	rush     atomic.Int64 // when the last large batch was
	stuck    bool         // what is ready could not be written
	stopping bool
}

// The indexer writes by itself when maxReady signatures wait, for there may be
// no batch soon; with a batch go perBatch at most.
const (
	maxReady = 32
	perBatch = 8
)

// While large batches come one after another, the processor is the commits':
// the indexer makes a block and rests then, and catches up later. Until it has,
// the texts are searched.
const (
	largeBatch = 16
	rushLasts  = 100 * time.Millisecond
	restOfRush = 10 * time.Millisecond
)

// start begins with what is missing from before.
func (x *indexer) start(c *conn, log *slog.Logger, write func() error) {
	x.c, x.log, x.write, x.changed, x.quit = c, log, write, sync.NewCond(&x.mu), make(chan struct{})
	x.ended.Go(func() {
		defer crash.Guard()
		if err := x.survey(); err != nil {
			x.failed(err)
		}
		for x.work() {
			continue
		}
	})
}

func (x *indexer) failed(err error) {
	x.log.Warn("a part of the texts is not indexed, searching takes longer", "error", err)
}

// survey finds the blocks of every group that have no signature. Those of a
// group are made in order, so behind the last one that is there none is.
func (x *indexer) survey() error {
	var ids []int64
	if err := x.c.each("SELECT id FROM groups", func(r row) error { ids = append(ids, r.int(0)); return nil }); err != nil {
		return err
	}
	for _, id := range ids {
		last, err := x.c.number("SELECT max(id) FROM messages WHERE id >= ? AND id < ?", key(id, 0), key(id+1, 0))
		if err != nil {
			return err
		}
		_, seq := split(last)
		first := blockOf(key(id, 0))
		end := first + full(chat.Seq(seq))
		have, err := x.c.number("SELECT max(id) + 1 FROM signatures WHERE id >= ? AND id < ?", first, blockOf(key(id+1, 0)))
		if err != nil {
			return err
		}
		if !x.note([]blocks{{max(first, have), end}}) {
			return nil
		}
	}
	return nil
}

// note takes up blocks that are to be indexed; false says that it is too late.
func (x *indexer) note(some []blocks) bool {
	if len(some) == 0 {
		return true
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, b := range some {
		if b.first < b.end {
			x.todo = append(x.todo, b)
		}
	}
	x.changed.Broadcast()
	return !x.stopping
}

// work makes one signature, or writes those that are made, and waits while there
// is nothing to do. It returns false when it is to stop.
func (x *indexer) work() bool {
	block, full, stop := x.next()
	switch {
	case stop:
		return false
	case full:
		if err := x.write(); err != nil {
			x.failed(err)
			x.mu.Lock()
			x.stuck = true
			x.mu.Unlock()
		}
		return true
	}
	x.giveWay()
	s, err := x.sign(block)
	if err != nil {
		x.failed(err)
		return true
	}
	x.mu.Lock()
	x.ready = append(x.ready, s)
	x.mu.Unlock()
	return true
}

// hurry notes that a batch was applied.
func (x *indexer) hurry(commands int) {
	if commands >= largeBatch {
		x.rush.Store(time.Now().UnixNano())
	}
}

// giveWay waits a moment in a rush.
func (x *indexer) giveWay() {
	if since := time.Now().UnixNano() - x.rush.Load(); since < 0 || since > int64(rushLasts) {
		return
	}
	select {
	case <-time.After(restOfRush):
	case <-x.quit:
	}
}

// next waits for something to do: a block, or to write because there is no room
// for more.
func (x *indexer) next() (block int64, full, stop bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for {
		full := len(x.ready) >= maxReady
		switch {
		case x.stopping:
			return 0, false, true
		case full && !x.stuck:
			return 0, true, false
		case !full && len(x.todo) > 0:
			b := &x.todo[0]
			block = b.first
			if b.first++; b.first == b.end {
				x.todo = x.todo[1:]
			}
			return block, false, false
		}
		x.resting = true
		x.changed.Broadcast()
		x.changed.Wait()
		x.resting = false
	}
}

func (x *indexer) sign(block int64) (s signature, err error) {
	s.block = block
	low, high := block<<blockBits, (block+1)<<blockBits
	n := 0
	err = x.c.each("SELECT text, system, recalled, pos FROM messages WHERE id >= ? AND id < ? ORDER BY id", func(r row) error {
		n++
		s.pos = r.int(3)
		if r.int(1) == 0 && r.int(2) == 0 {
			x.add(chat.Fold(r.text(0)))
		}
		return nil
	}, low, high)
	s.body = x.seal()
	if grp, seq := split(low); err == nil && n < blockSize-int(truth(seq == 0)) {
		err = x.c.damaged("of the messages from %d of group %d only %d are there", seq, grp, n)
	}
	return s, err
}

// made returns at most n signatures that are to be written.
func (x *indexer) made(n int) []signature {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.ready[:min(n, len(x.ready))]
}

// written forgets the first n.
func (x *indexer) written(n int) {
	if n == 0 {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.ready, x.stuck = slices.Clone(x.ready[n:]), false
	x.changed.Broadcast()
}

// stop waits for the end of the indexer. It may be called again.
func (x *indexer) stop() error {
	if x.c == nil {
		return nil
	}
	x.mu.Lock()
	again := x.stopping
	if !again {
		x.stopping = true
		close(x.quit)
		x.changed.Broadcast()
	}
	x.mu.Unlock()
	x.ended.Wait()
	if again {
		return nil
	}
	return x.c.close()
}

// sign writes signatures.
func (w *writer) sign(all []signature) error {
	for i := range all {
		s := &all[i]
		if err := w.exec("INSERT OR REPLACE INTO signatures VALUES (?, ?, ?, ?)", s.block, s.pos, s.sum(), s.body); err != nil {
			return fmt.Errorf("index a block: %w", err)
		}
	}
	return nil
}
