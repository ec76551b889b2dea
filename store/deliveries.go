package store

import (
	"context"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/authz"
	"partnerhub/model"
)

const (
	deliveriesName = "webhook_deliveries"
	positionsName  = "webhook_positions"
)

// Deliveries keeps what is sent to endpoints, and how far each endpoint is. The messages of an endpoint are its own work: who
// reads them for an answer brings the grant of the endpoint.
type Deliveries struct{ store *Store }

// Log reads an endpoint's messages below a number, newest first; 0 begins at the newest, "" is every state. They are whole, and
// who does not own the endpoint may not see what they are about.
func (d *Deliveries) Log(ctx context.Context, g authz.Grant, w *model.WebhookEndpoint, state model.WebhookState, below int64, limit int) ([]*model.WebhookDelivery, error) {
	if limit < 1 {
		return nil, errNoLimit
	}
	if !g.Allows(w) {
		return nil, nil
	}
	where := inState(w, state)
	if below > 0 {
		where = append(where, bson.E{Key: "sequence", Value: bson.D{{Key: "$lt", Value: below}}})
	}
	return d.find(ctx, where, options.Find().SetSort(bson.D{{Key: "sequence", Value: -1}}).SetLimit(int64(limit)))
}

// Count counts an endpoint's messages, up to a number.
func (d *Deliveries) Count(ctx context.Context, g authz.Grant, w *model.WebhookEndpoint, state model.WebhookState, most int) (int, error) {
	if !g.Allows(w) {
		return 0, nil
	}
	n, err := d.coll().CountDocuments(ctx, inState(w, state), options.Count().SetLimit(int64(most)))
	return int(n), d.store.refuse(ctx, "counting deliveries", err)
}

func inState(w *model.WebhookEndpoint, state model.WebhookState) bson.D {
	where := bson.D{{Key: "endpointId", Value: w.ID}}
	if state != "" {
		where = append(where, bson.E{Key: "state", Value: state})
	}
	return where
}

// Due reads what an endpoint is to be sent at an instant, longest due first.
func (d *Deliveries) Due(ctx context.Context, endpoint model.ID, now time.Time, limit int) ([]*model.WebhookDelivery, error) {
	where := append(waiting(endpoint), bson.E{Key: "dueAt", Value: bson.D{{Key: "$lte", Value: now.UTC()}}})
	return d.find(ctx, where, options.Find().SetSort(bson.D{{Key: "dueAt", Value: 1}}).SetLimit(int64(limit)))
}

// NextDue is when an endpoint's next attempt is due, nil for never.
func (d *Deliveries) NextDue(ctx context.Context, endpoint model.ID) (*time.Time, error) {
	rows, err := d.find(ctx, waiting(endpoint), options.Find().SetSort(bson.D{{Key: "dueAt", Value: 1}}).SetLimit(1))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0].DueAt, nil
}

func waiting(endpoint model.ID) bson.D {
	return bson.D{{Key: "endpointId", Value: endpoint}, {Key: "state", Value: model.WebhookStatePending}}
}

func (d *Deliveries) find(ctx context.Context, where bson.D, how *options.FindOptionsBuilder) ([]*model.WebhookDelivery, error) {
	cursor, err := d.coll().Find(ctx, where, how)
	if err != nil {
		return nil, d.store.refuse(ctx, "finding deliveries", err)
	}
	var out []*model.WebhookDelivery
	err = cursor.All(ctx, &out)
	return out, d.store.refuse(ctx, "reading deliveries", err)
}

// Settle stores what an attempt has come to, unless another instance or a replay was first: then it is false.
func (d *Deliveries) Settle(ctx context.Context, old, now *model.WebhookDelivery) (bool, error) {
	still := bson.D{{Key: "_id", Value: old.ID}, {Key: "state", Value: old.State}, {Key: "tries", Value: old.Tries}}
	done, err := d.coll().ReplaceOne(ctx, still, now)
	if err != nil {
		return false, d.store.refuse(ctx, "settling a delivery", err)
	}
	return done.MatchedCount > 0, nil
}

// Enqueue keeps new messages and moves their endpoint's position from where it was, all or nothing. Where another instance was
// first, it is model.ErrConflict.
func (d *Deliveries) Enqueue(ctx context.Context, old, now *model.WebhookPosition, made []*model.WebhookDelivery) error {
	return d.store.Tx(ctx, nil, func(ctx context.Context) error {
		if len(made) > 0 {
			if _, err := d.coll().InsertMany(ctx, made); err != nil {
				return d.store.refuse(ctx, "keeping deliveries", err)
			}
		}
		still := bson.D{{Key: "_id", Value: old.EndpointID}, {Key: "seq", Value: old.Seq}, {Key: "sequence", Value: old.Sequence},
			{Key: "standing", Value: old.Standing}}
		set := bson.D{{Key: "seq", Value: now.Seq}, {Key: "sequence", Value: now.Sequence}, {Key: "standing", Value: now.Standing}}
		if now.WakeAt != nil {
			set = append(set, bson.E{Key: "wakeAt", Value: now.WakeAt})
		}
		done, err := d.positions().UpdateOne(ctx, still, bson.D{{Key: "$set", Value: set}})
		if err == nil && done.MatchedCount == 0 {
			return model.ErrConflict
		}
		return d.store.refuse(ctx, "moving a position", err)
	})
}

// Position reads how far an endpoint is, or answers model.ErrNotFound.
func (d *Deliveries) Position(ctx context.Context, endpoint model.ID) (*model.WebhookPosition, error) {
	var p model.WebhookPosition
	err := d.positions().FindOne(ctx, bson.D{{Key: "_id", Value: endpoint}}).Decode(&p)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return nil, model.ErrNotFound
	}
	return &p, d.store.refuse(ctx, "reading a position", err)
}

// Positions reads how far endpoints are.
func (d *Deliveries) Positions(ctx context.Context, endpoints []model.ID) (map[model.ID]*model.WebhookPosition, error) {
	cursor, err := d.positions().Find(ctx, bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: endpoints}}}})
	if err != nil {
		return nil, d.store.refuse(ctx, "finding positions", err)
	}
	var rows []*model.WebhookPosition
	err = cursor.All(ctx, &rows)
	out := make(map[model.ID]*model.WebhookPosition, len(rows))
	for _, row := range rows {
		out[row.EndpointID] = row
	}
	return out, d.store.refuse(ctx, "reading positions", err)
}

// Begin keeps the position of an endpoint that is new, or whose owner is. It is only possible inside Tx.
func (d *Deliveries) Begin(ctx context.Context, p *model.WebhookPosition) error {
	if unitFrom(ctx) == nil {
		return errOutsideTx
	}
	_, err := d.positions().ReplaceOne(ctx, bson.D{{Key: "_id", Value: p.EndpointID}}, p, options.Replace().SetUpsert(true))
	return d.store.refuse(ctx, "keeping a position", err)
}

// Wake moves an endpoint's next attempt from one instant to another, nil for never. A replay that came between stays.
func (d *Deliveries) Wake(ctx context.Context, endpoint model.ID, old, now *time.Time) error {
	return d.move(ctx, bson.D{{Key: "_id", Value: endpoint}, {Key: "wakeAt", Value: old}}, bson.D{{Key: "wakeAt", Value: now}})
}

// Rouse has an endpoint looked at now.
func (d *Deliveries) Rouse(ctx context.Context, endpoint model.ID, now time.Time) error {
	return d.move(ctx, bson.D{{Key: "_id", Value: endpoint}}, bson.D{{Key: "wakeAt", Value: now.UTC().Truncate(time.Millisecond)}})
}

// Taken remembers when an endpoint last took a message.
func (d *Deliveries) Taken(ctx context.Context, endpoint model.ID, at time.Time) error {
	return d.move(ctx, bson.D{{Key: "_id", Value: endpoint}}, bson.D{{Key: "lastTakenAt", Value: at.UTC().Truncate(time.Millisecond)}})
}

func (d *Deliveries) move(ctx context.Context, which, set bson.D) error {
	_, err := d.positions().UpdateOne(ctx, which, bson.D{{Key: "$set", Value: set}})
	return d.store.refuse(ctx, "moving a position", err)
}

func (d *Deliveries) coll() *mongo.Collection      { return d.store.db.Collection(deliveriesName) }
func (d *Deliveries) positions() *mongo.Collection { return d.store.db.Collection(positionsName) }
