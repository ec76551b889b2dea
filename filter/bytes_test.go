package filter_test

import (
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"pgregory.net/rapid"

	"partnerhub/filter"
	"partnerhub/filter/stored"
)

// bytesOf is the thing as a store keeps it.
func bytesOf(t interface{ Fatal(...any) }, v any) filter.Doc { return filter.Stored(storedAs(t, v)) }

func storedAs(t interface{ Fatal(...any) }, v any) stored.Doc {
	b, err := bson.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
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
			if got := readTwice(t, c, drawCond(t, 1), d, drawThing(t)); got != want {
				t.Fatalf("%v of %+v, by a reader: got %t, want %t", c, d, got, want)
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

// readTwice decides by a reader that may know of the condition, before and after another document.
func readTwice(t *rapid.T, c, other filter.Cond, d, before *thing) bool {
	var r filter.Reader
	for _, expected := range rapid.SampledFrom([][]filter.Cond{nil, {c}, {other}, {other, c}}).Draw(t, "expected") {
		r.Expect(&expected)
	}
	c.Match(r.Doc(storedAs(t, before)))
	doc := storedAs(t, d)
	got := c.Match(r.Doc(doc))
	other.Match(r.Doc(doc))
	if again := c.Match(r.Doc(doc)); again != got {
		t.Fatalf("%v of %+v: once %t, once %t", c, d, got, again)
	}
	return got
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
	r, doc := new(filter.Reader), storedAs(t, sample())
	r.Expect(&c)
	if n := testing.AllocsPerRun(100, func() { c.Match(r.Doc(doc)) }); n != 0 {
		t.Errorf("by a reader: got %v allocations, want 0", n)
	}
}
