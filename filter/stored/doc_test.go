package stored_test

import (
	"reflect"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"pgregory.net/rapid"

	"partnerhub/filter/stored"
)

// Whatever a document holds, Get, Find and a Shape answer what the driver's own reader answers, and a document that ends early
// reads as one.
func TestDocumentsAreReadAsTheDriverReads(t *testing.T) {
	names := []string{"a", "ab", "abc", "_id", "name of eight", "sixteen letters!", "a name that is longer than two words of eight", "é"}
	rapid.Check(t, func(rt *rapid.T) {
		d := bson.D{}
		for _, name := range rapid.Permutation(names).Draw(rt, "names")[:rapid.IntRange(0, len(names)).Draw(rt, "fields")] {
			d = append(d, bson.E{Key: name, Value: anyValue(rt)})
		}
		raw, err := bson.Marshal(d)
		if err != nil {
			rt.Fatal(err)
		}
		shape, err := stored.NewShape(names)
		if err != nil {
			rt.Fatal(err)
		}
		slots := make([]stored.Value, len(names))
		if !shape.Read(raw, slots) {
			rt.Fatalf("no document: %v", d)
		}
		for i, name := range names {
			want, _ := bson.Raw(raw).Lookup(name).StringValueOK()
			got, _ := stored.Doc(raw).Get(name).Text()
			slot, _ := slots[i].Text()
			if string(got) != want || string(slot) != want {
				rt.Fatalf("%s of %v: got %q and %q, want %q", name, d, got, slot, want)
			}
		}
		short := stored.Doc(raw[:rapid.IntRange(0, len(raw)).Draw(rt, "short")])
		for _, name := range names {
			if v := short.Get(name); !v.Absent() && bson.Raw(raw).Lookup(name).IsZero() {
				rt.Fatalf("%s was found in %v, cut to %d bytes", name, d, len(short))
			}
		}
	})
}

// TestFieldsAreFoundInOneWalk: expected or not, in whatever order and however often, of documents with a name that comes twice and
// ones that are cut off, Fields answers what Get does.
func TestFieldsAreFoundInOneWalk(t *testing.T) {
	names := []string{"a", "ab", "abc", "_id", "name of eight", "é", "missing"}
	for i := range 20 {
		names = append(names, strings.Repeat("x", i+4))
	}
	rapid.Check(t, func(rt *rapid.T) {
		var f stored.Fields
		for _, name := range rapid.SliceOf(rapid.SampledFrom(names)).Draw(rt, "expected") {
			f.Expect(name)
		}
		for range 3 {
			d := bson.D{}
			for _, name := range rapid.SliceOf(rapid.SampledFrom(names[:len(names)-1])).Draw(rt, "fields") {
				d = append(d, bson.E{Key: name, Value: anyValue(rt)})
			}
			raw, err := bson.Marshal(d)
			if err != nil {
				rt.Fatal(err)
			}
			doc := stored.Doc(raw[:rapid.SampledFrom([]int{len(raw), len(raw), rapid.IntRange(0, len(raw)).Draw(rt, "short")}).Draw(rt, "length")])
			f.Begin(doc)
			for _, name := range rapid.SliceOf(rapid.SampledFrom(names)).Draw(rt, "asked") {
				if got, want := f.Get(name), doc.Get(name); !reflect.DeepEqual(got, want) {
					rt.Fatalf("%s of %v: got %v, want %v", name, d, got, want)
				}
			}
		}
	})
}

func anyValue(t *rapid.T) any {
	return rapid.SampledFrom([]any{"", "text", strings.Repeat("long ", 9), int32(1), int64(2), true, nil, 1.5, bson.D{{Key: "a", Value: "inner"}},
		bson.A{"a", bson.D{{Key: "ab", Value: "x"}}}, bson.NewObjectID(), bson.DateTime(7)}).Draw(t, "value")
}
