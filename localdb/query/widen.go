package query

import (
	"math"
	"strings"

	"github.com/256dpi/lungo/bsonkit"
	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/fault"
	"partnerhub/localdb/raw"
)

// widen returns the operators with the amounts of $inc and $mul in 64 bits
// where 32 would overflow, because the library wraps around and MongoDB grows.
// An overflow of 64 bits is an error.
func widen(doc, operators bson.D) (bson.D, error) {
	out := operators
	for i, op := range operators {
		if op.Key != "$inc" && op.Key != "$mul" {
			continue
		}
		body, err := widenBody(doc, op.Key, op.Value.(bson.D))
		if err != nil {
			return nil, err
		}
		out = append(append(out[:i:i], bson.E{Key: op.Key, Value: body}), out[i+1:]...)
	}
	return out, nil
}

func widenBody(doc bson.D, op string, body bson.D) (bson.D, error) {
	out := make(bson.D, len(body))
	for i, c := range body {
		out[i] = c
		if strings.Contains(c.Key, "$") {
			continue // array positions are resolved by the library
		}
		old, ok1 := raw.Integer(bsonkit.Get(&doc, c.Key))
		by, ok2 := raw.Integer(c.Value)
		if !ok1 || !ok2 {
			continue
		}
		result, fits := compute(op, old, by)
		if !fits {
			return nil, fault.New(fault.BadValue, "Failed to apply %s operations to current value for '%s': integer overflow", op, c.Key)
		}
		if result < math.MinInt32 || result > math.MaxInt32 {
			out[i].Value = by
		}
	}
	return out, nil
}

// compute returns the result and whether 64 bits hold it.
func compute(op string, a, b int64) (int64, bool) {
	if op == "$inc" {
		sum := a + b
		return sum, (b >= 0) == (sum >= a)
	}
	if a == 0 || b == 0 {
		return 0, true
	}
	product := a * b
	return product, product/b == a && (a != -1 || b != math.MinInt64)
}
