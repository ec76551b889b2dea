package table_test

import (
	"fmt"
	"slices"
	"testing"

	"go.mongodb.org/mongo-driver/bson"
	"pgregory.net/rapid"

	"partnerhub/localdb/query"
	"partnerhub/localdb/raw"
	"partnerhub/localdb/table"
)

// spec is an index on one field.
func spec(t rapid.TB, key bson.D, unique bool) table.Spec {
	t.Helper()
	d := bson.D{{Key: "key", Value: key}, {Key: "name", Value: "test"}, {Key: "unique", Value: unique}}
	s, err := table.ParseSpec(query.NewLanguage(), raw.Encode(d))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// goOn never interrupts the making of an index.
func goOn() error { return nil }

func row(id, a int32) raw.Doc {
	return raw.Encode(bson.D{{Key: "_id", Value: id}, {Key: "a", Value: a}})
}

// walk counts what an iterator yields.
func walk(x *table.Index, in table.Interval, reverse bool) (n int) {
	for it := x.Scan(in, reverse); it.Next(); {
		n++
	}
	return n
}

// TestCountIsWhatAWalkFinds compares counting with walking both ways.
func TestCountIsWhatAWalkFinds(t *testing.T) {
	tab := table.New("test.things", 1)
	if _, err := tab.Add(spec(t, bson.D{{Key: "a", Value: int32(1)}}, false)); err != nil {
		t.Fatal(err)
	}
	for i := range int32(500) {
		if err := tab.Put(uint64(i+1), row(i, i%40)); err != nil {
			t.Fatal(err)
		}
	}
	x := tab.Indexes()[1]
	var keys []string
	for it := x.Scan(table.Interval{}, false); it.Next(); {
		keys = append(keys, it.Key())
	}
	rapid.Check(t, func(t *rapid.T) {
		end := rapid.OneOf(rapid.SampledFrom(keys), rapid.Just(""), rapid.Map(rapid.SampledFrom(keys), func(k string) string { return k[:len(k)-8] }))
		in := table.Interval{Low: end.Draw(t, "low"), High: end.Draw(t, "high")}
		got, up, down := x.Count(in), walk(x, in, false), walk(x, in, true)
		if in.High != "" && in.High < in.Low {
			got, up, down = 0, 0, 0 // never asked for
		}
		if got != up || got != down {
			t.Fatalf("counted %d, walked %d up and %d down", got, up, down)
		}
	})
}

// TestForkLeavesTheOriginal changes a copy and looks at both.
func TestForkLeavesTheOriginal(t *testing.T) {
	tab := table.New("test.things", 1)
	for i := range int32(300) {
		if err := tab.Put(uint64(i+1), row(i, i)); err != nil {
			t.Fatal(err)
		}
	}
	fork := tab.Fork()
	for i := range int32(300) {
		if err := fork.Delete(uint64(i + 1)); err != nil {
			t.Fatal(err)
		}
	}
	if tab.Len() != 300 || fork.Len() != 0 || fork.Bytes != 0 || walk(tab.Indexes()[0], table.Interval{}, false) != 300 {
		t.Errorf("the original has %d documents, the fork %d in %d bytes", tab.Len(), fork.Len(), fork.Bytes)
	}
}

// TestAnArrayOfTheSameValueIsNoticed replaces a value by an array of it: no key of
// the index changes, and yet it holds arrays from then on.
func TestAnArrayOfTheSameValueIsNoticed(t *testing.T) {
	tab := table.New("test.things", 1)
	if _, err := tab.Add(spec(t, bson.D{{Key: "a", Value: int32(1)}}, false)); err != nil {
		t.Fatal(err)
	}
	for _, a := range []any{int32(7), bson.A{int32(7)}} {
		if err := tab.Put(1, raw.Encode(bson.D{{Key: "_id", Value: int32(1)}, {Key: "a", Value: a}})); err != nil {
			t.Fatal(err)
		}
	}
	if x := tab.Indexes()[1]; x.Multi != 1 || x.Len() != 1 {
		t.Errorf("got arrays in columns %b and %d keys, want 1 and 1", x.Multi, x.Len())
	}
}

// TestPutKeepsTheIndexesTrue changes documents at random and compares each index,
// a partial one among them, with one that is built of what is left.
func TestPutKeepsTheIndexesTrue(t *testing.T) {
	indexes := []bson.D{
		{{Key: "key", Value: bson.D{{Key: "a", Value: 1}}}, {Key: "name", Value: "a"}},
		{{Key: "key", Value: bson.D{{Key: "b.c", Value: -1}, {Key: "_id", Value: 1}}}, {Key: "name", Value: "bc"}},
		{{Key: "key", Value: bson.D{{Key: "b", Value: 1}}}, {Key: "name", Value: "b"}, {Key: "sparse", Value: true}},
		{{Key: "key", Value: bson.D{{Key: "_id", Value: 1}, {Key: "a", Value: 1}}}, {Key: "name", Value: "part"}, {Key: "partialFilterExpression", Value: bson.D{{Key: "d.e", Value: bson.D{{Key: "$gt", Value: 1}}}}}},
		{{Key: "key", Value: bson.D{{Key: "_id", Value: 1}, {Key: "f", Value: -1}}}, {Key: "name", Value: "idf"}},
	}
	rapid.Check(t, func(t *rapid.T) {
		tab := table.New("test.things", 1)
		declare(t, tab, indexes)
		for range rapid.IntRange(1, 60).Draw(t, "writes") {
			change(t, tab)
			switch rapid.IntRange(0, 9).Draw(t, "then") {
			case 0, 1:
				tab = tab.Fork()
			case 2, 3:
				tab.Gather()
			case 4:
				tab.Settle()
			case 5: // an index that is read while others wait
				x := tab.Indexes()[rapid.IntRange(0, len(indexes)).Draw(t, "read")]
				if got := len(keys(x)); got != x.Len() {
					t.Fatalf("%s: got %d keys, want %d", x.Name, got, x.Len())
				}
			}
		}
		fresh := rebuilt(t, tab, indexes)
		for i, x := range tab.Indexes() {
			if got, want := keys(x), keys(fresh.Indexes()[i]); !slices.Equal(got, want) {
				t.Fatalf("%s: got %q\nwant %q", x.Name, got, want)
			}
		}
	})
}

// TestAdoptCatchesUp prepares indexes of one version of a table and adds them to a
// later one.
func TestAdoptCatchesUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tab := table.New("test.things", 1)
		for range rapid.IntRange(0, 40).Draw(t, "before") {
			change(t, tab)
		}
		unique := rapid.Bool().Draw(t, "unique")
		a := spec(t, bson.D{{Key: "a", Value: int32(1)}}, unique)
		prepared, err := tab.Prepare(a, goOn)
		if err != nil {
			return // there are duplicates already
		}
		tab = tab.Fork()
		for range rapid.IntRange(0, 40).Draw(t, "after") {
			change(t, tab)
		}
		fresh := table.New("test.things", 1)
		for rows := tab.Rows(); rows.Next(); {
			fresh.Load(rows.Row().ID, rows.Row().Doc)
		}
		_, want := fresh.Add(a)
		if added, err := tab.Adopt(prepared); (err == nil) != (want == nil) || added != (want == nil) {
			t.Fatalf("got %v, %v, want %v", added, err, want)
		}
		if want == nil && (!slices.Equal(keys(tab.Indexes()[1]), keys(fresh.Indexes()[1])) || fresh.Indexes()[1].Multi&^tab.Indexes()[1].Multi != 0) {
			t.Fatalf("got %q\nwant %q", keys(tab.Indexes()[1]), keys(fresh.Indexes()[1]))
		}
	})
}

func declare(t *rapid.T, tab *table.Table, indexes []bson.D) {
	for _, d := range indexes {
		s, err := table.ParseSpec(query.NewLanguage(), raw.Encode(d))
		if err != nil {
			t.Fatal(err)
		}
		if err := tab.Declare(s); err != nil {
			t.Fatal(err)
		}
	}
}

// change puts or deletes one of a few documents, with fields in any order and with lists of texts that rise or do not.
func change(t *rapid.T, tab *table.Table) {
	id := rapid.Int32Range(1, 12).Draw(t, "id")
	if rapid.IntRange(0, 4).Draw(t, "delete") == 0 {
		if err := tab.Delete(uint64(id)); err != nil {
			t.Fatal(err)
		}
		return
	}
	n := func(name string) any {
		return rapid.SampledFrom([]any{int32(1), int32(2), 2.0, nil, bson.A{int32(1), int32(2)}, bson.A{}}).Draw(t, name)
	}
	texts := func(name string) any {
		if rapid.Bool().Draw(t, name+" is a list") {
			return bson.A(rapid.SliceOfN(rapid.SampledFrom([]any{"k", "m", "ma", "p", "s"}), 0, 4).Draw(t, name))
		}
		return n(name)
	}
	rest := bson.D{{Key: "a", Value: n("a")}, {Key: "b", Value: bson.D{{Key: "c", Value: n("c")}}}, {Key: "d", Value: bson.D{{Key: "e", Value: n("e")}}}, {Key: "f", Value: texts("f")}}
	rest = rapid.Permutation(rest).Draw(t, "order")[:rapid.IntRange(0, 4).Draw(t, "fields")]
	if err := store(tab, uint64(id), raw.Encode(append(bson.D{{Key: "_id", Value: id}}, rest...))); err != nil {
		t.Fatal(err)
	}
}

// store puts a document, a new one by way of a draft.
func store(tab *table.Table, id uint64, d raw.Doc) error {
	if _, there := tab.Get(id); there {
		return tab.Put(id, d)
	}
	return tab.PutDraft(tab.Draft(id, []raw.Doc{d})[0])
}

func keys(x *table.Index) (out []string) {
	for it := x.Scan(table.Interval{}, false); it.Next(); {
		out = append(out, it.Key())
	}
	return out
}

// TestFailedPutChangesNothing takes a unique key twice.
func TestFailedPutChangesNothing(t *testing.T) {
	tab := table.New("test.things", 1)
	if _, err := tab.Add(spec(t, bson.D{{Key: "a", Value: int32(1)}}, true)); err != nil {
		t.Fatal(err)
	}
	for i := range int32(3) {
		if err := tab.Put(uint64(i+1), row(i, i)); err != nil {
			t.Fatal(err)
		}
	}
	before := fmt.Sprint(tab.Len(), tab.Bytes, tab.Indexes()[0].Len(), tab.Indexes()[1].Len())
	if err := tab.Put(9, row(9, 1)); err == nil {
		t.Error("a taken key was accepted")
	}
	if err := tab.Put(1, row(0, 2)); err == nil {
		t.Error("a change to a taken key was accepted")
	}
	if after := fmt.Sprint(tab.Len(), tab.Bytes, tab.Indexes()[0].Len(), tab.Indexes()[1].Len()); after != before {
		t.Errorf("got %s after failures, want %s", after, before)
	}
}
