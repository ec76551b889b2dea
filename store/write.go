package store

import (
	"context"
	"errors"
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
	base.Version, base.CreatedAt, base.UpdatedAt, base.JudgedAt, base.Written = 1, at, at, at, true
	if c.kind.Sided() {
		base.Seen = model.SeenAlike(1, at)
	}
	is, err := c.elements(doc)
	if err != nil {
		return err
	}
	if _, err := c.coll.InsertOne(ctx, is.raw); err != nil {
		return c.store.refuse(ctx, "inserting into "+c.coll.Name(), err)
	}
	by.At = at
	u.changes = append(u.changes, c.change(doc, by, difference{fields: []string{}, is: is.sight(c.kind)}))
	c.tell(u, nil, doc, by)
	return nil
}

func (c *Collection[T]) tell(u *unit, old, doc *T, by Stamp) {
	if c.trail != nil {
		u.events = append(u.events, c.trail(old, doc, by))
	}
}

// Replace stores doc in place of old, if the stored record still has old's version and is among the grant's rows;
// model.ErrConflict otherwise. It is only possible inside Tx. The version rises by one, so does that of each side that can notice
// the change, and the change row names the fields that differ; when none does, nothing is written. A change of quiet fields alone
// leaves the versions as they are. Such a write needs none to be safe: whoever writes has read inside its transaction, and of two
// transactions on one record one tries again.
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
	diff, err := c.changed(old, doc)
	base, before := noun(doc).Base(), *noun(old).Base()
	if err != nil || len(diff.fields) == 0 {
		*base = before
		return err
	}
	by.At = c.store.instant(by.At)
	*base = before
	base.Written = true
	c.count(old, doc, diff.fields, by.At)
	if err := c.write(ctx, u, g, old, doc, by, diff); err != nil {
		return err
	}
	c.tell(u, old, doc, by)
	return nil
}

// Touch writes a record again without another value, because the clock has moved somebody's sight of it: its change row tells
// how it stands at the stamp's instant. It is only possible inside Tx, and under the same conditions as Replace.
func (c *Collection[T]) Touch(ctx context.Context, g authz.Grant, old *T, by Stamp) error {
	u := unitFrom(ctx)
	switch {
	case u == nil:
		return errOutsideTx
	case c.closed(g):
		return model.ErrForbidden
	}
	is, err := c.elements(old)
	if err != nil {
		return err
	}
	doc := *old
	by.At = c.store.instant(by.At)
	return c.write(ctx, u, g, old, &doc, by, difference{fields: []string{}, is: is.sight(c.kind)})
}

// write stores doc in place of old, with the change row.
func (c *Collection[T]) write(ctx context.Context, u *unit, g authz.Grant, old, doc *T, by Stamp, diff difference) error {
	before := *noun(old).Base()
	noun(doc).Base().JudgedAt = by.At
	if err := c.replace(ctx, g, before, doc); err != nil {
		return err
	}
	row := c.change(doc, by, diff)
	row.Audience, row.BeforeAt = union(noun(old).Concerns(), row.Audience), before.JudgedAt
	u.changes = append(u.changes, row)
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
func (c *Collection[T]) change(doc *T, by Stamp, diff difference) *changeRow {
	n := noun(doc)
	return &changeRow{Is: diff.is, Was: diff.was, Change: model.Change{
		ID: model.ChangeID{VendorID: n.Feed()}, Kind: c.kind, RecordID: n.Base().ID, Version: n.Base().Version,
		Action: by.Action, Actor: by.Actor, Fields: diff.fields, At: by.At, AfterAt: n.Base().JudgedAt, Audience: union(nil, n.Concerns()),
	}}
}

// remark tells of what moves nobody's sight of a record, and neither its version nor its time. The reader is judged as the feed
// last did.
func (c *Collection[T]) remark(u *unit, doc *T, by Stamp, fields []string, audience []model.ID) error {
	is, err := c.elements(doc)
	if err != nil {
		return err
	}
	by.At = c.store.instant(by.At)
	row := c.change(doc, by, difference{fields: fields, is: is.sight(c.kind)})
	row.BeforeAt, row.Audience = row.AfterAt, audience
	u.changes = append(u.changes, row)
	return nil
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
