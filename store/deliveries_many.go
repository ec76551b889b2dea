package store

import (
	"context"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/model"
)

const (
	// manyDeliveries are written in one go.
	manyDeliveries = 1000
	// maxStretches bounds what one call writes outside a transaction: it keeps a caller waiting.
	maxStretches = 10
)

// Replay makes the named messages of an endpoint due again.
func (d *Deliveries) Replay(ctx context.Context, w *model.WebhookEndpoint, ids []model.ID, standing string, now time.Time) error {
	return d.replay(ctx, append(madeFor(w, standing), bson.E{Key: "_id", Value: bson.D{{Key: "$in", Value: ids}}}), now)
}

// ReplaySince makes the messages of changes since an instant due again that were not taken: the oldest, up to a number. It works in stretches
// and outside Tx, so that nobody waits for it; repeated, it goes on with what it has left.
func (d *Deliveries) ReplaySince(ctx context.Context, w *model.WebhookEndpoint, since time.Time, standing string, now time.Time, most int) error {
	var found []*model.WebhookDelivery
	for _, state := range []model.WebhookState{model.WebhookStateFailed, model.WebhookStateDropped} {
		rows, err := d.find(ctx, append(madeFor(w, standing), bson.E{Key: "state", Value: state},
			bson.E{Key: "at", Value: bson.D{{Key: "$gte", Value: since.UTC()}}}), short().SetSort(bson.D{{Key: "at", Value: 1}}).SetLimit(int64(most)))
		if err != nil {
			return err
		}
		found = append(found, rows...)
	}
	slices.SortStableFunc(found, func(a, b *model.WebhookDelivery) int { return a.At.Compare(b.At) })
	for some := range slices.Chunk(found[:min(len(found), most)], manyDeliveries) {
		if err := d.replay(ctx, append(madeFor(w, standing), append(named(some), untaken())...), now); err != nil {
			return err
		}
	}
	return nil
}

// untaken holds for messages that nobody is to be sent any more and nobody has taken.
func untaken() bson.E {
	return bson.E{Key: "state", Value: bson.D{{Key: "$in", Value: []model.WebhookState{model.WebhookStateFailed, model.WebhookStateDropped}}}}
}

// madeFor leaves out what was made for another owner or under another standing: the receiver has been told to begin anew.
func madeFor(w *model.WebhookEndpoint, standing string) bson.D {
	return bson.D{{Key: "endpointId", Value: w.ID}, {Key: "ownerId", Value: w.OwnerID}, {Key: "standing", Value: standing}}
}

// replay makes messages due as if they were new.
func (d *Deliveries) replay(ctx context.Context, where bson.D, now time.Time) error {
	_, err := d.coll().UpdateMany(ctx, where, bson.D{
		{Key: "$set", Value: bson.D{{Key: "state", Value: model.WebhookStatePending}, {Key: "tries", Value: 0},
			{Key: "dueAt", Value: now.UTC().Truncate(time.Millisecond)}}},
		{Key: "$unset", Value: bson.D{{Key: "beganAt", Value: ""}}}})
	return d.store.refuse(ctx, "replaying deliveries", err)
}

// Drop has what an endpoint was still to be sent, up to a number of its messages, not be sent at all. It works in stretches and
// outside Tx, and may leave some: whoever sends a message looks whom it was made for.
func (d *Deliveries) Drop(ctx context.Context, endpoint model.ID, upTo int) error {
	where := append(waiting(endpoint), bson.E{Key: "sequence", Value: bson.D{{Key: "$lte", Value: upTo}}})
	return d.stretches(ctx, where, func(these bson.D) error {
		_, err := d.coll().UpdateMany(ctx, append(these, waiting(endpoint)...), bson.D{
			{Key: "$set", Value: bson.D{{Key: "state", Value: model.WebhookStateDropped}, {Key: "standing", Value: ""}}},
			{Key: "$unset", Value: bson.D{{Key: "dueAt", Value: ""}}}})
		return d.store.refuse(ctx, "dropping deliveries", err)
	})
}

// End removes an endpoint's position, so that it gets no more messages. It is only possible inside Tx.
func (d *Deliveries) End(ctx context.Context, endpoint model.ID) error {
	if unitFrom(ctx) == nil {
		return errOutsideTx
	}
	_, err := d.positions().DeleteOne(ctx, bson.D{{Key: "_id", Value: endpoint}})
	return d.store.refuse(ctx, "forgetting a position", err)
}

// Forget removes the messages of an endpoint that has ended. It works in stretches and outside Tx; what it leaves expires.
func (d *Deliveries) Forget(ctx context.Context, endpoint model.ID) error {
	return d.stretches(ctx, bson.D{{Key: "endpointId", Value: endpoint}}, func(these bson.D) error {
		_, err := d.coll().DeleteMany(ctx, these)
		return d.store.refuse(ctx, "forgetting deliveries", err)
	})
}

// stretches writes what is found until nothing is; what is written is not found again.
func (d *Deliveries) stretches(ctx context.Context, where bson.D, write func(these bson.D) error) error {
	for range maxStretches {
		rows, err := d.find(ctx, where, short().SetSort(bson.D{{Key: "sequence", Value: 1}}).SetLimit(manyDeliveries))
		if err != nil || len(rows) == 0 {
			return err
		}
		if err := write(named(rows)); err != nil {
			return err
		}
		if len(rows) < manyDeliveries {
			return nil
		}
	}
	return nil
}

// short reads of a message what tells which one it is.
func short() *options.FindOptionsBuilder {
	return options.Find().SetProjection(bson.D{{Key: "at", Value: 1}})
}

func named(rows []*model.WebhookDelivery) bson.D {
	ids := make([]model.ID, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	return bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: ids}}}}
}
