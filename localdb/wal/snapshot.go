package wal

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
)

// Snapshot writes a whole state as number n: produce gives payloads to emit. The
// file appears under its name only when it is complete and durable, and then the
// segments and snapshots before n are removed.
func (d *Dir) Snapshot(n uint64, produce func(emit func(payload []byte) error) error) error {
	name := filepath.Join(d.path, fmt.Sprintf("state-%016d", n))
	if err := d.writeState(name, produce); err != nil {
		return err
	}
	if err := syncDir(d.path); err != nil {
		return err
	}
	return d.drop(n)
}

// writeState writes a snapshot file under a temporary name and renames it. Of one that fails nothing stays, as the disk may be full.
func (d *Dir) writeState(name string, produce func(emit func(payload []byte) error) error) error {
	temp := name + ".part"
	file, err := d.open(temp)
	if err != nil {
		return fmt.Errorf("making a snapshot: %w", err)
	}
	if err := errors.Join(fill(file, produce), file.Close()); err != nil {
		return errors.Join(fmt.Errorf("writing a snapshot: %w", err), os.Remove(temp))
	}
	if err := os.Rename(temp, name); err != nil {
		return errors.Join(fmt.Errorf("naming a snapshot: %w", err), os.Remove(temp))
	}
	return nil
}

// stretch is how much of a snapshot is written between two syncs. A file system
// may make the sync of the log wait for everything that was written before it, so
// this bounds how long a commit is held up.
const stretch = 1 << 20

// state is a snapshot file while it is written.
type state struct {
	file     File
	buffer   *bufio.Writer
	unsynced int
}

// fill writes the title, the payloads, and an empty frame as proof of the end.
func fill(file File, produce func(emit func(payload []byte) error) error) error {
	if err := file.Truncate(0); err != nil {
		return err
	}
	s := &state{file: file, buffer: bufio.NewWriterSize(io.NewOffsetWriter(file, 0), 1<<16)}
	if _, err := s.buffer.WriteString(snapshotTitle); err != nil {
		return err
	}
	if err := produce(s.emit); err != nil {
		return err
	}
	if err := s.emit(nil); err != nil {
		return err
	}
	return s.sync()
}

// emit writes a frame and lets others have the processor before the next one.
func (s *state) emit(payload []byte) error {
	var head [headerSize]byte
	if _, err := s.buffer.Write(appendHeader(head[:0], payload)); err != nil {
		return err
	}
	if _, err := s.buffer.Write(payload); err != nil {
		return err
	}
	runtime.Gosched()
	if s.unsynced += headerSize + len(payload); s.unsynced < stretch {
		return nil
	}
	return s.sync()
}

func (s *state) sync() error {
	s.unsynced = 0
	if err := s.buffer.Flush(); err != nil {
		return err
	}
	return s.file.Sync()
}

func (d *Dir) readSnapshot(n uint64, apply func([]byte) error) error {
	return ReadState(filepath.Join(d.path, fmt.Sprintf("state-%016d", n)), apply)
}

// ReadState reads a snapshot file; one without its end is damaged.
func ReadState(name string, apply func([]byte) error) error {
	file, size, err := openTitled(name, snapshotTitle)
	if err != nil {
		return err
	}
	defer closeRead(file)
	r := NewReader(file, size, segmentStart)
	for {
		at := r.Offset()
		payload, err := r.Next()
		if err == nil && len(payload) == 0 && r.Offset() == size {
			return nil
		}
		if errors.Is(err, io.EOF) {
			err = errCut
		}
		if err == nil {
			err = apply(payload)
		}
		if err != nil {
			return &Damage{File: name, Offset: at, Cause: err}
		}
	}
}

// Export writes a snapshot as the whole content of an empty directory, together
// with the empty log that belongs behind it.
func (d *Dir) Export(produce func(emit func(payload []byte) error) error) error {
	if err := d.writeState(filepath.Join(d.path, fmt.Sprintf("state-%016d", 1)), produce); err != nil {
		return err
	}
	file, err := d.create(1)
	if err != nil {
		return err
	}
	return errors.Join(file.Close(), syncDir(d.path))
}
