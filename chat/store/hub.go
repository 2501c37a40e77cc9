// Package store keeps what the chat knows on disk, in SQLite: [Hub] is the
// store of a hub, [Local] the one of a client.
package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"modernc.org/sqlite"

	"seenby/chat"
)

// The errors of this package that a caller tells apart. Each comes wrapped in a
// line that names the file and a way out.
var (
	// ErrDamaged: the file is no database, or what it holds does not match its
	// checksums. A backup is to be restored.
	ErrDamaged = errors.New("the file is damaged")
	// ErrInUse: another process has the store open.
	ErrInUse = errors.New("another process uses it")
	// ErrNewer: a newer version of the program has written the file.
	ErrNewer = errors.New("a newer version of the program has written the file")
)

// Options are the bounds of a [Hub]. The zero value is good for a hub.
type Options struct {
	// Replay is how many facts of a group are kept for replay; 0 means
	// [chat.MaxReplay]. There may be somewhat more.
	Replay int
	// Readers is how many reads run at the same time; 0 means 4.
	Readers int
	// CachedMembers and CachedReceipts are about how many memberships and how
	// many receipts Apply keeps in memory, a message counting as eight of them;
	// 0 means 100,000 and 400,000.
	CachedMembers, CachedReceipts int
	// MaxPages is how many pages of 4 KiB the file may have at most; 0 means no
	// limit. Beyond it Apply fails as with a full disk.
	MaxPages int
	// Logger is told what does not fail a call; nil means [slog.Default].
	Logger *slog.Logger
}

func (o Options) withDefaults() Options {
	for _, d := range []struct {
		v *int
		n int
	}{{&o.Replay, chat.MaxReplay}, {&o.Readers, 4}, {&o.CachedMembers, 100_000}, {&o.CachedReceipts, 400_000}} {
		if *d.v <= 0 {
			*d.v = d.n
		}
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	return o
}

// A Hub is the store of a hub: all groups, members, messages and receipts of it
// in the file hub.db of one directory. It carries out commands ([Hub.Apply],
// one call at a time) and answers questions: everything else may be called from
// any goroutine at any time, waits for no Apply, and sees one state of the
// store, never half a batch.
type Hub struct {
	path  string
	o     Options
	lock  *os.File
	epoch string
	pos   atomic.Int64

	writing sync.Mutex
	w       *writer // nil after an error, until the next Apply
	closed  bool
	check   checkpointer
	index   indexer

	readers chan *conn
	dialed  int           // how many readers there are
	done    chan struct{} // closed by Close
	names   names
	// searching bounds how many searches run at once, so that other reads find a
	// reader free.
	searching chan struct{}
}

// Open opens the store in dir, and makes both when they are not there. No other
// process can open it until [Hub.Close]. It does not read what is stored, so it
// takes as long for a million messages as for none. The errors: [ErrInUse],
// [ErrDamaged], [ErrNewer], or what the file system says.
func Open(dir string, o Options) (*Hub, error) {
	h := &Hub{path: filepath.Join(dir, "hub.db"), o: o.withDefaults(), done: make(chan struct{})}
	var err error
	if h.lock, err = claim(h.path); err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	if err := h.open(); err != nil {
		_ = h.Close()
		return nil, fmt.Errorf("open the store: %w", err)
	}
	return h, nil
}

func (h *Hub) open() error {
	// The data and the size of the log are on disk after it; only the time of
	// writing may not be. A commit takes half as long. Where there is no such
	// call, nothing changes.
	_, _ = sqlite.Fdatasync(true)
	w, err := h.writer()
	if err != nil {
		return err
	}
	if h.epoch, err = w.meta("epoch"); err != nil {
		return err
	}
	h.pos.Store(int64(w.pos))
	h.readers = make(chan *conn, h.o.Readers)
	for range h.o.Readers {
		c, err := dial(h.path, mode{readonly: true, cacheKiB: 1024})
		if err != nil {
			return err
		}
		h.readers <- c
		h.dialed++
	}
	c, err := dial(h.path, mode{cacheKiB: 64})
	if err != nil {
		return err
	}
	h.check.start(c, w.pos, h.o.Logger)
	if c, err = dial(h.path, mode{readonly: true, cacheKiB: 1024}); err != nil {
		return err
	}
	h.searching = make(chan struct{}, max(1, h.o.Readers/2))
	h.index.start(c, h.o.Logger, h.writeSignatures)
	return settle(h.lock)
}

// Close ends the store: it waits for an Apply and for the reads that are under
// way. What is called after it fails.
func (h *Hub) Close() error {
	errs := []error{h.index.stop()}
	h.writing.Lock()
	defer h.writing.Unlock()
	if h.closed {
		return nil
	}
	h.closed = true
	close(h.done)
	if h.w != nil && len(h.index.made(1)) > 0 {
		if _, err := h.commit(nil, maxReady); err != nil {
			h.index.failed(err) // the next start makes them again
		}
	}
	errs = append(errs, h.check.stop())
	for range h.dialed {
		errs = append(errs, (<-h.readers).close())
	}
	if h.w != nil {
		errs = append(errs, h.w.close())
		h.w = nil
	}
	errs = append(errs, h.lock.Close())
	return errors.Join(errs...)
}

// writeSignatures writes what the indexer has made, without a batch.
func (h *Hub) writeSignatures() error {
	h.writing.Lock()
	defer h.writing.Unlock()
	if h.closed {
		return errClosed
	}
	_, err := h.commit(nil, maxReady)
	return err
}

// Position returns the place of the last fact that is durable. A read that
// begins later sees at least that.
func (h *Hub) Position() chat.Pos { return chat.Pos(h.pos.Load()) }

// Epoch names this store's history, for as long as it lives: positions of
// another epoch mean nothing here.
func (h *Hub) Epoch() string { return h.epoch }

// Ping reports whether the store answers.
func (h *Hub) Ping(ctx context.Context) error {
	return h.read(ctx, func(v *view) error {
		_, err := v.number("SELECT value FROM meta WHERE name = 'pos'")
		return err
	})
}
