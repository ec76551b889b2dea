package store

import (
	"time"

	"partnerhub/filter"
	"partnerhub/model"
)

// Sort is the order of a list: by one field, ties by id in the same direction. Without a field it is by id.
type Sort struct {
	Field      string // a stored path whose value is never an array
	Descending bool
}

// Position is a place in a sorted list: the row's value of the sort field and its id.
type Position struct {
	Value any // string, bool, int64, time.Time, or nil for a row without the field
	ID    model.ID
}

// Query says which rows of a list are wanted. Both conditions fail closed: the zero Cond matches nothing,
// so that a forgotten condition shows nothing; say filter.Everything() where every row is meant.
type Query struct {
	// Where is the caller's condition. The grant guards it: a leaf counts only on rows that show its field.
	Where filter.Cond
	// Expand, if any, puts another condition in the place of a leaf of Where, after the grant has guarded the leaf.
	Expand func(leaf filter.Cond) filter.Cond
	// Scope is the hub's own condition, such as "of this partner". It is applied as it is, never guarded.
	Scope filter.Cond
	Sort  Sort
	// From continues after a position, in the reading direction. Nil begins at the end that is read from.
	From *Position
	// Backward reads towards the start of the list. Rows come in the list's order all the same.
	Backward bool
	// Limit is the most rows to return, at least 1.
	Limit int
}

// Rows is one stretch of a list.
type Rows[T any] struct {
	Rows []*T
	More bool // another row exists in the reading direction
}

// Stamp says who writes, what for, and when. It becomes the change row.
type Stamp struct {
	Actor             model.ID // the user, empty for the hub itself
	ActorOrganization model.ID
	Action            string // create, update, or the action of the record's life
	At                time.Time
	// Notice makes the entry of the record's trail stand by itself, even where it changes nothing that anybody sees.
	Notice bool
	// AuthorityID and AuthorityVersion name what a distributor acted with, "" for anybody else.
	AuthorityID      model.ID
	AuthorityVersion int
}
