package store

import (
	"context"
	"crypto/rand"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
)

const settingsName = "settings"

// setting is a value that all instances of the hub share.
type setting struct {
	Name  string `bson:"_id"`
	Value []byte `bson:"value"`
}

// Secret answers size random bytes under a name: made by whoever asks first, the same for every instance ever after.
func (s *Store) Secret(ctx context.Context, name string, size int) ([]byte, error) {
	fresh := setting{Name: "secret:" + name, Value: make([]byte, size)}
	if _, err := rand.Read(fresh.Value); err != nil {
		return nil, fmt.Errorf("making a secret: %w", err)
	}
	_, err := s.db.Collection(settingsName).InsertOne(ctx, fresh)
	if err != nil && !mongo.IsDuplicateKeyError(err) {
		return nil, s.refuse(ctx, "keeping a secret", err)
	}
	return s.secret(ctx, fresh.Name, size)
}

func (s *Store) secret(ctx context.Context, name string, size int) ([]byte, error) {
	var kept setting
	err := s.db.Collection(settingsName).FindOne(ctx, bson.D{{Key: "_id", Value: name}}).Decode(&kept)
	if err != nil {
		return nil, s.refuse(ctx, "reading a secret", err)
	}
	if len(kept.Value) != size {
		return nil, fmt.Errorf("the stored %s has %d bytes, not %d", name, len(kept.Value), size)
	}
	return kept.Value, nil
}
