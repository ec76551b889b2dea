package store

import (
	"context"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"partnerhub/model"
)

const keysName = "api_keys"

// Key is an API key at rest: its public beginning to find it by, and the hash of its secret.
type Key struct {
	ID        model.ID   `bson:"_id"`
	UserID    model.ID   `bson:"userId"`
	Prefix    string     `bson:"prefix"` // public, unique
	Hash      []byte     `bson:"hash"`   // SHA-256 of the secret
	Name      string     `bson:"name"`
	CreatedAt time.Time  `bson:"createdAt"`
	ExpiresAt *time.Time `bson:"expiresAt,omitempty"`
	RevokedAt *time.Time `bson:"revokedAt,omitempty"`
}

// Keys keeps API keys.
type Keys struct{ store *Store }

// Insert keeps a new key.
func (k *Keys) Insert(ctx context.Context, key Key) error {
	_, err := k.store.db.Collection(keysName).InsertOne(ctx, key)
	return k.store.refuse(ctx, "keeping a key", err)
}

// ByPrefix finds a key by its public part, expired and revoked ones included, or answers model.ErrNotFound.
func (k *Keys) ByPrefix(ctx context.Context, prefix string) (*Key, error) {
	var key Key
	err := k.store.db.Collection(keysName).FindOne(ctx, bson.D{{Key: "prefix", Value: prefix}}).Decode(&key)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return nil, model.ErrNotFound
	}
	if err != nil {
		return nil, k.store.refuse(ctx, "finding a key", err)
	}
	return &key, nil
}

// Revoke ends a key at an instant. One that was revoked before keeps its first instant.
func (k *Keys) Revoke(ctx context.Context, id model.ID, at time.Time) error {
	live := bson.D{{Key: "_id", Value: id}, {Key: "revokedAt", Value: nil}}
	end := bson.D{{Key: "$set", Value: bson.D{{Key: "revokedAt", Value: at.UTC().Truncate(time.Millisecond)}}}}
	_, err := k.store.db.Collection(keysName).UpdateOne(ctx, live, end)
	return k.store.refuse(ctx, "revoking a key", err)
}
