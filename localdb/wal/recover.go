package wal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
)

// Damage is an error about bytes that are not as they were written.
type Damage struct {
	File   string
	Offset int64
	Cause  error
}

func (e *Damage) Error() string {
	return fmt.Sprintf("%s is damaged at offset %d: %v", e.File, e.Offset, e.Cause)
}

func (e *Damage) Unwrap() error { return e.Cause }

// Recovered says what reading the directory found.
type Recovered struct {
	Snapshot uint64 // the number of the snapshot that was read, 0 = none
	Frames   int    // read from the log behind it
	Dropped  int64  // bytes of an unfinished write at the end of the log
}

// Recover reads the newest snapshot and the log behind it, gives every payload
// to apply in the order they were written, and returns the log ready for more.
func (d *Dir) Recover(o Options, hooks Hooks, apply func(payload []byte) error) (*Log, Recovered, error) {
	var found Recovered
	states, err := d.numbers("state")
	if err != nil {
		return nil, found, err
	}
	if len(states) > 0 {
		found.Snapshot = states[len(states)-1]
		if err := d.readSnapshot(found.Snapshot, apply); err != nil {
			return nil, found, err
		}
	}
	l := &Log{dir: d, noSync: o.NoSync, hooks: hooks}
	l.wake = sync.NewCond(&l.mu)
	if err := d.replay(l, &found, apply); err != nil {
		return nil, found, err
	}
	return l, found, nil
}

// replay reads the segments from the snapshot on; they must follow each other.
func (d *Dir) replay(l *Log, found *Recovered, apply func([]byte) error) error {
	segments, err := d.numbers("log")
	if err != nil {
		return err
	}
	next := max(found.Snapshot, 1)
	for i, n := range segments {
		if n < found.Snapshot {
			continue
		}
		if n != next {
			return fmt.Errorf("the log segment %s is missing", segmentName(d.path, next))
		}
		last, err := d.empty(segments[i+1:])
		if err != nil {
			return err
		}
		if err := d.readSegment(l, n, last, found, apply); err != nil {
			return err
		}
		next++
	}
	if next == max(found.Snapshot, 1) {
		if found.Snapshot > 0 {
			return fmt.Errorf("the log segment %s is missing", segmentName(d.path, next))
		}
		return l.begin(next)
	}
	return l.resume(next - 1)
}

// begin starts the first segment.
func (l *Log) begin(n uint64) (err error) {
	l.file, err = l.dir.create(n)
	l.segment, l.size = n, segmentStart
	return err
}

// resume opens the last segment behind its last whole frame.
func (l *Log) resume(n uint64) (err error) {
	l.segment = n
	if l.file, err = l.dir.open(segmentName(l.dir.path, n)); err != nil {
		return fmt.Errorf("opening the log: %w", err)
	}
	if err := l.file.Truncate(l.size); err != nil {
		return errors.Join(fmt.Errorf("cutting off an unfinished write: %w", err), l.file.Close())
	}
	l.dir.acknowledge(n, l.size)
	return nil
}

func (d *Dir) readSegment(l *Log, n uint64, last bool, found *Recovered, apply func([]byte) error) error {
	name := segmentName(d.path, n)
	file, size, err := openTitled(name, logTitle)
	if last && errors.Is(err, errCut) {
		// The process died while it made the segment; nothing was in it yet.
		return d.restart(l, n)
	}
	if err != nil {
		return err
	}
	defer closeRead(file)
	r := NewReader(file, size, segmentStart)
	for {
		at := r.Offset()
		payload, err := r.Next()
		if err == nil {
			err = apply(payload)
			found.Frames++
		}
		if errors.Is(err, io.EOF) && d.lost(n, at) {
			err = errLost
		}
		switch {
		case err == nil:
		case errors.Is(err, io.EOF) || (last && d.unfinished(r, n, err)):
			l.size, found.Dropped = at, found.Dropped+size-at
			l.total += at
			return d.cut(name, at, size)
		default:
			return &Damage{File: name, Offset: at, Cause: err}
		}
	}
}

func (d *Dir) restart(l *Log, n uint64) error {
	file, err := d.create(n)
	if err != nil {
		return err
	}
	l.size = segmentStart
	return file.Close()
}

// unfinished decides whether a bad frame is a write that a crash cut off: it was
// never acknowledged, and nothing valid stands behind it.
func (d *Dir) unfinished(r *Reader, segment uint64, err error) bool {
	if !errors.Is(err, errCut) && !errors.Is(err, errHeader) && !errors.Is(err, errPayload) {
		return false
	}
	ackedSegment, ackedSize := d.acknowledged()
	if ackedSegment == segment && r.Offset() < ackedSize {
		return false
	}
	return !r.follows()
}

// cut removes an unfinished write from the end of a segment.
func (d *Dir) cut(name string, at, size int64) error {
	if at == size {
		return nil
	}
	if err := os.Truncate(name, at); err != nil {
		return fmt.Errorf("cutting off an unfinished write: %w", err)
	}
	return nil
}

// empty reports that none of the segments holds a frame: they were made by a
// change of segments that a crash interrupted, so the one before is the last.
func (d *Dir) empty(segments []uint64) (bool, error) {
	for _, n := range segments {
		info, err := os.Stat(segmentName(d.path, n))
		if err != nil {
			return false, fmt.Errorf("looking at the log: %w", err)
		}
		if info.Size() > segmentStart {
			return false, nil
		}
	}
	return true, nil
}

// closeRead closes a file that was only read, which cannot lose anything.
func closeRead(file *os.File) { _ = file.Close() }

// lost reports that a segment ends before what was acknowledged of it.
func (d *Dir) lost(segment uint64, end int64) bool {
	ackedSegment, ackedSize := d.acknowledged()
	return ackedSegment == segment && end < ackedSize
}

// openTitled opens a file and checks what kind it is.
func openTitled(name, title string) (*os.File, int64, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, 0, fmt.Errorf("opening the data: %w", err)
	}
	info, err := file.Stat()
	if err != nil {
		return nil, 0, errors.Join(fmt.Errorf("reading %s: %w", name, err), file.Close())
	}
	head := make([]byte, segmentStart)
	if _, err := io.ReadFull(file, head); err != nil {
		return nil, 0, errors.Join(&Damage{File: name, Cause: errCut}, file.Close())
	}
	if !bytes.Equal(head, []byte(title)) {
		return nil, 0, errors.Join(&Damage{File: name, Cause: fmt.Errorf("not a file of this format")}, file.Close())
	}
	return file, info.Size(), nil
}
