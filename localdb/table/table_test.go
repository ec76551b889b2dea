package table_test

import (
	"fmt"
	"testing"

	"go.mongodb.org/mongo-driver/bson"
	"pgregory.net/rapid"

	"partnerhub/localdb/query"
	"partnerhub/localdb/raw"
	"partnerhub/localdb/table"
)

// spec is an index on one field.
func spec(t testing.TB, key bson.D, unique bool) table.Spec {
	t.Helper()
	d := bson.D{{Key: "key", Value: key}, {Key: "name", Value: "test"}, {Key: "unique", Value: unique}}
	s, err := table.ParseSpec(query.NewLanguage(), raw.Encode(d))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

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
