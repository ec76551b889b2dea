package engine

import (
	"partnerhub/localdb/fault"
	"partnerhub/localdb/raw"
	"partnerhub/localdb/table"
	"partnerhub/localdb/wal"
)

// Commit makes a transaction's changes part of the newest state, or fails with
// a write conflict if somebody changed one of its documents since it began.
func (e *Engine) Commit(tx *Tx) error {
	if !tx.dirty() {
		return e.durable(tx.after)
	}
	batch, err := e.commit(tx)
	if err != nil {
		e.counters.Conflicts.Add(1)
		return err
	}
	return e.durable(batch)
}

func (e *Engine) commit(tx *Tx) (*wal.Batch, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if tx.epoch != e.epoch {
		return nil, fault.Conflict() // it may have seen what was never stored
	}
	all := make(changes, len(tx.changes))
	for i, c := range tx.changes {
		t, err := e.rebase(tx, c.ns, c.table)
		if err != nil {
			return nil, err
		}
		all[i] = changed{ns: c.ns, table: t}
	}
	return e.stage(all, tx.log), nil
}

// rebase returns the transaction's version of a collection on top of the newest
// one. If nobody else changed the collection, that is the version it has.
func (e *Engine) rebase(tx *Tx, ns string, mine *table.Table) (*table.Table, error) {
	was, now := tx.base.Table(ns), e.head.Table(ns)
	if was == now {
		return mine, nil
	}
	if was == nil || now == nil || mine == nil || was.Created != now.Created || was.Schema != now.Schema || mine.Schema != was.Schema {
		return nil, fault.Conflict()
	}
	next := e.forkTable(now)
	rows := tx.writes[ns]
	for id, w := range rows {
		if current, _ := now.Get(id); !sameDoc(current, w.before) {
			return nil, fault.Conflict()
		}
		if err := next.Delete(id); err != nil {
			return nil, err
		}
	}
	return next, putAll(next, rows)
}

// putAll stores the new versions after all deletions, so that a unique key may
// move from one document to another. A key that somebody else took meanwhile is
// a conflict: a second attempt will see the duplicate.
func putAll(t *table.Table, rows map[uint64]write) error {
	for id, w := range rows {
		if w.after == nil {
			continue
		}
		if err := t.Put(id, w.after); err != nil {
			return fault.Conflict()
		}
	}
	return nil
}

// sameDoc compares identity: every write stores a new slice.
func sameDoc(a, b raw.Doc) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return len(a) == len(b) && &a[0] == &b[0]
}

// Changed reports that a row of a collection is no longer, in the newest state,
// what the transaction sees: its commit would conflict.
func (e *Engine) Changed(tx *Tx, ns string, row table.Row) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := e.head.Table(ns)
	if now == tx.base.Table(ns) {
		return false
	}
	before := row.Doc
	if w, mine := tx.writes[ns][row.ID]; mine {
		before = w.before
	}
	if now == nil {
		return before != nil
	}
	current, _ := now.Get(row.ID)
	return !sameDoc(current, before)
}
