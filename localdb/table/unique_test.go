package table_test

import (
	"slices"
	"testing"

	"go.mongodb.org/mongo-driver/bson"
	"pgregory.net/rapid"

	"partnerhub/localdb/raw"
	"partnerhub/localdb/table"
)

// TestUniqueKeysAmongLateOnes writes documents of which some take a unique key of another one, in an index that covers a part of them by
// the elements of a list, while keys of other indexes are late: a write is refused exactly where an index made of the documents
// at once would be, and then changes none of them.
func TestUniqueKeysAmongLateOnes(t *testing.T) {
	indexes := []bson.D{
		{{Key: "key", Value: bson.D{{Key: "a", Value: 1}}}, {Key: "name", Value: "a"}},
		{{Key: "key", Value: bson.D{{Key: "f", Value: 1}}}, {Key: "name", Value: "f"}, {Key: "unique", Value: true},
			{Key: "partialFilterExpression", Value: bson.D{{Key: "a", Value: bson.D{{Key: "$gte", Value: 2}}}}}},
		{{Key: "key", Value: bson.D{{Key: "a", Value: -1}, {Key: "f", Value: 1}}}, {Key: "name", Value: "af"}, {Key: "sparse", Value: true}},
	}
	refused := 0
	rapid.Check(t, func(t *rapid.T) {
		tab := table.New("test.things", 1)
		declare(t, tab, indexes)
		for range rapid.IntRange(1, 40).Draw(t, "writes") {
			switch rapid.IntRange(0, 6).Draw(t, "before") {
			case 0:
				tab = tab.Fork()
			case 1:
				tab.Gather()
			case 2:
				tab.Settle()
			}
			id := rapid.Int64Range(1, 6).Draw(t, "id")
			d := raw.Encode(bson.D{{Key: "_id", Value: id}, {Key: "a", Value: rapid.Int32Range(1, 3).Draw(t, "a")},
				{Key: "f", Value: bson.A(rapid.SliceOfN(rapid.SampledFrom([]any{"k", "m", "ma", "p", "s"}), 0, 3).Draw(t, "f"))}})
			whole := table.New(tab.Name, tab.Created)
			for rows := tab.Rows(); rows.Next(); {
				whole.Load(rows.Row().ID, rows.Row().Doc)
			}
			whole.Load(uint64(id), d)
			declare(t, whole, indexes)
			want := whole.Reindex()
			if want != nil {
				whole, refused = rebuilt(t, tab, indexes), refused+1
			}
			if got := store(tab, uint64(id), d); (got == nil) != (want == nil) {
				t.Fatalf("got %v, want %v", got, want)
			}
			x := rapid.IntRange(0, len(indexes)).Draw(t, "look")
			if got, want := keys(tab.Indexes()[x]), keys(whole.Indexes()[x]); !slices.Equal(got, want) {
				t.Fatalf("index %d: got %q, want %q", x, got, want)
			}
		}
	})
	if refused == 0 {
		t.Error("no write was refused")
	}
}
