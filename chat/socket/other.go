//go:build !unix

package socket

import (
	"io"
	"net"
)

// plain and direct are for systems where a socket can be read and written
// without a buffer of its own.
type (
	plain  struct{ io.Reader }
	direct struct{}
)

func newPlain(net.Conn) *plain { return nil }

func (c *Conn) direct() *direct                    { return nil }
func (c *Conn) writeDirect(*direct, []Frame) error { return nil }
func (d *direct) release()                         {}
