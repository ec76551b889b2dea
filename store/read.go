package store

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/authz"
	"partnerhub/filter"
)

// errNoLimit is a mistake of the calling code: to the database, no limit means all.
var errNoLimit = errors.New("store: a list needs a limit of at least 1")

// search is what goes to the database.
type search struct {
	cond   filter.Cond
	from   *Position    // what it continues after
	by     reading      // how it is ordered; no field for no order
	hidden *authz.Grant // a command leaves out what it shows on no row; nil leaves out nothing
	limit  int
	empty  bool // nothing can match: the database is not asked
}

// filter is what the database is asked for.
func (s search) filter() (bson.D, error) {
	beyond, err := s.by.beyond(s.from)
	if err != nil {
		return nil, err
	}
	return merged(compile(s.cond), beyond), nil
}

// leave is the projection of what is not read.
func (s search) leave() bson.D {
	if s.hidden == nil {
		return nil
	}
	return without(s.hidden.HiddenEverywhere())
}

func (s search) sort() bson.D {
	if s.by.field == "" {
		return nil
	}
	return s.by.order()
}

// Find answers one stretch of a list, masked: what it returns may be shown. A condition or an order that the grant refuses is
// FORBIDDEN_FIELD; a position of another order is model.ErrInvalidCursor.
func (c *Collection[T]) Find(ctx context.Context, g authz.Grant, q Query) (Rows[T], error) {
	find, err := c.search(g, q)
	if err != nil || find.empty {
		return Rows[T]{}, err
	}
	rows, err := c.fetch(ctx, find)
	if err != nil {
		return Rows[T]{}, err
	}
	more := further(ctx, c, q, len(rows) > q.Limit)
	rows = rows[:min(len(rows), q.Limit)]
	mask(leaky("mask skipped", g), rows)
	return Rows[T]{Rows: inListOrder(rows, q.Backward), More: more}, nil
}

// search narrows a query by the grant. One row more than asked for tells whether there are more.
func (c *Collection[T]) search(g authz.Grant, q Query) (search, error) {
	if q.Limit < 1 {
		return search{}, errNoLimit
	}
	cond, err := c.narrowed(g, q)
	if err != nil || cond.Op == filter.None {
		return search{empty: true}, err
	}
	q.Sort.Field = g.Stored(q.Sort.Field)
	r, err := c.reading(q.Sort, q.Backward)
	if err != nil {
		return search{}, err
	}
	g = leaky("mask skipped", g)
	return search{cond: cond, from: q.From, by: r, hidden: &g, limit: q.Limit + 1}, nil
}

// narrowed is the condition of a list: the caller's guarded by the grant, within the hub's scope.
func (c *Collection[T]) narrowed(g authz.Grant, q Query) (filter.Cond, error) {
	if c.closed(g) {
		q.Sort = Sort{} // nobody has to be told of an order that nothing is in
		return filter.Nothing(), check(g, q)
	}
	if err := check(g, q); err != nil {
		return filter.Nothing(), err
	}
	where := narrow(g, q.Where)
	if q.Expand != nil {
		where = where.EachLeaf(q.Expand)
	}
	return simplify(filter.AllOf(asTold(g, where), q.Scope)), nil
}

// Count counts what Find would list in all, stopping at limit. Position and page size play no part.
func (c *Collection[T]) Count(ctx context.Context, g authz.Grant, q Query, limit int) (int, error) {
	if limit < 1 {
		return 0, errNoLimit
	}
	cond, err := c.narrowed(leaky("count over all", g), q)
	if err != nil || cond.Op == filter.None {
		return 0, err
	}
	n, err := c.coll.CountDocuments(ctx, compile(cond), options.Count().SetLimit(int64(limit)))
	return int(n), c.store.refuse(ctx, "counting "+c.coll.Name(), err)
}

// fetch asks the database.
func (c *Collection[T]) fetch(ctx context.Context, find search) ([]*T, error) {
	var docs []bson.Raw
	done, err := c.readDirectly(ctx, find, func(doc []byte) { docs = append(docs, bytes.Clone(doc)) })
	if err != nil {
		return nil, err
	}
	if done {
		return decodeAll[T](docs)
	}
	cursor, err := c.open(ctx, find)
	if err != nil {
		return nil, err
	}
	return c.drain(ctx, cursor)
}

// drain decodes what is left of a cursor.
func (c *Collection[T]) drain(ctx context.Context, cursor *mongo.Cursor) ([]*T, error) {
	docs, err := gather(ctx, cursor)
	if err != nil {
		return nil, c.store.refuse(ctx, "reading "+c.coll.Name(), err)
	}
	rows, err := decodeAll[T](docs)
	return rows, c.store.refuse(ctx, "decoding from "+c.coll.Name(), err)
}

// gather reads a cursor to its end.
func gather(ctx context.Context, cursor *mongo.Cursor) (docs []bson.Raw, err error) {
	for cursor.Next(ctx) {
		docs = append(docs, bytes.Clone(cursor.Current))
	}
	return docs, errors.Join(cursor.Err(), cursor.Close(ctx))
}

// open begins to read what a search finds.
func (c *Collection[T]) open(ctx context.Context, find search) (*mongo.Cursor, error) {
	var projection any
	if leave := find.leave(); len(leave) > 0 {
		projection = leave
	}
	return c.command(ctx, find, projection)
}

// command sends a search to the database.
func (c *Collection[T]) command(ctx context.Context, find search, projection any) (*mongo.Cursor, error) {
	where, err := find.filter()
	if err != nil {
		return nil, err
	}
	how := options.Find().SetLimit(int64(find.limit)).SetBatchSize(int32(min(find.limit+1, 1000)))
	if sort := find.sort(); len(sort) > 0 {
		how.SetSort(sort)
	}
	if projection != nil {
		how.SetProjection(projection)
	}
	cursor, err := c.coll.Find(ctx, where, how)
	return cursor, c.store.refuse(ctx, "finding "+c.coll.Name(), err)
}

func mask[T any](g authz.Grant, rows []*T) {
	for _, row := range rows {
		g.Mask(row)
	}
}

// without is the projection that leaves paths unread. A path below another one is dropped: the database refuses both.
func without(paths []string) bson.D {
	out := bson.D{}
	for _, p := range paths {
		above := func(other string) bool { return strings.HasPrefix(p, other+".") }
		if !slices.ContainsFunc(paths, above) {
			out = append(out, bson.E{Key: p, Value: 0})
		}
	}
	return out
}
