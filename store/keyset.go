package store

import (
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"partnerhub/filter"
	"partnerhub/model"
)

// reading is a sort together with the direction in which it is read.
type reading struct {
	field    string // "_id" for a list that is ordered by id alone
	up       bool   // towards greater values
	nullable bool   // rows without the field exist; they come before every value
}

// order is the sort of the database, ties by id.
func (r reading) order() bson.D {
	direction := -1
	if r.up {
		direction = 1
	}
	if r.field == "_id" {
		return bson.D{{Key: "_id", Value: direction}}
	}
	return bson.D{{Key: r.field, Value: direction}, {Key: "_id", Value: direction}}
}

// beyond is the filter for what comes after a position. The outer bound repeats what the alternatives say, because the
// database turns only that into a tight range of the index.
func (r reading) beyond(p *Position) (bson.D, error) {
	if p == nil {
		return bson.D{}, nil
	}
	value, err := r.value(p)
	if err != nil {
		return nil, err
	}
	further := bson.D{{Key: "_id", Value: r.strictly(p.ID)}}
	switch {
	case r.field == "_id":
		return further, nil
	case value == nil && r.up:
		return bson.D{{Key: "$or", Value: bson.A{r.is(bson.D{{Key: "$ne", Value: nil}}), append(r.is(nil), further...)}}}, nil
	case value == nil:
		return append(r.is(nil), further...), nil
	}
	after := bson.A{r.is(r.strictly(value)), append(r.is(value), further...)}
	if r.nullable && !r.up {
		within := bson.D{{Key: "$not", Value: bson.D{{Key: "$gt", Value: value}}}}
		return bson.D{{Key: r.field, Value: within}, {Key: "$or", Value: append(after, r.is(nil))}}, nil
	}
	return bson.D{{Key: r.field, Value: r.loosely(value)}, {Key: "$or", Value: after}}, nil
}

// beyondCond is beyond as a condition, false for a position without a value.
func (r reading) beyondCond(p *Position) (c filter.Cond, ok bool, err error) {
	if p == nil {
		return filter.Everything(), true, nil
	}
	value, err := r.value(p)
	further, id := filter.Below, string(p.ID)
	if r.up {
		further = filter.Above
	}
	switch {
	case err != nil:
		return filter.Nothing(), false, err
	case r.field == "_id":
		return further("_id", id), true, nil
	case value == nil:
		return filter.Nothing(), false, nil
	}
	after := filter.AnyOf(further(r.field, value), filter.AllOf(filter.Is(r.field, value), further("_id", id)))
	switch {
	case r.up:
		return filter.AllOf(filter.AtLeast(r.field, value), after), true, nil
	case r.nullable:
		return filter.Nothing(), false, nil
	}
	return filter.AllOf(filter.AtMost(r.field, value), after), true, nil
}

// stored is the stored path that a list is ordered by, "" for the id alone.
func (r reading) stored() string {
	if r.field == "_id" {
		return ""
	}
	return r.field
}

func (r reading) is(value any) bson.D { return bson.D{{Key: r.field, Value: value}} }

func (r reading) strictly(value any) bson.D {
	if r.up {
		return bson.D{{Key: "$gt", Value: value}}
	}
	return bson.D{{Key: "$lt", Value: value}}
}

func (r reading) loosely(value any) bson.D {
	if r.up {
		return bson.D{{Key: "$gte", Value: value}}
	}
	return bson.D{{Key: "$lte", Value: value}}
}

// value accepts only plain values, so that a position can never carry an operator.
func (r reading) value(p *Position) (any, error) {
	switch v := p.Value.(type) {
	case string, bool, int64:
		return v, nil
	case time.Time:
		return v.UTC().Truncate(time.Millisecond), nil
	case nil:
		if r.nullable || r.field == "_id" {
			return nil, nil
		}
	}
	return nil, model.ErrInvalidCursor
}

// inListOrder turns rows that were read backwards around.
func inListOrder[T any](rows []*T, backward bool) []*T {
	if backward {
		slices.Reverse(rows)
	}
	return rows
}
