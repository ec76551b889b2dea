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
	return d, nil
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
