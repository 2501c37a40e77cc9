package export

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"seenby/chat"
)

// Base returns the path of a message's file without its extension, in directory
// dir; at is when it is saved.
func Base(dir string, g chat.GroupID, seq chat.Seq, at time.Time) string {
	return filepath.Join(dir, fmt.Sprintf("receipts-%s-%d-%s", plain(string(g)), seq, at.Format("20060102-150405")))
}

// plain returns s as part of the name of a file.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, s)
}

// WriteNew writes a file that was not there, for its owner alone, and returns
// where it stands. A name that is taken gets a number. It blocks.
func WriteNew(base, ext string, data []byte) (path string, err error) {
	for i := 1; i < 1000; i++ {
		path = base + ext
		if i > 1 {
			path = fmt.Sprintf("%s-%d%s", base, i, ext)
		}
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		_, err = file.Write(data)
		if err = errors.Join(err, file.Close()); err != nil {
			return "", errors.Join(err, os.Remove(path))
		}
		if whole, err := filepath.Abs(path); err == nil {
			path = whole
		}
		return path, nil
	}
	return "", fmt.Errorf("too many files are called %s%s already", filepath.Base(base), ext)
}
