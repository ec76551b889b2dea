package store

import (
	"context"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

// Find answers one stretch of a list, masked: what it returns may be shown.
func (c *Collection[T]) Find(ctx context.Context, g authz.Grant, q Query) (Rows[T], error) {
	panic("soon")
}

// Count counts what Find would list in all, up to limit.
func (c *Collection[T]) Count(ctx context.Context, g authz.Grant, q Query, limit int) (int, error) {
	panic("soon")
}

// ByIDs answers the records with these ids, masked; those that the grant does not give are absent.
func (c *Collection[T]) ByIDs(ctx context.Context, g authz.Grant, ids []model.ID) (map[model.ID]*T, error) {
	panic("soon")
}

// Get answers one record, masked, or model.ErrNotFound.
func (c *Collection[T]) Get(ctx context.Context, g authz.Grant, id model.ID) (*T, error) {
	panic("soon")
}

// PositionOf is the place of a row in a list of this order.
func (c *Collection[T]) PositionOf(row *T, sort Sort) Position { panic("soon") }

// Load answers one whole record of the grant's rows for a use-case, or model.ErrNotFound. It is never for an answer.
func (c *Collection[T]) Load(ctx context.Context, g authz.Grant, id model.ID) (*T, error) {
	panic("soon")
}

// LoadAll answers whole records of the grant's rows for a use-case, never for an answer. where is the hub's own condition:
// it is not guarded, so nothing of a caller's filter may be in it.
func (c *Collection[T]) LoadAll(ctx context.Context, g authz.Grant, where filter.Cond, sort Sort, limit int) ([]*T, error) {
	panic("soon")
}
