package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// magic is how every SQLite database begins.
const magic = "SQLite format 3\x00"

// claim makes the database's directory and file where they are not, takes them
// for this process alone and looks at the file from outside. The lock lies
// beside the database, and says after its first use that there was a database:
// one that has gone or is empty since is a loss, not a new beginning.
func claim(path string) (lock *os.File, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	lock, err = lockFile(path + ".lock")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	defer func() {
		if err != nil {
			_ = lock.Close()
			lock = nil
		}
	}()
	said, err := io.ReadAll(lock)
	if err != nil {
		return lock, err
	}
	head, err := beginning(path)
	switch {
	case err != nil:
		return lock, err
	case head == "" && len(said) > 0:
		return lock, damaged(path, "it is gone or empty")
	case head != "" && head != magic:
		return lock, damaged(path, "it is not a database")
	}
	if err := checkWAL(path); err != nil {
		return lock, err
	}
	return lock, touch(path)
}

// settle notes in the lock that there is a database now.
func settle(lock *os.File) error {
	if _, err := lock.WriteAt([]byte("in use\n"), 0); err != nil {
		return err
	}
	return lock.Sync()
}

// beginning returns how the file begins; "" when it is empty or not there.
func beginning(path string) (string, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	defer f.Close()
	b := make([]byte, len(magic))
	n, err := io.ReadFull(f, b)
	return string(b[:n]), ignoreEnd(err)
}
