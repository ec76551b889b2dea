package query

import (
	"bytes"
	"strings"
	"time"

	"github.com/256dpi/lungo/bsonkit"
	"github.com/256dpi/lungo/mongokit"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"partnerhub/localdb/fault"
	"partnerhub/localdb/raw"
)

// Update is a checked change of one document: a replacement or operators.
type Update struct {
	replacement raw.Doc
	plain       plain   // nil for an update that only the library can make
	source      raw.Doc // of the operators of a plain one, until they are read
	operators   bson.D
	filters     bsonkit.List
	filter      *Filter
	now         time.Time
}

// Update compiles a change. The filter is the one that picks the documents; an
// upsert takes its constants from it.
func (l *Language) Update(f *Filter, u raw.Doc, arrayFilters []raw.Doc, now time.Time) (*Update, error) {
	up := &Update{filter: f, now: now}
	first, _, _, any := raw.Next(u.Elements())
	if !any || first == nil || !bytes.HasPrefix(first, []byte("$")) {
		if len(arrayFilters) > 0 {
			return nil, fault.New(fault.FailedToParse, "arrayFilters may not be specified for a replacement")
		}
		up.replacement = append(raw.Doc(nil), u...)
		return up, CheckNames(u)
	}
	if p, ok := plainOf(u); ok && len(arrayFilters) == 0 {
		up.plain, up.source = p, u
		return up, nil
	}
	for _, a := range arrayFilters {
		if _, err := l.Filter(a); err != nil {
			return nil, err
		}
		d := a.Decode()
		up.filters = append(up.filters, &d)
	}
	if err := up.read(u.Decode()); err != nil {
		return nil, err
	}
	return up, usesFilters(up.operators, up.filters)
}

// Replacement reports that the update puts a whole new document.
func (u *Update) Replacement() bool { return u.replacement != nil }

// CheckNames refuses a document to store that has an operator as a field.
func CheckNames(d raw.Doc) error {
	for b := d.Elements(); ; {
		name, _, rest, ok := raw.Next(b)
		if !ok {
			return nil
		}
		if len(name) > 0 && name[0] == '$' {
			return fault.New(fault.DollarPrefixedField, "The dollar ($) prefixed field '%s' is not allowed in the context of an update's replacement document or an insert.", name)
		}
		b = rest
	}
}

// read checks the operators, and takes the clock out of $currentDate.
func (u *Update) read(d bson.D) error {
	paths := map[string]bool{}
	for _, e := range d {
		if _, ok := mongokit.FieldUpdateOperators[e.Key]; !ok {
			return fault.New(fault.FailedToParse, "Unknown modifier: %s. Expected a valid update modifier or pipeline-style update specified as an array", e.Key)
		}
		body, ok := e.Value.(bson.D)
		if !ok {
			return fault.New(fault.FailedToParse, "Modifiers operate on fields but we found another type for %s", e.Key)
		}
		for _, c := range body {
			if err := u.target(e.Key, c, paths); err != nil {
				return err
			}
		}
		if e.Key == "$currentDate" {
			e = bson.E{Key: "$set", Value: u.dates(body)}
		}
		if len(body) > 0 {
			u.operators = append(u.operators, e)
		}
	}
	return nil
}

// target checks one path: it has no positional operator that the engine lacks,
// and no other operator changes it or a field around or inside it.
func (u *Update) target(op string, c bson.E, paths map[string]bool) error {
	for _, s := range strings.Split(c.Key, ".") {
		if s == "" {
			return fault.New(56, "The update path '%s' contains an empty field name, which is not allowed.", c.Key)
		}
		if s == "$" {
			return fault.New(fault.NotImplemented, "the positional operator $ in '%s' is not supported; use $[name] with arrayFilters", c.Key)
		}
	}
	for other := range paths {
		if other == c.Key || strings.HasPrefix(other, c.Key+".") || strings.HasPrefix(c.Key, other+".") {
			return fault.New(fault.ConflictingOperators, "Updating the path '%s' would create a conflict at '%s'", c.Key, other)
		}
	}
	paths[c.Key] = true
	if op == "$rename" {
		if to, ok := c.Value.(string); ok {
			paths[to] = true
		}
	}
	return nil
}

func (u *Update) dates(body bson.D) bson.D {
	out := make(bson.D, 0, len(body))
	for _, c := range body {
		var v any = primitive.NewDateTimeFromTime(u.now)
		if d, ok := c.Value.(bson.D); ok && len(d) == 1 && d[0].Value == "timestamp" {
			v = primitive.Timestamp{T: uint32(u.now.Unix()), I: 1}
		}
		out = append(out, bson.E{Key: c.Key, Value: v})
	}
	return out
}

// Apply returns the changed document; the same bytes mean nothing changed.
func (u *Update) Apply(d raw.Doc) (raw.Doc, error) {
	if u.replacement != nil {
		return withID(u.replacement, d.Get("_id"))
	}
	if u.plain != nil {
		if out, ok := u.plain.apply(d); ok {
			return out, nil
		}
	}
	doc := d.Decode()
	if err := u.change(&doc, false); err != nil {
		return nil, err
	}
	out := raw.Encode(doc)
	if before, after := d.Get("_id"), out.Get("_id"); before.Type != after.Type || !bytes.Equal(before.Data, after.Data) {
		return nil, immutable()
	}
	return out, nil
}

// Insert returns the document an upsert without a match adds. It may lack _id.
func (u *Update) Insert() (raw.Doc, error) {
	doc, err := u.filter.constants()
	if err != nil {
		return nil, err
	}
	if u.replacement != nil {
		id := bsonkit.Get(doc, "_id")
		if id == bsonkit.Missing {
			return u.replacement, nil
		}
		return withID(u.replacement, raw.EncodeValue(id))
	}
	if err := u.change(doc, true); err != nil {
		return nil, err
	}
	return raw.Encode(*doc), nil
}

func (u *Update) change(doc *bson.D, inserting bool) error {
	if u.source != nil {
		if err := u.read(u.source.Decode()); err != nil {
			return err
		}
		u.source = nil
	}
	if len(u.operators) == 0 {
		return nil
	}
	wide, err := widen(*doc, u.operators)
	if err != nil {
		return err
	}
	if _, err := mongokit.Apply(doc, &u.filter.doc, &wide, inserting, u.filters); err != nil {
		return applyFault(err)
	}
	return nil
}

// withID returns d with the given _id in front; another one in d is an error.
func withID(d raw.Doc, id raw.Value) (raw.Doc, error) {
	own := d.Get("_id")
	if !own.Missing() {
		if own.Type != id.Type || !bytes.Equal(own.Data, id.Data) {
			return nil, immutable()
		}
		return d, nil
	}
	out := raw.AppendElement(raw.Open(make([]byte, 0, len(d)+len(id.Data)+6)), "_id", id)
	return raw.Close(append(out, d.Elements()...), 0), nil
}

func immutable() error {
	return fault.New(fault.ImmutableField, "Performing an update on the path '_id' would modify the immutable field '_id'")
}

// applyFault gives the library's texts the codes a server would send.
func applyFault(err error) error {
	code := fault.BadValue
	for _, known := range []struct {
		part string
		code fault.Code
	}{
		{"conflicting key", fault.ConflictingOperators},
		{"is not a number", fault.TypeMismatch},
		{"cannot put value", fault.PathNotViable},
	} {
		if strings.Contains(err.Error(), known.part) {
			code = known.code
		}
	}
	return fault.New(code, "%v", err)
}
