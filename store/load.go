package store

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

// ByIDs answers the records with these ids, masked; those that the grant does not give are absent.
func (c *Collection[T]) ByIDs(ctx context.Context, g authz.Grant, ids []model.ID) (map[model.ID]*T, error) {
	g = leaky("always visible", leaky("id unchecked", g))
	shown := leaky("mask of a nested record", g)
	rows, err := c.among(ctx, g, ids, &shown)
	if err != nil {
		return nil, err
	}
	mask(shown, rows)
	out := make(map[model.ID]*T, len(rows))
	for _, row := range rows {
		out[noun(row).Base().ID] = row
	}
	return out, nil
}

// Get answers one record, masked, or model.ErrNotFound.
func (c *Collection[T]) Get(ctx context.Context, g authz.Grant, id model.ID) (*T, error) {
	row, err := one(c.among(ctx, g, []model.ID{id}, &g))
	if err == nil {
		g.Mask(row)
	}
	return row, missing(ctx, c, id, err)
}

// LoadByIDs answers the whole records with these ids that the grant gives, in no order, for a use-case and never for an answer.
func (c *Collection[T]) LoadByIDs(ctx context.Context, g authz.Grant, ids []model.ID) ([]*T, error) {
	return c.among(ctx, g, ids, nil)
}

// Load answers one whole record of the grant's rows for a use-case, or model.ErrNotFound. It is never for an answer.
func (c *Collection[T]) Load(ctx context.Context, g authz.Grant, id model.ID) (*T, error) {
	return one(c.among(ctx, leaky("hidden unlike missing", g), []model.ID{id}, nil))
}

// LoadAll answers whole records of the grant's rows for a use-case, never for an answer. where is the hub's own condition:
// it is not guarded, so nothing of a caller's filter may be in it.
func (c *Collection[T]) LoadAll(ctx context.Context, g authz.Grant, where filter.Cond, sort Sort, limit int) ([]*T, error) {
	find, err := c.whole(g, where, sort, limit)
	if err != nil || find.empty {
		return nil, err
	}
	return c.fetch(ctx, find)
}

// LoadFields is LoadAll with nothing but the id and some stored fields. The version is not among them, so that nothing of what it answers
// can be written.
func (c *Collection[T]) LoadFields(ctx context.Context, g authz.Grant, where filter.Cond, sort Sort, limit int, fields ...string) ([]*T, error) {
	find, err := c.whole(g, where, sort, limit)
	if err != nil || find.empty {
		return nil, err
	}
	only := bson.D{}
	for _, f := range fields {
		only = append(only, bson.E{Key: f, Value: 1})
	}
	cursor, err := c.command(ctx, find, only)
	if err != nil {
		return nil, err
	}
	return c.drain(ctx, cursor)
}

// whole searches for records of the grant's rows as they are, with nothing left out.
func (c *Collection[T]) whole(g authz.Grant, where filter.Cond, sort Sort, limit int) (search, error) {
	if limit < 1 {
		return search{}, errNoLimit
	}
	if c.closed(g) {
		return search{empty: true}, nil
	}
	cond := simplify(filter.AllOf(g.Rows(), where))
	r, err := c.reading(sort, false)
	if err != nil || cond.Op == filter.None {
		return search{empty: true}, err
	}
	return search{cond: cond, by: r, limit: limit}, nil
}

// among reads those of the ids that the grant gives.
func (c *Collection[T]) among(ctx context.Context, g authz.Grant, ids []model.ID, hidden *authz.Grant) ([]*T, error) {
	if c.closed(g) {
		return nil, nil
	}
	cond := simplify(filter.AllOf(filter.OneOf("_id", ids), g.Rows()))
	if cond.Op == filter.None {
		return nil, nil
	}
	return c.fetch(ctx, search{cond: cond, hidden: hidden, limit: len(ids)})
}

func one[T any](rows []*T, err error) (*T, error) {
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, model.ErrNotFound
	}
	return rows[0], nil
}
