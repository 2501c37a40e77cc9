package hub

import (
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// certificateEvery is how often the files of a certificate are looked at, at most.
const certificateEvery = time.Second

// A Certificate is a hub's certificate and key in two PEM files. They are read
// again when they change, so that a new one needs no restart. It is safe from any
// goroutine.
type Certificate struct {
	certFile, keyFile string
	logger            *slog.Logger

	mu     sync.Mutex
	pair   *tls.Certificate
	stamps [2]stamp
	looked time.Time
}

// A stamp tells one version of a file from another.
type stamp struct {
	changed time.Time
	size    int64
}

// LoadCertificate reads a certificate, with what leads to its root, and its key,
// both PEM. logger, which may be nil, is told when a changed one is read, or
// cannot be: then the one before goes on serving.
func LoadCertificate(certFile, keyFile string, logger *slog.Logger) (*Certificate, error) {
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	c := &Certificate{certFile: certFile, keyFile: keyFile, logger: logger, looked: time.Now()}
	if err := c.read(); err != nil {
		return nil, err
	}
	return c, nil
}

// Config returns what a TLS listener of the hub is to be told: TLS 1.2 at least,
// and HTTP/1.1, for nothing else can become a websocket.
func (c *Certificate) Config() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		NextProtos: []string{"http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			return c.current(time.Now()), nil
		},
	}
}

// current returns the certificate, read again when its files have changed.
func (c *Certificate) current(now time.Time) *tls.Certificate {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now.Sub(c.looked) < certificateEvery {
		return c.pair
	}
	c.looked = now
	stamps, err := c.stat()
	if err == nil && stamps == c.stamps {
		return c.pair
	}
	if err == nil {
		err = c.read()
	}
	if err != nil {
		// Perhaps one of the two was written and the other is about to be.
		c.logger.Warn("the changed TLS certificate cannot be read, the one before serves", "err", err)
		return c.pair
	}
	c.logger.Info("the TLS certificate was read again", "until", c.pair.Leaf.NotAfter)
	return c.pair
}

// read reads both files. The stamps are taken before: what changes meanwhile is
// read again.
func (c *Certificate) read() error {
	stamps, err := c.stat()
	if err != nil {
		return fmt.Errorf("reading the TLS certificate: %w", err)
	}
	pair, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err != nil {
		return fmt.Errorf("reading the TLS certificate %s with the key %s: %w", c.certFile, c.keyFile, err)
	}
	if pair.Leaf == nil {
		return errors.New("reading the TLS certificate: it holds none")
	}
	if time.Now().After(pair.Leaf.NotAfter) {
		c.logger.Warn("the TLS certificate has expired, clients will refuse it", "until", pair.Leaf.NotAfter)
	}
	c.pair, c.stamps = &pair, stamps
	return nil
}

func (c *Certificate) stat() (stamps [2]stamp, err error) {
	for i, name := range []string{c.certFile, c.keyFile} {
		info, err := os.Stat(name)
		if err != nil {
			return stamps, err
		}
		stamps[i] = stamp{info.ModTime(), info.Size()}
	}
	return stamps, nil
}
