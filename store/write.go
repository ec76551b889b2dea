package store

import (
	"context"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"partnerhub/authz"
	"partnerhub/model"
)

// errNoID is a mistake of the calling code: a new record brings its id, so that a repeated attempt writes the same one.
var errNoID = errors.New("store: a new record needs an id")

// Insert keeps a new record, with version 1 and the stamp's time. It is only possible inside Tx. A record outside the
// grant's rows is model.ErrForbidden; a value that must be unique and is not is a CONFLICT.
func (c *Collection[T]) Insert(ctx context.Context, g authz.Grant, doc *T, by Stamp) error {
	return c.InsertMany(ctx, g, []*T{doc}, by)
}

// InsertMany is Insert for records that are new together, with one command.
func (c *Collection[T]) InsertMany(ctx context.Context, g authz.Grant, docs []*T, by Stamp) error {
	u := unitFrom(ctx)
	if u == nil {
		return errOutsideTx
	}
	by.At = c.store.instant(by.At)
	for _, doc := range docs {
		if err := c.begin(g, doc, by.At); err != nil {
			return err
		}
	}
	if len(docs) == 0 {
		return nil
	}
	raws, rows := make([]bson.Raw, len(docs)), make([]*changeRow, len(docs))
	err := spread(len(docs), func(i int) (err error) {
		raws[i], err = encode(docs[i])
		rows[i] = c.change(docs[i], by, difference{fields: []string{}, is: sightOf(raws[i], c.kind)})
		return err
	})
	if err != nil {
		return err
	}
	if err := c.store.insert(ctx, c.coll.Name(), raws); err != nil {
		return c.store.refuse(ctx, "inserting into "+c.coll.Name(), err)
	}
	u.changes = append(u.changes, rows...)
	for _, doc := range docs {
		c.tell(u, nil, doc, by)
	}
	return nil
}

// begin stamps a new record.
func (c *Collection[T]) begin(g authz.Grant, doc *T, at time.Time) error {
	base := noun(doc).Base()
	switch {
	case base.ID == "":
		return errNoID
	case c.closed(g) || !g.Allows(doc):
		return model.ErrForbidden
	}
	base.Version, base.CreatedAt, base.UpdatedAt, base.JudgedAt, base.Written = 1, at, at, at, true
	if c.kind.Sided() {
		base.Seen = model.SeenAlike(1, at)
	}
	return nil
}

func (c *Collection[T]) tell(u *unit, old, doc *T, by Stamp) {
	if c.trail != nil {
		u.events = append(u.events, c.trail(old, doc, by))
	}
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
	is, err := encode(doc)
	if err != nil {
		return err
	}
	by.At = c.store.instant(by.At)
	row := c.change(doc, by, difference{fields: fields, is: sightOf(is, c.kind)})
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
