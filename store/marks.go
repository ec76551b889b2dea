package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// Mark tells until when a task has done its work; the zero time when it never has.
func (s *Store) Mark(ctx context.Context, task string) (time.Time, error) {
	var kept setting
	err := s.db.Collection(settingsName).FindOne(ctx, bson.D{{Key: "_id", Value: "mark:" + task}}).Decode(&kept)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, s.refuse(ctx, "reading a mark", err)
	}
	at, err := time.Parse(time.RFC3339Nano, string(kept.Value))
	if err != nil {
		return time.Time{}, fmt.Errorf("the mark of %s: %w", task, err)
	}
	return at, nil
}

// SetMark keeps until when a task has done its work.
func (s *Store) SetMark(ctx context.Context, task string, at time.Time) error {
	value := bson.D{{Key: "$set", Value: bson.D{{Key: "value", Value: []byte(at.UTC().Format(time.RFC3339Nano))}}}}
	_, err := s.db.Collection(settingsName).UpdateOne(ctx, bson.D{{Key: "_id", Value: "mark:" + task}}, value, options.UpdateOne().SetUpsert(true))
	return s.refuse(ctx, "keeping a mark", err)
}
