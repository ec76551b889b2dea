package query

import (
	"bytes"
	"math"

	"github.com/256dpi/lungo/bsonkit"
	"github.com/256dpi/lungo/mongokit"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"partnerhub/localdb/key"
	"partnerhub/localdb/raw"
)

// order compares two values as an index does. The library's own comparison is
// faster and agrees with it on everything but decimals.
func order(a, b any) int {
	_, x := a.(primitive.Decimal128)
	_, y := b.(primitive.Decimal128)
	if !x && !y {
		return bsonkit.Compare(a, b)
	}
	return bytes.Compare(keyOf(a), keyOf(b))
}

func keyOf(v any) []byte {
	if v == bsonkit.Missing {
		v = nil
	}
	return key.Append(nil, raw.EncodeValue(v))
}

// isNaN reports the values that are numbers by type and by nothing else.
func isNaN(v any) bool {
	switch v := v.(type) {
	case float64:
		return math.IsNaN(v)
	case primitive.Decimal128:
		return v.IsNaN()
	}
	return false
}

// Compares reports whether a value fulfils $eq, $gt, $gte, $lt or $lte. Only
// values of one class compare, and not-a-number is neither above nor below
// anything.
func Compares(op string, field, v any) bool {
	class, _ := bsonkit.Inspect(v)
	if c, _ := bsonkit.Inspect(field); c != class {
		return false
	}
	n := order(field, v)
	if n != 0 && (isNaN(v) || isNaN(field)) {
		return false
	}
	return fits(op, n)
}

func matchComparison(_ mongokit.Context, doc bsonkit.Doc, op, path string, v any) error {
	return unwind(doc, path, func(field any) bool { return Compares(op, field, v) })
}

// fits reports whether a comparison fulfils an operator.
func fits(op string, n int) bool {
	switch op {
	case "$gt":
		return n > 0
	case "$gte":
		return n >= 0
	case "$lt":
		return n < 0
	case "$lte":
		return n <= 0
	}
	return n == 0
}

func matchNe(ctx mongokit.Context, doc bsonkit.Doc, _, path string, v any) error {
	return negate(matchComparison(ctx, doc, "$eq", path, v))
}
