// Package engine keeps all collections as one immutable state after another,
// lets many read and one at a time commit, and makes each commit durable before
// anybody can see it.
//
// Readers take the last durable state and are never blocked. A writer builds
// the next state from the last staged one under a lock and waits for the log
// outside of it, so that one sync serves all who wait. A transaction works on
// its own snapshot and is checked against what changed since when it commits.
// The wire protocol, commands and sessions do not belong here.
package engine

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"partnerhub/localdb/fault"
	"partnerhub/localdb/query"
	"partnerhub/localdb/table"
	"partnerhub/localdb/wal"
)

// Options are what the engine needs from outside.
type Options struct {
	Dir          string // "" = memory only
	NoSync       bool
	Logger       *slog.Logger
	WarnBytes    int64
	CompactBytes int64 // how much log starts a snapshot
	Now          func() time.Time
	OpenFile     func(name string) (wal.File, error)
}

// Engine owns the states and the log.
type Engine struct {
	options  Options
	language *query.Language
	dir      *wal.Dir
	log      *wal.Log

	mu        sync.Mutex // held while a commit is built and staged
	head      *Root      // the last staged state, guarded by mu
	staged    *wal.Batch // what makes head durable, guarded by mu
	epoch     uint64     // how often staged states were given up, guarded by mu
	lastTable atomic.Uint64
	forking   sync.Mutex
	visible   atomic.Pointer[Root]
	nextRow   atomic.Uint64

	compacting atomic.Bool
	closed     atomic.Bool
	warned     atomic.Bool
	failing    atomic.Bool
	background sync.WaitGroup
	counters   Counters
}

// Counters are figures for serverStatus.
type Counters struct {
	Commits, Conflicts, Aborted, Failures, Snapshots atomic.Int64
}

// Open reads the directory and returns the engine in the state of its last
// acknowledged commit.
func Open(o Options) (*Engine, error) {
	e := &Engine{options: o, language: query.NewLanguage()}
	e.publish(newRoot(nil))
	if o.Dir == "" {
		return e, nil
	}
	return e, e.recover()
}

// Language returns the filter operators.
func (e *Engine) Language() *query.Language { return e.language }

// Now returns the time of the injected clock.
func (e *Engine) Now() time.Time { return e.options.Now() }

// Counters returns the engine's figures.
func (e *Engine) Counters() *Counters { return &e.counters }

// LogStats returns the log's figures; there are none in memory.
func (e *Engine) LogStats() wal.Stats {
	if e.log == nil {
		return wal.Stats{}
	}
	return e.log.Stats()
}

// Read returns the last durable state. It stays as it is for ever.
func (e *Engine) Read() *Root { return e.visible.Load() }

// publish makes a state the current one for readers and writers.
func (e *Engine) publish(r *Root) {
	e.head = r
	e.visible.Store(r)
}

// Update runs fn on the newest state and commits what it wrote. An error of fn
// discards everything. Nobody else commits meanwhile, so there is no conflict.
func (e *Engine) Update(ctx context.Context, fn func(*Tx) error) error {
	wait, err := e.update(ctx, fn)
	if err != nil || wait == nil {
		return err
	}
	return e.durable(wait)
}

func (e *Engine) update(ctx context.Context, fn func(*Tx) error) (*wal.Batch, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if ctx.Err() != nil {
		return nil, fault.Interruption(ctx) // waiting for the others took all its time
	}
	tx := newTx(e, e.head)
	tx.alone = true
	if err := fn(tx); err != nil {
		return nil, err
	}
	if !tx.dirty() {
		return nil, nil
	}
	return e.stage(tx.changes, tx.log), nil
}

// stage makes changed tables the newest state and hands the bytes to the log.
func (e *Engine) stage(all changes, payload []byte) *wal.Batch {
	e.head = e.head.with(all)
	e.counters.Commits.Add(1)
	if e.log == nil {
		e.visible.Store(e.head)
		return nil
	}
	e.staged = e.log.Stage(payload, e.head)
	return e.staged
}

// durable waits for the log and turns its failures into errors for clients.
func (e *Engine) durable(b *wal.Batch) error {
	if b == nil {
		return nil
	}
	if err := e.log.Wait(b); err != nil {
		return e.refusal(err)
	}
	e.failing.Store(false)
	e.tend()
	return nil
}

// refusal explains why a write could not be stored. Reads go on.
func (e *Engine) refusal(err error) error {
	e.counters.Failures.Add(1)
	if errors.Is(err, os.ErrClosed) {
		return fault.New(fault.ShutdownInProgress, "the write was not stored because the database is closing")
	}
	if !e.failing.Swap(true) {
		e.options.Logger.Error("writes are refused until the log can be written again", "error", err)
	}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EFBIG) || errors.Is(err, syscall.EDQUOT) {
		return fault.New(fault.OutOfDiskSpace, "the write was not stored because the disk is full: %v", err)
	}
	return fault.New(fault.OutOfDiskSpace, "the write was not stored: %v", err)
}

// failed goes back to the last durable state after a batch was not written.
func (e *Engine) failed(discard func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	discard()
	e.head, e.staged = e.visible.Load(), nil
	e.epoch++
}

// tend warns about size and starts a snapshot when the log has grown enough.
func (e *Engine) tend() {
	stats := e.log.Stats()
	if stats.Bytes < e.options.CompactBytes {
		return
	}
	size := e.Read().Bytes()
	e.warn(size)
	if stats.Bytes > size {
		e.Compact()
	}
}

// warn says once that the data has outgrown what the engine is for.
func (e *Engine) warn(size int64) {
	if size > e.options.WarnBytes && !e.warned.Swap(true) {
		e.options.Logger.Warn("the embedded database has grown large; a MongoDB replica set is the way on (MONGODB_URI)", "bytes", size)
	}
}

// Close makes everything durable and releases the directory.
func (e *Engine) Close() error {
	if e.log == nil {
		return nil
	}
	e.mu.Lock()
	e.closed.Store(true) // no snapshot starts any more, and a running one gives up
	e.mu.Unlock()
	err := e.log.Close()
	e.background.Wait()
	return errors.Join(err, e.dir.Close())
}

// forkTable copies a table. Copying one table twice at the same time would be a
// data race inside its trees, so copies take turns.
func (e *Engine) forkTable(t *table.Table) *table.Table {
	e.forking.Lock()
	defer e.forking.Unlock()
	return t.Fork()
}

// newTableID numbers collections, so that the log can tell one from a later one
// of the same name.
func (e *Engine) newTableID() uint64 { return e.lastTable.Add(1) }
