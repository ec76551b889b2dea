package store

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/model"
)

// oldBatch is how many records are told at a time.
const oldBatch = 500

// tellOldRecords gives records from before sides had versions of their own the one version that they have, for every side. It finds
// them by the indexes that lists are ordered by, so that a database without any is not read. A crash leaves the rest for the next start.
func (s *Store) tellOldRecords(ctx context.Context) error {
	vendors, err := s.vendorIDs(ctx)
	if err != nil {
		return err
	}
	for _, name := range []string{"partners", "programs", "campaigns", "deals", "enrollments", "authorities"} {
		for _, vendor := range vendors {
			for more := true; more; {
				if more, err = s.tellSome(ctx, s.db.Collection(name), vendor); err != nil {
					return s.refuse(ctx, "telling old records of "+name, err)
				}
			}
		}
	}
	return nil
}

// vendorIDs lists every vendor. The hub has few.
func (s *Store) vendorIDs(ctx context.Context) ([]model.ID, error) {
	cursor, err := s.db.Collection("organizations").Find(ctx, bson.D{{Key: "kind", Value: model.OrganizationKindVendor}},
		options.Find().SetProjection(bson.D{{Key: "_id", Value: 1}}))
	if err != nil {
		return nil, s.refuse(ctx, "listing vendors", err)
	}
	var rows []model.Record
	err = cursor.All(ctx, &rows)
	out := make([]model.ID, len(rows))
	for i := range rows {
		out[i] = rows[i].ID
	}
	return out, s.refuse(ctx, "listing vendors", err)
}

// tellSome tells a batch, each record only if it is still as it was read; more is true when there may be another one.
func (s *Store) tellSome(ctx context.Context, of *mongo.Collection, vendor model.ID) (more bool, err error) {
	cursor, err := of.Find(ctx, bson.D{{Key: "vendorId", Value: vendor}, {Key: seenByVendor, Value: nil}},
		options.Find().SetLimit(oldBatch).SetProjection(bson.D{{Key: "version", Value: 1}, {Key: "updatedAt", Value: 1}}))
	if err != nil {
		return false, err
	}
	var rows []model.Record
	if err := cursor.All(ctx, &rows); err != nil {
		return false, err
	}
	for _, r := range rows {
		as := bson.D{{Key: "$set", Value: bson.D{{Key: "seen", Value: model.SeenAlike(r.Version, r.UpdatedAt)}}}}
		if _, err := of.UpdateOne(ctx, bson.D{{Key: "_id", Value: r.ID}, {Key: "version", Value: r.Version}, {Key: seenByVendor, Value: nil}}, as); err != nil {
			return false, err
		}
	}
	return len(rows) == oldBatch, nil
}
