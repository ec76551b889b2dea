package engine

import (
	"slices"

	"partnerhub/localdb/fault"
	"partnerhub/localdb/raw"
	"partnerhub/localdb/table"
	"partnerhub/localdb/wal"
)

// Tx is a set of changes on top of one state. It sees its own changes and
// nobody else's. It is used by one goroutine at a time.
type Tx struct {
	engine  *Engine
	base    *Root
	changes changes
	room    [4]changed // for the first changes
	writes  map[string]map[uint64]write
	alone   bool // nobody else can commit before it does, so its writes are not compared
	gather  bool // index entries wait for Settle
	log     []byte
	epoch   uint64     // the engine's when the transaction began
	after   *wal.Batch // what the base waits for, nil if it is durable
}

// write remembers a document before and after the transaction.
type write struct {
	before, after raw.Doc // nil = there is none
}

func newTx(e *Engine, base *Root) *Tx {
	tx := &Tx{engine: e, base: base}
	tx.changes = tx.room[:0]
	return tx
}

// Begin returns a transaction on the newest state, even if that is not durable
// yet: nobody relies on what a transaction read before it has committed, and its
// commit waits for everything it saw. So transactions that follow each other on
// one document share a sync instead of waiting for one each.
func (e *Engine) Begin() *Tx {
	e.mu.Lock()
	defer e.mu.Unlock()
	tx := newTx(e, e.head)
	tx.epoch, tx.after = e.epoch, e.staged
	return tx
}

func (tx *Tx) dirty() bool { return len(tx.log) > 0 }

// Table returns a collection as this transaction sees it, or nil.
func (tx *Tx) Table(ns string) *table.Table {
	if c := tx.changes.of(ns); c != nil {
		return c.table
	}
	return tx.base.Table(ns)
}

// Tables returns all collections by name, as this transaction sees them.
func (tx *Tx) Tables() []*table.Table { return tx.base.with(tx.changes).tables }

// Freeze makes later changes happen on new forks, so that whoever reads the
// tables now can go on doing so.
func (tx *Tx) Freeze() {
	for i := range tx.changes {
		tx.changes[i].owned = false
	}
}

// fork returns a collection to change, or nil if there is none.
func (tx *Tx) fork(ns string) *table.Table {
	c := tx.changes.of(ns)
	if c != nil && c.owned {
		return c.table
	}
	t := tx.Table(ns)
	if t == nil {
		return nil
	}
	t = tx.engine.forkTable(t)
	tx.changes.set(changed{ns: ns, table: t, owned: true})
	return t
}

// Create makes a collection unless it exists, and tells whether it did.
func (tx *Tx) Create(ns string) bool {
	if tx.Table(ns) != nil {
		return false
	}
	t := table.New(ns, tx.engine.newTableID())
	tx.changes.set(changed{ns: ns, table: t, owned: true})
	tx.log = appendCreate(tx.log, t.Created, ns)
	return true
}

// Drop removes a collection and tells whether there was one.
func (tx *Tx) Drop(ns string) bool {
	t := tx.Table(ns)
	if t == nil {
		return false
	}
	tx.changes.set(changed{ns: ns})
	delete(tx.writes, ns)
	tx.log = appendDrop(tx.log, t.Created)
	return true
}

// Insert adds a document to a collection, which is made if it is missing.
func (tx *Tx) Insert(ns string, d raw.Doc) error {
	tx.Create(ns)
	return tx.put(ns, tx.engine.nextRow.Add(1), nil, d)
}

// Replace stores a new version of a row.
func (tx *Tx) Replace(ns string, row table.Row, d raw.Doc) error {
	return tx.put(ns, row.ID, row.Doc, d)
}

func (tx *Tx) put(ns string, id uint64, old, d raw.Doc) error {
	t := tx.filling(ns)
	if err := t.Put(id, d); err != nil {
		return err
	}
	tx.note(ns, id, old, d)
	tx.log = appendPut(slices.Grow(tx.log, putHead+len(d)), t.Created, id, d)
	return nil
}

// filling is fork for a document to store.
func (tx *Tx) filling(ns string) *table.Table {
	t := tx.fork(ns)
	if tx.gather {
		t.Gather()
	}
	return t
}

// Gather says that many documents come: their index entries may wait for Settle. A command that gathers settles before it ends.
func (tx *Tx) Gather() { tx.gather = true }

// Settle brings the indexes up to date.
func (tx *Tx) Settle() {
	tx.gather = false
	for _, c := range tx.changes {
		if c.owned {
			c.table.Settle()
		}
	}
}

// Draft prepares new documents for a collection that there is.
func (tx *Tx) Draft(ns string, docs []raw.Doc) []table.Draft {
	n, size := uint64(len(docs)), 0
	for _, d := range docs {
		size += len(d) + putHead
	}
	tx.log = slices.Grow(tx.log, size)
	return tx.Table(ns).Draft(tx.engine.nextRow.Add(n)-n+1, docs)
}

// InsertDraft is Insert for one of the documents that were prepared.
func (tx *Tx) InsertDraft(ns string, d table.Draft) error {
	t := tx.filling(ns)
	if err := t.PutDraft(d); err != nil {
		return err
	}
	tx.note(ns, d.Number(), nil, d.Doc())
	tx.log = appendPut(tx.log, t.Created, d.Number(), d.Doc())
	return nil
}

// Delete removes a row.
func (tx *Tx) Delete(ns string, row table.Row) error {
	t := tx.fork(ns)
	if err := t.Delete(row.ID); err != nil {
		return err
	}
	tx.note(ns, row.ID, row.Doc, nil)
	tx.log = appendDelete(tx.log, t.Created, row.ID)
	return nil
}

// note keeps the oldest version and the newest of every changed row.
func (tx *Tx) note(ns string, id uint64, before, after raw.Doc) {
	if tx.alone {
		return
	}
	if tx.writes == nil {
		tx.writes = map[string]map[uint64]write{}
	}
	rows := tx.writes[ns]
	if rows == nil {
		rows = map[uint64]write{}
		tx.writes[ns] = rows
	}
	if first, again := rows[id]; again {
		before = first.before
	}
	rows[id] = write{before: before, after: after}
}

// AddIndex makes an index; false means that it was there already.
func (tx *Tx) AddIndex(ns string, spec table.Spec) (bool, error) {
	tx.Create(ns)
	t := tx.fork(ns)
	added, err := t.Add(spec)
	if err == nil && added {
		tx.log = appendIndex(tx.log, t.Created, spec.Source)
	}
	return added, err
}

// AdoptIndex is AddIndex for an index that was prepared beside the writers, from
// an earlier version of the collection. If that is another collection by now, or
// none, the index is made of what there is.
func (tx *Tx) AdoptIndex(ns string, spec table.Spec, of *table.Table, p *table.Prepared) (bool, error) {
	tx.Create(ns)
	t := tx.fork(ns)
	if p == nil || t.Created != of.Created {
		return tx.AddIndex(ns, spec)
	}
	added, err := t.Adopt(p)
	if err == nil && added {
		tx.log = appendIndex(tx.log, t.Created, spec.Source)
	}
	return added, err
}

// DropIndex removes an index by name.
func (tx *Tx) DropIndex(ns, name string) error {
	t := tx.fork(ns)
	if t == nil {
		return fault.New(fault.NamespaceNotFound, "ns not found %s", ns)
	}
	if err := t.Drop(name); err != nil {
		return err
	}
	tx.log = appendUnindex(tx.log, t.Created, name)
	return nil
}
