package query_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"pgregory.net/rapid"

	"partnerhub/localdb/query"
	"partnerhub/localdb/raw"
)

// TestPlainUpdatesAreThoseOfTheLibrary: an update on the bytes gives the same document as the library gives, or the same refusal.
func TestPlainUpdatesAreThoseOfTheLibrary(t *testing.T) {
	language := query.NewLanguage()
	every, err := language.Filter(raw.Empty())
	if err != nil {
		t.Fatal(err)
	}
	numbers := rapid.SampledFrom([]any{int64(1), int64(-7), int64(1 << 62), int64(1<<63 - 1), int32(3), 1.5, "a"})
	names := rapid.SampledFrom([]string{"a", "b", "c", "d", "a.x", "_id", "0", "", "a.$[]"})
	plain := 0
	rapid.Check(t, func(t *rapid.T) {
		doc := bson.D{{Key: "_id", Value: int64(1)}}
		for _, name := range []string{"a", "b", "c", "a"} {
			switch rapid.IntRange(0, 4).Draw(t, name) {
			case 0, 1:
				doc = append(doc, bson.E{Key: name, Value: numbers.Draw(t, "number")})
			case 2:
				doc = append(doc, bson.E{Key: name, Value: value().Draw(t, "value")})
			}
		}
		var update bson.D
		for _, op := range rapid.SliceOfN(rapid.SampledFrom([]string{"$set", "$inc", "$max", "$unset"}), 1, 3).Draw(t, "operators") {
			var body bson.D
			for _, name := range rapid.SliceOfN(names, 0, 3).Draw(t, op) {
				v := numbers.Draw(t, "number")
				if op == "$set" {
					v = value().Draw(t, "value")
				}
				body = append(body, bson.E{Key: name, Value: v})
			}
			update = append(update, bson.E{Key: op, Value: body})
		}
		apply := func(change func(*query.Update)) (raw.Doc, string) {
			u, err := language.Update(every, raw.Encode(update), nil, time.Time{})
			if err != nil {
				return nil, "refused" // of two conflicts either one is told
			}
			if change(u); u.IsPlain() {
				plain++
			}
			d, err := u.Apply(raw.Encode(doc))
			return d, fmt.Sprint(err)
		}
		got, refusal := apply(func(*query.Update) {})
		want, refused := apply((*query.Update).ByLibrary)
		if !bytes.Equal(got, want) || refusal != refused {
			t.Fatalf("%v of %v:\n got %v %s\nwant %v %s", update, doc, got.Decode(), refusal, want.Decode(), refused)
		}
	})
	if plain == 0 {
		t.Error("no update was plain")
	}
}
