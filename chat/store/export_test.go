package store

import (
	"context"
	"fmt"
)

// Index waits until every block that is complete has its signature, and says
// how many there are.
func (h *Hub) Index() (n int, err error) {
	x := &h.index
	x.mu.Lock()
	for !x.resting || len(x.todo) > 0 {
		x.changed.Wait()
	}
	x.mu.Unlock()
	if err := h.writeSignatures(); err != nil {
		return 0, err
	}
	h.writing.Lock()
	defer h.writing.Unlock()
	w, err := h.writer()
	if err != nil {
		return 0, err
	}
	rows, err := w.conn.number("SELECT count(*) FROM signatures")
	return int(rows), err
}

// Signatures returns all of them, to be compared.
func (h *Hub) Signatures() (all string, err error) {
	err = h.read(context.Background(), func(v *view) error {
		return v.each("SELECT id, pos, sum, hex(body) FROM signatures ORDER BY id", func(r row) error {
			all += fmt.Sprintln(r.int(0), r.int(1), r.int(2), r.text(3))
			return nil
		})
	})
	return all, err
}

// Blur changes the database behind the store's back.
func (h *Hub) Blur(sql string) error {
	h.writing.Lock()
	defer h.writing.Unlock()
	w, err := h.writer()
	if err != nil {
		return err
	}
	return w.script(sql)
}

// Used returns how many bytes of the file are in use.
func (h *Hub) Used() (n int64, err error) {
	err = h.read(context.Background(), func(v *view) error {
		all, err := v.number("PRAGMA page_count")
		if err != nil {
			return err
		}
		free, err := v.number("PRAGMA freelist_count")
		n = (all - free) * 4096
		return err
	})
	return n, err
}
