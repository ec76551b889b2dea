package store

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"partnerhub/model"
)

const revenueName = "revenue_lines"

// RevenueLines keeps what partners bought, line by line, as other systems report it. What a partner bought in a month is worked
// out from them and stands on the partner.
type RevenueLines struct{ store *Store }

// ByIDs reads some lines.
func (r *RevenueLines) ByIDs(ctx context.Context, ids []model.ID) (map[model.ID]*model.RevenueLine, error) {
	out := map[model.ID]*model.RevenueLine{}
	if len(ids) == 0 {
		return out, nil
	}
	cursor, err := r.coll().Find(ctx, bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: ids}}}})
	if err != nil {
		return nil, r.store.refuse(ctx, "finding lines of revenue", err)
	}
	var rows []*model.RevenueLine
	err = cursor.All(ctx, &rows)
	for _, row := range rows {
		out[row.ID] = row
	}
	return out, r.store.refuse(ctx, "reading lines of revenue", err)
}

// PutMany stores lines under their ids, which their sources give: a line that is reported twice is one. It is only possible inside Tx.
func (r *RevenueLines) PutMany(ctx context.Context, lines []*model.RevenueLine) error {
	if unitFrom(ctx) == nil {
		return errOutsideTx
	}
	if len(lines) == 0 {
		return nil
	}
	writes := make([]mongo.WriteModel, len(lines))
	for i, line := range lines {
		writes[i] = mongo.NewReplaceOneModel().SetFilter(bson.D{{Key: "_id", Value: line.ID}}).SetReplacement(line).SetUpsert(true)
	}
	_, err := r.coll().BulkWrite(ctx, writes)
	return r.store.refuse(ctx, "storing lines of revenue", err)
}

func (r *RevenueLines) coll() *mongo.Collection { return r.store.db.Collection(revenueName) }
