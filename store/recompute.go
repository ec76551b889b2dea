package store

import (
	"context"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/filter"
	"partnerhub/model"
)

const recomputesName = "segment_recomputes"

// Recomputes keeps how far the stored members of segments are worked out, and works them out, a stretch of partners at a time.
// It decides nothing: the rule comes as a condition.
type Recomputes struct{ store *Store }

// ByIDs reads those of some segments.
func (r *Recomputes) ByIDs(ctx context.Context, segments []model.ID) (map[model.ID]*model.SegmentRecompute, error) {
	out := map[model.ID]*model.SegmentRecompute{}
	if len(segments) == 0 {
		return out, nil
	}
	rows, err := r.find(ctx, bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: segments}}}}, len(segments))
	for _, row := range rows {
		out[row.SegmentID] = row
	}
	return out, err
}

// Open lists those with something left to do on a day: the unfinished, and those whose answer the clock may have changed since.
func (r *Recomputes) Open(ctx context.Context, day model.Date, limit int) ([]*model.SegmentRecompute, error) {
	before := func(turn int, bound model.Date) bson.D {
		return bson.D{{Key: "done", Value: true}, {Key: "turn", Value: turn}, {Key: "day", Value: bson.D{{Key: "$lt", Value: bound}}}}
	}
	return r.find(ctx, bson.D{{Key: "$or", Value: bson.A{bson.D{{Key: "done", Value: false}},
		before(model.TurnDaily, day), before(model.TurnMonthly, model.Date(model.MonthOf(day))+"-01")}}}, limit)
}

func (r *Recomputes) find(ctx context.Context, where bson.D, limit int) ([]*model.SegmentRecompute, error) {
	cursor, err := r.coll().Find(ctx, where, options.Find().SetLimit(int64(limit)))
	if err != nil {
		return nil, r.store.refuse(ctx, "finding recomputes", err)
	}
	var rows []*model.SegmentRecompute
	err = cursor.All(ctx, &rows)
	return rows, r.store.refuse(ctx, "reading recomputes", err)
}

// Put stores how far a segment is. It is only possible inside Tx.
func (r *Recomputes) Put(ctx context.Context, row *model.SegmentRecompute) error {
	if unitFrom(ctx) == nil {
		return errOutsideTx
	}
	_, err := r.coll().ReplaceOne(ctx, bson.D{{Key: "_id", Value: row.SegmentID}}, row, options.Replace().SetUpsert(true))
	return r.store.refuse(ctx, "storing a recompute", err)
}

// Stretch lists the ids of a vendor's next partners.
func (r *Recomputes) Stretch(ctx context.Context, vendor, after model.ID, limit int) ([]model.ID, error) {
	return r.ids(ctx, bson.D{{Key: "vendorId", Value: vendor}, {Key: "_id", Value: bson.D{{Key: "$gt", Value: after}}}}, limit)
}

// Partners counts a vendor's partners.
func (r *Recomputes) Partners(ctx context.Context, vendor model.ID) (int, error) {
	n, err := r.store.Partners.coll.CountDocuments(ctx, bson.D{{Key: "vendorId", Value: vendor}})
	return int(n), r.store.refuse(ctx, "counting partners", err)
}

// Settle makes the stored members among some partners, a stretch from the first to the last by id, what the rule says: it answers
// how many came in and went out, and writes down who. It is only possible inside Tx.
func (r *Recomputes) Settle(ctx context.Context, s *model.Segment, rule filter.Cond, partners []model.ID, at time.Time) (joined, left int, err error) {
	if unitFrom(ctx) == nil {
		return 0, 0, errOutsideTx
	}
	if len(partners) == 0 {
		return 0, 0, nil
	}
	member := bson.D{{Key: "segmentIds", Value: s.ID}}
	stranger := bson.D{{Key: "segmentIds", Value: bson.D{{Key: "$ne", Value: s.ID}}}}
	within := bson.D{{Key: "vendorId", Value: s.VendorID}, {Key: "_id", Value: bson.D{
		{Key: "$gte", Value: partners[0]}, {Key: "$lte", Value: partners[len(partners)-1]}}}}
	in, err := r.ids(ctx, merged(within, stranger, compile(simplify(rule))), len(partners))
	if err != nil {
		return 0, 0, err
	}
	out, err := r.ids(ctx, merged(within, member, compile(simplify(filter.NoneOf(rule)))), len(partners))
	if err != nil {
		return 0, 0, err
	}
	if err := r.move(ctx, s, in, true, at); err != nil {
		return 0, 0, err
	}
	return len(in), len(out), r.move(ctx, s, out, false, at)
}

// move lets partners in or out. Their versions stay as they are: a segment is nothing that their other readers may notice.
func (r *Recomputes) move(ctx context.Context, s *model.Segment, partners []model.ID, in bool, at time.Time) error {
	if len(partners) == 0 {
		return nil
	}
	operator := "$pull"
	if in {
		operator = "$addToSet"
	}
	_, err := r.store.Partners.coll.UpdateMany(ctx, bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: partners}}}},
		bson.D{{Key: operator, Value: bson.D{{Key: "segmentIds", Value: s.ID}}}})
	if err != nil {
		return r.store.refuse(ctx, "moving members", err)
	}
	moves := make([]model.SegmentMove, len(partners))
	for i, p := range partners {
		moves[i] = model.SegmentMove{SegmentID: s.ID, VendorID: s.VendorID, PartnerID: p, Joined: in, RuleVersion: s.RuleVersion, At: at}
	}
	return r.Note(ctx, moves)
}

// ids lists partners by id.
func (r *Recomputes) ids(ctx context.Context, where bson.D, limit int) ([]model.ID, error) {
	cursor, err := r.store.Partners.coll.Find(ctx, where, options.Find().SetLimit(int64(limit)).SetBatchSize(int32(limit+1)).
		SetSort(bson.D{{Key: "_id", Value: 1}}).SetProjection(bson.D{{Key: "_id", Value: 1}}))
	if err != nil {
		return nil, r.store.refuse(ctx, "finding partners", err)
	}
	var rows []struct {
		ID model.ID `bson:"_id"`
	}
	err = cursor.All(ctx, &rows)
	out := make([]model.ID, len(rows))
	for i, row := range rows {
		out[i] = row.ID
	}
	return out, r.store.refuse(ctx, "reading partners", err)
}

// Get reads the recompute of a segment, nil when there is none.
func (r *Recomputes) Get(ctx context.Context, segment model.ID) (*model.SegmentRecompute, error) {
	var row model.SegmentRecompute
	err := r.coll().FindOne(ctx, bson.D{{Key: "_id", Value: segment}}).Decode(&row)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return nil, nil
	}
	return &row, r.store.refuse(ctx, "reading a recompute", err)
}

func (r *Recomputes) coll() *mongo.Collection { return r.store.db.Collection(recomputesName) }
