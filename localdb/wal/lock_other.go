//go:build !unix

package wal

import (
	"errors"
	"io"
	"os"
)

// ErrLocked means that another process has the directory open.
var ErrLocked = errors.New("another process is using this data directory")

// lockFile holds the file open under a name that must not exist yet; after a
// crash the file has to be removed by hand.
func lockFile(name string) (io.Closer, error) {
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil, ErrLocked
	}
	return heldFile{file}, err
}

type heldFile struct{ *os.File }

func (f heldFile) Close() error { return errors.Join(f.File.Close(), os.Remove(f.Name())) }
