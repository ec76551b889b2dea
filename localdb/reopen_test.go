package localdb_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"pgregory.net/rapid"

	"partnerhub/localdb"
)

// TestReopenIsTheSame runs random commands, closes, opens again, and expects the
// same collections, documents and indexes, whatever mix of snapshot and log they
// come from.
func TestReopenIsTheSame(t *testing.T) {
	base, round := t.TempDir(), 0
	rapid.Check(t, func(t *rapid.T) {
		round++
		dir := fmt.Sprintf("%s/%d", base, round)
		var before, after []string
		for range 3 {
			session(t, dir, func(db *localdb.DB, client *mongo.Client) {
				if after = contents(t, client); !slices.Equal(before, after) {
					t.Fatalf("before closing\n%v\nafter opening\n%v", before, after)
				}
				for range rapid.IntRange(0, 25).Draw(t, "commands") {
					mutate(t, db, client)
				}
				before = contents(t, client)
			})
		}
	})
}

// session opens a database for the time of one function.
func session(t *rapid.T, dir string, use func(db *localdb.DB, client *mongo.Client)) {
	db, err := localdb.Open(dir, localdb.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	client, err := mongo.Connect(options.Client().ApplyURI(db.URI()).SetDialer(db))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := errors.Join(client.Disconnect(context.Background()), db.Close()); err != nil {
			t.Error(err)
		}
	}()
	use(db, client)
}

// mutate runs one random command; errors such as duplicate keys are part of it.
func mutate(t *rapid.T, db *localdb.DB, client *mongo.Client) {
	ctx := context.Background()
	c := client.Database("test").Collection(rapid.SampledFrom([]string{"x", "y"}).Draw(t, "collection"))
	id := bson.D{{Key: "_id", Value: rapid.Int32Range(0, 12).Draw(t, "id")}}
	switch rapid.SampledFrom([]string{"insert", "insert", "insert", "update", "delete", "index", "dropIndex", "drop", "compact", "transaction"}).Draw(t, "command") {
	case "insert":
		_, _ = c.InsertOne(ctx, append(id, documents().Draw(t, "document")...))
	case "update":
		_, _ = c.UpdateOne(ctx, id, updates().Draw(t, "update"), options.UpdateOne().SetUpsert(true))
	case "delete":
		_, _ = c.DeleteOne(ctx, id)
	case "index":
		_, _ = c.Indexes().CreateOne(ctx, mongo.IndexModel{Keys: bson.D{{Key: names().Draw(t, "name"), Value: 1}}, Options: options.Index().SetUnique(rapid.Bool().Draw(t, "unique"))})
	case "dropIndex":
		_ = c.Indexes().DropOne(ctx, names().Draw(t, "name")+"_1")
	case "drop":
		if rapid.IntRange(0, 4).Draw(t, "really") == 0 {
			_ = c.Drop(ctx)
		}
	case "compact":
		db.Compact()
	case "transaction":
		s, err := client.StartSession()
		if err != nil {
			t.Fatal(err)
		}
		_ = s.StartTransaction()
		in := mongo.NewSessionContext(ctx, s)
		_, _ = c.InsertOne(in, append(id, documents().Draw(t, "document")...))
		_, _ = c.UpdateOne(in, bson.D{{Key: "_id", Value: int32(1)}}, updates().Draw(t, "update"))
		if rapid.Bool().Draw(t, "commit") {
			_ = s.CommitTransaction(ctx)
		}
		s.EndSession(ctx)
	}
}

// contents renders everything that is stored.
func contents(t *rapid.T, client *mongo.Client) (out []string) {
	ctx, database := context.Background(), client.Database("test")
	collections, err := database.ListCollectionNames(ctx, bson.D{})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range collections {
		c := database.Collection(name)
		specs, err := c.Indexes().ListSpecifications(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range specs {
			docs, err := results(c.Find(ctx, bson.D{}, options.Find().SetHint(s.Name).SetSort(bson.D{{Key: "_id", Value: 1}})))
			if err != nil {
				t.Fatal(err)
			}
			out = append(append(out, name+" "+s.Name), docs...)
		}
	}
	return out
}
