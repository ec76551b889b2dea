package store

import (
	"context"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"partnerhub/model"
)

const receiptsName = "idempotency"

// ErrKept is the answer of Receipts.Keep when the same attempt has been kept before: its effect must not happen again.
var ErrKept = errors.New("the attempt was made before")

// Receipt says that an attempt of a caller was carried out, and which record it led to. It holds an id and never an answer,
// because what the caller may see can change until it asks again.
type Receipt struct {
	ID        string    `bson:"_id"`       // of the caller and its key
	Operation string    `bson:"operation"` // the mutation
	BodyHash  []byte    `bson:"bodyHash"`  // of the mutation's name and its input
	RecordID  model.ID  `bson:"recordId"`
	Expires   time.Time `bson:"expires"` // from this instant on the key is free again
}

// Receipts keeps the attempts that carried an idempotency key.
type Receipts struct{ store *Store }

// Find answers the receipt of an attempt, nil when there is none or it has expired: the database removes expired ones late.
func (r *Receipts) Find(ctx context.Context, id string, now time.Time) (*Receipt, error) {
	kept, err := r.find(ctx, id)
	if err != nil || kept == nil || !now.Before(kept.Expires) {
		return nil, err
	}
	return kept, nil
}

// Keep stores a receipt in place of an expired one, or answers ErrKept. It is only possible inside Tx, so that the effect and
// its receipt are there together or not at all. Of two at the same instant one meets a write conflict, tries again and then
// sees the other.
func (r *Receipts) Keep(ctx context.Context, receipt Receipt, now time.Time) error {
	if unitFrom(ctx) == nil {
		return errOutsideTx
	}
	receipt.Expires = receipt.Expires.UTC().Truncate(time.Millisecond)
	old, err := r.find(ctx, receipt.ID)
	if err != nil {
		return err
	}
	if old != nil && now.Before(old.Expires) {
		return ErrKept
	}
	if old == nil {
		err = insertAll(ctx, r.store, receiptsName, []Receipt{receipt})
	} else {
		_, err = r.coll().ReplaceOne(ctx, bson.D{{Key: "_id", Value: receipt.ID}, {Key: "expires", Value: old.Expires}}, receipt)
	}
	return r.store.refuse(ctx, "keeping a receipt", err)
}

func (r *Receipts) find(ctx context.Context, id string) (*Receipt, error) {
	var kept Receipt
	if d := r.store.directly(ctx); d != nil {
		found, err := directlyByID(ctx, d, receiptsName, id, &kept)
		if err != nil || !found {
			return nil, r.store.refuse(ctx, "finding a receipt", err)
		}
		return &kept, nil
	}
	err := r.coll().FindOne(ctx, bson.D{{Key: "_id", Value: id}}).Decode(&kept)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return nil, nil
	}
	if err != nil {
		return nil, r.store.refuse(ctx, "finding a receipt", err)
	}
	return &kept, nil
}

func (r *Receipts) coll() *mongo.Collection { return r.store.db.Collection(receiptsName) }
