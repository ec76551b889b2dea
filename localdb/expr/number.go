package expr

import (
	"math"

	"github.com/256dpi/lungo/bsonkit"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"partnerhub/localdb/fault"
	"partnerhub/localdb/raw"
)

func arithmetic(name string) (operator, bool) {
	switch name {
	case "$add":
		return operator{0, -1, add}, true
	case "$multiply":
		return operator{0, -1, func(a []any) (any, error) { return fold(name, int32(1), a, bsonkit.Mul) }}, true
	case "$subtract":
		return operator{2, 2, subtract}, true
	case "$divide":
		return operator{2, 2, divide}, true
	case "$mod":
		return operator{2, 2, func(a []any) (any, error) { return pair(name, a, bsonkit.Mod) }}, true
	case "$abs":
		return operator{1, 1, float(name, math.Abs)}, true
	case "$floor":
		return operator{1, 1, float(name, math.Floor)}, true
	case "$ceil":
		return operator{1, 1, float(name, math.Ceil)}, true
	case "$sum":
		return operator{1, -1, func(a []any) (any, error) { return Sum(spread(a)), nil }}, true
	case "$avg":
		return operator{1, -1, func(a []any) (any, error) { return Avg(spread(a)), nil }}, true
	case "$min":
		return operator{1, -1, func(a []any) (any, error) { return Extreme(spread(a), -1), nil }}, true
	case "$max":
		return operator{1, -1, func(a []any) (any, error) { return Extreme(spread(a), 1), nil }}, true
	}
	return operator{}, false
}

// spread opens a single array argument, as the accumulators do in expressions.
func spread(a []any) []any {
	if len(a) == 1 {
		if list, ok := a[0].(bson.A); ok {
			return list
		}
	}
	return a
}

// IsNumber reports one of the four number types.
func IsNumber(v any) bool {
	switch v.(type) {
	case int32, int64, float64, primitive.Decimal128:
		return true
	}
	return false
}

// Plus adds two numbers in the wider of their types; whole numbers grow to 64
// bits and then to doubles instead of wrapping.
func Plus(a, b any) any {
	x, xok := raw.Integer(a)
	y, yok := raw.Integer(b)
	if !xok || !yok {
		return bsonkit.Add(a, b)
	}
	sum := x + y
	if (sum > x) != (y > 0) && y != 0 {
		return float64(x) + float64(y)
	}
	_, long1 := a.(int64)
	_, long2 := b.(int64)
	if !long1 && !long2 && sum == int64(int32(sum)) {
		return int32(sum)
	}
	return sum
}

// Sum adds the numbers among values; others count as nothing.
func Sum(values []any) any {
	var total any = int32(0)
	for _, v := range values {
		if IsNumber(v) {
			total = Plus(total, v)
		}
	}
	return total
}

// Avg returns the mean of the numbers among values, or null without any.
func Avg(values []any) any {
	n := 0
	for _, v := range values {
		if IsNumber(v) {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return Quotient(Sum(values), int64(n))
}

// Quotient divides a number by a count; decimals stay decimals.
func Quotient(total any, n int64) any {
	if d, ok := total.(primitive.Decimal128); ok {
		return decimalQuotient(d, n)
	}
	f, _ := Float(total)
	return f / float64(n)
}

// Float returns a number as a double.
func Float(v any) (float64, bool) {
	switch v := v.(type) {
	case int32:
		return float64(v), true
	case int64:
		return float64(v), true
	case float64:
		return v, true
	case primitive.Decimal128:
		return decimalFloat(v), true
	}
	return 0, false
}

// Extreme returns the least (sign -1) or greatest (sign 1) value, without null.
func Extreme(values []any, sign int) any {
	var best any
	for _, v := range values {
		if nullish(v) {
			continue
		}
		if best == nil || bsonkit.Compare(v, best)*sign > 0 {
			best = v
		}
	}
	return best
}

func add(a []any) (any, error) {
	var total any = int32(0)
	for _, v := range a {
		if nullish(v) {
			return nil, nil
		}
		t, date := total.(primitive.DateTime)
		d, isDate := v.(primitive.DateTime)
		switch {
		case isDate && !date:
			f, _ := Float(total)
			total = d + primitive.DateTime(f)
		case date && IsNumber(v):
			f, _ := Float(v)
			total = t + primitive.DateTime(f)
		case IsNumber(v):
			total = Plus(total, v)
		default:
			return nil, fault.New(fault.TypeMismatch, "$add only supports numeric or date types")
		}
	}
	return total, nil
}

func subtract(a []any) (any, error) {
	if nullish(a[0]) || nullish(a[1]) {
		return nil, nil
	}
	if d, ok := a[0].(primitive.DateTime); ok {
		if e, ok := a[1].(primitive.DateTime); ok {
			return int64(d - e), nil
		}
		f, _ := Float(a[1])
		return d - primitive.DateTime(f), nil
	}
	if !IsNumber(a[0]) || !IsNumber(a[1]) {
		return nil, fault.New(fault.TypeMismatch, "$subtract only supports numeric and date types")
	}
	return Plus(a[0], bsonkit.Mul(a[1], int32(-1))), nil
}

func divide(a []any) (any, error) {
	if nullish(a[0]) || nullish(a[1]) {
		return nil, nil
	}
	x, ok1 := Float(a[0])
	y, ok2 := Float(a[1])
	if !ok1 || !ok2 {
		return nil, fault.New(fault.TypeMismatch, "$divide only supports numeric types")
	}
	if y == 0 {
		return nil, fault.New(fault.BadValue, "can't $divide by zero")
	}
	return x / y, nil
}

func pair(name string, a []any, f func(any, any) any) (any, error) {
	if nullish(a[0]) || nullish(a[1]) {
		return nil, nil
	}
	v := f(a[0], a[1])
	if v == bsonkit.Missing {
		return nil, fault.New(fault.BadValue, "%s needs two numbers and no zero divisor", name)
	}
	return v, nil
}

func fold(name string, start any, a []any, f func(any, any) any) (any, error) {
	for _, v := range a {
		if nullish(v) {
			return nil, nil
		}
		if start = f(start, v); start == bsonkit.Missing {
			return nil, fault.New(fault.TypeMismatch, "%s only supports numeric types", name)
		}
	}
	return start, nil
}

// float applies f to a number and keeps whole numbers whole.
func float(name string, f func(float64) float64) function {
	return func(a []any) (any, error) {
		if nullish(a[0]) {
			return nil, nil
		}
		x, ok := Float(a[0])
		if !ok {
			return nil, fault.New(fault.TypeMismatch, "%s only supports numeric types", name)
		}
		switch a[0].(type) {
		case int32:
			return int32(f(x)), nil
		case int64:
			return int64(f(x)), nil
		}
		return f(x), nil
	}
}
