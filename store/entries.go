package store

import (
	"cmp"
	"context"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"

	"partnerhub/model"
)

// Entry is a change with how the record stood for those who looked at it. What it holds is for a grant to judge and never for
// an answer.
type Entry struct {
	model.Change
	// Before is nil for a new record. Both are as much of the record as decides about sight; neither is there for a row that
	// an older version of the hub has written.
	Before, After any
}

// Entries reads the changes of a feed behind a number and up to another one that are for an organization or for everybody, in
// order. The number of rows that it looks at depends on nobody else's changes.
func (c *Changes) Entries(ctx context.Context, feed, organization model.ID, behind, upTo int64, limit int) ([]*Entry, error) {
	var rows []*changeRow
	for _, whom := range []model.ID{organization, model.Everybody} {
		found, err := c.find(ctx, concerning(feed, whom, behind, upTo), "_id.seq", limit)
		if err != nil {
			return nil, err
		}
		rows = append(rows, found...)
	}
	slices.SortFunc(rows, func(a, b *changeRow) int { return cmp.Compare(a.ID.Seq, b.ID.Seq) })
	rows = slices.CompactFunc(rows, func(a, b *changeRow) bool { return a.ID.Seq == b.ID.Seq })
	out := make([]*Entry, min(limit, len(rows)))
	for i := range out {
		var err error
		if out[i], err = c.entry(rows[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// concerning are the changes of a stretch that are for one organization.
func concerning(feed, whom model.ID, behind, upTo int64) bson.D {
	return bson.D{{Key: "_id.vendorId", Value: feed}, {Key: "audience", Value: whom},
		{Key: "_id.seq", Value: bson.D{{Key: "$gt", Value: behind}, {Key: "$lte", Value: upTo}}}}
}

func (c *Changes) entry(row *changeRow) (*Entry, error) {
	e := &Entry{Change: row.Change}
	decode := c.store.sights[row.Kind]
	if decode == nil || row.Is == nil {
		return e, nil
	}
	var err error
	if e.After, err = decode(row.Is); err != nil || row.BeforeAt.IsZero() {
		return e, err
	}
	if e.Before = e.After; row.Was != nil {
		e.Before, err = decode(row.Was)
	}
	return e, err
}

// Ends tells the last number of a feed, and the last one whose change is no longer kept; both are 0 for a feed without changes.
func (c *Changes) Ends(ctx context.Context, feed model.ID) (last, forgotten int64, err error) {
	names := []string{feedCounter(feed), floorCounter(feed)}
	found, err := c.store.counters(ctx, names)
	return found[names[0]], found[names[1]], err
}

// Lasts are the last numbers of some feeds.
func (c *Changes) Lasts(ctx context.Context, feeds []model.ID) (map[model.ID]int64, error) {
	names := make([]string, len(feeds))
	for i, feed := range feeds {
		names[i] = feedCounter(feed)
	}
	found, err := c.store.counters(ctx, names)
	out := make(map[model.ID]int64, len(feeds))
	for i, feed := range feeds {
		out[feed] = found[names[i]]
	}
	return out, err
}

// floorCounter is the name under which the last number is kept whose change is not.
func floorCounter(feed model.ID) string { return "floor:" + string(feed) }
