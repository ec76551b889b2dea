package localdb_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/256dpi/lungo"
	old "go.mongodb.org/mongo-driver/bson"
	oldoptions "go.mongodb.org/mongo-driver/mongo/options"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"pgregory.net/rapid"

	"partnerhub/localdb"
)

// pair is one collection in both engines.
type pair struct {
	mine    *mongo.Collection
	theirs  lungo.ICollection
	limited bool // there is a unique index
	halfway bool // an update of many documents failed at one of them
}

// v1 turns a document into one for the older driver's interface.
func v1(t *rapid.T, d bson.D) old.Raw {
	b, err := bson.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestSameAsLungo runs random commands on both engines and compares what they
// answer and what is stored afterwards.
func TestSameAsLungo(t *testing.T) {
	client, engine, err := lungo.Open(context.Background(), lungo.Options{Store: lungo.NewMemoryStore()})
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	database := connect(t, open(t, "", localdb.Options{})).Database("test")
	ctx := context.Background()
	round := 0
	rapid.Check(t, func(t *rapid.T) {
		round++
		name := fmt.Sprintf("things%d", round)
		p := &pair{database.Collection(name), client.Database("test").Collection(name), false, false}
		defer func() { _, _ = p.mine.Drop(ctx), p.theirs.Drop(ctx) }()
		if p.limited = rapid.Bool().Draw(t, "unique"); p.limited {
			p.unique(t, ctx)
		}
		for _, path := range rapid.SliceOfNDistinct(paths(), 0, 3, rapid.ID[string]).Draw(t, "indexes") {
			if _, err := p.mine.Indexes().CreateOne(ctx, mongo.IndexModel{Keys: bson.D{{Key: path, Value: 1}, {Key: "_id", Value: -1}}}); err != nil {
				t.Fatal(err)
			}
		}
		for i := range rapid.IntRange(5, 30).Draw(t, "commands") {
			p.step(t, ctx, i)
			if p.halfway {
				return // what was done until then is kept here and undone there
			}
		}
		p.stored(t, ctx)
	})
}

func (p *pair) unique(t *rapid.T, ctx context.Context) {
	key := bson.D{{Key: "c", Value: int32(1)}}
	if _, err := p.mine.Indexes().CreateOne(ctx, mongo.IndexModel{Keys: key, Options: options.Index().SetUnique(true).SetName("u")}); err != nil {
		t.Fatal(err)
	}
	_, err := p.theirs.Indexes().CreateOne(ctx, lungoIndex(t, key))
	if err != nil {
		t.Fatal(err)
	}
}

// step runs one random command on both.
func (p *pair) step(t *rapid.T, ctx context.Context, i int) {
	id := func() any { return rapid.Int32Range(0, 40).Draw(t, "id") }
	var got, want []string
	var gotErr, wantErr error
	what := rapid.SampledFrom([]string{"insert", "insert", "insert", "find", "find", "update", "update", "upsert", "replace", "delete", "count", "distinct", "modify"}).Draw(t, "command")
	switch what {
	case "insert":
		d := append(bson.D{{Key: "_id", Value: id()}}, documents().Draw(t, "document")...)
		_, gotErr = p.mine.InsertOne(ctx, d)
		_, wantErr = p.theirs.InsertOne(ctx, v1(t, d))
	case "find":
		f, s := filters(2).Draw(t, "filter"), sorts(rapid.SampledFrom([]string{"a", "b", "c", "l"}), 1).Draw(t, "sort")
		skip, limit := rapid.Int64Range(0, 2).Draw(t, "skip"), rapid.Int64Range(0, 4).Draw(t, "limit")
		got, gotErr = results(p.mine.Find(ctx, f, options.Find().SetSort(s).SetSkip(skip).SetLimit(limit)))
		want, wantErr = lungoResults(p.theirs.Find(ctx, v1(t, f), oldoptions.Find().SetSort(v1(t, s)).SetSkip(skip).SetLimit(limit)))
	case "update", "upsert":
		p.update(t, ctx, what == "upsert", id)
		return
	case "replace":
		f, d := bson.D{{Key: "_id", Value: id()}}, documents().Draw(t, "document")
		var a *mongo.UpdateResult
		a, gotErr = p.mine.ReplaceOne(ctx, f, d)
		b, err := p.theirs.ReplaceOne(ctx, v1(t, f), v1(t, d))
		if wantErr = err; gotErr == nil && err == nil {
			got, want = []string{fmt.Sprint(a.MatchedCount, a.ModifiedCount)}, []string{fmt.Sprint(b.MatchedCount, b.ModifiedCount)}
		}
	case "delete":
		f := append(filters(1).Draw(t, "filter"), bson.E{Key: "_id", Value: bson.D{{Key: "$gte", Value: id()}}})
		a, err1 := p.mine.DeleteMany(ctx, f)
		b, err2 := p.theirs.DeleteMany(ctx, v1(t, f))
		if gotErr, wantErr = err1, err2; err1 == nil && err2 == nil {
			got, want = []string{fmt.Sprint(a.DeletedCount)}, []string{fmt.Sprint(b.DeletedCount)}
		}
	case "count":
		f := filters(2).Draw(t, "filter")
		a, err1 := p.mine.CountDocuments(ctx, f)
		b, err2 := p.theirs.CountDocuments(ctx, v1(t, f))
		if gotErr, wantErr = err1, err2; err1 == nil && err2 == nil {
			got, want = []string{fmt.Sprint(a)}, []string{fmt.Sprint(b)}
		}
	case "distinct":
		got, want, gotErr, wantErr = p.distinct(t, ctx)
	case "modify":
		got, want, gotErr, wantErr = p.modify(t, ctx)
	}
	same(t, what, got, want, gotErr, wantErr)
}

func same(t *rapid.T, what string, got, want []string, gotErr, wantErr error) {
	if (gotErr != nil) != (wantErr != nil) || !slices.Equal(got, want) {
		t.Fatalf("%s\nmine   %v %v\ntheirs %v %v", what, got, gotErr, want, wantErr)
	}
	if gotErr != nil && mongo.IsDuplicateKeyError(gotErr) != strings.Contains(wantErr.Error(), "duplicate") {
		t.Fatalf("%s\nmine   %v\ntheirs %v", what, gotErr, wantErr)
	}
}

func (p *pair) update(t *rapid.T, ctx context.Context, upsert bool, id func() any) {
	f, many := bson.D{{Key: "_id", Value: id()}}, !p.limited && rapid.Bool().Draw(t, "many")
	if !upsert && many && rapid.Bool().Draw(t, "by filter") {
		f = append(bson.D{{Key: "_id", Value: bson.D{{Key: "$gte", Value: id()}}}}, filters(1).Draw(t, "filter")...)
	}
	u := updates().Draw(t, "update")
	var got, want []string
	a, err1 := p.change(ctx, many, f, u, upsert)
	b, err2 := p.theirChange(t, ctx, many, f, u, upsert)
	p.halfway = many && err1 != nil
	if err1 == nil && err2 == nil {
		got = []string{fmt.Sprint(a.MatchedCount, a.ModifiedCount, a.UpsertedCount, a.UpsertedID)}
		want = []string{fmt.Sprint(b.MatchedCount, b.ModifiedCount, b.UpsertedCount, b.UpsertedID)}
	}
	same(t, fmt.Sprintf("update %v %v upsert %v", f, u, upsert), got, want, err1, err2)
}

func (p *pair) change(ctx context.Context, many bool, f, u bson.D, upsert bool) (*mongo.UpdateResult, error) {
	if many {
		return p.mine.UpdateMany(ctx, f, u, options.UpdateMany().SetUpsert(upsert))
	}
	return p.mine.UpdateOne(ctx, f, u, options.UpdateOne().SetUpsert(upsert))
}

func (p *pair) distinct(t *rapid.T, ctx context.Context) (got, want []string, err1, err2 error) {
	path, f := paths().Draw(t, "path"), filters(1).Draw(t, "filter")
	var mine bson.A
	err1 = p.mine.Distinct(ctx, path, f).Decode(&mine)
	theirs, err2 := p.theirs.Distinct(ctx, path, v1(t, f))
	if err1 != nil || err2 != nil {
		return nil, nil, err1, err2
	}
	// Which of several equal numbers stands for all of them is not specified.
	return []string{fmt.Sprint(len(mine))}, []string{fmt.Sprint(len(theirs))}, nil, nil
}

func (p *pair) modify(t *rapid.T, ctx context.Context) (got, want []string, err1, err2 error) {
	f, u := filters(1).Draw(t, "filter"), updates().Draw(t, "update")
	s := sorts(rapid.SampledFrom([]string{"a", "b"}), 1).Draw(t, "sort")
	var mine bson.D
	err1 = p.mine.FindOneAndUpdate(ctx, f, u, options.FindOneAndUpdate().SetSort(s).SetReturnDocument(options.After)).Decode(&mine)
	b, err2 := p.theirs.FindOneAndUpdate(ctx, v1(t, f), v1(t, u), oldoptions.FindOneAndUpdate().SetSort(v1(t, s)).SetReturnDocument(oldoptions.After)).DecodeBytes()
	if err1 != nil || err2 != nil {
		return nil, nil, err1, err2
	}
	a, err := bson.MarshalExtJSON(mine, true, false)
	if err != nil {
		t.Fatal(err)
	}
	return []string{string(a)}, []string{lungoText(t, b)}, nil, nil
}

// stored compares everything that is in both collections.
func (p *pair) stored(t *rapid.T, ctx context.Context) {
	order := bson.D{{Key: "_id", Value: int32(1)}}
	got, gotErr := results(p.mine.Find(ctx, bson.D{}, options.Find().SetSort(order)))
	want, wantErr := lungoResults(p.theirs.Find(ctx, old.D{}, oldoptions.Find().SetSort(v1(t, order))))
	same(t, "stored", got, want, gotErr, wantErr)
}
