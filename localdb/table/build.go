package table

import (
	"bytes"
	"errors"
	"runtime"
	"slices"
	"sync"

	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/fault"
	"partnerhub/localdb/query"
	"partnerhub/localdb/raw"
	"partnerhub/localdb/tree"
)

// Add makes an index over all documents. The same index again is no change and
// answers false; another one of the same name or key is a conflict.
func (t *Table) Add(spec Spec) (bool, error) {
	prepared, err := t.Prepare(spec, patient)
	if err != nil || prepared == nil {
		return false, err
	}
	return t.Adopt(prepared)
}

// Prepared is an index over the documents of one version of a table.
type Prepared struct {
	index *Index
	of    *Table
}

// patient never ends the making of an index.
func patient() error { return nil }

// Prepare makes an index for a later version of the table to adopt, without a
// change to this one. It answers nil if the table has that index already, and asks
// now and then whether to go on.
func (t *Table) Prepare(spec Spec, interrupted func() error) (*Prepared, error) {
	columns, err := query.Sort(spec.Key)
	if err != nil {
		return nil, fault.Of(err, fault.CannotCreateIndex)
	}
	if has, err := t.has(spec); has || err != nil {
		return nil, err
	}
	x := newIndex(spec, columns)
	return &Prepared{index: x, of: t}, x.fill(t, interrupted)
}

// has reports that the table has this index, or a conflict with another one.
func (t *Table) has(spec Spec) (bool, error) {
	for _, x := range t.indexes {
		if same, err := x.conflict(spec); err != nil || same {
			return same, err
		}
	}
	return false, nil
}

// Adopt adds an index that was made from an earlier version of this table, and
// catches up with what has changed since. It answers false if the table has got
// that index meanwhile.
func (t *Table) Adopt(p *Prepared) (bool, error) {
	if has, err := t.has(p.index.Spec); has || err != nil {
		return false, err
	}
	x := *p.index
	x.edit = t.mark()
	if err := x.follow(p.of, t); err != nil {
		return false, err
	}
	t.indexes = append(t.indexes, &x)
	t.Schema++
	return true, nil
}

// follow applies what has changed between two versions of a table: first all that
// goes, so that a unique value may move from one document to another.
func (x *Index) follow(old, now *Table) error {
	ids := now.rows.changed(old.rows)
	changes := make([]change, len(ids))
	m := &maker{}
	for i, id := range ids {
		before, _ := old.Get(id)
		after, _ := now.Get(id)
		c, err := x.prepare(m, id, before, after)
		if err != nil {
			return err
		}
		x.apply(change{remove: c.remove})
		changes[i] = change{add: c.add, multi: c.multi}
	}
	for i, c := range changes {
		d, _ := now.Get(ids[i])
		if err := x.unique(now.Name, c, d); err != nil {
			return err
		}
		x.apply(c)
	}
	return nil
}

// conflict compares an existing index with a new one.
func (x *Index) conflict(spec Spec) (same bool, err error) {
	sameKey, sameName := bytes.Equal(x.Key, spec.Key), x.Name == spec.Name
	switch {
	case sameKey && sameName && x.equals(spec):
		return true, nil
	case sameName && !sameKey:
		return false, fault.New(fault.IndexKeySpecsConflict, "An existing index has the same name as the requested index but another key: %s", spec.Name)
	case sameName:
		return false, fault.New(fault.IndexKeySpecsConflict, "An existing index has the same name as the requested index but other options: %s", spec.Name)
	case sameKey && x.Name == "_id_":
		return true, nil
	case sameKey && samePartial(x.Spec, spec):
		return false, fault.New(fault.IndexOptionsConflict, "Index already exists with a different name: %s", x.Name)
	}
	return false, nil
}

func (x *Index) equals(s Spec) bool {
	expire := (x.Expire == nil) == (s.Expire == nil) && (x.Expire == nil || *x.Expire == *s.Expire)
	return expire && x.Unique == s.Unique && x.Sparse == s.Sparse && samePartial(x.Spec, s)
}

func samePartial(a, b Spec) bool {
	if a.Partial == nil || b.Partial == nil {
		return a.Partial == b.Partial
	}
	return bytes.Equal(a.Partial.Source(), b.Partial.Source())
}

// askEvery is after how many keys a new index asks whether to go on.
const askEvery = 256

// fill builds the set from sorted keys, much faster than one at a time.
func (x *Index) fill(t *Table, interrupted func() error) error {
	all := make([]string, 0, t.Len())
	m := &maker{}
	for rows := t.Rows(); rows.Next(); {
		if len(all)%askEvery == 0 {
			if err := interrupted(); err != nil {
				return err
			}
		}
		row := rows.Row()
		m.list = m.few[:0] // all has copies
		keys, multi, err := x.of(m, row.ID, row.Doc)
		if err != nil {
			return err
		}
		all = append(all, keys...)
		x.Multi |= multi
	}
	slices.Sort(all)
	for i := 1; x.Unique && i < len(all); i++ {
		if sameValues(all[i-1], all[i]) {
			d, _ := t.Get(record(all[i]))
			return x.duplicate(t.Name, d)
		}
	}
	x.keys = tree.Of(all)
	return nil
}

func sameValues(a, b string) bool {
	return len(a) == len(b) && a[:len(a)-idSize] == b[:len(b)-idSize]
}

// Reindex rebuilds every index after Load, several at a time. The indexes of a
// table are private to it when it is called, so it changes them in place.
func (t *Table) Reindex() error {
	errs := make([]error, len(t.indexes))
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	var group sync.WaitGroup
	for i, x := range t.indexes {
		group.Go(func() {
			slots <- struct{}{}
			errs[i] = x.fill(t, patient)
			<-slots
		})
	}
	group.Wait()
	return errors.Join(errs...)
}

// Declare adds an index without filling it, for Reindex to do so.
func (t *Table) Declare(spec Spec) error {
	columns, err := query.Sort(spec.Key)
	if err != nil {
		return err
	}
	t.indexes = append(t.indexes, newIndex(spec, columns))
	t.Schema++
	return nil
}

// ParseSpec reads one entry of createIndexes or of the catalog.
func ParseSpec(l *query.Language, d raw.Doc) (Spec, error) {
	s := Spec{}
	var extra bson.D
	for b := d.Elements(); ; {
		name, v, rest, ok := raw.Next(b)
		if !ok {
			break
		}
		b = rest
		if err := s.option(l, string(name), v, &extra); err != nil {
			return s, err
		}
	}
	if s.Key == nil || len(s.Key.Elements()) == 0 {
		return s, fault.New(fault.CannotCreateIndex, "Index keys cannot be an empty object")
	}
	if s.Name == "" {
		return s, fault.New(fault.FailedToParse, "The 'name' field is a required property of an index specification")
	}
	if s.Expire != nil && countFields(s.Key) > 1 {
		return s, fault.New(fault.CannotCreateIndex, "TTL indexes are single-field indexes, compound indexes do not support TTL")
	}
	if s.Sparse && s.Partial != nil {
		return s, fault.New(fault.CannotCreateIndex, "cannot mix \"partialFilterExpression\" and \"sparse\" options")
	}
	s.Source = raw.Encode(append(bson.D{{Key: "v", Value: int32(2)}, {Key: "key", Value: s.Key}, {Key: "name", Value: s.Name}}, extra...))
	if _, err := query.Sort(s.Key); err != nil {
		return s, fault.New(fault.CannotCreateIndex, "%v", err)
	}
	return s, nil
}

// option reads one option and keeps it for listIndexes.
func (s *Spec) option(l *query.Language, name string, v raw.Value, extra *bson.D) (err error) {
	switch name {
	case "key":
		s.Key = append(raw.Doc(nil), v.Data...)
		return typed(v.Type == raw.TypeDoc, name)
	case "name":
		s.Name = v.Str()
		return nil
	case "v", "background", "ns":
		return nil
	case "unique":
		s.Unique = v.Bool()
	case "sparse":
		s.Sparse = v.Bool()
	case "expireAfterSeconds":
		n, ok := v.Int()
		if !ok || n < 0 {
			return fault.New(fault.CannotCreateIndex, "TTL index 'expireAfterSeconds' option must be a whole number of at least 0")
		}
		s.Expire = &n
	case "partialFilterExpression":
		if v.Type != raw.TypeDoc {
			return fault.New(fault.TypeMismatch, "partialFilterExpression must be an object")
		}
		s.Partial, err = l.Filter(v.Doc())
	default:
		return fault.New(fault.InvalidOptions, "The index option '%s' is not supported", name)
	}
	*extra = append(*extra, bson.E{Key: name, Value: v.Decode()})
	return err
}

func countFields(d raw.Doc) (n int) {
	for b := d.Elements(); ; n++ {
		_, _, rest, ok := raw.Next(b)
		if !ok {
			return n
		}
		b = rest
	}
}
