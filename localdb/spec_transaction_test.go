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
)

// published is what a transaction on the three seeded documents does, and what is there
// when it has committed.
type published struct {
	name string
	run  func(t *testing.T, ctx context.Context, c *mongo.Collection)
	want []string
}

const one, two, three = `{"_id":1,"x":11}`, `{"_id":2,"x":22}`, `{"_id":3,"x":33}`

// equal fails the test unless the documents or numbers are those expected.
func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// found decodes what a command that finds one document and changes it answers.
func found(t *testing.T, r *mongo.SingleResult) string {
	t.Helper()
	var d bson.D
	if err := r.Decode(&d); err != nil {
		t.Fatal(err)
	}
	return text(t, []bson.D{d})[0]
}

func publishedWrites() []published {
	return []published{
		{"insert one and many", func(t *testing.T, ctx context.Context, c *mongo.Collection) {
			must(c.InsertOne(ctx, doc(t, `{"_id":4}`)))(t)
			must(c.InsertMany(ctx, []any{doc(t, `{"_id":5}`), doc(t, `{"_id":6}`)}))(t)
		}, []string{one, two, three, `{"_id":4}`, `{"_id":5}`, `{"_id":6}`}},
		{"update one, and one that is not there", func(t *testing.T, ctx context.Context, c *mongo.Collection) {
			r := must(c.UpdateOne(ctx, doc(t, `{"_id":4}`), doc(t, `{"$inc":{"x":1}}`), options.UpdateOne().SetUpsert(true)))(t)
			equal(t, "upserted", r.UpsertedCount, 1)
			r = must(c.UpdateOne(ctx, doc(t, `{"_id":1}`), doc(t, `{"$inc":{"x":1}}`)))(t)
			equal(t, "modified", r.ModifiedCount, 1)
		}, []string{`{"_id":1,"x":12}`, two, three, `{"_id":4,"x":1}`}},
		{"update many", func(t *testing.T, ctx context.Context, c *mongo.Collection) {
			r := must(c.UpdateMany(ctx, doc(t, `{"_id":{"$gte":2}}`), doc(t, `{"$set":{"z":1}}`)))(t)
			equal(t, "matched", r.MatchedCount, 2)
		}, []string{one, `{"_id":2,"x":22,"z":1}`, `{"_id":3,"x":33,"z":1}`}},
		{"replace one", func(t *testing.T, ctx context.Context, c *mongo.Collection) {
			must(c.ReplaceOne(ctx, doc(t, `{"_id":2}`), doc(t, `{"y":1}`)))(t)
			must(c.ReplaceOne(ctx, doc(t, `{"_id":7}`), doc(t, `{"y":2}`), options.Replace().SetUpsert(true)))(t)
		}, []string{one, `{"_id":2,"y":1}`, three, `{"_id":7,"y":2}`}},
		{"delete one and many", func(t *testing.T, ctx context.Context, c *mongo.Collection) {
			equal(t, "deleted", must(c.DeleteOne(ctx, doc(t, `{"_id":1}`)))(t).DeletedCount, 1)
			equal(t, "deleted", must(c.DeleteMany(ctx, doc(t, `{"x":{"$gt":11}}`)))(t).DeletedCount, 2)
			equal(t, "deleted", must(c.DeleteOne(ctx, doc(t, `{"_id":1}`)))(t).DeletedCount, 0)
		}, nil},
		{"find one and delete it", func(t *testing.T, ctx context.Context, c *mongo.Collection) {
			equal(t, "found", found(t, c.FindOneAndDelete(ctx, doc(t, `{"x":{"$gt":11}}`), options.FindOneAndDelete().SetSort(bson.D{{Key: "x", Value: -1}}))), three)
		}, []string{one, two}},
		{"find one and replace it", func(t *testing.T, ctx context.Context, c *mongo.Collection) {
			equal(t, "before", found(t, c.FindOneAndReplace(ctx, doc(t, `{"_id":3}`), doc(t, `{"x":0}`))), three)
			equal(t, "after", found(t, c.FindOneAndReplace(ctx, doc(t, `{"_id":3}`), doc(t, `{"x":2}`), options.FindOneAndReplace().SetReturnDocument(options.After))), `{"_id":3,"x":2}`)
		}, []string{one, two, `{"_id":3,"x":2}`}},
		{"find one and update it, or add it", func(t *testing.T, ctx context.Context, c *mongo.Collection) {
			after := options.FindOneAndUpdate().SetUpsert(true).SetReturnDocument(options.After)
			equal(t, "after", found(t, c.FindOneAndUpdate(ctx, doc(t, `{"_id":4}`), doc(t, `{"$inc":{"x":1}}`), after)), `{"_id":4,"x":1}`)
			equal(t, "after", found(t, c.FindOneAndUpdate(ctx, doc(t, `{"_id":4}`), doc(t, `{"$inc":{"x":1}}`), after)), `{"_id":4,"x":2}`)
		}, []string{one, two, three, `{"_id":4,"x":2}`}},
		{"write and read what was written", func(t *testing.T, ctx context.Context, c *mongo.Collection) {
			must(c.InsertOne(ctx, doc(t, `{"_id":4,"x":22}`)))(t)
			equal(t, "counted", must(c.CountDocuments(ctx, doc(t, `{"x":22}`)))(t), 2)
			cur, err := c.Find(ctx, bson.D{}, options.Find().SetBatchSize(1).SetSort(bson.D{{Key: "_id", Value: -1}}))
			equal(t, "found in batches", len(all(t, cur, err)), 4)
			cur, err = c.Aggregate(ctx, mongo.Pipeline{{{Key: "$group", Value: bson.D{{Key: "_id", Value: nil}, {Key: "sum", Value: bson.D{{Key: "$sum", Value: "$x"}}}}}}})
			equal(t, "sum", text(t, all(t, cur, err))[0], `{"_id":null,"sum":88}`)
			var xs []int32
			if err := c.Distinct(ctx, "x", bson.D{}).Decode(&xs); err != nil || !slices.Equal(xs, []int32{11, 22, 33}) {
				t.Errorf("distinct: got %v, %v", xs, err)
			}
		}, []string{one, two, three, `{"_id":4,"x":22}`}},
		{"a command of one's own", func(t *testing.T, ctx context.Context, c *mongo.Collection) {
			if err := c.Database().RunCommand(ctx, doc(t, `{"insert":"things","documents":[{"_id":8}]}`)).Err(); err != nil {
				t.Error(err)
			}
		}, []string{one, two, three, `{"_id":8}`}},
		{"the write concern of a collection is not sent", func(t *testing.T, ctx context.Context, c *mongo.Collection) {
			w := c.Clone(options.Collection().SetWriteConcern(&writeconcern.WriteConcern{W: "majority"}))
			must(w.DeleteOne(ctx, doc(t, `{"_id":3}`)))(t)
		}, []string{one, two}},
	}
}

// TestPublishedTransactionWrites commits each of them, which leaves what it wrote, and
// aborts each, which leaves nothing, and looks from outside before either.
func TestPublishedTransactionWrites(t *testing.T) {
	out := context.Background()
	for _, tt := range publishedWrites() {
		for _, end := range []struct {
			name string
			run  func(s *mongo.Session) error
			want []string
		}{
			{"commits", func(s *mongo.Session) error { return s.CommitTransaction(out) }, tt.want},
			{"aborts", func(s *mongo.Session) error { return s.AbortTransaction(out) }, []string{one, two, three}},
			{"ends with its session", func(s *mongo.Session) error { s.EndSession(out); return nil }, []string{one, two, three}},
		} {
			t.Run(tt.name+" "+end.name, func(t *testing.T) {
				c := seed(t)
				s, ctx := begin(t, c.Database().Client())
				tt.run(t, ctx, c)
				if got := stored(t, c); !slices.Equal(got, []string{one, two, three}) {
					t.Errorf("others see %v before the end", got)
				}
				if err := end.run(s); err != nil {
					t.Fatal(err)
				}
				if got := stored(t, c); !slices.Equal(got, end.want) {
					t.Errorf("stored %v, want %v", got, end.want)
				}
			})
		}
	}
}

// TestPublishedLabels are the labels by which a driver knows what to try again.
func TestPublishedLabels(t *testing.T) {
	const transient = "TransientTransactionError"
	out := context.Background()
	t.Run("a duplicate key is not worth another attempt", func(t *testing.T) {
		c := seed(t)
		_, ctx := begin(t, c.Database().Client())
		if _, err := c.InsertOne(ctx, doc(t, one)); !mongo.IsDuplicateKeyError(err) || label(err, transient) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a conflict is, and the callback runs again", func(t *testing.T) {
		c := seed(t)
		s := must(c.Database().Client().StartSession())(t)
		defer s.EndSession(out)
		attempts := 0
		_, err := s.WithTransaction(out, func(ctx context.Context) (any, error) {
			attempts++
			n := must(c.CountDocuments(ctx, bson.D{}))(t)
			if attempts == 1 {
				must(c.UpdateOne(out, doc(t, `{"_id":1}`), doc(t, `{"$set":{"x":0}}`)))(t)
			}
			_, err := c.UpdateOne(ctx, doc(t, `{"_id":1}`), doc(t, `{"$inc":{"x":1}}`))
			return n, err
		})
		if err != nil || attempts != 2 || stored(t, c)[0] != `{"_id":1,"x":1}` {
			t.Errorf("got %v after %d attempts, stored %v", err, attempts, stored(t, c))
		}
	})
	t.Run("a transaction that was aborted is not found", func(t *testing.T) {
		c := seed(t)
		s, ctx := begin(t, c.Database().Client())
		must(c.InsertOne(ctx, doc(t, `{"_id":4}`)))(t)
		abort := bson.D{{Key: "abortTransaction", Value: 1}}
		if err := c.Database().Client().Database("admin").RunCommand(ctx, abort).Err(); err != nil {
			t.Fatal(err)
		}
		_, err := c.InsertOne(ctx, doc(t, `{"_id":5}`))
		if !code(err, 251) || !label(err, transient) {
			t.Errorf("got %v", err)
		}
		if err := s.AbortTransaction(out); err != nil {
			t.Errorf("aborting again: got %v, want it passed over", err)
		}
	})
	t.Run("the client's own mistakes", func(t *testing.T) {
		s, ctx := begin(t, seed(t).Database().Client())
		if err := s.StartTransaction(); err == nil {
			t.Error("two transactions at once in one session were begun")
		}
		if err := errors.Join(s.AbortTransaction(ctx), s.CommitTransaction(ctx)); err == nil {
			t.Error("a transaction was committed after it was aborted")
		}
	})
}
