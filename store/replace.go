package store

import (
	"context"
	"errors"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

// errMoved is a mistake of the calling code: a change belongs to one feed.
var errMoved = errors.New("store: a record keeps its id and its feed")

// Replace stores doc in place of old, if the stored record still has old's version and is among the grant's rows;
// model.ErrConflict otherwise. It is only possible inside Tx. The version rises by one, so does that of each side that can notice
// the change, and the change row names the fields that differ; when none does, nothing is written. A change of quiet fields alone
// leaves the versions as they are. Such a write needs none to be safe: whoever writes has read inside its transaction, and of two
// transactions on one record one tries again.
func (c *Collection[T]) Replace(ctx context.Context, g authz.Grant, old, doc *T, by Stamp) error {
	return c.ReplaceMany(ctx, g, []Pair[T]{{old, doc}}, by)
}

// Pair is a record as it was read, and as it is to be stored.
type Pair[T any] struct{ Old, New *T }

// ReplaceMany is Replace for records that change together, with one command. Each has its own condition; one that is not met is
// model.ErrConflict for all of them, and where others have been written by then the transaction can no longer commit. A record that
// is there twice is such a one.
func (c *Collection[T]) ReplaceMany(ctx context.Context, g authz.Grant, pairs []Pair[T], by Stamp) error {
	u := unitFrom(ctx)
	if u == nil {
		return errOutsideTx
	}
	by.At = c.store.instant(by.At)
	diffs := make([]difference, len(pairs))
	err := spread(len(pairs), func(i int) (err error) {
		diffs[i], err = c.differing(g, pairs[i])
		return err
	})
	var all replacing[T]
	for i, p := range pairs {
		if err != nil || len(diffs[i].fields) == 0 {
			*noun(p.New).Base() = *noun(p.Old).Base()
			continue
		}
		c.add(&all, g, p, by, diffs[i])
	}
	if err != nil {
		return err
	}
	return c.replace(ctx, u, &all, by)
}

// differing checks that one record may be replaced by another, and compares them.
func (c *Collection[T]) differing(g authz.Grant, p Pair[T]) (difference, error) {
	switch {
	case c.closed(g):
		return difference{}, model.ErrForbidden
	case noun(p.Old).Base().ID != noun(p.New).Base().ID || noun(p.Old).Feed() != noun(p.New).Feed():
		return difference{}, errMoved
	}
	return c.changed(p.Old, p.New)
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
	is, err := encode(old)
	if err != nil {
		return err
	}
	doc := *old
	by.At = c.store.instant(by.At)
	var one replacing[T]
	c.stage(&one, g, Pair[T]{old, &doc}, by, difference{fields: []string{}, is: sightOf(is, c.kind)})
	return c.replace(ctx, u, &one, by)
}

// replacing are records on their way into the place of others, with their change rows.
type replacing[T any] struct {
	where []filter.Cond
	docs  []*T
	rows  []*changeRow
	told  []Pair[T]
}

// add stamps a record that has changed. It and what was read may share lists, never what the stamp writes.
func (c *Collection[T]) add(all *replacing[T], g authz.Grant, p Pair[T], by Stamp, diff difference) {
	base := noun(p.New).Base()
	*base = *noun(p.Old).Base()
	base.Written = true
	c.count(p.Old, p.New, diff.fields, by.At)
	c.stage(all, g, p, by, diff)
	all.told = append(all.told, p)
}

// stage makes the conditional write: id, version and the grant's rows are all part of its condition.
func (c *Collection[T]) stage(all *replacing[T], g authz.Grant, p Pair[T], by Stamp, diff difference) {
	before := *noun(p.Old).Base()
	noun(p.New).Base().JudgedAt = by.At
	still := simplify(filter.AllOf(filter.Is("_id", before.ID), filter.Is("version", before.Version), g.Rows()))
	all.where, all.docs = append(all.where, still), append(all.docs, p.New)
	row := c.change(p.New, by, diff)
	row.Audience, row.BeforeAt = union(noun(p.Old).Concerns(), row.Audience), before.JudgedAt
	all.rows = append(all.rows, row)
}

func (c *Collection[T]) replace(ctx context.Context, u *unit, all *replacing[T], by Stamp) error {
	if len(all.docs) == 0 {
		return nil
	}
	matched, err := replaceMany(ctx, c.coll, all.where, all.docs)
	if err != nil {
		return c.store.refuse(ctx, "replacing in "+c.coll.Name(), err)
	}
	if matched != int64(len(all.docs)) {
		u.conflict(matched)
		return model.ErrConflict
	}
	u.changes = append(u.changes, all.rows...)
	for _, p := range all.told {
		c.tell(u, p.Old, p.New, by)
	}
	return nil
}
