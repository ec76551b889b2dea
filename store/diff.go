package store

import (
	"bytes"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"

	"partnerhub/authz"
	"partnerhub/model"
)

// difference is what a write would change: the fields by their stored paths, as the visibility rules name them, and how the
// record stands for those who look at it before and after.
type difference struct {
	fields []string
	was    bson.Raw // nil where nothing of it differs
	is     bson.Raw
}

// changed compares two records. The common part does not count.
func (c *Collection[T]) changed(old, doc *T) (difference, error) {
	before, err := encode(old)
	if err != nil {
		return difference{}, err
	}
	after, err := encode(doc)
	if err != nil {
		return difference{}, err
	}
	d := difference{is: sightOf(after, c.kind), was: sightOf(before, c.kind)}
	for _, top := range fieldsApart(before, after) {
		d.fields = append(d.fields, within(c.kind, top, before, after)...)
	}
	if string(d.was) == string(d.is) {
		d.was = nil
	}
	if o, ok := any(doc).(*model.Organization); ok && slices.Equal(d.fields, []string{"relatedIds"}) && len(o.Coverage) == 0 {
		return c.tied(d, any(old).(*model.Organization), o)
	}
	return d, nil
}

// tied keeps of two states that differ in nothing but who works with the organization only those who came and those who went. For
// everybody else the two are the same, as they are without the lists: a vendor of ten thousand partners would otherwise leave them
// all in the log with each that comes. Coverage begins and ends by the clock, so an organization that has some keeps its states whole.
func (c *Collection[T]) tied(d difference, old, doc *model.Organization) (difference, error) {
	before, after := *old, *doc
	before.RelatedIDs, after.RelatedIDs = lacking(old.RelatedIDs, doc.RelatedIDs), lacking(doc.RelatedIDs, old.RelatedIDs)
	was, err := encode(&before)
	if err != nil {
		return d, err
	}
	is, err := encode(&after)
	d.was, d.is = sightOf(was, c.kind), sightOf(is, c.kind)
	return d, err
}

// lacking are the ids of the first list that the second has not.
func lacking(first, second []model.ID) []model.ID {
	known := make(map[model.ID]bool, len(second))
	for _, id := range second {
		known[id] = true
	}
	return slices.DeleteFunc(slices.Clone(first), func(id model.ID) bool { return known[id] })
}

// within names the parts of a field that differ, where its parts have rules of their own; else the field itself.
func within(kind model.Kind, field string, before, after bson.Raw) []string {
	var parts []string
	for _, path := range authz.Paths(kind) {
		if path == field {
			return []string{field}
		}
		if strings.HasPrefix(path, field+".") {
			parts = append(parts, path)
		}
	}
	if len(parts) == 0 {
		return []string{field}
	}
	return slices.DeleteFunc(parts, func(path string) bool {
		way := strings.Split(path, ".")
		return before.Lookup(way...).Equal(after.Lookup(way...))
	})
}

func isCommon(name string) bool {
	return name == "_id" || name == "version" || name == "createdAt" || name == "updatedAt" || name == "judgedAt" || name == "seen"
}

// fieldsApart lists the fields whose values differ, those of the second record first. Both are written by one type, so a field is at
// nearly the same place in each.
func fieldsApart(before, after bson.Raw) (out []string) {
	b, a := elementsOf(before), elementsOf(after)
	for i, e := range a {
		if was := b.at(e.key, i); !bytes.Equal(was, e.whole) && !isCommon(string(e.key)) {
			out = append(out, string(e.key))
		}
	}
	for i, e := range b {
		if a.at(e.key, i) == nil && !isCommon(string(e.key)) {
			out = append(out, string(e.key))
		}
	}
	return out
}

// element is a field as it is encoded: its type, its name and its value.
type element struct{ key, whole []byte }

type elements []element

// elementsOf takes a record that was just encoded apart.
func elementsOf(raw bson.Raw) (out elements) {
	for rest := raw[4:]; len(rest) > 1; {
		value, err := bson.RawElement(rest).ValueErr()
		if err != nil {
			break // a record that was just encoded has no broken element
		}
		key := rest[1 : 1+bytes.IndexByte(rest[1:], 0)]
		size := len(key) + 2 + len(value.Value)
		out = append(out, element{key, rest[:size]})
		rest = rest[size:]
	}
	return out
}

// at is the element of a name, nil where there is none. It is looked for from a place on.
func (l elements) at(key []byte, near int) []byte {
	for n := range l {
		if e := l[(near+n)%len(l)]; bytes.Equal(e.key, key) {
			return e.whole
		}
	}
	return nil
}
