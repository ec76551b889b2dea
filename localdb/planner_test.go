package localdb_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"pgregory.net/rapid"

	"partnerhub/localdb"
)

// TestPlannerChangesNoResult runs every query with the planner and by reading
// all documents: the answers must be the same, in the same order.
func TestPlannerChangesNoResult(t *testing.T) {
	database := connect(t, open(t, "", localdb.Options{})).Database("test")
	ctx := context.Background()
	round := 0
	rapid.Check(t, func(t *rapid.T) {
		round++
		c := database.Collection(fmt.Sprintf("planner%d", round))
		defer func() { _ = c.Drop(ctx) }()
		var docs []any
		for i, d := range rapid.SliceOfN(documents(), 1, 25).Draw(t, "documents") {
			docs = append(docs, append(bson.D{{Key: "_id", Value: int32(i)}}, d...))
		}
		if _, err := c.InsertMany(ctx, docs); err != nil {
			t.Fatal(err)
		}
		randomIndexes(t, c)
		for range 12 {
			f, s := filters(2).Draw(t, "filter"), sorts(paths(), 2).Draw(t, "sort")
			skip, limit := rapid.Int64Range(0, 2).Draw(t, "skip"), rapid.Int64Range(0, 4).Draw(t, "limit")
			o := func() *options.FindOptionsBuilder { return options.Find().SetSort(s).SetSkip(skip).SetLimit(limit) }
			got, gotErr := results(c.Find(ctx, f, o()))
			want, wantErr := results(c.Find(ctx, f, o().SetHint(bson.D{{Key: "$natural", Value: 1}})))
			if (gotErr != nil) != (wantErr != nil) || !slices.Equal(got, want) {
				t.Fatalf("filter %v sort %v skip %d limit %d\nplanned %v %v\nscanned %v %v", f, s, skip, limit, got, gotErr, want, wantErr)
			}
			n, err := c.CountDocuments(ctx, f)
			full, _ := results(c.Find(ctx, f, options.Find().SetHint(bson.D{{Key: "$natural", Value: 1}})))
			if err == nil && n != int64(len(full)) {
				t.Fatalf("filter %v: counted %d of %d", f, n, len(full))
			}
		}
	})
}

// randomIndexes makes up to four indexes; those that the documents do not allow
// are left out.
func randomIndexes(t *rapid.T, c *mongo.Collection) {
	for i, k := range rapid.SliceOfN(indexKeys(), 0, 4).Draw(t, "indexes") {
		o := options.Index().SetName(fmt.Sprint("i", i))
		switch rapid.IntRange(0, 4).Draw(t, "kind") {
		case 0:
			o.SetPartialFilterExpression(bson.D{{Key: paths().Draw(t, "partial"), Value: bson.D{{Key: "$gte", Value: scalars().Draw(t, "from")}}}})
		case 1:
			o.SetSparse(true)
		case 2:
			o.SetPartialFilterExpression(bson.D{{Key: paths().Draw(t, "partial"), Value: bson.D{{Key: "$exists", Value: true}}}})
		}
		_, _ = c.Indexes().CreateOne(context.Background(), mongo.IndexModel{Keys: k, Options: o}) // parallel arrays and repeated keys are refused
	}
}

// results renders what a cursor yields.
func results(cur *mongo.Cursor, err error) ([]string, error) {
	if err != nil {
		return nil, err
	}
	var docs []bson.D
	if err := cur.All(context.Background(), &docs); err != nil {
		return nil, err
	}
	out := make([]string, len(docs))
	for i, d := range docs {
		b, err := bson.MarshalExtJSON(d, true, false)
		if err != nil {
			return nil, err
		}
		out[i] = string(b)
	}
	return out, nil
}
