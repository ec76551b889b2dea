package plan

import (
	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/query"
	"partnerhub/localdb/table"
)

// implies reports that every document the conditions select is in a partial
// index. It accepts less than could be proved, never more.
func implies(c conjunction, x *table.Index) bool {
	want := conjunctionOf(x.Partial.Doc())
	if want.rest || len(want.ors) > 0 {
		return false
	}
	for _, w := range want.leaves {
		if !c.proves(w) {
			return false
		}
	}
	return true
}

func (c conjunction) proves(w leaf) bool {
	for _, l := range c.leaves {
		if l.path == w.path && l.proves(w) {
			return true
		}
	}
	return false
}

// proves reports that l can only hold where w holds.
func (l leaf) proves(w leaf) bool {
	if !plain(l) || !plain(w) {
		return false
	}
	switch {
	case l.op == w.op && query.Compares("$eq", l.value, w.value):
		return true
	case l.op == "$eq":
		return holds(l.value, w)
	case l.op == "$in":
		for _, v := range l.value.(bson.A) {
			if !holds(v, w) {
				return false
			}
		}
		return len(l.value.(bson.A)) > 0
	}
	return existence(w) && (l.op == "$gt" || l.op == "$lt" || l.op == "$gte" || l.op == "$lte") && l.value != nil
}

// plain reports a condition whose values can be compared: a known operator
// without a regular expression.
func plain(l leaf) bool {
	switch l.op {
	case "$in":
		for _, v := range l.value.(bson.A) {
			if query.IsPattern(v) {
				return false
			}
		}
		return true
	case "$eq", "$gt", "$gte", "$lt", "$lte", "$exists", "$type":
		return !query.IsPattern(l.value)
	}
	return false
}

func existence(w leaf) bool { return w.op == "$exists" && w.value == true }

// holds reports that a field equal to v fulfils w. Null also stands for a
// missing field and an array for its elements, so neither proves anything.
func holds(v any, w leaf) bool {
	switch v.(type) {
	case nil, bson.A:
		return false
	}
	switch w.op {
	case "$exists":
		return w.value == true
	case "$in":
		for _, choice := range w.value.(bson.A) {
			if query.Compares("$eq", v, choice) {
				return true
			}
		}
		return false
	case "$eq", "$gt", "$gte", "$lt", "$lte":
		return query.Compares(w.op, v, w.value)
	}
	return false
}
