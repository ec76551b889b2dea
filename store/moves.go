package store

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/model"
)

const movesName = "segment_moves"

// Note adds to the history of members. It is only possible inside Tx.
func (r *Recomputes) Note(ctx context.Context, moves []model.SegmentMove) error {
	if unitFrom(ctx) == nil {
		return errOutsideTx
	}
	if len(moves) == 0 {
		return nil
	}
	_, err := r.store.db.Collection(movesName).InsertMany(ctx, moves)
	return r.store.refuse(ctx, "noting moves of members", err)
}

// MovesOf says whose moves are meant: those of one segment, or those of one partner. The zero MovesOf has none, because
// every move is of a partner.
type MovesOf struct{ Segment, Partner model.ID }

func (m MovesOf) where() bson.D {
	if m.Segment != "" {
		return bson.D{{Key: "segmentId", Value: m.Segment}}
	}
	return bson.D{{Key: "partnerId", Value: m.Partner}}
}

// moveRow is a move as it is stored. Its own id tells it from others of the same instant.
type moveRow struct {
	ID   bson.ObjectID     `bson:"_id"`
	Move model.SegmentMove `bson:",inline"`
}

// Moves lists moves from the latest back, after a position. They are whole: who may see them is for the caller to decide.
func (r *Recomputes) Moves(ctx context.Context, of MovesOf, from *Position, limit int) ([]*model.SegmentMove, error) {
	if limit < 1 {
		return nil, errNoLimit
	}
	where, err := of.from(from)
	if err != nil {
		return nil, err
	}
	cursor, err := r.store.db.Collection(movesName).Find(ctx, where, options.Find().SetSort(latestFirst()).SetLimit(int64(limit)))
	if err != nil {
		return nil, r.store.refuse(ctx, "finding moves of members", err)
	}
	var rows []moveRow
	err = cursor.All(ctx, &rows)
	out := make([]*model.SegmentMove, len(rows))
	for i := range rows {
		out[i] = &rows[i].Move
		out[i].OwnID = rows[i].ID.Hex()
	}
	return out, r.store.refuse(ctx, "reading moves of members", err)
}

func latestFirst() bson.D { return bson.D{{Key: "at", Value: -1}, {Key: "_id", Value: -1}} }

// from is what the database is asked for.
func (m MovesOf) from(from *Position) (bson.D, error) {
	where := m.where()
	if from != nil {
		at, known := from.Value.(time.Time)
		id, err := bson.ObjectIDFromHex(string(from.ID))
		if !known || err != nil {
			return nil, model.ErrInvalidCursor
		}
		where = append(where, bson.E{Key: "at", Value: bson.D{{Key: "$lte", Value: at}}},
			bson.E{Key: "$or", Value: bson.A{bson.D{{Key: "at", Value: bson.D{{Key: "$lt", Value: at}}}},
				bson.D{{Key: "at", Value: at}, {Key: "_id", Value: bson.D{{Key: "$lt", Value: id}}}}}})
	}
	return where, nil
}

// CountMoves counts moves, up to a limit.
func (r *Recomputes) CountMoves(ctx context.Context, of MovesOf, limit int) (int, error) {
	n, err := r.store.db.Collection(movesName).CountDocuments(ctx, of.where(), options.Count().SetLimit(int64(limit)))
	return int(n), r.store.refuse(ctx, "counting moves of members", err)
}
