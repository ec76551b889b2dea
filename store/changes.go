package store

import (
	"context"
	"maps"
	"math"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/model"
)

const changesName = "changes"

// Changes is the ordered log of what was written, one sequence a vendor.
type Changes struct{ store *Store }

// After reads a vendor's changes behind a sequence number, in order.
func (c *Changes) After(ctx context.Context, vendorID model.ID, seq int64, limit int) ([]*model.Change, error) {
	behind := bson.D{
		{Key: "$gt", Value: model.ChangeID{VendorID: vendorID, Seq: seq}},
		{Key: "$lte", Value: model.ChangeID{VendorID: vendorID, Seq: math.MaxInt64}},
	}
	cursor, err := c.store.db.Collection(changesName).Find(ctx, bson.D{{Key: "_id", Value: behind}},
		options.Find().SetSort(bson.D{{Key: "_id", Value: 1}}).SetLimit(int64(limit)))
	if err != nil {
		return nil, c.store.refuse(ctx, "reading changes", err)
	}
	var out []*model.Change
	err = cursor.All(ctx, &out)
	return out, c.store.refuse(ctx, "reading changes", err)
}

// writeChanges gives the unit's changes their numbers and stores them. It comes last, because the feed's counter is what
// transactions conflict on; the conflict is also what makes the order of numbers the order of commits.
func (s *Store) writeChanges(ctx context.Context, u *unit) error {
	counts := map[model.ID]int64{}
	for _, c := range u.changes {
		counts[c.ID.VendorID]++
	}
	if len(u.changes) == 0 {
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
	_, err = s.db.Collection(changesName).InsertMany(ctx, u.changes)
	return s.refuse(ctx, "writing changes", err)
}

// reserve raises each feed's counter once, in sorted order, and answers each feed's first free number.
func (s *Store) reserve(ctx context.Context, counts map[model.ID]int64) (map[model.ID]int64, error) {
	next := map[model.ID]int64{}
	for _, feed := range slices.Sorted(maps.Keys(counts)) {
		last, err := s.raise(ctx, "feed:"+string(feed), int(counts[feed]))
		if err != nil {
			return nil, err
		}
		next[feed] = last - counts[feed] + 1
	}
	return next, nil
}
