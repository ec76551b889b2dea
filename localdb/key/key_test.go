package key_test

import (
	"bytes"
	"math"
	"testing"

	"github.com/256dpi/lungo/bsonkit"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"
	"pgregory.net/rapid"

	"partnerhub/localdb/key"
	"partnerhub/localdb/raw"
)

func decimal(text string) primitive.Decimal128 {
	d, _ := primitive.ParseDecimal128(text)
	return d
}

// TestOrder lists values in MongoDB's order.
func TestOrder(t *testing.T) {
	ordered := []any{
		nil, math.NaN(), math.Inf(-1), decimal("-1E+400"), -math.MaxFloat64, int64(math.MinInt64), int64(math.MinInt64) + 1,
		int64(-1<<53) - 1, int32(-1), decimal("-0.1"), -math.SmallestNonzeroFloat64, decimal("-1E-6000"), int32(0), decimal("1E-6000"),
		math.SmallestNonzeroFloat64, decimal("0.1"), decimal("0.10000000000000000001"), 0.5, int32(1), decimal("1.000000001"), int64(1 << 53), int64(1<<53) + 1,
		int64(1<<53) + 3, int64(math.MaxInt64) - 1, int64(math.MaxInt64), math.MaxFloat64, decimal("1E+400"), decimal("1E+6000"), math.Inf(1),
		"", "\x00", "\x00a", "a", "a\x00", "a\x00b", "aa", "b", "ä",
		bson.D{}, bson.D{{Key: "a", Value: int32(1)}}, bson.D{{Key: "a", Value: int32(1)}, {Key: "b", Value: nil}}, bson.D{{Key: "a", Value: int32(2)}}, bson.D{{Key: "b", Value: int32(0)}},
		bson.A{}, bson.A{int32(1)}, bson.A{int32(1), int32(1)}, bson.A{int32(2)},
		primitive.Binary{Data: []byte{9}}, primitive.Binary{Data: []byte{1, 1}}, primitive.Binary{Data: []byte{1, 1}, Subtype: 4},
		primitive.ObjectID{1}, primitive.ObjectID{2}, false, true, primitive.DateTime(-5), primitive.DateTime(0), primitive.DateTime(5),
		primitive.Timestamp{T: 1, I: 9}, primitive.Timestamp{T: 2}, primitive.Regex{Pattern: "a"}, primitive.Regex{Pattern: "a", Options: "i"}, primitive.Regex{Pattern: "b"},
	}
	for i := range ordered {
		for j := range ordered {
			got := bytes.Compare(encode(ordered[i]), encode(ordered[j]))
			if want := compareInts(i, j); got != want {
				t.Errorf("%v and %v compare as %d, want %d", ordered[i], ordered[j], got, want)
			}
		}
	}
}

func compareInts(a, b int) int {
	return bsonkit.Compare(int64(a), int64(b))
}

func encode(v any) []byte { return key.Append(nil, raw.EncodeValue(v)) }

func TestEqualNumbers(t *testing.T) {
	for _, group := range [][]any{
		{int32(0), int64(0), 0.0, math.Copysign(0, -1), decimal("0"), decimal("0E+3")},
		{int32(7), int64(7), 7.0, decimal("7"), decimal("7.00")},
		{0.1, decimal("0.1")},
		{math.NaN(), decimal("NaN")},
		{math.Inf(1), decimal("Infinity")},
	} {
		for _, v := range group {
			if !bytes.Equal(encode(v), encode(group[0])) {
				t.Errorf("%T %v and %T %v are different keys", v, v, group[0], group[0])
			}
		}
	}
}

// TestNoKeyIsAPrefix: joined keys compare column by column only if no key is the
// beginning of another.
func TestNoKeyIsAPrefix(t *testing.T) {
	values := rapid.OneOf(
		rapid.Map(rapid.Int64(), func(n int64) any { return n }),
		rapid.Map(rapid.Float64(), func(f float64) any { return f }),
		rapid.Map(rapid.String(), func(s string) any { return s }),
		rapid.Map(rapid.SliceOf(rapid.Int32()), func(l []int32) any {
			a := bson.A{}
			for _, n := range l {
				a = append(a, n)
			}
			return a
		}),
		rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) any { return primitive.Binary{Data: b} }),
	)
	rapid.Check(t, func(t *rapid.T) {
		a, b := values.Draw(t, "a"), values.Draw(t, "b")
		x, y := encode(a), encode(b)
		if got, want := bytes.Compare(x, y), bsonkit.Compare(a, b); got != want {
			t.Fatalf("%v and %v compare as %d, want %d", a, b, got, want)
		}
		if !bytes.Equal(x, y) && (bytes.HasPrefix(x, y) || bytes.HasPrefix(y, x)) {
			t.Fatalf("one of %x and %x begins with the other", x, y)
		}
	})
}

func TestColumns(t *testing.T) {
	columns := func(paths ...string) (out []key.Column) {
		for _, p := range paths {
			out = append(out, key.NewColumn(p, false))
		}
		return out
	}
	for _, tt := range []struct {
		name  string
		doc   bson.D
		paths []string
		keys  int
		multi uint64
		ok    bool
	}{
		{"plain", bson.D{{Key: "a", Value: int32(1)}}, []string{"a", "b"}, 1, 0, true},
		{"array", bson.D{{Key: "a", Value: bson.A{int32(1), int32(2), int32(1)}}}, []string{"a", "b"}, 2, 1, true},
		{"empty array", bson.D{{Key: "a", Value: bson.A{}}}, []string{"b", "a"}, 1, 2, true},
		{"array of documents", bson.D{{Key: "a", Value: bson.A{bson.D{{Key: "x", Value: int32(1)}, {Key: "y", Value: int32(2)}}, bson.D{{Key: "x", Value: int32(3)}}}}}, []string{"a.x", "a.y"}, 2, 3, true},
		{"array in array", bson.D{{Key: "a", Value: bson.A{bson.A{int32(1), int32(2)}, int32(3)}}}, []string{"a"}, 2, 1, true},
		{"position", bson.D{{Key: "a", Value: bson.A{int32(1), int32(2)}}}, []string{"a.1"}, 1, 0, true},
		{"parallel arrays", bson.D{{Key: "a", Value: bson.A{int32(1)}}, {Key: "b", Value: bson.A{int32(1)}}}, []string{"a", "b"}, 0, 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			set, err := key.Of(raw.Encode(tt.doc), columns(tt.paths...))
			if (err == nil) != tt.ok {
				t.Fatalf("got %v, want success %v", err, tt.ok)
			}
			if err == nil && (len(set.Keys) != tt.keys || set.Multi != tt.multi) {
				t.Errorf("got %d keys and arrays %b, want %d and %b", len(set.Keys), set.Multi, tt.keys, tt.multi)
			}
		})
	}
}
