package store

import (
	"context"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/model"
)

const keysName = "api_keys"

// Key is an API key at rest: what is known of it, and the hash by which its holder is known.
type Key struct {
	model.APIKey `bson:",inline"`
	Hash         []byte `bson:"hash"` // SHA-256 of the whole key
}

// Keys keeps API keys. What is done with one is told in the feed as a change of the user that it belongs to.
type Keys struct{ store *Store }

// Insert keeps a new key of a user. It is only possible inside Tx.
func (k *Keys) Insert(ctx context.Context, key Key, of *model.User, by Stamp) error {
	if err := k.tell(ctx, of, by); err != nil {
		return err
	}
	key.CreatedAt = k.store.instant(by.At)
	_, err := k.coll().InsertOne(ctx, key)
	return k.store.refuse(ctx, "keeping a key", err)
}

// Expire sets when a key of a user ends. It is only possible inside Tx.
func (k *Keys) Expire(ctx context.Context, id model.ID, at time.Time, of *model.User, by Stamp) error {
	if err := k.tell(ctx, of, by); err != nil {
		return err
	}
	return k.set(ctx, bson.D{{Key: "_id", Value: id}}, "expiresAt", k.store.instant(at))
}

// Revoke ends a key of a user at the stamp's instant. One that was revoked before keeps its first instant. It is only possible
// inside Tx.
func (k *Keys) Revoke(ctx context.Context, id model.ID, of *model.User, by Stamp) error {
	if err := k.tell(ctx, of, by); err != nil {
		return err
	}
	return k.set(ctx, bson.D{{Key: "_id", Value: id}, {Key: "revokedAt", Value: nil}}, "revokedAt", k.store.instant(by.At))
}

// Used writes down that a key was used at an instant, unless a later use is known.
func (k *Keys) Used(ctx context.Context, id model.ID, at time.Time) error {
	_, err := k.coll().UpdateOne(ctx, bson.D{{Key: "_id", Value: id}},
		bson.D{{Key: "$max", Value: bson.D{{Key: "lastUsedAt", Value: k.store.instant(at)}}}})
	return k.store.refuse(ctx, "writing down the use of a key", err)
}

// ByPrefix finds a key by its public part, expired and revoked ones included, or answers model.ErrNotFound.
func (k *Keys) ByPrefix(ctx context.Context, prefix string) (*Key, error) {
	return k.one(ctx, bson.D{{Key: "prefix", Value: prefix}})
}

// ByID finds a key, or answers model.ErrNotFound.
func (k *Keys) ByID(ctx context.Context, id model.ID) (*Key, error) {
	return k.one(ctx, bson.D{{Key: "_id", Value: id}})
}

// Of lists the keys of users, the newest first, at most so many.
func (k *Keys) Of(ctx context.Context, users []model.ID, limit int) ([]*model.APIKey, error) {
	cursor, err := k.coll().Find(ctx, bson.D{{Key: "userId", Value: bson.D{{Key: "$in", Value: users}}}},
		options.Find().SetSort(bson.D{{Key: "_id", Value: -1}}).SetLimit(int64(limit)).SetProjection(bson.D{{Key: "hash", Value: 0}}))
	if err != nil {
		return nil, k.store.refuse(ctx, "listing keys", err)
	}
	var out []*model.APIKey
	err = cursor.All(ctx, &out)
	return out, k.store.refuse(ctx, "listing keys", err)
}

func (k *Keys) one(ctx context.Context, where bson.D) (*Key, error) {
	var key Key
	err := k.coll().FindOne(ctx, where).Decode(&key)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return nil, model.ErrNotFound
	}
	if err != nil {
		return nil, k.store.refuse(ctx, "finding a key", err)
	}
	return &key, nil
}

func (k *Keys) set(ctx context.Context, where bson.D, field string, at time.Time) error {
	_, err := k.coll().UpdateOne(ctx, where, bson.D{{Key: "$set", Value: bson.D{{Key: field, Value: at}}}})
	return k.store.refuse(ctx, "changing a key", err)
}

// tell adds the change row. The user itself stays as it is.
func (k *Keys) tell(ctx context.Context, of *model.User, by Stamp) error {
	u := unitFrom(ctx)
	if u == nil {
		return errOutsideTx
	}
	return k.store.Users.remark(u, of, by, []string{"serviceAccount"}, of.Concerns())
}

func (k *Keys) coll() *mongo.Collection { return k.store.db.Collection(keysName) }
