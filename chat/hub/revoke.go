package hub

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"seenby/chat/wire"
	"seenby/crash"
)

// RevokedFile is the name of the list of revoked tokens in a data directory:
// one token id (jti) a line. A running hub notices what is added within a
// second.
const RevokedFile = "revoked"

// revocationEvery is how often a hub looks at the list.
const revocationEvery = 500 * time.Millisecond

var errRevoked = fmt.Errorf("%w: it was revoked", ErrBadToken)

// Revoke puts the id (jti) of a token on the list of the data directory dir.
// The hub that runs there refuses it from then on and closes the connections
// that came with it, within a second. It is on disk when Revoke returns.
func Revoke(dir, id string) error {
	if id == "" || len(id) > maxTokenID || strings.ContainsAny(id, "\r\n") {
		return fmt.Errorf("revoking a token: an id is one line of 1 to %d bytes", maxTokenID)
	}
	f, err := os.OpenFile(filepath.Join(dir, RevokedFile), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("revoking a token: %w", err)
	}
	_, err = f.WriteString(id + "\n")
	if err := errors.Join(err, f.Sync(), f.Close(), syncDir(dir)); err != nil {
		return fmt.Errorf("revoking a token: %w", err)
	}
	return nil
}

// RevokeToken revokes what is given as a token, or as the id of one, as [Revoke]
// does, and returns the id. A token has to be of this hub; that it has expired
// does not matter. No error holds the token.
func RevokeToken(dir, tokenOrID string) (id string, err error) {
	if _, err := os.Stat(filepath.Join(dir, KeyFile)); err != nil {
		return "", fmt.Errorf("revoking a token: %s is not the data directory of a hub: %w", dir, errors.Unwrap(err))
	}
	id = tokenOrID
	if strings.Count(tokenOrID, ".") == 2 { // an id that token makes has none
		k, err := LoadKey(dir)
		if err != nil {
			return "", err
		}
		c, err := k.Verify(tokenOrID, time.Unix(0, 0))
		if err != nil {
			return "", fmt.Errorf("revoking a token: %w", err)
		}
		if id = c.ID; id == "" {
			return "", errors.New("revoking a token: it has no id (jti); it can only be left to expire")
		}
	}
	return id, Revoke(dir, id)
}

// revocations is the list of a running hub.
type revocations struct {
	hub  *Hub
	path string // "" where there is no data directory
	stop chan struct{}
	over chan struct{}
	once sync.Once

	mu   sync.Mutex
	ids  map[string]struct{}
	size int64 // of the file as it was read
}

func watchRevocations(h *Hub) *revocations {
	r := &revocations{hub: h, ids: map[string]struct{}{}, stop: make(chan struct{}), over: make(chan struct{})}
	if h.o.Dir == "" {
		close(r.over)
		return r
	}
	r.path = filepath.Join(h.o.Dir, RevokedFile)
	r.look()
	go r.run()
	return r
}

func (r *revocations) close() {
	r.once.Do(func() { close(r.stop) })
	<-r.over
}

func (r *revocations) has(id string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, ok := r.ids[id]
	return ok
}

func (r *revocations) run() {
	defer crash.Guard()
	defer close(r.over)
	tick := time.NewTicker(revocationEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if r.look() {
				r.hub.each(r.expel)
			}
		case <-r.stop:
			return
		}
	}
}

// expel closes a connection that came with a revoked token.
func (r *revocations) expel(s *session) {
	s.mu.Lock()
	id := ""
	if s.welcome { // else connect looks at the list itself
		id = s.tokenID
	}
	s.mu.Unlock()
	if id != "" && r.has(id) {
		s.close(wire.OnClosing{CloseCode: CloseReplaced, Reason: "the token was revoked"})
	}
}

// look reads the list if it has grown, and reports whether it has.
func (r *revocations) look() bool {
	info, err := os.Stat(r.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false
	case err != nil:
		r.hub.o.Logger.Error("cannot look at the revoked tokens", "err", err)
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if info.Size() == r.size {
		return false
	}
	f, err := os.Open(r.path)
	if err != nil {
		r.hub.o.Logger.Error("cannot read the revoked tokens", "err", err)
		return false
	}
	defer func() { _ = f.Close() }() // only read
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if id := strings.TrimSpace(lines.Text()); id != "" {
			r.ids[id] = struct{}{}
		}
	}
	r.size = info.Size()
	return true
}
