package store

import (
	"context"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

const leasesName = "leases"

// Lease takes the turn of a task for some time, or renews it, and tells whether the holder has it. Of many instances one works
// and the others rest. It saves work and is no lock: what the task writes must be safe without it. A turn that ends much later than
// one taken now would is of a clock that was ahead: nobody waits for it.
func (s *Store) Lease(ctx context.Context, task, holder string, now, until time.Time) (bool, error) {
	mine := bson.D{{Key: "_id", Value: task}, {Key: "$or", Value: bson.A{
		bson.D{{Key: "holder", Value: holder}},
		bson.D{{Key: "until", Value: bson.D{{Key: "$lte", Value: now.UTC()}}}},
		bson.D{{Key: "until", Value: bson.D{{Key: "$gt", Value: until.Add(until.Sub(now)).UTC()}}}},
	}}}
	set := bson.D{{Key: "$set", Value: bson.D{{Key: "holder", Value: holder}, {Key: "until", Value: until.UTC()}}}}
	done, err := s.db.Collection(leasesName).UpdateOne(ctx, mine, set)
	if err != nil || done.MatchedCount > 0 {
		return err == nil, s.refuse(ctx, "taking a lease", err)
	}
	first := bson.D{{Key: "$setOnInsert", Value: bson.D{{Key: "holder", Value: holder}, {Key: "until", Value: until.UTC()}}}}
	made, err := s.db.Collection(leasesName).UpdateOne(ctx, bson.D{{Key: "_id", Value: task}}, first, options.UpdateOne().SetUpsert(true))
	if refused := s.refuse(ctx, "making a lease", err); refused != nil {
		if errors.Is(refused, errDuplicate) {
			return false, nil // another instance was first
		}
		return false, refused
	}
	return made.UpsertedCount == 1, nil
}
