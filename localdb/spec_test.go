package localdb_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"

	"partnerhub/localdb"
)

// seed returns a collection with the three documents that the published CRUD
// cases start from.
func seed(t *testing.T) *mongo.Collection {
	t.Helper()
	c := memory(t)
	put(t, c, `{"_id":1,"x":11}`, `{"_id":2,"x":22}`, `{"_id":3,"x":33}`)
	return c
}

// stored renders a collection in the order of its ids.
func stored(t *testing.T, c *mongo.Collection) []string {
	t.Helper()
	cur, err := c.Find(context.Background(), bson.D{}, options.Find().SetSort(bson.D{{Key: "_id", Value: 1}}))
	return text(t, all(t, cur, err))
}

// TestPublishedCRUD are cases written after the behaviour that the drivers'
// specification of CRUD publishes.
func TestPublishedCRUD(t *testing.T) {
	ctx := context.Background()
	for _, tt := range []struct {
		name string
		run  func(t *testing.T, c *mongo.Collection)
		want []string
	}{
		{"delete one of several matches", func(t *testing.T, c *mongo.Collection) {
			if r := must(c.DeleteOne(ctx, doc(t, `{"_id":{"$gt":1}}`)))(t); r.DeletedCount != 1 {
				t.Errorf("deleted %d", r.DeletedCount)
			}
		}, []string{`{"_id":1,"x":11}`, `{"_id":3,"x":33}`}},
		{"delete none", func(t *testing.T, c *mongo.Collection) {
			if r := must(c.DeleteMany(ctx, doc(t, `{"_id":4}`)))(t); r.DeletedCount != 0 {
				t.Errorf("deleted %d", r.DeletedCount)
			}
		}, []string{`{"_id":1,"x":11}`, `{"_id":2,"x":22}`, `{"_id":3,"x":33}`}},
		{"find and delete the first in order", func(t *testing.T, c *mongo.Collection) {
			var d bson.D
			err := c.FindOneAndDelete(ctx, doc(t, `{"_id":{"$gt":1}}`), options.FindOneAndDelete().SetSort(doc(t, `{"x":-1}`)).SetProjection(doc(t, `{"x":1,"_id":0}`))).Decode(&d)
			if got := text(t, []bson.D{d}); err != nil || got[0] != `{"x":33}` {
				t.Errorf("got %v, %v", got, err)
			}
		}, []string{`{"_id":1,"x":11}`, `{"_id":2,"x":22}`}},
		{"find and replace with an upsert", func(t *testing.T, c *mongo.Collection) {
			var d bson.D
			err := c.FindOneAndReplace(ctx, doc(t, `{"_id":4}`), doc(t, `{"x":44}`), options.FindOneAndReplace().SetUpsert(true).SetReturnDocument(options.After)).Decode(&d)
			if got := text(t, []bson.D{d}); err != nil || got[0] != `{"_id":4,"x":44}` {
				t.Errorf("got %v, %v", got, err)
			}
		}, []string{`{"_id":1,"x":11}`, `{"_id":2,"x":22}`, `{"_id":3,"x":33}`, `{"_id":4,"x":44}`}},
		{"find and update nothing", func(t *testing.T, c *mongo.Collection) {
			err := c.FindOneAndUpdate(ctx, doc(t, `{"_id":4}`), doc(t, `{"$inc":{"x":1}}`)).Err()
			if !errors.Is(err, mongo.ErrNoDocuments) {
				t.Errorf("got %v", err)
			}
		}, []string{`{"_id":1,"x":11}`, `{"_id":2,"x":22}`, `{"_id":3,"x":33}`}},
		{"update many with an upsert that matches", func(t *testing.T, c *mongo.Collection) {
			r := must(c.UpdateMany(ctx, doc(t, `{"_id":{"$gt":1}}`), doc(t, `{"$inc":{"x":1}}`), options.UpdateMany().SetUpsert(true)))(t)
			if r.MatchedCount != 2 || r.ModifiedCount != 2 || r.UpsertedCount != 0 {
				t.Errorf("got %+v", r)
			}
		}, []string{`{"_id":1,"x":11}`, `{"_id":2,"x":23}`, `{"_id":3,"x":34}`}},
		{"ordered bulk write stops at the first error", func(t *testing.T, c *mongo.Collection) {
			_, err := c.BulkWrite(ctx, bulk(t))
			if !mongo.IsDuplicateKeyError(err) {
				t.Errorf("got %v", err)
			}
		}, []string{`{"_id":1,"x":12}`, `{"_id":2,"x":22}`, `{"_id":3,"x":33}`}},
		{"unordered bulk write goes on", func(t *testing.T, c *mongo.Collection) {
			r, err := c.BulkWrite(ctx, bulk(t), options.BulkWrite().SetOrdered(false))
			if !mongo.IsDuplicateKeyError(err) || r.InsertedCount != 1 || r.DeletedCount != 1 || r.ModifiedCount != 1 {
				t.Errorf("got %+v, %v", r, err)
			}
		}, []string{`{"_id":1,"x":12}`, `{"_id":2,"x":22}`, `{"_id":5,"x":55}`}},
		{"array filters", func(t *testing.T, c *mongo.Collection) {
			put(t, c, `{"_id":7,"y":[{"b":3},{"b":1}],"z":[[1,5],[6]]}`)
			must(c.UpdateOne(ctx, doc(t, `{"_id":7}`), doc(t, `{"$set":{"y.$[i].b":2},"$inc":{"z.$[].$[j]":10}}`),
				options.UpdateOne().SetArrayFilters([]any{doc(t, `{"i.b":3}`), doc(t, `{"j":{"$gte":5}}`)})))(t)
		}, []string{`{"_id":1,"x":11}`, `{"_id":2,"x":22}`, `{"_id":3,"x":33}`, `{"_id":7,"y":[{"b":2},{"b":1}],"z":[[1,15],[16]]}`}},
		{"estimated count and distinct", func(t *testing.T, c *mongo.Collection) {
			if n := must(c.EstimatedDocumentCount(ctx))(t); n != 3 {
				t.Errorf("estimated %d", n)
			}
			var xs []int32
			if err := c.Distinct(ctx, "x", doc(t, `{"x":{"$gt":11}}`)).Decode(&xs); err != nil || !slices.Equal(xs, []int32{22, 33}) {
				t.Errorf("got %v, %v", xs, err)
			}
		}, []string{`{"_id":1,"x":11}`, `{"_id":2,"x":22}`, `{"_id":3,"x":33}`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := seed(t)
			tt.run(t, c)
			if got := stored(t, c); !slices.Equal(got, tt.want) {
				t.Errorf("stored %v\nwant %v", got, tt.want)
			}
		})
	}
}

func bulk(t *testing.T) []mongo.WriteModel {
	t.Helper()
	return []mongo.WriteModel{
		mongo.NewUpdateOneModel().SetFilter(doc(t, `{"_id":1}`)).SetUpdate(doc(t, `{"$inc":{"x":1}}`)),
		mongo.NewInsertOneModel().SetDocument(doc(t, `{"_id":2,"x":0}`)),
		mongo.NewInsertOneModel().SetDocument(doc(t, `{"_id":5,"x":55}`)),
		mongo.NewDeleteOneModel().SetFilter(doc(t, `{"_id":3}`)),
	}
}

// TestPublishedTransactions are cases written after the behaviour that the
// drivers' specification of transactions publishes.
func TestPublishedTransactions(t *testing.T) {
	out := context.Background()
	client := connect(t, open(t, "", localdb.Options{}))
	c := client.Database("test").Collection("things")
	put(t, c, `{"_id":1}`)
	t.Run("an empty transaction commits and aborts", func(t *testing.T) {
		s, _ := begin(t, client)
		if err := s.CommitTransaction(out); err != nil {
			t.Error(err)
		}
		s, _ = begin(t, client)
		if err := s.AbortTransaction(out); err != nil {
			t.Error(err)
		}
	})
	t.Run("a transaction that only reads commits", func(t *testing.T) {
		s, ctx := begin(t, client)
		if n := must(c.CountDocuments(ctx, bson.D{}))(t); n != 1 {
			t.Errorf("counted %d", n)
		}
		if err := s.CommitTransaction(out); err != nil {
			t.Error(err)
		}
	})
	t.Run("count is not allowed, aggregate counts", func(t *testing.T) {
		_, ctx := begin(t, client)
		if _, err := c.EstimatedDocumentCount(ctx); !code(err, 263) {
			t.Errorf("got %v, want the command refused", err)
		}
	})
	t.Run("a bulk write inside", func(t *testing.T) {
		s, ctx := begin(t, client)
		must(c.BulkWrite(ctx, []mongo.WriteModel{
			mongo.NewInsertOneModel().SetDocument(doc(t, `{"_id":2}`)),
			mongo.NewUpdateManyModel().SetFilter(bson.D{}).SetUpdate(doc(t, `{"$set":{"x":1}}`)),
		}))(t)
		if err := s.CommitTransaction(out); err != nil {
			t.Error(err)
		}
		if got, want := stored(t, c), []string{`{"_id":1,"x":1}`, `{"_id":2,"x":1}`}; !slices.Equal(got, want) {
			t.Errorf("stored %v, want %v", got, want)
		}
	})
	t.Run("the callback may fail and nothing stays", func(t *testing.T) {
		s := must(client.StartSession())(t)
		defer s.EndSession(out)
		_, err := s.WithTransaction(out, func(ctx context.Context) (any, error) {
			must(c.InsertOne(ctx, doc(t, `{"_id":9}`)))(t)
			return nil, mongo.ErrNoDocuments
		}, options.Transaction().SetWriteConcern(writeconcern.Majority()))
		if err == nil || len(stored(t, c)) != 2 {
			t.Errorf("got %v with %v stored", err, stored(t, c))
		}
	})
}
