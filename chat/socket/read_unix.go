//go:build unix

package socket

import (
	"io"
	"net"
	"os"
	"sync"
	"syscall"
)

// plainBytes is the most that one read of a plain socket takes.
const plainBytes = 8 << 10

var plainBuffers = sync.Pool{New: func() any { return new([plainBytes]byte) }}

// plain is a socket of the hub with nothing in between, TLS for example. It is
// read ahead into a shared buffer that is taken only once the socket has
// something, so that waiting takes none and a burst of small frames one read.
type plain struct {
	raw      syscall.RawConn
	step     func(fd uintptr) bool // fill as a value, made once
	buf      *[plainBytes]byte     // what was read and not taken: buf[from:to]; nil for nothing
	from, to int
	err      error
}

// newPlain returns nil where conn is no plain socket.
func newPlain(conn net.Conn) *plain {
	var raw syscall.RawConn
	var err error
	switch conn := conn.(type) { // the very types: what wraps one means to see reads and writes
	case *net.TCPConn:
		raw, err = conn.SyscallConn()
	case *net.UnixConn:
		raw, err = conn.SyscallConn()
	default:
		return nil
	}
	if err != nil {
		return nil
	}
	p := &plain{raw: raw}
	p.step = p.fill
	return p
}

// Read reads as the socket would.
func (p *plain) Read(into []byte) (int, error) {
	if p.buf == nil {
		if err := p.raw.Read(p.step); err != nil {
			return 0, err
		}
		if p.err != nil {
			return 0, p.err
		}
	}
	n := copy(into, p.buf[p.from:p.to])
	if p.from += n; p.from == p.to {
		plainBuffers.Put(p.buf)
		p.buf = nil
	}
	return n, nil
}

// fill is called by the runtime with the socket. It returns false to be called
// again when there is something to read.
func (p *plain) fill(fd uintptr) bool {
	buf := plainBuffers.Get().(*[plainBytes]byte)
	n, err := syscall.Read(int(fd), buf[:])
	for err == syscall.EINTR {
		n, err = syscall.Read(int(fd), buf[:])
	}
	if n > 0 {
		p.buf, p.from, p.to = buf, 0, n
		return true
	}
	plainBuffers.Put(buf)
	switch err {
	case syscall.EAGAIN:
		return false
	case nil:
		p.err = io.EOF
	default:
		p.err = os.NewSyscallError("read", err)
	}
	return true
}
