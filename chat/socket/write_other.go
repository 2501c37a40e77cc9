//go:build !unix

package socket

// direct is for systems where a socket is written to without a buffer.
type direct struct{}

func (c *Conn) direct() *direct                             { return nil }
func (c *Conn) writeDirect(d *direct, frames []Frame) error { return nil }
func (d *direct) release()                                  {}
