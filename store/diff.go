package store

import (
	"fmt"
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
	before, err := c.elements(old)
	if err != nil {
		return difference{}, err
	}
	after, err := c.elements(doc)
	if err != nil {
		return difference{}, err
	}
	d := difference{is: after.sight(c.kind), was: before.sight(c.kind)}
	var top []string
	for _, e := range append(after.list, before.list...) {
		if b, a := before.byName[e], after.byName[e]; !b.Equal(a) && !isCommon(e) && !slices.Contains(top, e) {
			top = append(top, e)
			d.fields = append(d.fields, within(c.kind, e, before.raw, after.raw)...)
		}
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
	was, err := bson.Marshal(&before)
	if err != nil {
		return d, fmt.Errorf("store: encoding a record: %w", err)
	}
	is, err := bson.Marshal(&after)
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

type written struct {
	raw    bson.Raw
	list   []string
	byName map[string]bson.RawValue
}

func (c *Collection[T]) elements(doc *T) (written, error) {
	raw, err := bson.Marshal(doc)
	if err != nil {
		return written{}, fmt.Errorf("store: encoding a record: %w", err)
	}
	all, err := bson.Raw(raw).Elements()
	out := written{raw: raw, byName: make(map[string]bson.RawValue, len(all))}
	for _, e := range all {
		out.list = append(out.list, e.Key())
		out.byName[e.Key()] = e.Value()
	}
	return out, err
}
