package store

import (
	"context"
	"errors"
	"slices"
	"time"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

// errNoID is a mistake of the calling code: a new record brings its id, so that a repeated attempt writes the same one.
var errNoID = errors.New("store: a new record needs an id")

// errMoved is a mistake of the calling code: a change belongs to one feed.
var errMoved = errors.New("store: a record keeps its id and its feed")

// Insert keeps a new record, with version 1 and the stamp's time. It is only possible inside Tx. A record outside the
// grant's rows is model.ErrForbidden; a value that must be unique and is not is a CONFLICT.
func (c *Collection[T]) Insert(ctx context.Context, g authz.Grant, doc *T, by Stamp) error {
	u, base := unitFrom(ctx), noun(doc).Base()
	switch {
	case u == nil:
		return errOutsideTx
	case base.ID == "":
		return errNoID
	case c.closed(g) || !g.Allows(doc):
		return model.ErrForbidden
	}
	at := c.store.instant(by.At)
	base.Version, base.CreatedAt, base.UpdatedAt, base.Written = 1, at, at, true
	if _, err := c.coll.InsertOne(ctx, doc); err != nil {
		return c.store.refuse(ctx, "inserting into "+c.coll.Name(), err)
	}
	by.At = at
	u.changes = append(u.changes, c.change(doc, by, []string{}))
	c.tell(u, nil, doc, by)
	return nil
}

func (c *Collection[T]) tell(u *unit, old, doc *T, by Stamp) {
	if c.trail != nil {
		u.events = append(u.events, c.trail(old, doc, by))
	}
}

// Replace stores doc in place of old, if the stored record still has old's version and is among the grant's rows;
// model.ErrConflict otherwise. It is only possible inside Tx. The version rises by one and the change row names the
// top-level fields that differ; when none does, nothing is written. A change of quiet fields alone leaves version and updatedAt
// as they are, which everybody sees who sees the record: they must not tell of what nobody sees. Such a write needs no version to
// be safe: whoever writes has read inside its transaction, and of two transactions on one record one tries again.
func (c *Collection[T]) Replace(ctx context.Context, g authz.Grant, old, doc *T, by Stamp) error {
	u := unitFrom(ctx)
	switch {
	case u == nil:
		return errOutsideTx
	case c.closed(g):
		return model.ErrForbidden
	case noun(old).Base().ID != noun(doc).Base().ID || noun(old).Feed() != noun(doc).Feed():
		return errMoved
	}
	fields, err := changed(old, doc)
	base, before := noun(doc).Base(), *noun(old).Base()
	if err != nil || len(fields) == 0 {
		*base = before
		return err
	}
	by.At = c.store.instant(by.At)
	base.Version, base.CreatedAt, base.UpdatedAt, base.Written = before.Version, before.CreatedAt, before.UpdatedAt, true
	if slices.ContainsFunc(fields, func(field string) bool { return !authz.Quiet(c.kind, field) }) {
		base.Version, base.UpdatedAt = before.Version+1, by.At
	}
	if err := c.replace(ctx, g, before, doc); err != nil {
		return err
	}
	row := c.change(doc, by, fields)
	row.Audience = union(noun(old).Concerns(), row.Audience)
	u.changes = append(u.changes, row)
	c.tell(u, old, doc, by)
	return nil
}

// replace is the conditional write: id, version and the grant's rows are all part of its condition.
func (c *Collection[T]) replace(ctx context.Context, g authz.Grant, before model.Record, doc *T) error {
	still := simplify(filter.AllOf(filter.Is("_id", before.ID), filter.Is("version", before.Version), g.Rows()))
	done, err := c.coll.ReplaceOne(ctx, compile(still), doc)
	if err != nil {
		return c.store.refuse(ctx, "replacing in "+c.coll.Name(), err)
	}
	if done.MatchedCount == 0 {
		return model.ErrConflict
	}
	return nil
}

// change is the row that tells of a write, without its number.
func (c *Collection[T]) change(doc *T, by Stamp, fields []string) *model.Change {
	n := noun(doc)
	return &model.Change{
		ID: model.ChangeID{VendorID: n.Feed()}, Kind: c.kind, RecordID: n.Base().ID, Version: n.Base().Version,
		Action: by.Action, Actor: by.Actor, Fields: fields, At: by.At, Audience: union(nil, n.Concerns()),
	}
}

// union joins two lists of ids, each id once, in order of appearance.
func union(a, b []model.ID) []model.ID {
	out := []model.ID{}
	seen := map[model.ID]bool{}
	for _, list := range [][]model.ID{a, b} {
		for _, id := range list {
			if !seen[id] {
				seen[id] = true
				out = append(out, id)
			}
		}
	}
	return out
}

// instant is the stamp's time, or now, as precise as the database keeps it.
func (s *Store) instant(t time.Time) time.Time {
	if t.IsZero() {
		t = s.now()
	}
	return t.UTC().Truncate(time.Millisecond)
}
