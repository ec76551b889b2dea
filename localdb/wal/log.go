package wal

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
)

// File is what the log needs of a file; a test may put one between that fails.
type File interface {
	WriteAt(b []byte, at int64) (int, error)
	Sync() error
	Truncate(size int64) error
	Close() error
}

// Log appends frames to the newest segment. Stage hands bytes over in order;
// Wait makes them durable, together with those of everyone else who waits.
type Log struct {
	dir    *Dir
	noSync bool
	hooks  Hooks

	mu      sync.Mutex
	wake    *sync.Cond
	file    File
	segment uint64
	size    int64        // up to here the segment holds whole durable frames
	total   int64        // bytes in all segments since the last snapshot
	syncs   atomic.Int64 // counted while writing, without the lock
	dirty   bool         // there may be bytes behind size that must go first
	writing bool
	frame   []byte // memory of the last frame, to be used again by who writes
	pending *Batch
	closed  bool
}

// maxSpare is the largest frame whose memory is kept.
const maxSpare = 64 << 10

// Hooks are called by the log. Durable gets the state of the last stage that a
// finished batch contains. Failed is called when a batch could not be written,
// without any lock of the log held; it must keep others from staging, call
// Discard, and go back to the last durable state.
type Hooks struct {
	Durable func(state any)
	Failed  func(discard func())
}

// Batch is what is written together. Everyone who staged into it waits for it.
type Batch struct {
	payload []byte
	state   any
	done    bool
	err     error
}

// Stage adds bytes, which belong to the log from then on, and the state they
// lead to. The caller must hold its own lock
// so that the order of stages is the order of states.
func (l *Log) Stage(payload []byte, state any) *Batch {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.pending == nil {
		l.pending = &Batch{payload: payload, state: state}
		return l.pending
	}
	l.pending.payload = append(l.pending.payload, payload...)
	l.pending.state = state
	return l.pending
}

// Wait returns when the batch is durable or has failed. One of the waiters
// writes for all.
func (l *Log) Wait(b *Batch) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for !b.done {
		if l.writing {
			l.wake.Wait()
			continue
		}
		l.flush()
	}
	return b.err
}

// flush writes the pending batch. It holds the lock on entry and on exit, but
// not while it writes, so that the next batch can gather.
func (l *Log) flush() {
	b := l.pending
	l.pending, l.writing = nil, true
	l.mu.Unlock()
	n, err := l.write(b)
	if err != nil {
		l.hooks.Failed(func() { l.discard(b, err) })
		l.mu.Lock()
		l.writing = false
		l.wake.Broadcast()
		return
	}
	l.mu.Lock()
	l.size += n
	l.total += n
	l.writing = false
	l.hooks.Durable(b.state)
	b.done, b.payload, b.state = true, nil, nil
	l.wake.Broadcast()
}

// discard fails the batch and everything staged on top of it.
func (l *Log) discard(b *Batch, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	b.done, b.err = true, err
	if l.pending != nil {
		l.pending.done, l.pending.err = true, err
		l.pending = nil
	}
}

// write appends one frame and makes it durable. After a failure whatever got to
// the file is cut off again before anything else is written.
func (l *Log) write(b *Batch) (int64, error) {
	if l.closed {
		return 0, os.ErrClosed
	}
	if err := l.cut(); err != nil {
		return 0, err
	}
	frame := AppendFrame(l.frame[:0], b.payload)
	if l.frame = frame; cap(frame) > maxSpare {
		l.frame = nil
	}
	l.dirty = true
	if _, err := l.file.WriteAt(frame, l.size); err != nil {
		return 0, l.undo(fmt.Errorf("writing the log: %w", err))
	}
	if !l.noSync {
		if err := l.file.Sync(); err != nil {
			return 0, l.undo(fmt.Errorf("syncing the log: %w", err))
		}
		l.syncs.Add(1)
		l.dir.acknowledge(l.segment, l.size+int64(len(frame)))
	}
	l.dirty = false
	return int64(len(frame)), nil
}

func (l *Log) undo(err error) error {
	_ = l.cut() // whoever comes next tries again
	return err
}

// cut takes whatever is left of a failed write out of the segment: it was refused, so no start must ever find it.
func (l *Log) cut() error {
	if !l.dirty {
		return nil
	}
	if err := l.file.Truncate(l.size); err != nil {
		return fmt.Errorf("cutting off a failed write: %w", err)
	}
	l.dirty = false
	return nil
}

// Rotate starts a new segment and returns its number. It calls capture at the
// moment when exactly the durable states are in the older segments: a snapshot
// of the last one replaces them. Staging goes on meanwhile. Only one rotation
// may run at a time.
func (l *Log) Rotate(capture func()) (uint64, error) {
	l.mu.Lock()
	n := l.segment + 1
	l.mu.Unlock()
	file, err := l.dir.create(n)
	if err != nil {
		return 0, err
	}
	old, err := l.change(n, file, capture)
	if err != nil {
		return 0, err
	}
	if l.noSync {
		err = old.Sync() // frames of the new segment must not outlive these
	}
	return n, errors.Join(err, old.Close())
}

// change makes a new segment the current one and returns the old one.
func (l *Log) change(n uint64, file File, capture func()) (File, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.writing {
		l.wake.Wait()
	}
	if l.closed {
		return nil, errors.Join(os.ErrClosed, file.Close())
	}
	if err := l.cut(); err != nil { // nobody writes to the old segment any more
		return nil, errors.Join(err, file.Close())
	}
	old := l.file
	l.file, l.segment, l.size, l.total = file, n, segmentStart, 0
	l.dir.acknowledge(n, l.size)
	capture()
	return old, nil
}

// Stats are figures about the log.
type Stats struct {
	Bytes int64 // written since the last snapshot
	Syncs int64
}

// Stats returns the current figures.
func (l *Log) Stats() Stats {
	l.mu.Lock()
	defer l.mu.Unlock()
	return Stats{Bytes: l.total, Syncs: l.syncs.Load()}
}

// Close makes what is staged durable and closes the segment.
func (l *Log) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.writing || l.pending != nil {
		if l.writing {
			l.wake.Wait()
			continue
		}
		l.flush()
	}
	if l.closed {
		return nil
	}
	l.closed = true
	if err := l.cut(); err != nil {
		return errors.Join(err, l.file.Close())
	}
	if err := l.file.Sync(); err != nil {
		return fmt.Errorf("syncing the log: %w", err)
	}
	return l.file.Close()
}

func segmentName(dir string, n uint64) string {
	return filepath.Join(dir, fmt.Sprintf("log-%016d", n))
}
