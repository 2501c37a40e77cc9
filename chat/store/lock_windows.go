package store

import (
	"errors"
	"os"
	"syscall"
)

// sharingViolation is what Windows says of a file that somebody holds alone.
const sharingViolation = syscall.Errno(32)

// lockFile takes the file at path for this process alone until it is closed: it
// is opened without sharing.
func lockFile(path string) (*os.File, error) {
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		return nil, err
	}
	h, err := syscall.CreateFile(name, syscall.GENERIC_READ|syscall.GENERIC_WRITE, 0, nil,
		syscall.OPEN_ALWAYS, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	if errors.Is(err, sharingViolation) {
		return nil, ErrInUse
	}
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(h), path), nil
}
