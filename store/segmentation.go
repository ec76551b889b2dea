package store

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

// SegmentGroup is partners that were in the same segments when they were last settled, in any order.
type SegmentGroup struct {
	Segments []model.ID
	Country  model.CountryCode // of all of them
	N        int
	Cost     model.Money // what serving them costs together; only in the answer of SegmentCosts, without N and Country
}

// maxSegmentGroups bounds how many groups are looked at.
const maxSegmentGroups = 50_000

// SegmentGroups counts a vendor's partners by their segments and their country, among those whose segments the grant shows.
func (s *Store) SegmentGroups(ctx context.Context, g authz.Grant, vendor model.ID) ([]SegmentGroup, error) {
	rows, err := s.segmentGroups(ctx, g, filter.Is("vendorId", vendor),
		bson.E{Key: "country", Value: "$country"}, bson.E{Key: "n", Value: bson.D{{Key: "$sum", Value: 1}}})
	out := make([]SegmentGroup, len(rows))
	for i, r := range rows {
		out[i] = SegmentGroup{Segments: r.Key.Segments, Country: model.CountryCode(r.Key.Country), N: r.N}
	}
	return out, err
}

// SegmentCosts adds up what serving partners costs, by their segments and the currency, among those that the grant shows both of.
func (s *Store) SegmentCosts(ctx context.Context, g authz.Grant, vendor model.ID) ([]SegmentGroup, error) {
	const cost = "costToServe"
	known := filter.AllOf(filter.Is("vendorId", vendor), g.Guard(cost), filter.Present(cost))
	rows, err := s.segmentGroups(ctx, g, known,
		bson.E{Key: "currency", Value: "$costToServe.currency"}, bson.E{Key: "minor", Value: bson.D{{Key: "$sum", Value: "$costToServe.minor"}}})
	out := make([]SegmentGroup, len(rows))
	for i, r := range rows {
		out[i] = SegmentGroup{Segments: r.Key.Segments, Cost: model.Money{Minor: r.Minor, Currency: model.CurrencyCode(r.Key.Currency)}}
	}
	return out, err
}

type segmentGroupRow struct {
	Key struct {
		Segments []model.ID `bson:"segments"`
		Country  string     `bson:"country"`
		Currency string     `bson:"currency"`
	} `bson:"_id"`
	N     int   `bson:"n"`
	Minor int64 `bson:"minor"`
}

func (s *Store) segmentGroups(ctx context.Context, g authz.Grant, where filter.Cond, by, sum bson.E) ([]segmentGroupRow, error) {
	rows := simplify(filter.AllOf(g.Guard("segmentIds"), where))
	if s.Partners.closed(g) || rows.Op == filter.None {
		return nil, nil
	}
	key := bson.D{{Key: "segments", Value: "$segmentIds"}, by}
	cursor, err := s.Partners.coll.Aggregate(ctx, bson.A{stage("$match", compile(rows)),
		stage("$group", bson.D{{Key: "_id", Value: key}, sum}), stage("$limit", maxSegmentGroups+1)})
	if err != nil {
		return nil, s.refuse(ctx, "counting partners by segments", err)
	}
	var out []segmentGroupRow
	if err := cursor.All(ctx, &out); err != nil {
		return nil, s.refuse(ctx, "reading counts of partners by segments", err)
	}
	if len(out) > maxSegmentGroups {
		return nil, model.Errorf(model.CodeTooComplex, "the partners are in too many combinations of segments")
	}
	return out, nil
}
