package store

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/authz"
	"partnerhub/model"
)

const benefitsName = "benefit_entries"

// Benefits keeps the ledgers of the deals' benefits. Entries are added; nothing changes or removes one.
type Benefits struct{ store *Store }

// Append adds entries to the ledgers of deals that the same transaction writes: it is only possible inside Tx. Two entries with one
// number of a deal meet in the unique index.
func (b *Benefits) Append(ctx context.Context, entries []*model.BenefitEntry) error {
	if unitFrom(ctx) == nil {
		return errOutsideTx
	}
	if len(entries) == 0 {
		return nil
	}
	for _, e := range entries {
		e.At = b.store.instant(e.At)
	}
	return b.store.refuse(ctx, "adding to a ledger", insertAll(ctx, b.store, benefitsName, entries))
}

// Of reads the ledgers of those of the deals that show their benefit, the oldest entry first, with one query; at most limit
// entries of each count. Deals are whole or masked: what decides on their sight is never masked.
func (b *Benefits) Of(ctx context.Context, g authz.Grant, deals []*model.Deal, limit int) (map[model.ID][]*model.BenefitEntry, error) {
	out, ids := map[model.ID][]*model.BenefitEntry{}, []model.ID{}
	for _, d := range deals {
		if g.Shows(d, "benefit") {
			out[d.ID], ids = []*model.BenefitEntry{}, append(ids, d.ID)
		}
	}
	if len(ids) == 0 {
		return out, nil
	}
	where := bson.D{{Key: "dealId", Value: bson.D{{Key: "$in", Value: ids}}}, {Key: "seq", Value: bson.D{{Key: "$lte", Value: limit}}}}
	cursor, err := b.coll().Find(ctx, where, options.Find().SetSort(bson.D{{Key: "dealId", Value: 1}, {Key: "seq", Value: 1}}))
	if err != nil {
		return nil, b.store.refuse(ctx, "finding ledgers", err)
	}
	var found []*model.BenefitEntry
	if err := cursor.All(ctx, &found); err != nil {
		return nil, b.store.refuse(ctx, "reading ledgers", err)
	}
	for _, e := range found {
		out[e.DealID] = append(out[e.DealID], e)
	}
	return out, nil
}

func (b *Benefits) coll() *mongo.Collection { return b.store.db.Collection(benefitsName) }
