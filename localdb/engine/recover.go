package engine

import (
	"errors"
	"fmt"
	"os"

	"partnerhub/localdb/table"
	"partnerhub/localdb/wal"
)

// recover reads the directory and builds the indexes.
func (e *Engine) recover() (err error) {
	o := wal.Options{NoSync: e.options.NoSync, Open: e.options.OpenFile}
	if e.dir, err = wal.OpenDir(e.options.Dir, o); err != nil {
		return err
	}
	hooks := wal.Hooks{Durable: func(state any) { e.visible.Store(state.(*Root)) }, Failed: e.failed}
	r := &replayer{engine: e, tables: map[uint64]*table.Table{}}
	log, found, err := e.dir.Recover(o, hooks, r.apply)
	if err != nil {
		return errors.Join(fmt.Errorf("reading %s: %w", e.options.Dir, err), e.dir.Close())
	}
	e.log = log
	defer func() { e.warn(e.Read().Bytes()) }()
	if err := e.index(r); err != nil {
		return errors.Join(err, log.Close(), e.dir.Close())
	}
	if found.Dropped > 0 {
		e.options.Logger.Warn("dropped an unfinished write at the end of the log", "bytes", found.Dropped)
	}
	return nil
}

// index fills the indexes of all tables and publishes them.
func (e *Engine) index(r *replayer) error {
	var tables []*table.Table
	for _, t := range r.tables {
		if err := t.Reindex(); err != nil {
			return fmt.Errorf("indexing %s: %w", t.Name, err)
		}
		tables = append(tables, t)
	}
	e.publish(newRoot(tables))
	return nil
}

func (e *Engine) sawRow(id uint64) {
	if id > e.nextRow.Load() {
		e.nextRow.Store(id)
	}
}

// snapshotChunk is how many bytes of documents go into one frame. Writers get
// their turn between two frames.
const snapshotChunk = 1 << 16

// Compact starts writing a snapshot in the background, unless one is on its way.
// Writers go on; only the change to a new log segment makes them wait briefly.
func (e *Engine) Compact() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.log == nil || e.closed.Load() || e.compacting.Swap(true) {
		return
	}
	e.background.Go(func() {
		defer e.compacting.Store(false)
		if err := e.compact(); err != nil && !errors.Is(err, os.ErrClosed) {
			e.options.Logger.Error("the snapshot failed; the log is kept", "error", err)
		}
	})
}

func (e *Engine) compact() error {
	var root *Root
	n, err := e.log.Rotate(func() { root = e.Read() })
	if err != nil {
		return err
	}
	if err := e.dir.Snapshot(n, e.produce(root)); err != nil {
		return err
	}
	e.counters.Snapshots.Add(1)
	return nil
}

// produce emits a state as records.
func (e *Engine) produce(root *Root) func(emit func([]byte) error) error {
	return func(write func([]byte) error) error {
		emit := func(b []byte) error {
			if e.closed.Load() {
				return os.ErrClosed // the log still has everything
			}
			return write(b)
		}
		if err := emit(appendHead(nil, opNext, e.nextRow.Load())); err != nil {
			return err
		}
		for _, t := range root.tables {
			if err := emitTable(t, emit); err != nil {
				return err
			}
		}
		return nil
	}
}

func emitTable(t *table.Table, emit func([]byte) error) error {
	b := appendCreate(nil, t.Created, t.Name)
	for _, x := range t.Indexes()[1:] {
		b = appendIndex(b, t.Created, x.Source)
	}
	for rows := t.Rows(); rows.Next(); {
		row := rows.Row()
		b = appendPut(b, t.Created, row.ID, row.Doc)
		if len(b) < snapshotChunk {
			continue
		}
		if err := emit(b); err != nil {
			return err
		}
		b = b[:0]
	}
	if len(b) == 0 {
		return nil
	}
	return emit(b)
}

func (e *Engine) sawTable(id uint64) {
	if id > e.lastTable.Load() {
		e.lastTable.Store(id)
	}
}
