package localdb_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"pgregory.net/rapid"

	"partnerhub/localdb"
)

// TestRememberedChoicesChangeNoResult asks one shape of query with many values,
// while documents and indexes come and go, and compares with reading everything.
func TestRememberedChoicesChangeNoResult(t *testing.T) {
	database := connect(t, open(t, "", localdb.Options{})).Database("test")
	ctx := context.Background()
	round := 0
	rapid.Check(t, func(t *rapid.T) {
		round++
		c := database.Collection(fmt.Sprintf("remembered%d", round))
		defer func() { _ = c.Drop(ctx) }()
		add(t, c, 0, 20)
		randomIndexes(t, c)
		f, s, limit := filters(2).Draw(t, "filter"), sorts(paths(), 2).Draw(t, "sort"), rapid.Int64Range(0, 4).Draw(t, "limit")
		for i := range 6 {
			o := func() *options.FindOptionsBuilder { return options.Find().SetSort(s).SetLimit(limit) }
			got, gotErr := results(c.Find(ctx, f, o()))
			want, wantErr := results(c.Find(ctx, f, o().SetHint(bson.D{{Key: "$natural", Value: 1}})))
			if (gotErr != nil) != (wantErr != nil) || !slices.Equal(got, want) {
				t.Fatalf("filter %v sort %v limit %d\nplanned %v %v\nscanned %v %v", f, s, limit, got, gotErr, want, wantErr)
			}
			f = revalued(t, f).(bson.D)
			switch rapid.IntRange(0, 5).Draw(t, "between") {
			case 0:
				add(t, c, 100*(i+1), 4)
			case 1:
				_ = c.Indexes().DropOne(ctx, "i0") // it may not be there
			}
		}
	})
}

// add inserts up to n documents with ids from one on.
func add(t *rapid.T, c *mongo.Collection, from, n int) {
	var docs []any
	for i, d := range rapid.SliceOfN(documents(), 1, n).Draw(t, "documents") {
		docs = append(docs, append(bson.D{{Key: "_id", Value: int32(from + i)}}, d...))
	}
	if _, err := c.InsertMany(context.Background(), docs, options.InsertMany().SetOrdered(false)); err != nil && !mongo.IsDuplicateKeyError(err) && !strings.Contains(err.Error(), "parallel arrays") {
		t.Fatal(err)
	}
}

// revalued is a filter of the same shape with other scalars in it.
func revalued(t *rapid.T, v any) any {
	switch v := v.(type) {
	case bson.D:
		out := bson.D{}
		for _, e := range v {
			if strings.HasPrefix(e.Key, "$") && !slices.Contains([]string{"$eq", "$gt", "$gte", "$lt", "$lte", "$in", "$and", "$or", "$elemMatch"}, e.Key) {
				out = append(out, e)
				continue
			}
			out = append(out, bson.E{Key: e.Key, Value: revalued(t, e.Value)})
		}
		return out
	case bson.A:
		out := bson.A{}
		for _, item := range v {
			out = append(out, revalued(t, item))
		}
		return out
	case bson.Regex:
		return v
	}
	if rapid.Bool().Draw(t, "other") {
		return scalars().Draw(t, "value")
	}
	return v
}
