package store

import (
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// changed names the top-level written fields in which two records differ, in written order. The common part does not count.
func changed[T any](old, doc *T) ([]string, error) {
	before, err := elements(old)
	if err != nil {
		return nil, err
	}
	after, err := elements(doc)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, e := range append(after.list, before.list...) {
		if b, a := before.byName[e], after.byName[e]; !b.Equal(a) && !isCommon(e) {
			out = append(out, e)
			before.byName[e], after.byName[e] = bson.RawValue{}, bson.RawValue{}
		}
	}
	return out, nil
}

func isCommon(name string) bool {
	return name == "_id" || name == "version" || name == "createdAt" || name == "updatedAt"
}

type written struct {
	list   []string
	byName map[string]bson.RawValue
}

func elements(doc any) (written, error) {
	raw, err := bson.Marshal(doc)
	if err != nil {
		return written{}, fmt.Errorf("store: encoding a record: %w", err)
	}
	all, err := bson.Raw(raw).Elements()
	out := written{byName: make(map[string]bson.RawValue, len(all))}
	for _, e := range all {
		out.list = append(out.list, e.Key())
		out.byName[e.Key()] = e.Value()
	}
	return out, err
}
