//go:build unix

package wal

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
)

// ErrLocked means that another process has the directory open.
var ErrLocked = errors.New("another process is using this data directory")

// lockFile takes an exclusive lock that ends with the process, however it ends.
func lockFile(name string) (io.Closer, error) {
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the lock file: %w", err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(ErrLocked, file.Close())
	}
	return file, nil
}
