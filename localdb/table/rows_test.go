package table_test

import (
	"maps"
	"slices"
	"testing"

	"go.mongodb.org/mongo-driver/bson"
	"pgregory.net/rapid"

	"partnerhub/localdb/table"
)

// TestDocumentsByNumber puts and deletes documents under numbers that are close to
// each other and far apart, and compares every version with a plain map.
func TestDocumentsByNumber(t *testing.T) {
	number := rapid.OneOf(rapid.Uint64Range(1, 70), rapid.Uint64Range(1000, 1100), rapid.Uint64Range(1<<30, 1<<30+40), rapid.Just(uint64(1<<64-1)))
	rapid.Check(t, func(t *rapid.T) {
		tab := table.New("test.things", 1)
		want := map[uint64]int32{}
		old, oldWant := table.New("test.things", 1), map[uint64]int32{}
		for i := range rapid.Int32Range(1, 80).Draw(t, "writes") {
			switch id := number.Draw(t, "number"); rapid.IntRange(0, 5).Draw(t, "kind") {
			case 0, 1:
				delete(want, id)
				tab.Unload(id)
			case 2:
				old, oldWant = tab, maps.Clone(want)
				tab = tab.Fork()
			default:
				want[id] = i
				tab.Load(id, row(i, i))
			}
		}
		compareRows(t, tab, want)
		compareRows(t, old, oldWant)
	})
}

// TestAnIndexCatchesUpAcrossNumbers adopts an index of an earlier version after the
// numbers have outgrown it, or all documents have gone.
func TestAnIndexCatchesUpAcrossNumbers(t *testing.T) {
	for _, c := range []struct {
		name          string
		before, after []uint64
	}{
		{"growing", []uint64{1, 2}, []uint64{1, 2, 40, 5000, 1 << 40}},
		{"shrinking", []uint64{1, 40, 1 << 40}, []uint64{40}},
		{"emptied", []uint64{3, 1 << 20}, nil},
		{"new", nil, []uint64{1 << 20}},
	} {
		t.Run(c.name, func(t *testing.T) {
			tab := table.New("test.things", 1)
			for _, id := range c.before {
				if err := tab.Put(id, row(int32(id%9999), 1)); err != nil {
					t.Fatal(err)
				}
			}
			prepared, err := tab.Prepare(spec(t, bson.D{{Key: "a", Value: int32(1)}}, false), goOn)
			if err != nil {
				t.Fatal(err)
			}
			next := tab.Fork()
			settle(t, next, c.before, c.after)
			if _, err := next.Adopt(prepared); err != nil {
				t.Fatal(err)
			}
			if got, want := next.Indexes()[1].Len(), len(c.after); got != want {
				t.Errorf("got %d keys, want %d", got, want)
			}
		})
	}
}

// settle makes a table hold the documents of the numbers after instead of before.
func settle(t *testing.T, tab *table.Table, before, after []uint64) {
	t.Helper()
	for _, id := range before {
		if !slices.Contains(after, id) {
			if err := tab.Delete(id); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, id := range after {
		if err := tab.Put(id, row(int32(id%9999), 2)); err != nil {
			t.Fatal(err)
		}
	}
}

func compareRows(t *rapid.T, tab *table.Table, want map[uint64]int32) {
	var ids []uint64
	for rows := tab.Rows(); rows.Next(); {
		id := rows.Row().ID
		ids = append(ids, id)
		n, _ := rows.Row().Doc.Get("a").Int()
		if d, ok := tab.Get(id); !ok || int32(n) != want[id] || &d[0] != &rows.Row().Doc[0] {
			t.Fatalf("number %d: got %d, want %d", id, n, want[id])
		}
	}
	if got, want := ids, slices.Sorted(maps.Keys(want)); !slices.Equal(got, want) || tab.Len() != len(want) {
		t.Fatalf("got numbers %v (%d), want %v", got, tab.Len(), want)
	}
}
