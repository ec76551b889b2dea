package table

import (
	"bytes"
	"encoding/binary"
	"slices"

	"partnerhub/localdb/key"
	"partnerhub/localdb/raw"
)

// deltas remembers, while one document is replaced by another, by what its sorted lists differ. A list of ten thousand texts
// that gains one would otherwise cost each index on it twenty thousand keys.
type deltas struct {
	old, now raw.Doc
	field    string // the last one asked for
	delta    delta
}

// delta is by what two lists differ; known is false where only their keys can tell.
type delta struct {
	added, removed []raw.Value
	known          bool
}

func (d *deltas) of(field string) delta {
	if d.field != field {
		d.field, d.delta = field, compare(d.old.Get(field), d.now.Get(field))
	}
	return d.delta
}

// compare walks both lists at once. Only lists of texts that rise throughout are known: each element has one key then, which no
// other has.
func compare(old, now raw.Value) (d delta) {
	if old.Type != raw.TypeArray || now.Type != raw.TypeArray {
		return d
	}
	a, b := rising{rest: old.Doc().Elements()}, rising{rest: now.Doc().Elements()}
	a.next()
	b.next()
	if a.over || b.over { // an empty list has a key of its own
		return d
	}
	for !a.over || !b.over {
		order := a.compare(&b)
		if order < 0 {
			d.removed = append(d.removed, a.value)
		}
		if order > 0 {
			d.added = append(d.added, b.value)
		}
		if order <= 0 {
			a.next()
		}
		if order >= 0 {
			b.next()
		}
	}
	d.known = !a.broken && !b.broken
	return d
}

// rising is a walk over a list of texts. It is broken, and over, at an element that is no text or not above the one before.
type rising struct {
	rest         []byte
	value        raw.Value
	over, broken bool
}

func (r *rising) next() {
	before := r.value
	_, v, rest, ok := raw.Next(r.rest)
	r.value, r.rest, r.over = v, rest, !ok
	if ok && (v.Type != raw.TypeString || !before.Missing() && bytes.Compare(text(before), text(v)) >= 0) {
		r.broken, r.over = true, true
	}
}

// compare puts the end of a list behind everything.
func (r *rising) compare(other *rising) int {
	switch {
	case r.over:
		return 1
	case other.over:
		return -1
	}
	return bytes.Compare(text(r.value), text(other.value))
}

// text is a string's bytes without the length before it.
func text(v raw.Value) []byte { return v.Data[4:] }

// differ compares the keys before and after a replacement by the elements by which one list differs, if that is all that changes
// the index; false where the keys have to be compared themselves.
func (x *Index) differ(m *maker, id uint64, changed []string, d *deltas) (c change, ok bool) {
	at := x.only(changed)
	if at < 0 {
		return c, false
	}
	by := d.of(x.columns[at].Path)
	if !by.known {
		return c, false
	}
	if c.remove, ok = x.keysWith(m, id, d.now, at, by.removed); !ok {
		return c, false
	}
	c.add, ok = x.keysWith(m, id, d.now, at, by.added)
	c.multi = 1 << at
	return c, ok
}

// only is the one column that changed fields touch, if it is a whole field; -1 otherwise.
func (x *Index) only(changed []string) int {
	if x.Partial != nil || x.Sparse {
		return -1
	}
	at := -1
	for i, c := range x.columns {
		if !slices.Contains(changed, c.Head()) {
			continue
		}
		if at >= 0 || c.Path != c.Head() {
			return -1
		}
		at = i
	}
	return at
}

// keysWith are the document's keys with each of the values in the place of a column; false if another column meets a list.
func (x *Index) keysWith(m *maker, id uint64, d raw.Doc, at int, values []raw.Value) (keys []string, ok bool) {
	for _, v := range values {
		k, plain := key.PlainWith(m.room[:0], d, x.columns, at, v)
		if !plain {
			return nil, false
		}
		keys = append(keys, string(binary.BigEndian.AppendUint64(k, id)))
	}
	return keys, true
}
