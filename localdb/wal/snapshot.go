package wal

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Snapshot writes a whole state as number n: produce gives payloads to emit. The
// file appears under its name only when it is complete and durable, and then the
// segments and snapshots before n are removed.
func (d *Dir) Snapshot(n uint64, produce func(emit func(payload []byte) error) error) error {
	name := filepath.Join(d.path, fmt.Sprintf("state-%016d", n))
	if err := WriteState(name, produce); err != nil {
		return err
	}
	if err := syncDir(d.path); err != nil {
		return err
	}
	return d.drop(n)
}

// WriteState writes a snapshot file under a temporary name and renames it.
func WriteState(name string, produce func(emit func(payload []byte) error) error) error {
	temp := name + ".part"
	file, err := os.OpenFile(temp, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("making a snapshot: %w", err)
	}
	if err := fill(file, produce); err != nil {
		return errors.Join(fmt.Errorf("writing a snapshot: %w", err), file.Close(), os.Remove(temp))
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("closing a snapshot: %w", err)
	}
	if err := os.Rename(temp, name); err != nil {
		return fmt.Errorf("naming a snapshot: %w", err)
	}
	return nil
}

// fill writes the title, the payloads, and an empty frame as proof of the end.
func fill(file *os.File, produce func(emit func(payload []byte) error) error) error {
	w := bufio.NewWriterSize(file, 1<<20)
	if _, err := w.WriteString(snapshotTitle); err != nil {
		return err
	}
	emit := func(payload []byte) error {
		_, err := w.Write(AppendFrame(nil, payload))
		return err
	}
	if err := produce(emit); err != nil {
		return err
	}
	if err := emit(nil); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return file.Sync()
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
	if err := WriteState(filepath.Join(d.path, fmt.Sprintf("state-%016d", 1)), produce); err != nil {
		return err
	}
	file, err := d.create(1)
	if err != nil {
		return err
	}
	return errors.Join(file.Close(), syncDir(d.path))
}
