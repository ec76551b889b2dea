package localdb_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"
)

// TestPublishedReads are cases of the drivers' specification of CRUD that change nothing.
func TestPublishedReads(t *testing.T) {
	c := seed(t)
	ctx := context.Background()
	byID := bson.D{{Key: "_id", Value: 1}}
	for _, tt := range []struct {
		name string
		run  func() (*mongo.Cursor, error)
		want string
	}{
		{"skip, limit and batches", func() (*mongo.Cursor, error) {
			return c.Find(ctx, bson.D{}, options.Find().SetSort(byID).SetSkip(1).SetLimit(2).SetBatchSize(1))
		}, two + three},
		{"a limit beyond the batch", func() (*mongo.Cursor, error) {
			return c.Find(ctx, bson.D{}, options.Find().SetSort(byID).SetLimit(3).SetBatchSize(2))
		}, one + two + three},
		{"leave to use the disk", func() (*mongo.Cursor, error) {
			return c.Find(ctx, doc(t, `{"_id":1}`), options.Find().SetAllowDiskUse(true))
		}, one},
		{"a hint by name", func() (*mongo.Cursor, error) {
			return c.Find(ctx, doc(t, `{"_id":1}`), options.Find().SetHint("_id_"))
		}, one},
		{"a hint by key", func() (*mongo.Cursor, error) {
			return c.Find(ctx, doc(t, `{"_id":1}`), options.Find().SetHint(byID))
		}, one},
		{"a collection that is not there", func() (*mongo.Cursor, error) {
			return c.Database().Collection("nowhere").Find(ctx, bson.D{})
		}, ""},
		{"an aggregate in batches", func() (*mongo.Cursor, error) {
			return c.Aggregate(ctx, mongo.Pipeline{{{Key: "$sort", Value: byID}}, {{Key: "$match", Value: doc(t, `{"_id":{"$gt":1}}`)}}}, options.Aggregate().SetBatchSize(1))
		}, two + three},
		{"an aggregate of a collection that is not there", func() (*mongo.Cursor, error) {
			return c.Database().Collection("nowhere").Aggregate(ctx, mongo.Pipeline{})
		}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cur, err := tt.run()
			if got := strings.Join(text(t, all(t, cur, err)), ""); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// TestPublishedCounts are those that answer a number.
func TestPublishedCounts(t *testing.T) {
	c := seed(t)
	ctx := context.Background()
	nowhere := c.Database().Collection("nowhere")
	for _, tt := range []struct {
		name string
		run  func() (int64, error)
		want int64
	}{
		{"of a filter", func() (int64, error) { return c.CountDocuments(ctx, doc(t, `{"_id":{"$gt":1}}`)) }, 2},
		{"with skip and limit", func() (int64, error) {
			return c.CountDocuments(ctx, bson.D{}, options.Count().SetSkip(1).SetLimit(3))
		}, 2},
		{"with a hint", func() (int64, error) { return c.CountDocuments(ctx, bson.D{}, options.Count().SetHint("_id_")) }, 3},
		{"of nothing", func() (int64, error) { return nowhere.CountDocuments(ctx, bson.D{}) }, 0},
		{"estimated", func() (int64, error) { return c.EstimatedDocumentCount(ctx) }, 3},
		{"estimated of nothing", func() (int64, error) { return nowhere.EstimatedDocumentCount(ctx) }, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := must(tt.run())(t); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

// TestPublishedWrites are further cases that write, with what is stored afterwards.
func TestPublishedWrites(t *testing.T) {
	ctx := context.Background()
	for _, tt := range []struct {
		name string
		run  func(t *testing.T, c *mongo.Collection)
		want []string
	}{
		{"a hint for an update", func(t *testing.T, c *mongo.Collection) {
			must(c.UpdateOne(ctx, doc(t, `{"_id":1}`), doc(t, `{"$set":{"x":0}}`), options.UpdateOne().SetHint("_id_")))(t)
			must(c.DeleteOne(ctx, doc(t, `{"_id":2}`), options.DeleteOne().SetHint(bson.D{{Key: "_id", Value: 1}})))(t)
		}, []string{`{"_id":1,"x":0}`, three}},
		{"a hint that there is no index for", func(t *testing.T, c *mongo.Collection) {
			if _, err := c.UpdateOne(ctx, doc(t, `{"_id":1}`), doc(t, `{"$set":{"x":0}}`), options.UpdateOne().SetHint("x_1")); !code(err, 2) {
				t.Errorf("got %v", err)
			}
			if err := c.FindOneAndDelete(ctx, doc(t, `{"_id":1}`), options.FindOneAndDelete().SetHint("x_1")).Err(); !code(err, 2) {
				t.Errorf("got %v", err)
			}
		}, []string{one, two, three}},
		{"the first in order is updated, and replaced", func(t *testing.T, c *mongo.Collection) {
			down := bson.D{{Key: "_id", Value: -1}}
			must(c.UpdateOne(ctx, doc(t, `{"_id":{"$gt":1}}`), doc(t, `{"$inc":{"x":1}}`), options.UpdateOne().SetSort(down)))(t)
			must(c.ReplaceOne(ctx, doc(t, `{"_id":{"$lt":3}}`), doc(t, `{"x":1}`), options.Replace().SetSort(down)))(t)
		}, []string{one, `{"_id":2,"x":1}`, `{"_id":3,"x":34}`}},
		{"a comment of any type", func(t *testing.T, c *mongo.Collection) {
			note := doc(t, `{"why":["because",1]}`)
			must(c.InsertOne(ctx, doc(t, `{"_id":4}`), options.InsertOne().SetComment(note)))(t)
			must(c.UpdateOne(ctx, doc(t, `{"_id":4}`), doc(t, `{"$set":{"x":1}}`), options.UpdateOne().SetComment(note)))(t)
			must(c.DeleteOne(ctx, doc(t, `{"_id":1}`), options.DeleteOne().SetComment("text")))(t)
			equal(t, "found", found(t, c.FindOneAndDelete(ctx, doc(t, `{"_id":2}`), options.FindOneAndDelete().SetComment(7))), two)
			cur, err := c.Aggregate(ctx, mongo.Pipeline{}, options.Aggregate().SetComment(note))
			equal(t, "aggregated", len(all(t, cur, err)), 2)
			cur, err = c.Find(ctx, bson.D{}, options.Find().SetComment(note).SetBatchSize(1)) // the driver repeats it with getMore
			equal(t, "found in batches", len(all(t, cur, err)), 2)
		}, []string{three, `{"_id":4,"x":1}`}},
		{"constants are refused", func(t *testing.T, c *mongo.Collection) {
			let := bson.D{{Key: "y", Value: 1}}
			_, err := c.UpdateOne(ctx, doc(t, `{"_id":1}`), doc(t, `{"$set":{"x":0}}`), options.UpdateOne().SetLet(let))
			equal(t, "update", code(err, 238), true)
			_, err = c.DeleteOne(ctx, doc(t, `{"_id":1}`), options.DeleteOne().SetLet(let))
			equal(t, "delete", code(err, 238), true)
			err = c.FindOneAndDelete(ctx, doc(t, `{"_id":1}`), options.FindOneAndDelete().SetLet(let)).Err()
			equal(t, "find and delete", code(err, 238), true)
		}, []string{one, two, three}},
		{"names with dots", func(t *testing.T, c *mongo.Collection) {
			must(c.DeleteMany(ctx, bson.D{}))(t)
			put(t, c, `{"_id":1,"a.b":1,"c":{"d.e":2,"$f":3}}`)
		}, []string{`{"_id":1,"a.b":1,"c":{"d.e":2,"$f":3}}`}},
		{"a name that is an operator", func(t *testing.T, c *mongo.Collection) {
			if _, err := c.InsertOne(ctx, doc(t, `{"_id":4,"$a":1}`)); !code(err, 52) {
				t.Errorf("got %v", err)
			}
		}, []string{one, two, three}},
		{"many inserts in order stop at the duplicate", func(t *testing.T, c *mongo.Collection) {
			_, err := c.InsertMany(ctx, []any{doc(t, `{"_id":4}`), doc(t, one), doc(t, `{"_id":5}`)})
			var bulk mongo.BulkWriteException
			if !errors.As(err, &bulk) || len(bulk.WriteErrors) != 1 || bulk.WriteErrors[0].Index != 1 {
				t.Errorf("got %v", err)
			}
		}, []string{one, two, three, `{"_id":4}`}},
		{"many inserts in no order go on", func(t *testing.T, c *mongo.Collection) {
			_, err := c.InsertMany(ctx, []any{doc(t, one), doc(t, `{"_id":4}`), doc(t, two), doc(t, `{"_id":5}`)}, options.InsertMany().SetOrdered(false))
			var bulk mongo.BulkWriteException
			if !errors.As(err, &bulk) || len(bulk.WriteErrors) != 2 || bulk.WriteErrors[0].Index != 0 || bulk.WriteErrors[1].Index != 2 {
				t.Errorf("got %v", err)
			}
		}, []string{one, two, three, `{"_id":4}`, `{"_id":5}`}},
		{"a bulk write tells what it added", func(t *testing.T, c *mongo.Collection) {
			r := must(c.BulkWrite(ctx, []mongo.WriteModel{
				mongo.NewUpdateOneModel().SetFilter(doc(t, `{"_id":4}`)).SetUpdate(doc(t, `{"$set":{"x":44}}`)).SetUpsert(true),
				mongo.NewReplaceOneModel().SetFilter(doc(t, `{"_id":5}`)).SetReplacement(doc(t, `{"x":55}`)).SetUpsert(true),
				mongo.NewDeleteManyModel().SetFilter(doc(t, `{"x":{"$lt":30}}`)),
			}))(t)
			if r.UpsertedCount != 2 || r.UpsertedIDs[0] != int32(4) || r.UpsertedIDs[1] != int32(5) || r.DeletedCount != 2 {
				t.Errorf("got %+v", r)
			}
		}, []string{three, `{"_id":4,"x":44}`, `{"_id":5,"x":55}`}},
		{"writes that nobody waits for", func(t *testing.T, c *mongo.Collection) {
			w := c.Clone(options.Collection().SetWriteConcern(writeconcern.Unacknowledged()))
			if _, err := w.DeleteMany(ctx, doc(t, `{"_id":{"$gt":1}}`)); err != nil {
				t.Error(err)
			}
		}, []string{one}},
		{"replace with another id", func(t *testing.T, c *mongo.Collection) {
			if _, err := c.ReplaceOne(ctx, doc(t, `{"_id":1}`), doc(t, `{"_id":9,"x":1}`)); !code(err, 66) {
				t.Errorf("got %v", err)
			}
		}, []string{one, two, three}},
		{"find nothing to delete or replace", func(t *testing.T, c *mongo.Collection) {
			err := errors.Join(c.FindOneAndDelete(ctx, doc(t, `{"_id":4}`)).Err(), c.FindOneAndReplace(ctx, doc(t, `{"_id":4}`), doc(t, `{"x":1}`)).Err())
			if !errors.Is(err, mongo.ErrNoDocuments) {
				t.Errorf("got %v", err)
			}
		}, []string{one, two, three}},
		{"find one with a projection and change it", func(t *testing.T, c *mongo.Collection) {
			o := options.FindOneAndUpdate().SetProjection(doc(t, `{"_id":0,"x":1}`)).SetSort(bson.D{{Key: "x", Value: -1}})
			equal(t, "found", found(t, c.FindOneAndUpdate(ctx, doc(t, `{"x":{"$lt":33}}`), doc(t, `{"$inc":{"x":1}}`), o)), `{"x":22}`)
		}, []string{one, `{"_id":2,"x":23}`, three}},
		{"update by a pipeline", func(t *testing.T, c *mongo.Collection) {
			must(c.UpdateMany(ctx, doc(t, `{"_id":{"$lt":3}}`), mongo.Pipeline{{{Key: "$set", Value: doc(t, `{"y":{"$add":["$x",1]}}`)}}, {{Key: "$unset", Value: "x"}}}))(t)
		}, []string{`{"_id":1,"y":12}`, `{"_id":2,"y":23}`, three}},
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
