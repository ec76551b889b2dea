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

// mark is what is kept of a task.
type mark struct {
	Value   []byte `bson:"value"`
	Edition int    `bson:"edition"` // of what the task goes by; 0 for a task that goes by nothing that changes
}

// Mark tells until when a task has done its work; the zero time when it never has.
func (s *Store) Mark(ctx context.Context, task string) (time.Time, error) {
	return s.MarkOf(ctx, task, 0)
}

// MarkOf is the same of a task that begins anew with every edition of what it goes by.
func (s *Store) MarkOf(ctx context.Context, task string, edition int) (time.Time, error) {
	var kept mark
	err := s.db.Collection(settingsName).FindOne(ctx, bson.D{{Key: "_id", Value: "mark:" + task}}).Decode(&kept)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, s.refuse(ctx, "reading a mark", err)
	}
	if kept.Edition != edition {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339Nano, string(kept.Value))
	if err != nil {
		return time.Time{}, fmt.Errorf("the mark of %s: %w", task, err)
	}
	return at, nil
}

// SetMark keeps until when a task has done its work.
func (s *Store) SetMark(ctx context.Context, task string, at time.Time) error {
	return s.SetMarkOf(ctx, task, 0, at)
}

// SetMarkOf is the same of a task that begins anew with every edition. The mark of the edition before goes.
func (s *Store) SetMarkOf(ctx context.Context, task string, edition int, at time.Time) error {
	value := bson.D{{Key: "$set", Value: mark{[]byte(at.UTC().Format(time.RFC3339Nano)), edition}}}
	_, err := s.db.Collection(settingsName).UpdateOne(ctx, bson.D{{Key: "_id", Value: "mark:" + task}}, value, options.UpdateOne().SetUpsert(true))
	return s.refuse(ctx, "keeping a mark", err)
}
