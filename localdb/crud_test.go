package localdb_test

import (
	"context"
	"slices"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

func TestFind(t *testing.T) {
	c := memory(t)
	put(t, c,
		`{"_id":1,"a":5,"s":"x","tags":["red","blue"],"n":{"k":1}}`,
		`{"_id":2,"a":3,"s":"y","tags":["red"],"n":{"k":2}}`,
		`{"_id":3,"a":9.5,"s":"Xylo","tags":[],"n":[{"k":3},{"k":4}]}`,
		`{"_id":4,"s":null}`)
	for _, tt := range []struct {
		name, filter, sort string
		want               []int32
	}{
		{"everything", `{}`, `{"_id":1}`, []int32{1, 2, 3, 4}},
		{"backwards", `{}`, `{"_id":-1}`, []int32{4, 3, 2, 1}},
		{"equal", `{"a":3}`, `{}`, []int32{2}},
		{"equal across number types", `{"a":{"$numberDouble":"5"}}`, `{}`, []int32{1}},
		{"range", `{"a":{"$gt":3,"$lt":9.6}}`, `{"a":1}`, []int32{1, 3}},
		{"null is missing too", `{"a":null}`, `{}`, []int32{4}},
		{"in", `{"_id":{"$in":[3,1,7]}}`, `{"_id":1}`, []int32{1, 3}},
		{"element", `{"tags":"red"}`, `{"_id":1}`, []int32{1, 2}},
		{"nested", `{"n.k":{"$gte":2}}`, `{"_id":1}`, []int32{2, 3}},
		{"elemMatch", `{"n":{"$elemMatch":{"k":4}}}`, `{}`, []int32{3}},
		{"or", `{"$or":[{"a":3},{"s":"x"}]}`, `{"_id":1}`, []int32{1, 2}},
		{"nor", `{"$nor":[{"a":3},{"s":"x"}]}`, `{"_id":1}`, []int32{3, 4}},
		{"exists", `{"a":{"$exists":false}}`, `{}`, []int32{4}},
		{"regex", `{"s":{"$regex":"^x","$options":"i"}}`, `{"_id":1}`, []int32{1, 3}},
		{"regex value", `{"s":{"$regularExpression":{"pattern":"^x","options":""}}}`, `{}`, []int32{1}},
		{"regex in", `{"s":{"$in":["y",{"$regularExpression":{"pattern":"^X","options":""}}]}}`, `{"_id":1}`, []int32{2, 3}},
		{"not", `{"a":{"$not":{"$gt":4}}}`, `{"_id":1}`, []int32{2, 4}},
		{"not regex", `{"s":{"$not":{"$regularExpression":{"pattern":"x","options":""}}}}`, `{"_id":1}`, []int32{2, 3, 4}},
		{"size", `{"tags":{"$size":0}}`, `{}`, []int32{3}},
		{"expr", `{"$expr":{"$gt":["$a","$_id"]}}`, `{"_id":1}`, []int32{1, 2, 3}},
		{"all", `{"tags":{"$all":["blue","red"]}}`, `{}`, []int32{1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := options.Find()
			if tt.sort != `{}` {
				o.SetSort(doc(t, tt.sort))
			}
			cur, err := c.Find(context.Background(), doc(t, tt.filter), o)
			var got []int32
			for _, d := range all(t, cur, err) {
				got = append(got, d[0].Value.(int32))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestWrites(t *testing.T) {
	ctx := context.Background()
	c := memory(t)
	put(t, c, `{"_id":1,"a":1,"list":[{"k":1,"v":1},{"k":2,"v":2}]}`, `{"_id":2,"a":1}`)
	up := must(c.UpdateOne(ctx, bson.D{{Key: "_id", Value: 1}}, doc(t, `{"$set":{"b":2},"$inc":{"a":2147483647}}`)))(t)
	if up.MatchedCount != 1 || up.ModifiedCount != 1 {
		t.Errorf("got %+v, want one matched and modified", up)
	}
	up = must(c.UpdateMany(ctx, bson.D{}, doc(t, `{"$set":{"b":2}}`)))(t)
	if up.MatchedCount != 2 || up.ModifiedCount != 1 {
		t.Errorf("got %+v, want two matched and one modified", up)
	}
	up = must(c.UpdateOne(ctx, doc(t, `{"_id":9,"x":1}`), doc(t, `{"$set":{"b":3},"$setOnInsert":{"c":4}}`), options.UpdateOne().SetUpsert(true)))(t)
	if up.UpsertedCount != 1 || up.UpsertedID != int32(9) {
		t.Errorf("got %+v, want an upsert of 9", up)
	}
	must(c.UpdateOne(ctx, doc(t, `{"_id":1}`), doc(t, `{"$set":{"list.$[e].v":7}}`),
		options.UpdateOne().SetArrayFilters([]any{doc(t, `{"e.k":2}`)})))(t)
	var got bson.D
	after := options.FindOneAndUpdate().SetReturnDocument(options.After)
	if err := c.FindOneAndUpdate(ctx, doc(t, `{"_id":2}`), doc(t, `{"$push":{"l":{"$each":[3,1,2],"$sort":1}}}`), after).Decode(&got); err != nil {
		t.Fatal(err)
	}
	must(c.ReplaceOne(ctx, doc(t, `{"_id":9}`), doc(t, `{"z":1}`)))(t)
	cur, err := c.Find(ctx, bson.D{}, options.Find().SetSort(bson.D{{Key: "_id", Value: 1}}))
	want := []string{
		`{"_id":1,"a":2147483648,"list":[{"k":1,"v":1},{"k":2,"v":7}],"b":2}`,
		`{"_id":2,"a":1,"b":2,"l":[1,2,3]}`,
		`{"_id":9,"z":1}`,
	}
	if got := text(t, all(t, cur, err)); !slices.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
	del := must(c.DeleteMany(ctx, doc(t, `{"_id":{"$gt":1}}`)))(t)
	if n := must(c.CountDocuments(ctx, bson.D{}))(t); del.DeletedCount != 2 || n != 1 {
		t.Errorf("deleted %d and left %d, want 2 and 1", del.DeletedCount, n)
	}
}

func TestUpdateByPipeline(t *testing.T) {
	ctx := context.Background()
	c := memory(t)
	put(t, c, `{"_id":1,"a":2,"b":5}`)
	must(c.UpdateMany(ctx, bson.D{}, bson.A{doc(t, `{"$set":{"sum":{"$add":["$a","$b"]}}}`), doc(t, `{"$unset":"b"}`)}))(t)
	must(c.UpdateOne(ctx, doc(t, `{"_id":2}`), bson.A{doc(t, `{"$set":{"n":{"$add":[{"$ifNull":["$n",0]},1]}}}`)}, options.UpdateOne().SetUpsert(true)))(t)
	cur, err := c.Find(ctx, bson.D{}, options.Find().SetSort(bson.D{{Key: "_id", Value: 1}}))
	if got, want := text(t, all(t, cur, err)), []string{`{"_id":1,"a":2,"sum":7}`, `{"_id":2,"n":1}`}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if _, err := c.UpdateOne(ctx, bson.D{}, bson.A{doc(t, `{"$match":{}}`)}); !code(err, 72) {
		t.Errorf("got %v, want a stage refused", err)
	}
}
