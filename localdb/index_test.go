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
)

// index makes an index from its key as extended JSON.
func index(tb testing.TB, c *mongo.Collection, keys string, o *options.IndexOptionsBuilder) {
	tb.Helper()
	if _, err := c.Indexes().CreateOne(context.Background(), mongo.IndexModel{Keys: doc(tb, keys), Options: o}); err != nil {
		tb.Fatalf("creating index %s: %v", keys, err)
	}
}

// explain runs explain for a find and returns the stages from the top and the
// figures of the run.
func explain(tb testing.TB, c *mongo.Collection, find string) (stages []string, keys, docs, returned int64) {
	tb.Helper()
	cmd := doc(tb, find)
	var out bson.M
	err := c.Database().RunCommand(context.Background(), bson.D{
		{Key: "explain", Value: append(bson.D{{Key: "find", Value: c.Name()}}, cmd...)}, {Key: "verbosity", Value: "executionStats"},
	}).Decode(&out)
	if err != nil {
		tb.Fatalf("explaining %s: %v", find, err)
	}
	stages = stageNames(out["queryPlanner"].(bson.D)[3].Value.(bson.D))
	for _, e := range out["executionStats"].(bson.D) {
		switch e.Key {
		case "nReturned":
			returned = e.Value.(int64)
		case "totalKeysExamined":
			keys = e.Value.(int64)
		case "totalDocsExamined":
			docs = e.Value.(int64)
		}
	}
	return stages, keys, docs, returned
}

func stageNames(d bson.D) (out []string) {
	for _, e := range d {
		switch v := e.Value.(type) {
		case string:
			if e.Key == "stage" || e.Key == "indexName" {
				out = append(out, v)
			}
		case bson.D:
			if e.Key == "inputStage" {
				out = append(out, stageNames(v)...)
			}
		case bson.A:
			if e.Key == "inputStages" {
				for _, item := range v {
					out = append(out, stageNames(item.(bson.D))...)
				}
			}
		}
	}
	return out
}

func TestPlans(t *testing.T) {
	c := memory(t)
	var docs []any
	for i := range 2000 {
		docs = append(docs, bson.D{
			{Key: "_id", Value: fmt.Sprintf("d%05d", i)}, {Key: "vendorId", Value: fmt.Sprintf("v%d", i%4)},
			{Key: "org", Value: fmt.Sprintf("o%d", i%50)}, {Key: "status", Value: []string{"open", "won", "lost"}[i%3]},
			{Key: "updatedAt", Value: bson.DateTime(i / 2)}, {Key: "tags", Value: bson.A{fmt.Sprint("t", i%7), fmt.Sprint("t", i%11)}},
		})
	}
	must(c.InsertMany(context.Background(), docs))(t)
	index(t, c, `{"vendorId":1,"updatedAt":-1,"_id":-1}`, nil)
	index(t, c, `{"org":1,"updatedAt":-1,"_id":-1}`, nil)
	index(t, c, `{"tags":1}`, nil)
	index(t, c, `{"status":1,"org":1}`, options.Index().SetPartialFilterExpression(doc(t, `{"status":"open"}`)))
	const byTime = `"sort":{"updatedAt":-1,"_id":-1},"limit":20`
	at := func(ms int) string { return fmt.Sprintf(`{"$date":{"$numberLong":"%d"}}`, ms) }
	for _, tt := range []struct {
		name, find, stages string
		maxKeys            int64
	}{
		{"by id", `{"filter":{"_id":"d00007"}}`, "FETCH IXSCAN _id_", 1},
		{"many ids", `{"filter":{"_id":{"$in":["d00007","d00003","x"]}}}`, "FETCH IXSCAN _id_", 2},
		{"page", `{"filter":{"vendorId":"v1"},` + byTime + `}`, "LIMIT FETCH IXSCAN vendorId_1_updatedAt_-1__id_-1", 20},
		{"page upwards", `{"filter":{"vendorId":"v1"},"sort":{"updatedAt":1,"_id":1},"limit":20}`, "LIMIT FETCH IXSCAN vendorId_1_updatedAt_-1__id_-1", 20},
		{"page with pinned column", `{"filter":{"vendorId":"v1"},"sort":{"vendorId":1,"updatedAt":-1,"_id":-1},"limit":20}`, "LIMIT FETCH IXSCAN vendorId_1_updatedAt_-1__id_-1", 20},
		{"page of several vendors", `{"filter":{"vendorId":{"$in":["v1","v2"]}},` + byTime + `}`, "LIMIT FETCH IXSCAN vendorId_1_updatedAt_-1__id_-1", 22},
		{"page with residual", `{"filter":{"vendorId":"v1","status":"won"},` + byTime + `}`, "LIMIT FETCH IXSCAN vendorId_1_updatedAt_-1__id_-1", 70},
		{"keyset page", `{"filter":{"$and":[{"vendorId":"v1"},{"$or":[{"updatedAt":{"$lt":` + at(500) + `}},{"updatedAt":` + at(500) + `,"_id":{"$lt":"d01001"}}]},{"updatedAt":{"$lte":` + at(500) + `}}]},` + byTime + `}`,
			"LIMIT FETCH IXSCAN vendorId_1_updatedAt_-1__id_-1", 22},
		{"sorted or", `{"filter":{"$or":[{"vendorId":"v1"},{"org":"o2"},{"org":"o3"}]},` + byTime + `}`,
			"LIMIT FETCH SORT_MERGE IXSCAN vendorId_1_updatedAt_-1__id_-1 IXSCAN org_1_updatedAt_-1__id_-1 IXSCAN org_1_updatedAt_-1__id_-1", 30},
		{"or inside and", `{"filter":{"status":"won","$or":[{"vendorId":"v1"},{"org":"o2"}]},` + byTime + `}`,
			"LIMIT FETCH SORT_MERGE IXSCAN vendorId_1_updatedAt_-1__id_-1 IXSCAN org_1_updatedAt_-1__id_-1", 90},
		{"multikey", `{"filter":{"tags":"t10"}}`, "FETCH IXSCAN tags_1", 190},
		{"partial", `{"filter":{"status":"open","org":"o3"}}`, "FETCH IXSCAN status_1_org_1", 20},
		{"partial does not cover", `{"filter":{"status":"won"}}`, "COLLSCAN", 0},
		{"no index", `{"filter":{"x":1},"sort":{"x":1}}`, "SORT COLLSCAN", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			stages, keys, _, returned := explain(t, c, tt.find)
			if got := strings.Join(stages, " "); got != tt.stages {
				t.Errorf("got the plan %q, want %q", got, tt.stages)
			}
			if keys > tt.maxKeys {
				t.Errorf("got %d keys examined, want at most %d (returned %d)", keys, tt.maxKeys, returned)
			}
		})
	}
}

func TestUniqueIndex(t *testing.T) {
	ctx := context.Background()
	c := memory(t)
	index(t, c, `{"vendorId":1,"n":1}`, options.Index().SetUnique(true))
	index(t, c, `{"claim":1}`, options.Index().SetUnique(true).SetPartialFilterExpression(doc(t, `{"open":true}`)))
	put(t, c, `{"_id":1,"vendorId":"v","n":1,"claim":"x","open":true}`, `{"_id":2,"vendorId":"v","n":2,"claim":"x","open":false}`)
	_, err := c.InsertOne(ctx, doc(t, `{"_id":3,"vendorId":"v","n":1}`))
	if !mongo.IsDuplicateKeyError(err) || !strings.Contains(err.Error(), "vendorId_1_n_1") {
		t.Errorf("got %v, want a duplicate key", err)
	}
	_, err = c.UpdateOne(ctx, doc(t, `{"_id":2}`), doc(t, `{"$set":{"open":true}}`))
	if !mongo.IsDuplicateKeyError(err) {
		t.Errorf("got %v, want a duplicate key", err)
	}
	res, err := c.InsertMany(ctx, []any{doc(t, `{"_id":4,"n":4}`), doc(t, `{"_id":1,"n":5}`), doc(t, `{"_id":5,"n":5}`)}, options.InsertMany().SetOrdered(false))
	if !mongo.IsDuplicateKeyError(err) || res == nil {
		t.Errorf("got %v, want a duplicate key of the second document", err)
	}
	if n := must(c.CountDocuments(ctx, bson.D{}))(t); n != 4 {
		t.Errorf("got %d documents, want 4", n)
	}
}

// TestUniqueElements lets one document hold a value twice in its list, and no two documents the same one.
func TestUniqueElements(t *testing.T) {
	ctx := context.Background()
	c := memory(t)
	index(t, c, `{"tags":1}`, options.Index().SetUnique(true).SetPartialFilterExpression(doc(t, `{"live":true}`)))
	put(t, c, `{"_id":1,"tags":["a","a","b"],"live":true}`, `{"_id":2,"tags":["a","b"]}`, `{"_id":3,"tags":["c"],"live":true}`)
	for what, change := range map[string]string{
		"an element that another has": `{"$push":{"tags":"b"}}`,
		"nested":                      `{"$set":{"tags":["x",["a"],"a"]}}`,
	} {
		if _, err := c.UpdateOne(ctx, doc(t, `{"_id":3}`), doc(t, change)); !mongo.IsDuplicateKeyError(err) {
			t.Errorf("%s: got %v, want a duplicate key", what, err)
		}
	}
	must(c.UpdateOne(ctx, doc(t, `{"_id":3}`), doc(t, `{"$push":{"tags":{"$each":["c","d"]}}}`)))(t)
	if _, err := c.UpdateOne(ctx, doc(t, `{"_id":2}`), doc(t, `{"$set":{"live":true}}`)); !mongo.IsDuplicateKeyError(err) {
		t.Errorf("coming into the index: got %v, want a duplicate key", err)
	}
	must(c.UpdateOne(ctx, doc(t, `{"_id":1}`), doc(t, `{"$unset":{"live":1}}`)))(t)
	must(c.UpdateOne(ctx, doc(t, `{"_id":2}`), doc(t, `{"$set":{"live":true}}`)))(t)
}

// TestExaminedDocuments are the figures by which a slow query is found: what a scan, an index and a condition beside it look at.
func TestExaminedDocuments(t *testing.T) {
	c := memory(t)
	index(t, c, `{"a":1}`, nil)
	for i := range 30 {
		put(t, c, fmt.Sprintf(`{"_id":%d,"a":%d,"b":%d}`, i, i%3, i%2))
	}
	for _, tt := range []struct {
		find                 string
		keys, docs, returned int64
	}{
		{`{"filter":{"b":1}}`, 0, 30, 15},
		{`{"filter":{"a":1}}`, 10, 10, 10},
		{`{"filter":{"a":1,"b":1}}`, 10, 10, 5},
		{`{"filter":{"a":{"$in":[0,2]}}}`, 20, 20, 20},
		{`{"filter":{"_id":{"$in":[3,5,99]}}}`, 2, 2, 2},
		{`{"filter":{"a":1},"limit":4}`, 4, 4, 4},
		{`{"filter":{"a":7}}`, 0, 0, 0},
	} {
		t.Run(tt.find, func(t *testing.T) {
			_, keys, docs, returned := explain(t, c, tt.find)
			equal(t, "keys, documents, returned", fmt.Sprint(keys, docs, returned), fmt.Sprint(tt.keys, tt.docs, tt.returned))
		})
	}
}

func TestIndexCatalog(t *testing.T) {
	ctx := context.Background()
	c := memory(t)
	index(t, c, `{"a":1}`, nil)
	index(t, c, `{"a":1}`, nil)
	index(t, c, `{"d":1}`, options.Index().SetExpireAfterSeconds(60))
	_, err := c.Indexes().CreateOne(ctx, mongo.IndexModel{Keys: doc(t, `{"a":1}`), Options: options.Index().SetUnique(true)})
	if !code(err, 86) {
		t.Errorf("got %v, want other options under the same name refused", err)
	}
	_, err = c.Indexes().CreateOne(ctx, mongo.IndexModel{Keys: doc(t, `{"a":1}`), Options: options.Index().SetName("other")})
	if !code(err, 85) {
		t.Errorf("got %v, want the same key under another name refused", err)
	}
	var names []string
	for _, s := range must(c.Indexes().ListSpecifications(ctx))(t) {
		names = append(names, s.Name)
	}
	if want := []string{"_id_", "a_1", "d_1"}; !slices.Equal(names, want) {
		t.Errorf("got %v, want %v", names, want)
	}
	if err := c.Indexes().DropOne(ctx, "a_1"); err != nil {
		t.Error(err)
	}
	if err := c.Indexes().DropOne(ctx, "a_1"); !code(err, 27) {
		t.Errorf("got %v, want index not found", err)
	}
	if names := must(c.Database().ListCollectionNames(ctx, bson.D{}))(t); !slices.Equal(names, []string{"things"}) {
		t.Errorf("got %v, want one collection", names)
	}
	if err := c.Database().CreateCollection(ctx, "things"); !code(err, 48) {
		t.Errorf("got %v, want namespace exists", err)
	}
	if err := c.Drop(ctx); err != nil {
		t.Error(err)
	}
	if got := all(t, must(c.Indexes().List(ctx))(t), nil); len(got) != 0 {
		t.Errorf("got %v, want no index of a missing collection", got)
	}
}
