package localdb_test

import (
	"context"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"partnerhub/localdb"
)

// TestAnEditionIsOneState looks at the edition around everything that changes a
// collection, and around what does not.
func TestAnEditionIsOneState(t *testing.T) {
	db := open(t, t.TempDir(), localdb.Options{})
	client := connect(t, db)
	c, other := client.Database("test").Collection("things"), client.Database("test").Collection("others")
	ctx := context.Background()
	if _, ok := db.Edition("test", "things"); ok {
		t.Fatal("a collection that does not exist has an edition")
	}
	seen := map[localdb.Edition]string{}
	steps := []struct {
		name    string
		changes bool
		do      func() error
	}{
		{"insert", true, func() error { return insertOne(ctx, c, 1) }},
		{"insert into another", false, func() error { return insertOne(ctx, other, 1) }},
		{"find", false, func() error { return c.FindOne(ctx, bson.D{}).Err() }},
		{"update", true, func() error {
			_, err := c.UpdateByID(ctx, 1, bson.D{{Key: "$set", Value: bson.D{{Key: "a", Value: 1}}}})
			return err
		}},
		{"an update of nothing", false, func() error {
			_, err := c.UpdateByID(ctx, 9, bson.D{{Key: "$set", Value: bson.D{{Key: "a", Value: 1}}}})
			return err
		}},
		{"a refused insert", false, func() error {
			if err := insertOne(ctx, c, 1); !mongo.IsDuplicateKeyError(err) {
				return err
			}
			return nil
		}},
		{"transaction", true, func() error { return inTransaction(ctx, client, c, 2, nil) }},
		{"aborted transaction", false, func() error {
			_ = inTransaction(ctx, client, c, 3, context.Canceled)
			return nil
		}},
		{"transaction beside a write", true, func() error {
			return inTransaction(ctx, client, c, 4, nil, func() error { return insertOne(ctx, c, 5) })
		}},
		{"delete", true, func() error { _, err := c.DeleteOne(ctx, bson.D{{Key: "_id", Value: 1}}); return err }},
		{"drop", false, func() error { return c.Drop(ctx) }},
		{"make it again", true, func() error { return insertOne(ctx, c, 1) }},
	}
	last, _ := db.Edition("test", "things")
	for _, s := range steps {
		if err := s.do(); err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
		now, there := db.Edition("test", "things")
		if s.name == "drop" {
			if there {
				t.Fatal("a dropped collection has an edition")
			}
			continue
		}
		if got := now != last; got != s.changes {
			t.Errorf("%s: a new edition is %v, want %v", s.name, got, s.changes)
		}
		if before, again := seen[now]; again && s.changes {
			t.Errorf("%s: the edition of %s again", s.name, before)
		}
		seen[now], last = s.name, now
	}
}

func insertOne(ctx context.Context, c *mongo.Collection, id int) error {
	_, err := c.InsertOne(ctx, bson.D{{Key: "_id", Value: id}})
	return err
}

// inTransaction inserts in a transaction, does something beside it, and ends with an
// error or without.
func inTransaction(ctx context.Context, client *mongo.Client, c *mongo.Collection, id int, end error, beside ...func() error) error {
	s, err := client.StartSession()
	if err != nil {
		return err
	}
	defer s.EndSession(ctx)
	_, err = s.WithTransaction(ctx, func(in context.Context) (any, error) {
		if err := insertOne(in, c, id); err != nil {
			return nil, err
		}
		for _, do := range beside {
			if err := do(); err != nil {
				return nil, err
			}
		}
		return nil, end
	})
	return err
}
