package table

import (
	"slices"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/fault"
	"partnerhub/localdb/key"
	"partnerhub/localdb/query"
	"partnerhub/localdb/raw"
	"partnerhub/localdb/tree"
)

// Spec is what a client says about an index.
type Spec struct {
	Name    string
	Key     raw.Doc
	Unique  bool
	Sparse  bool
	Partial *query.Filter
	Expire  *int64 // seconds after the indexed date, nil = never
	Source  raw.Doc
}

func idSpec() Spec {
	k := raw.Encode(bson.D{{Key: "_id", Value: int32(1)}})
	source := raw.Encode(bson.D{{Key: "v", Value: int32(2)}, {Key: "key", Value: k}, {Key: "name", Value: "_id_"}})
	return Spec{Name: "_id_", Key: k, Unique: true, Source: source}
}

// Index is a sorted set of keys. A key is the columns' values in order and the
// record number in its last eight bytes, so equal values keep insertion order.
type Index struct {
	*definition
	Multi uint64 // a bit for each column that ever met an array

	keys    tree.Set   // read through set
	late    *late      // what is not in keys yet, nil for nothing
	waiting []op       // what Settle does to keys
	edit    *tree.Edit // of the version of the table that may change it
}

// definition is the part of an index that never changes, shared by its versions.
type definition struct {
	Spec
	columns []key.Column
	fields  []string // the top-level fields that decide its keys
	whole   bool     // any field may decide whether it covers a document
}

func newIndex(s Spec, columns []key.Column) *Index {
	d := &definition{Spec: s, columns: columns}
	for _, c := range columns {
		d.fields = append(d.fields, c.Head())
	}
	if s.Partial != nil {
		names, whole := s.Partial.Reads()
		d.fields, d.whole = append(d.fields, names...), whole
	}
	return &Index{definition: d}
}

// reads reports that a change of one of these fields may change its keys.
func (x *Index) reads(changed []string) bool {
	if x.whole {
		return true
	}
	for _, name := range changed {
		if slices.Contains(x.fields, name) {
			return true
		}
	}
	return false
}

// Life is how long documents live after the date that a TTL index is on.
func (x *Index) Life() time.Duration { return time.Duration(min(*x.Expire, maxExpire)) * time.Second }

// idSize is the length of the record number at the end of a key.
const idSize = 8

// Columns returns the paths and directions of the index.
func (x *Index) Columns() []key.Column { return x.columns }

// Len returns the number of keys.
func (x *Index) Len() int { return x.set().Len() }

// change is what one document's write does to one index.
type change struct {
	at          int // which index
	add, remove []string
	multi       uint64
}

// covers reports that a partial or sparse index holds the document.
func (x *Index) covers(d raw.Doc) (bool, error) {
	if x.Partial != nil {
		return x.Partial.Match(d)
	}
	if !x.Sparse {
		return true, nil
	}
	for _, c := range x.columns {
		if c.In(d) {
			return true, nil
		}
	}
	return false, nil
}

// prepare compares the keys before and after a write.
func (x *Index) prepare(m *maker, id uint64, old, d raw.Doc) (change, error) {
	before, _, err := x.of(m, id, old)
	if err != nil {
		return change{}, err
	}
	after, multi, err := x.of(m, id, d)
	if err != nil {
		return change{}, err
	}
	c := change{add: after, remove: before, multi: multi}
	if len(before) > 0 && len(after) > 0 {
		c.add, c.remove = without(after, before), without(before, after)
	}
	return c, nil
}

// without returns the keys of a that are not in b; both are sorted.
func without(a, b []string) []string {
	if slices.Equal(a, b) {
		return nil
	}
	var out []string
	for _, k := range a {
		if _, found := slices.BinarySearch(b, k); !found {
			out = append(out, k)
		}
	}
	return out
}

// apply changes an index that its table owns.
func (x *Index) apply(c change) {
	x.catchUp()
	for _, k := range c.remove {
		x.keys = x.keys.Delete(k, x.edit)
	}
	for _, k := range c.add {
		x.keys = x.keys.Insert(k, x.edit)
	}
	x.Multi |= c.multi
}

// unique refuses a new key whose values another record has already. No values
// are the beginning of others, so whatever starts with them is the same.
func (x *Index) unique(table string, c change, d raw.Doc) error {
	if !x.Unique {
		return nil
	}
	for _, k := range c.add {
		values := k[:len(k)-idSize]
		at := x.set().Cursor()
		for ok := at.Seek(values); ok && strings.HasPrefix(at.Key(), values); ok = at.Next() {
			if at.Key() != k {
				return x.duplicate(table, d)
			}
		}
	}
	return nil
}

// record returns the record number at the end of a key.
func record(k string) (id uint64) {
	for i := len(k) - idSize; i < len(k); i++ {
		id = id<<8 | uint64(k[i])
	}
	return id
}

func (x *Index) duplicate(table string, d raw.Doc) error {
	pattern := x.Key.Decode()
	values := make(bson.D, len(x.columns))
	for i, c := range x.columns {
		values[i] = bson.E{Key: c.Path, Value: c.First(d).Decode()}
	}
	text, _ := bson.MarshalExtJSON(values, false, false)
	e := fault.New(fault.DuplicateKey, "E11000 duplicate key error collection: %s index: %s dup key: %s", table, x.Name, text)
	e.Info = bson.D{{Key: "keyPattern", Value: pattern}, {Key: "keyValue", Value: values}}
	return e
}
