package wal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// segmentStart is where the first frame of a file stands, behind its title.
const segmentStart = 16

// The titles tell the files apart and name the version of their format.
const (
	logTitle      = "localdb log   1\n"
	snapshotTitle = "localdb state 1\n"
)

// Dir is a directory that one process has for itself.
type Dir struct {
	path  string
	lock  io.Closer
	acked *os.File
	open  func(name string) (File, error)
}

// Options change how files are reached.
type Options struct {
	NoSync bool
	// Open opens or creates a segment or a snapshot for writing; nil is the operating system.
	Open func(name string) (File, error)
}

// OpenDir makes the directory if it is missing and locks it.
func OpenDir(path string, o Options) (*Dir, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("making the data directory: %w", err)
	}
	lock, err := lockFile(filepath.Join(path, "lock"))
	if err != nil {
		return nil, fmt.Errorf("locking %s: %w", path, err)
	}
	acked, err := os.OpenFile(filepath.Join(path, "acked"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening the data directory for writing: %w", err), lock.Close())
	}
	d := &Dir{path: path, lock: lock, acked: acked, open: o.Open}
	if err := d.clean(); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	if d.open == nil {
		d.open = func(name string) (File, error) { return os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600) }
	}
	return d, nil
}

// clean removes snapshots that were never finished.
func (d *Dir) clean() error {
	parts, err := filepath.Glob(filepath.Join(d.path, "*.part"))
	if err != nil {
		return fmt.Errorf("listing the data directory: %w", err)
	}
	for _, name := range parts {
		if err := os.Remove(name); err != nil {
			return fmt.Errorf("removing an unfinished snapshot: %w", err)
		}
	}
	return nil
}

// Close releases the lock.
func (d *Dir) Close() error { return errors.Join(d.acked.Close(), d.lock.Close()) }

// acknowledge notes how far the log has been acknowledged. The note is not
// synced: it survives the death of the process, and after a power failure an
// older one only makes the reader more lenient about the end of the log. Without
// syncs there is no note, because it could then outlive what it is about.
func (d *Dir) acknowledge(segment uint64, size int64) {
	b := binary.LittleEndian.AppendUint64(nil, segment)
	b = binary.LittleEndian.AppendUint64(b, uint64(size))
	b = binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, table()))
	// The frame is durable already; a note that cannot be written costs nothing but strictness.
	_, _ = d.acked.WriteAt(b, 0)
}

// acknowledged returns the note, or zero values if there is none.
func (d *Dir) acknowledged() (segment uint64, size int64) {
	var b [20]byte
	if _, err := d.acked.ReadAt(b[:], 0); err != nil {
		return 0, 0
	}
	if crc32.Checksum(b[:16], table()) != binary.LittleEndian.Uint32(b[16:]) {
		return 0, 0
	}
	return binary.LittleEndian.Uint64(b[:]), int64(binary.LittleEndian.Uint64(b[8:]))
}

// create makes an empty segment and syncs its name.
func (d *Dir) create(n uint64) (File, error) {
	name := segmentName(d.path, n)
	file, err := d.open(name)
	if err != nil {
		return nil, fmt.Errorf("making a log segment: %w", err)
	}
	if err := writeTitle(file); err != nil {
		return nil, errors.Join(fmt.Errorf("making %s: %w", name, err), file.Close(), os.Remove(name))
	}
	if err := syncDir(d.path); err != nil {
		return nil, errors.Join(fmt.Errorf("making %s: %w", name, err), file.Close())
	}
	return file, nil
}

func writeTitle(file File) error {
	if err := file.Truncate(0); err != nil {
		return err
	}
	if _, err := file.WriteAt([]byte(logTitle), 0); err != nil {
		return err
	}
	return file.Sync()
}

func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("opening the data directory: %w", err)
	}
	return errors.Join(d.Sync(), d.Close())
}

// numbers lists the numbered files of one kind in order.
func (d *Dir) numbers(kind string) ([]uint64, error) {
	entries, err := os.ReadDir(d.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("listing the data directory: %w", err)
	}
	var out []uint64
	for _, e := range entries {
		var n uint64
		rest, ok := strings.CutPrefix(e.Name(), kind+"-")
		if !ok || len(rest) != 16 {
			continue
		}
		if _, err := fmt.Sscanf(rest, "%d", &n); err == nil {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out, nil
}

// Used reports that a directory has a log or a snapshot. It changes nothing there.
func Used(path string) bool {
	d := &Dir{path: path}
	for _, kind := range []string{"log", "state"} {
		if all, err := d.numbers(kind); err != nil || len(all) > 0 {
			return true
		}
	}
	return false
}

// drop removes the segments and snapshots older than n.
func (d *Dir) drop(n uint64) error {
	for _, kind := range []string{"log", "state"} {
		all, err := d.numbers(kind)
		if err != nil {
			return err
		}
		for _, old := range all {
			if old >= n {
				continue
			}
			if err := os.Remove(filepath.Join(d.path, fmt.Sprintf("%s-%016d", kind, old))); err != nil {
				return fmt.Errorf("removing what a snapshot replaced: %w", err)
			}
		}
	}
	return nil
}
