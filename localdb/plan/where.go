package plan

import (
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"
)

// Where is conditions joined by "and" that every result fulfils, for a caller of this
// process who decides by a function instead of a filter document. They only narrow
// what is looked at; what is left out of them costs time and no result.
type Where struct{ conjunction }

// Compare adds a comparison of a path: $eq, $gt, $gte, $lt or $lte with a text, a whole
// number, a truth value or an instant, or $in with a list of them. Any other is Rest.
func (w *Where) Compare(path, op string, value any) {
	v, ok := valueOf(op, value)
	if !ok {
		w.rest = true
		return
	}
	w.leaves = append(w.leaves, leaf{path: path, op: op, value: v})
}

// Element adds that an element of the array at a path fulfils conditions on its fields.
func (w *Where) Element(path string, of Where) {
	for i := range of.leaves {
		of.leaves[i].path = path + "." + of.leaves[i].path
	}
	w.leaves = append(w.leaves, leaf{path: path, op: "$elemMatch", within: of.leaves})
}

// Either adds alternatives.
func (w *Where) Either(branches []Where) {
	if len(branches) == 0 {
		w.rest = true
		return
	}
	all := make([]conjunction, len(branches))
	for i := range branches {
		all[i] = branches[i].conjunction
	}
	w.ors = append(w.ors, all)
}

// Rest adds that there is more, which only the caller's function decides.
func (w *Where) Rest() { w.rest = true }

func valueOf(op string, v any) (any, bool) {
	list, isList := v.([]any)
	if isList != (op == "$in") {
		return nil, false
	}
	if !isList {
		return scalar(v)
	}
	out := make(bson.A, len(list))
	for i := range list {
		one, ok := scalar(list[i])
		if !ok {
			return nil, false
		}
		out[i] = one
	}
	return out, true
}

func scalar(v any) (any, bool) {
	switch v := v.(type) {
	case string, int64, bool:
		return v, true
	case time.Time:
		return primitive.NewDateTimeFromTime(v), true
	}
	return nil, false
}
