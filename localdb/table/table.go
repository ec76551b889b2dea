// Package table keeps one collection: its documents by record number and its
// indexes, all in copy-on-write trees. A published Table is never changed; a
// writer works on a Fork, which shares everything it does not touch.
//
// It keeps indexes true to the documents and unique keys unique. Who may write
// when, and how a write is made durable, is decided above it.
package table

import (
	"slices"
	"strings"

	"partnerhub/localdb/fault"
	"partnerhub/localdb/key"
	"partnerhub/localdb/raw"
	"partnerhub/localdb/tree"
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
	Version uint64 // grows with each fork: no two states that anybody reads have the same
	Bytes   int64  // the size of all documents

	rows    rows
	indexes []*Index
	edit    *tree.Edit // marks what only this version holds, nil if others share all of it
	many    *maker     // index entries wait for Settle; nil if they do not
}

// New returns an empty collection with the index on _id that each one has.
func New(name string, created uint64) *Table {
	t := &Table{Name: name, Created: created}
	t.indexes = []*Index{newIndex(idSpec(), []key.Column{key.NewColumn("_id", false)})}
	return t
}

// Fork returns a copy that may be changed without the original being so. Forks
// of one table must not be made at the same time.
func (t *Table) Fork() *Table {
	t.Settle()
	t.edit = nil
	next := *t
	next.Version++
	next.indexes = slices.Clone(t.indexes)
	return &next
}

// mark returns what tells the parts that only this version has.
func (t *Table) mark() *tree.Edit {
	if t.edit == nil {
		t.edit = &tree.Edit{}
	}
	return t.edit
}

// own returns an index to change, which no other version of the table has.
func (t *Table) own(i int) *Index {
	if e := t.mark(); t.indexes[i].edit != e {
		copied := *t.indexes[i]
		copied.edit = e
		t.indexes[i] = &copied
	}
	return t.indexes[i]
}

// Len returns the number of documents.
func (t *Table) Len() int { return t.rows.size }

// Indexes returns the indexes in the order they were made, _id first.
func (t *Table) Indexes() []*Index { return t.indexes }

// Get returns the document with a record number.
func (t *Table) Get(id uint64) (raw.Doc, bool) {
	return t.rows.get(id)
}

// ByID returns the record number of the document with an _id.
func (t *Table) ByID(id raw.Value) (uint64, bool) {
	prefix := string(key.Append(nil, id))
	c := t.indexes[0].set().Cursor()
	if !c.Seek(prefix) || !strings.HasPrefix(c.Key(), prefix) {
		return 0, false
	}
	return record(c.Key()), true
}

// Put inserts or replaces the document of a record. It changes nothing if a
// unique key is taken or a key cannot be made.
func (t *Table) Put(id uint64, d raw.Doc) error {
	old, _ := t.Get(id)
	var room [24]change
	m := t.many
	if m == nil {
		m = &maker{}
	}
	changes, err := t.prepare(room[:0], m, id, old, d)
	if err != nil {
		return err
	}
	t.apply(changes)
	t.rows.set(id, d, t.mark())
	t.Bytes += int64(len(d)) - int64(len(old))
	return nil
}

// prepare appends what a write does to each index, and refuses a taken key. An
// index whose fields stay as they are is left out.
func (t *Table) prepare(changes []change, m *maker, id uint64, old, d raw.Doc) ([]change, error) {
	var changed []string
	if old != nil {
		changed = raw.Changed(old, d)
	}
	lists := deltas{old: old, now: d}
	for i, x := range t.indexes {
		if old != nil && !x.reads(changed) {
			continue
		}
		c, known := x.differ(m, id, changed, &lists)
		if !known {
			var err error
			if c, err = x.prepare(m, id, old, d); err != nil {
				return nil, err
			}
		}
		if err := x.unique(t.Name, c, d); err != nil {
			return nil, err
		}
		c.at = i
		changes = append(changes, c)
	}
	return changes, nil
}

func (t *Table) apply(changes []change) {
	for _, c := range changes {
		if len(c.add)+len(c.remove) == 0 && c.multi&^t.indexes[c.at].Multi == 0 {
			continue
		}
		switch x := t.own(c.at); {
		case x.Unique:
			x.apply(c)
		case t.many != nil:
			x.wait(c)
		default:
			x.postpone(c)
		}
	}
}

// Delete removes the document of a record.
func (t *Table) Delete(id uint64) error {
	old, ok := t.Get(id)
	if !ok {
		return nil
	}
	m := &maker{}
	for i, x := range t.indexes {
		c, err := x.prepare(m, id, old, nil)
		if err != nil {
			return err
		}
		c.at = i
		t.apply([]change{c})
	}
	t.rows.remove(id, t.mark())
	t.Bytes -= int64(len(old))
	return nil
}

// Load adds a document without its index entries; Reindex makes them later. It
// is how a start-up reads many documents quickly.
func (t *Table) Load(id uint64, d raw.Doc) {
	old := t.rows.set(id, d, t.mark())
	t.Bytes += int64(len(d)) - int64(len(old))
}

// Unload removes a document that has no index entries yet.
func (t *Table) Unload(id uint64) {
	t.Bytes -= int64(len(t.rows.remove(id, t.mark())))
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
