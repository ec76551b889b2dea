// Package table keeps one collection: its documents by record number and its
// indexes, all in copy-on-write trees. A published Table is never changed; a
// writer works on a Fork, which shares everything it does not touch.
//
// It keeps indexes true to the documents and unique keys unique. Who may write
// when, and how a write is made durable, is decided above it.
package table

import (
	"github.com/tidwall/btree"

	"partnerhub/localdb/fault"
	"partnerhub/localdb/key"
	"partnerhub/localdb/raw"
)

// Row is a stored document and its record number, which it keeps for life.
type Row struct {
	ID  uint64
	Doc raw.Doc
}

// Table is one version of a collection.
type Table struct {
	Name    string
	Created uint64 // tells a collection from a later one of the same name
	Schema  uint64 // grows whenever an index is made or dropped
	Bytes   int64  // the size of all documents

	rows    *btree.BTreeG[Row]
	indexes []*Index
}

// New returns an empty collection with the index on _id that each one has.
func New(name string, created uint64) *Table {
	t := &Table{Name: name, Created: created, rows: newRows()}
	t.indexes = []*Index{{Spec: idSpec(), columns: []key.Column{key.NewColumn("_id", false)}, tree: newTree()}}
	return t
}

func newRows() *btree.BTreeG[Row] {
	return btree.NewBTreeGOptions(func(a, b Row) bool { return a.ID < b.ID }, btree.Options{NoLocks: true, Degree: 16})
}

func newTree() *btree.BTreeG[string] {
	return btree.NewBTreeGOptions(func(a, b string) bool { return a < b }, btree.Options{NoLocks: true, Degree: 16})
}

// Fork returns a copy that may be changed without the original being so. Forks
// of one table must not be made at the same time.
func (t *Table) Fork() *Table {
	next := *t
	next.rows = t.rows.Copy()
	next.indexes = make([]*Index, len(t.indexes))
	for i, x := range t.indexes {
		copied := *x
		copied.tree = x.tree.Copy()
		next.indexes[i] = &copied
	}
	return &next
}

// Len returns the number of documents.
func (t *Table) Len() int { return t.rows.Len() }

// Indexes returns the indexes in the order they were made, _id first.
func (t *Table) Indexes() []*Index { return t.indexes }

// Get returns the document with a record number.
func (t *Table) Get(id uint64) (raw.Doc, bool) {
	row, ok := t.rows.Get(Row{ID: id})
	return row.Doc, ok
}

// ByID returns the record number of the document with an _id.
func (t *Table) ByID(id raw.Value) (uint64, bool) {
	prefix := string(key.Append(nil, id))
	it := t.indexes[0].Scan(Interval{Low: prefix, High: prefix + above}, false)
	if !it.Next() {
		return 0, false
	}
	return it.ID(), true
}

// Put inserts or replaces the document of a record. It changes nothing if a
// unique key is taken or a key cannot be made.
func (t *Table) Put(id uint64, d raw.Doc) error {
	old, replaces := t.Get(id)
	changes := make([]change, 0, len(t.indexes))
	for _, x := range t.indexes {
		c, err := x.prepare(id, old, d)
		if err != nil {
			return err
		}
		if err := x.unique(t.Name, c, d); err != nil {
			return err
		}
		changes = append(changes, c)
	}
	for i, x := range t.indexes {
		x.apply(changes[i])
	}
	t.rows.Set(Row{ID: id, Doc: d})
	t.Bytes += int64(len(d))
	if replaces {
		t.Bytes -= int64(len(old))
	}
	return nil
}

// Delete removes the document of a record.
func (t *Table) Delete(id uint64) error {
	old, ok := t.Get(id)
	if !ok {
		return nil
	}
	for _, x := range t.indexes {
		c, err := x.prepare(id, old, nil)
		if err != nil {
			return err
		}
		x.apply(c)
	}
	t.rows.Delete(Row{ID: id})
	t.Bytes -= int64(len(old))
	return nil
}

// Rows returns an iterator over all documents in the order of their records.
func (t *Table) Rows() *Rows { return &Rows{it: t.rows.Iter()} }

// Rows walks the documents of one version of a table.
type Rows struct{ it btree.IterG[Row] }

// Next moves to the next document.
func (r *Rows) Next() bool { return r.it.Next() }

// Row returns the current document.
func (r *Rows) Row() Row { return r.it.Item() }

// Load adds a document without its index entries; Reindex makes them later. It
// is how a start-up reads many documents quickly.
func (t *Table) Load(id uint64, d raw.Doc) {
	if old, ok := t.rows.Load(Row{ID: id, Doc: d}); ok {
		t.Bytes -= int64(len(old.Doc))
	}
	t.Bytes += int64(len(d))
}

// Unload removes a document that has no index entries yet.
func (t *Table) Unload(id uint64) {
	if old, ok := t.rows.Delete(Row{ID: id}); ok {
		t.Bytes -= int64(len(old.Doc))
	}
}

// Find returns the index of that name.
func (t *Table) Find(name string) (*Index, bool) {
	for _, x := range t.indexes {
		if x.Name == name {
			return x, true
		}
	}
	return nil, false
}

// Drop removes an index by name; the one on _id stays.
func (t *Table) Drop(name string) error {
	for i, x := range t.indexes {
		if x.Name != name {
			continue
		}
		if i == 0 {
			return fault.New(fault.InvalidOptions, "cannot drop _id index")
		}
		t.indexes = append(t.indexes[:i:i], t.indexes[i+1:]...)
		t.Schema++
		return nil
	}
	return fault.New(fault.IndexNotFound, "index not found with name [%s]", name)
}
