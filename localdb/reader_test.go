package localdb_test

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"partnerhub/localdb"
)

// TestReaderReadsWhatIsCommitted reads by ids and by a lookup between writes, and keeps
// what it has read: it must stay as it was.
func TestReaderReadsWhatIsCommitted(t *testing.T) {
	db := open(t, t.TempDir(), localdb.Options{})
	client := connect(t, db)
	c, r, ctx := client.Database("test").Collection("things"), db.Reader("test"), context.Background()
	if got := byIDs(t, r, "a"); len(got) != 0 {
		t.Fatalf("in a collection that does not exist: got %v", got)
	}
	for i, id := range []string{"a", "b\x00c", "b", ""} {
		_, err := c.InsertOne(ctx, bson.D{{Key: "_id", Value: id}, {Key: "n", Value: int64(i)}})
		succeed(t, err)
	}
	kept := byIDs(t, r, "b", "none", "", "b\x00c", "b")
	if got, want := idsOf(kept), []string{"b", "", "b\x00c", "b"}; !slices.Equal(got, want) {
		t.Fatalf("by ids: got %q, want %q", got, want)
	}
	before := bytes.Clone(kept[0])
	succeed(t, inTransaction(ctx, client, c, 9, nil, func() error {
		if got := byIDs(t, r, "b"); len(got) != 1 {
			t.Errorf("beside a transaction: got %v", got)
		}
		return nil
	}))
	_, err := c.UpdateByID(ctx, "b", bson.D{{Key: "$set", Value: bson.D{{Key: "n", Value: int64(-1)}}}})
	succeed(t, err)
	_, err = c.DeleteOne(ctx, bson.D{{Key: "_id", Value: "a"}})
	succeed(t, err)
	if !bytes.Equal(kept[0], before) {
		t.Error("a document changed after it was read")
	}
	if got, want := idsOf(lookup(t, r, 2)), []string{"b", ""}; !slices.Equal(got, want) {
		t.Errorf("a lookup: got %q, want %q", got, want)
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if err := r.ByIDs(ended, "things", []string{"b"}, func([]byte) {}); err == nil {
		t.Error("a caller that has gone got an answer")
	}
}

// lookup finds numbers of at least -1 other than 1, the least first.
func lookup(t *testing.T, r *localdb.Reader, limit int) (docs []bson.Raw) {
	t.Helper()
	where := &localdb.Where{}
	where.Compare("n", "$gte", int64(-1))
	where.Rest()
	match := func(doc []byte) bool { n, ok := bson.Raw(doc).Lookup("n").Int64OK(); return ok && n != 1 }
	succeed(t, r.Find(context.Background(), localdb.Lookup{Collection: "things", Where: where, Match: match,
		Sort: []localdb.Column{localdb.NewColumn("n", false)}, Limit: limit}, func(doc []byte) { docs = append(docs, doc) }))
	return docs
}

func byIDs(t *testing.T, r *localdb.Reader, ids ...string) (docs []bson.Raw) {
	t.Helper()
	succeed(t, r.ByIDs(context.Background(), "things", ids, func(doc []byte) { docs = append(docs, doc) }))
	return docs
}

func idsOf(docs []bson.Raw) (out []string) {
	for _, d := range docs {
		out = append(out, d.Lookup("_id").StringValue())
	}
	return out
}

func succeed(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
