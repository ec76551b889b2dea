package query_test

import (
	"math"
	"testing"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"
	"pgregory.net/rapid"

	"partnerhub/localdb/query"
	"partnerhub/localdb/raw"
)

func value() *rapid.Generator[any] {
	decimal, _ := primitive.ParseDecimal128("1.5")
	nan, _ := primitive.ParseDecimal128("NaN")
	return rapid.SampledFrom([]any{
		nil, int32(1), int64(1), 1.0, 1.5, decimal, nan, math.NaN(), math.Inf(-1), int64(1<<53 + 1), "", "a", "a\x00", "b", true, false,
		primitive.DateTime(1), primitive.ObjectID{1}, primitive.Binary{Data: []byte{1}}, primitive.Timestamp{T: 1}, primitive.Regex{Pattern: "a"},
		bson.D{}, bson.D{{Key: "x", Value: int32(1)}}, bson.D{{Key: "x", Value: nil}}, bson.A{}, bson.A{int32(1), "a"}, bson.A{bson.D{{Key: "x", Value: int32(1)}}},
	})
}

// TestBytesAndValuesAgree matches each filter by the document's bytes and by its
// values: the short cut must not change an answer.
func TestBytesAndValuesAgree(t *testing.T) {
	language := query.NewLanguage()
	paths := rapid.SampledFrom([]string{"a", "b", "a.x", "a.x.y", "a.0"})
	leaf := rapid.Custom(func(t *rapid.T) bson.D {
		op := rapid.SampledFrom([]string{"", "$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin", "$exists", "$not"}).Draw(t, "op")
		path := paths.Draw(t, "path")
		switch op {
		case "":
			return bson.D{{Key: path, Value: value().Draw(t, "value")}}
		case "$in", "$nin":
			choices := bson.A(rapid.SliceOfN(value(), 0, 3).Draw(t, "choices"))
			if rapid.Bool().Draw(t, "many texts") {
				choices = bson.A{"a", "b", "", "ab", "k", "a\x00"}
			}
			return bson.D{{Key: path, Value: bson.D{{Key: op, Value: choices}}}}
		case "$exists":
			return bson.D{{Key: path, Value: bson.D{{Key: op, Value: rapid.Bool().Draw(t, "exists")}}}}
		case "$not":
			return bson.D{{Key: path, Value: bson.D{{Key: op, Value: bson.D{{Key: "$gt", Value: int32(0)}}}}}}
		}
		return bson.D{{Key: path, Value: bson.D{{Key: op, Value: value().Draw(t, "operand")}}}}
	})
	rapid.Check(t, func(t *rapid.T) {
		d := leaf.Draw(t, "filter")
		if rapid.Bool().Draw(t, "list") {
			op := rapid.SampledFrom([]string{"$and", "$or", "$nor"}).Draw(t, "logical")
			d = bson.D{{Key: op, Value: bson.A{d, leaf.Draw(t, "second")}}}
		}
		f, err := language.Filter(raw.Encode(d))
		if err != nil {
			t.Skip(err)
		}
		doc := bson.D{{Key: "a", Value: value().Draw(t, "a")}}
		if rapid.Bool().Draw(t, "has b") {
			doc = append(doc, bson.E{Key: "b", Value: value().Draw(t, "b")})
		}
		got, gotErr := f.Match(raw.Encode(doc))
		want, wantErr := f.MatchFields(doc)
		if got != want || (gotErr != nil) != (wantErr != nil) {
			t.Fatalf("%v matches %v by bytes: %v %v, by values: %v %v", d, doc, got, gotErr, want, wantErr)
		}
	})
}
