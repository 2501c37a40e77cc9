package hub

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// KeyFile is the name of the signing key in a hub's data directory: an Ed25519
// key as PKCS #8 PEM (protocol.md, Fine points).
const KeyFile = "hub.key"

// A Key signs the tokens of a hub and verifies them.
type Key struct{ private ed25519.PrivateKey }

// NewKey makes a key that lies nowhere: for hubs that live in one process with
// all their clients.
func NewKey() (*Key, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("making a signing key: %w", err)
	}
	return &Key{private: private}, nil
}

// LoadKey returns the signing key of the hub whose data directory is dir, and
// makes it, and the directory, when there is none. The file is readable by its
// owner alone. Of several processes that make it at the same time one wins, and
// all return that one's key.
func LoadKey(dir string) (*Key, error) {
	path := filepath.Join(dir, KeyFile)
	k, err := readKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return k, err
	}
	if err := makeKey(dir, path); err != nil {
		return nil, fmt.Errorf("making the signing key %s: %w", path, err)
	}
	return readKey(path)
}

func readKey(path string) (*Key, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the signing key: %w", err)
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != "PRIVATE KEY" {
		return nil, fmt.Errorf("reading the signing key: %s is no PKCS #8 PEM file", path)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("reading the signing key %s: %w", path, err)
	}
	private, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("reading the signing key: %s holds no Ed25519 key", path)
	}
	return &Key{private: private}, nil
}

// makeKey writes a whole new file and then gives it its name with a link, which
// fails where the name is taken: nobody ever sees half a key, and the first wins.
func makeKey(dir, path string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	k, err := NewKey()
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKCS8PrivateKey(k.private)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, KeyFile+".*") // made with 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	err = errors.Join(
		pem.Encode(f, &pem.Block{Type: "PRIVATE KEY", Bytes: der}),
		f.Sync(),
		f.Close(),
	)
	if err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncDir(dir)
}

// syncDir makes the names in dir last through a power cut.
func syncDir(dir string) error {
	d, err := os.Open(dir) // #nosec G304 -- the hub's own data directory
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
