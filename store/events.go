package store

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/authz"
	"partnerhub/model"
)

const eventsName = "deal_events"

// DealEvents keeps the trail of every deal. A write of a deal adds its entry in the same transaction; nothing changes or
// removes one.
type DealEvents struct{ store *Store }

// Before reads the entries of a deal that the grant shows, newest first, below a number; 0 begins at the newest. They are
// whole, and never for an answer: each value has still to be cut by the grant.
func (e *DealEvents) Before(ctx context.Context, g authz.Grant, d *model.Deal, seq int64, limit int) ([]*model.DealEvent, error) {
	if limit < 1 {
		return nil, errNoLimit
	}
	if !g.Allows(d) {
		return nil, nil
	}
	where := bson.D{{Key: "dealId", Value: d.ID}}
	if seq > 0 {
		where = append(where, bson.E{Key: "seq", Value: bson.D{{Key: "$lt", Value: seq}}})
	}
	cursor, err := e.coll().Find(ctx, where, options.Find().SetSort(bson.D{{Key: "seq", Value: -1}}).SetLimit(int64(limit)))
	if err != nil {
		return nil, e.store.refuse(ctx, "finding a trail", err)
	}
	var out []*model.DealEvent
	err = cursor.All(ctx, &out)
	return out, e.store.refuse(ctx, "reading a trail", err)
}

// Comment adds what somebody wrote on a deal. The deal and its version stay as they are, so that an internal comment shows in
// no field that others see. It is only possible inside Tx. The change row names the field whose readers see such a comment.
func (e *DealEvents) Comment(ctx context.Context, d *model.Deal, c model.DealComment, by Stamp) error {
	u := unitFrom(ctx)
	if u == nil {
		return errOutsideTx
	}
	at := e.store.instant(by.At)
	u.events = append(u.events, &model.DealEvent{DealID: d.ID, Action: by.Action, Actor: actorOf(by), At: at,
		Changes: []model.DealChange{}, Comment: &c, Is: model.SightOf(d)})
	if c.Shared {
		return e.store.Deals.remark(u, d, by, []string{"reviewComment"}, union(nil, d.Concerns()))
	}
	return e.store.Deals.remark(u, d, by, []string{"internalComments"}, []model.ID{d.VendorID})
}

// write gives the unit's entries their numbers and stores them. Two transactions that take the same number meet in the unique
// index, and one of them tries again.
func (e *DealEvents) write(ctx context.Context, u *unit) error {
	last := map[model.ID]int64{}
	for _, event := range u.events {
		if _, known := last[event.DealID]; !known && event.Was == nil && event.Comment == nil {
			last[event.DealID] = 0
		} else if !known {
			seq, err := e.last(ctx, event.DealID)
			if err != nil {
				return err
			}
			last[event.DealID] = seq
		}
		if err := number(event, last); err != nil {
			return err
		}
	}
	if len(u.events) == 0 {
		return nil
	}
	return e.store.refuse(ctx, "writing a trail", insertAll(ctx, e.store, eventsName, u.events))
}

func number(event *model.DealEvent, last map[model.ID]int64) (err error) {
	last[event.DealID]++
	event.Seq = last[event.DealID]
	event.ID, err = model.NewID(model.KindDealEvent)
	return err
}

// last is the number of a deal's newest entry.
func (e *DealEvents) last(ctx context.Context, dealID model.ID) (int64, error) {
	var newest struct{ Seq int64 }
	err := e.coll().FindOne(ctx, bson.D{{Key: "dealId", Value: dealID}},
		options.FindOne().SetSort(bson.D{{Key: "seq", Value: -1}}).SetProjection(bson.D{{Key: "seq", Value: 1}})).Decode(&newest)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return 0, nil
	}
	return newest.Seq, e.store.refuse(ctx, "finding the end of a trail", err)
}

func (e *DealEvents) coll() *mongo.Collection { return e.store.db.Collection(eventsName) }
