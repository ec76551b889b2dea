package localdb_test

import (
	"context"

	"github.com/256dpi/lungo"
	old "go.mongodb.org/mongo-driver/bson"
	oldmongo "go.mongodb.org/mongo-driver/mongo"
	oldoptions "go.mongodb.org/mongo-driver/mongo/options"
	"go.mongodb.org/mongo-driver/v2/bson"
	"pgregory.net/rapid"
)

func lungoIndex(t *rapid.T, key bson.D) oldmongo.IndexModel {
	return oldmongo.IndexModel{Keys: v1(t, key), Options: oldoptions.Index().SetUnique(true).SetName("u")}
}

func (p *pair) theirChange(t *rapid.T, ctx context.Context, many bool, f, u bson.D, upsert bool) (*oldmongo.UpdateResult, error) {
	if many {
		return p.theirs.UpdateMany(ctx, v1(t, f), v1(t, u), oldoptions.Update().SetUpsert(upsert))
	}
	return p.theirs.UpdateOne(ctx, v1(t, f), v1(t, u), oldoptions.Update().SetUpsert(upsert))
}

// lungoResults renders what the other engine's cursor yields.
func lungoResults(cur lungo.ICursor, err error) ([]string, error) {
	if err != nil {
		return nil, err
	}
	var docs []old.D
	if err := cur.All(context.Background(), &docs); err != nil {
		return nil, err
	}
	out := make([]string, len(docs))
	for i, d := range docs {
		b, err := old.Marshal(d)
		if err != nil {
			return nil, err
		}
		var v2 bson.D
		if err := bson.Unmarshal(b, &v2); err != nil {
			return nil, err
		}
		text, err := bson.MarshalExtJSON(v2, true, false)
		if err != nil {
			return nil, err
		}
		out[i] = string(text)
	}
	return out, nil
}

func lungoText(t *rapid.T, b []byte) string {
	var d bson.D
	if err := bson.Unmarshal(b, &d); err != nil {
		t.Fatal(err)
	}
	text, err := bson.MarshalExtJSON(d, true, false)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
