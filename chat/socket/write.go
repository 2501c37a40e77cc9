package socket

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"seenby/crash"
)

const (
	// gatherBytes is the most that one write copies together where the
	// connection is written to directly.
	gatherBytes = 64 << 10
	// bufferBytes is the same for TLS, pipes and clients, whose writer keeps its
	// buffer while it is blocked; a TLS record is no longer anyway.
	bufferBytes = 16 << 10
	// renewals is how often a write deadline is set while writes follow each
	// other: setting it for each costs as much as copying its frames.
	renewals = 10
)

var buffers = sync.Pool{New: func() any {
	b := make([]byte, 0, bufferBytes)
	return &b
}}

// wake starts the writer unless it runs. The caller holds mu.
func (c *Conn) wake() {
	if !c.writing {
		c.writing = true
		go c.write()
	}
}

// write is the writing goroutine: it writes what is queued until nothing is, and
// ends the connection when a close frame was the last of it.
func (c *Conn) write() {
	defer crash.Guard()
	for {
		b, over := c.take()
		if b == nil {
			if over {
				c.hangUp()
			}
			return
		}
		err := c.writeBatch(b)
		b.release()
		if err != nil {
			c.writeFailed(err)
			c.finish()
			return
		}
	}
}

// take hands the writer what is queued. With nothing queued the writer is no
// longer running, except that over tells it to end the connection.
func (c *Conn) take() (b *batch, over bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cut = false
	b, c.queue = c.queue, nil
	if b == nil {
		over = c.phase != open
		c.writing = over
	}
	return b, over
}

// begin is called before each write: it renews the deadline and reports whether
// what has not begun is to be left out. frames and bytes were written since.
func (c *Conn) begin(frames, bytes int) (cut bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.written(frames, bytes)
	now := time.Now()
	if c.closeBy.IsZero() {
		if c.deadline.Sub(now) < c.limits.WriteTimeout-c.limits.WriteTimeout/renewals {
			c.setDeadline(now.Add(c.limits.WriteTimeout))
		}
	} else if !c.deadline.Equal(c.closeBy) {
		c.setDeadline(c.closeBy)
	}
	return c.cut
}

func (c *Conn) setDeadline(at time.Time) {
	c.deadline = at
	_ = c.tap.raw.SetWriteDeadline(at) // a dead connection fails the write anyway
}

// written takes frames off the outbox. The caller holds mu.
func (c *Conn) written(frames, bytes int) {
	c.frames -= frames
	c.bytes -= bytes
	if c.room != nil && c.drained() {
		wakeUp(&c.room)
	}
}

// writeBatch writes one batch, or as much of it as is wanted.
func (c *Conn) writeBatch(b *batch) error {
	d := c.direct()
	if d == nil {
		return c.writeBuffered(b.frames)
	}
	defer d.release()
	return c.writeDirect(d, b.frames)
}

// writeBuffered writes frames through a buffer: to whatever is not a plain
// network connection, and as a client, which masks.
func (c *Conn) writeBuffered(frames []Frame) error {
	buf := buffers.Get().(*[]byte)
	p := (*buf)[:0]
	var err error
	done, size := 0, 0 // of what is in p
	for i, f := range frames {
		if c.server {
			p = append(p, *f.wire...)
		} else {
			p = appendMasked(p, f)
		}
		done++
		size += len(*f.wire)
		if len(p) < bufferBytes && i+1 < len(frames) {
			continue
		}
		if c.begin(0, 0) {
			c.forget(frames[i+1-done:])
			break
		}
		if err = c.writePieces(p); err != nil {
			break
		}
		c.begin(done, size)
		p, done, size = p[:0], 0, 0
	}
	*buf = p[:0]
	if cap(p) <= 4*bufferBytes {
		buffers.Put(buf)
	}
	return err
}

// writePieces writes p, renewing the deadline as the peer takes it: a page of
// 1 MiB on a slow line takes longer than one deadline.
func (c *Conn) writePieces(p []byte) error {
	for len(p) > 0 {
		piece := p[:min(len(p), bufferBytes)]
		n, err := c.tap.raw.Write(piece)
		c.wrote(n)
		if err != nil {
			return err
		}
		if p = p[len(piece):]; len(p) > 0 {
			c.begin(0, 0)
		}
	}
	return nil
}

func (c *Conn) wrote(n int) {
	c.writes.Add(1)
	c.out.Add(uint64(n)) //nolint:gosec // not negative
}

// forget takes frames that are not sent off the outbox.
func (c *Conn) forget(frames []Frame) {
	size := 0
	for _, f := range frames {
		size += len(*f.wire)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.written(len(frames), size)
}

// writeFailed ends the connection after a failed write. A peer that took nothing
// for so long is too slow, whatever its outbox holds. Where the peer has closed
// its end, its close frame may have come and not been read yet: the reader is
// given a moment to find it, because it says more than the failed write does.
func (c *Conn) writeFailed(err error) {
	if errors.Is(err, os.ErrDeadlineExceeded) && c.server {
		c.kill(&CloseError{Code: CodeTooSlow, Reason: "took nothing for " + c.limits.WriteTimeout.String()}, closing)
		return
	}
	c.mu.Lock()
	if c.phase == open {
		ended := make(chan struct{})
		c.ended = ended
		c.mu.Unlock()
		patience := time.NewTimer(lingerTime)
		defer patience.Stop()
		select {
		case <-ended:
		case <-patience.C:
		}
	} else {
		c.mu.Unlock()
	}
	c.kill(fmt.Errorf("connection lost: %w", err), closing)
}

// hangUp closes the network connection after the close frame. The peer is given
// a moment to end its side and what it still sends is thrown away: closing with
// bytes unread would reset the connection and the close frame with it. A read
// that goes on elsewhere takes its share, to the same end.
func (c *Conn) hangUp() {
	c.mu.Lock()
	linger := c.phase == closing
	c.mu.Unlock()
	if half, ok := c.tap.raw.(interface{ CloseWrite() error }); ok && linger {
		_ = c.tap.raw.SetReadDeadline(time.Now().Add(lingerTime))
		if half.CloseWrite() == nil {
			_, _ = io.Copy(io.Discard, onlyReader{c.tap.raw})
		}
	}
	c.finish()
}

// onlyReader hides every other method, so that the copy goes through a shared buffer.
type onlyReader struct{ conn net.Conn }

func (r onlyReader) Read(p []byte) (int, error) { return r.conn.Read(p) }
