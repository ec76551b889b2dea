package engine

import (
	"slices"
	"strings"

	"partnerhub/localdb/table"
)

// Root is one state of all collections.
type Root struct {
	tables []*table.Table // by name, which is "database.collection"
}

// newRoot returns a state of these collections.
func newRoot(tables []*table.Table) *Root {
	slices.SortFunc(tables, func(a, b *table.Table) int { return strings.Compare(a.Name, b.Name) })
	return &Root{tables: tables}
}

// Table returns a collection or nil.
func (r *Root) Table(ns string) *table.Table {
	i, found := r.find(ns)
	if !found {
		return nil
	}
	return r.tables[i]
}

func (r *Root) find(ns string) (int, bool) {
	return slices.BinarySearchFunc(r.tables, ns, func(t *table.Table, ns string) int { return strings.Compare(t.Name, ns) })
}

// Tables returns all collections by name; the caller must not change the list.
func (r *Root) Tables() []*table.Table { return r.tables }

// with returns the state after some collections were changed, made or dropped.
// Every commit copies the list, so it is the shortest that can be searched.
func (r *Root) with(all changes) *Root {
	next := &Root{tables: append(make([]*table.Table, 0, len(r.tables)+1), r.tables...)}
	for _, c := range all {
		i, found := next.find(c.ns)
		switch {
		case found && c.table == nil:
			next.tables = slices.Delete(next.tables, i, i+1)
		case found:
			next.tables[i] = c.table
		case c.table != nil:
			next.tables = slices.Insert(next.tables, i, c.table)
		}
	}
	return next
}

// Bytes returns the size of all documents.
func (r *Root) Bytes() (n int64) {
	for _, t := range r.tables {
		n += t.Bytes
	}
	return n
}

// changed is what a transaction made of one collection.
type changed struct {
	ns    string
	table *table.Table // nil = dropped
	owned bool         // nobody else holds this version, so it may be changed again
}

// changes are those of a transaction, which seldom touches more than a few collections.
type changes []changed

// of returns what became of a collection, nil if nothing did.
func (all changes) of(ns string) *changed {
	for i := range all {
		if all[i].ns == ns {
			return &all[i]
		}
	}
	return nil
}

// set notes the newest version of a collection.
func (all *changes) set(c changed) {
	if was := all.of(c.ns); was != nil {
		*was = c
		return
	}
	*all = append(*all, c)
}
