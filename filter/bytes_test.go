package filter_test

import (
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"pgregory.net/rapid"

	"partnerhub/filter"
	"partnerhub/filter/stored"
)

// bytesOf is the thing as a store keeps it.
func bytesOf(t interface{ Fatal(...any) }, v any) filter.Doc {
	b, err := bson.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return filter.Stored(stored.Doc(b))
}

// TestBytesMatchAsTheStruct: a condition decides the same over a record's bytes as over the record.
func TestBytesMatchAsTheStruct(t *testing.T) {
	matched := 0
	for range 20 {
		rapid.Check(t, func(t *rapid.T) {
			d, c := drawThing(t), drawCond(t, 3)
			got, want := c.Match(bytesOf(t, d)), c.Match(filter.DocOf(d))
			if got != want {
				t.Fatalf("%v of %+v: got %t, want %t", c, d, got, want)
			}
			if want {
				matched++
			}
		})
	}
	if matched == 0 {
		t.Error("nothing ever matched")
	}
}

// TestMatchingBytesAllocatesNothing: it runs for every alternative of a grant on every row.
func TestMatchingBytesAllocatesNothing(t *testing.T) {
	d := bytesOf(t, sample())
	c := filter.AllOf(filter.Is("code", "abc"), filter.Present("part.name"), filter.NoneOf(filter.Is("count", 4)),
		filter.OneOf("tags", []string{"blue", "green"}), filter.HasElem("parts", filter.AtLeast("count", 2)), filter.AtMost("at", noon))
	if !c.Match(d) {
		t.Fatal("it does not match")
	}
	if n := testing.AllocsPerRun(100, func() { c.Match(d) }); n != 0 {
		t.Errorf("got %v allocations, want 0", n)
	}
}
