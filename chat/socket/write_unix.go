//go:build unix

package socket

import (
	"io"
	"os"
	"sync"
	"syscall"
)

// direct writes frames of a hub straight to a socket. It holds no buffer while
// the socket takes nothing: the frames are copied together inside of the
// callback that the runtime calls when it can be written to. So a peer that
// never reads costs its queue and no more.
type direct struct {
	raw    syscall.RawConn
	c      *Conn
	frames []Frame
	next   int // the frame that is being written
	off    int // how much of it is
	size   int // bytes of frames that were finished since begin
	err    error
	step   func(fd uintptr) bool // write as a value, made once
}

var directs = sync.Pool{New: func() any {
	d := new(direct)
	d.step = d.write
	return d
}}

var gathers = sync.Pool{New: func() any { return new([gatherBytes]byte) }}

// direct returns a direct writer, or nil for a client, which masks, and for what
// is no plain socket.
func (c *Conn) direct() *direct {
	if c.tap.plain == nil {
		return nil
	}
	d := directs.Get().(*direct)
	d.raw, d.c = c.tap.plain.raw, c
	return d
}

func (d *direct) release() {
	*d = direct{step: d.step}
	directs.Put(d)
}

// writeDirect writes frames. Whenever the peer has taken something the deadline
// starts anew.
func (c *Conn) writeDirect(d *direct, frames []Frame) error {
	d.frames = frames
	done := 0
	for d.next < len(d.frames) {
		if c.begin(d.next-done, d.size) {
			d.leaveOut()
		}
		done, d.size = d.next, 0
		if d.next == len(d.frames) {
			break
		}
		if err := d.raw.Write(d.step); err != nil {
			return err
		}
		if d.err != nil {
			return d.err
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.written(d.next-done, d.size)
	return nil
}

// leaveOut ends the batch after the frame that is half written.
func (d *direct) leaveOut() {
	keep := d.next
	if d.off > 0 {
		keep++
	}
	d.c.forget(d.frames[keep:])
	d.frames = d.frames[:keep]
}

// write is called by the runtime with the socket. It writes once, or returns
// false to be called again when the socket can be written to.
func (d *direct) write(fd uintptr) bool {
	buf := gathers.Get().(*[gatherBytes]byte)
	defer gathers.Put(buf)
	p := d.gather(buf)
	n, err := syscall.Write(int(fd), p)
	for err == syscall.EINTR {
		n, err = syscall.Write(int(fd), p)
	}
	switch {
	case n > 0:
		d.c.wrote(n)
		d.advance(n)
	case err == syscall.EAGAIN:
		return false
	case err != nil:
		d.err = os.NewSyscallError("write", err)
	default:
		d.err = io.ErrUnexpectedEOF
	}
	return true
}

// gather returns the bytes to write next: a large or a lone frame where it lies,
// small ones copied together.
func (d *direct) gather(buf *[gatherBytes]byte) []byte {
	first := (*d.frames[d.next].wire)[d.off:]
	if d.next+1 == len(d.frames) || len(first) >= gatherBytes/4 {
		return first[:min(len(first), gatherBytes)]
	}
	n := copy(buf[:], first)
	for _, f := range d.frames[d.next+1:] {
		if n+len(*f.wire) > len(buf) {
			break
		}
		n += copy(buf[n:], *f.wire)
	}
	return buf[:n]
}

func (d *direct) advance(n int) {
	for n > 0 {
		size := len(*d.frames[d.next].wire)
		if left := size - d.off; n < left {
			d.off += n
			return
		} else {
			n -= left
		}
		d.next, d.off = d.next+1, 0
		d.size += size
	}
}
