package store

import (
	"context"
	"maps"
	"math"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/model"
)

const changesName = "changes"

// Changes is the ordered log of what was written, one sequence a vendor.
type Changes struct{ store *Store }

// changeRow is a change as it is kept: with how the record stood for those who look at it.
type changeRow struct {
	model.Change `bson:",inline"`
	Is           bson.Raw `bson:"is,omitempty"`
	Was          bson.Raw `bson:"was,omitempty"` // left out where it is the same
}

// After reads a vendor's changes behind a sequence number, in order.
func (c *Changes) After(ctx context.Context, vendorID model.ID, seq int64, limit int) ([]*model.Change, error) {
	rows, err := c.find(ctx, bson.D{{Key: "_id", Value: between(vendorID, seq, math.MaxInt64)}}, "_id", limit)
	out := make([]*model.Change, len(rows))
	for i, row := range rows {
		out[i] = &row.Change
	}
	return out, err
}

// between are the ids behind one number, up to another one.
func between(feed model.ID, behind, upTo int64) bson.D {
	return bson.D{{Key: "$gt", Value: model.ChangeID{VendorID: feed, Seq: behind}}, {Key: "$lte", Value: model.ChangeID{VendorID: feed, Seq: upTo}}}
}

func (c *Changes) find(ctx context.Context, where bson.D, order string, limit int) ([]*changeRow, error) {
	cursor, err := c.coll().Find(ctx, where, options.Find().SetSort(bson.D{{Key: order, Value: 1}}).SetLimit(int64(limit)))
	if err != nil {
		return nil, c.store.refuse(ctx, "reading changes", err)
	}
	var out []*changeRow
	err = cursor.All(ctx, &out)
	return out, c.store.refuse(ctx, "reading changes", err)
}

func (c *Changes) coll() *mongo.Collection { return c.store.db.Collection(changesName) }

// writeChanges gives the unit's changes their numbers and stores them. It comes last, because the feed's counter is what
// transactions conflict on; the conflict is also what makes the order of numbers the order of commits.
func (s *Store) writeChanges(ctx context.Context, u *unit) error {
	counts := u.feeds()
	if len(counts) == 0 {
		return nil
	}
	next, err := s.reserve(ctx, counts)
	if err != nil {
		return err
	}
	for _, c := range u.changes {
		c.ID.Seq = next[c.ID.VendorID]
		next[c.ID.VendorID]++
	}
	return s.refuse(ctx, "writing changes", insertAll(ctx, s, changesName, u.changes))
}

// feeds counts the unit's changes by feed.
func (u *unit) feeds() map[model.ID]int64 {
	counts := map[model.ID]int64{}
	for _, c := range u.changes {
		counts[c.ID.VendorID]++
	}
	return counts
}

// feedCounter is the name under which a feed's last number is kept.
func feedCounter(feed model.ID) string { return "feed:" + string(feed) }

// reserve raises each feed's counter once, in sorted order, and answers each feed's first free number.
func (s *Store) reserve(ctx context.Context, counts map[model.ID]int64) (map[model.ID]int64, error) {
	next := map[model.ID]int64{}
	for _, feed := range slices.Sorted(maps.Keys(counts)) {
		last, err := s.raise(ctx, feedCounter(feed), int(counts[feed]))
		if err != nil {
			return nil, err
		}
		next[feed] = last - counts[feed] + 1
	}
	return next, nil
}
