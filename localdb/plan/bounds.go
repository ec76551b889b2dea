package plan

import (
	"bytes"
	"math"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/key"
	"partnerhub/localdb/query"
	"partnerhub/localdb/raw"
	"partnerhub/localdb/table"
)

// span is a range of one column's values in ascending order: low ≤ key < high.
type span struct {
	low, high string
	point     bool
}

// bounds are the sorted spans a condition allows. Exact bounds need no further
// matching, as long as the column never met an array.
type bounds struct {
	spans []span
	exact bool
}

// boundsOf returns the bounds of a condition, false if it has none.
func boundsOf(l leaf) (bounds, bool) {
	switch l.op {
	case "$eq":
		return pointBounds(l.value)
	case "$in":
		list, ok := l.value.(bson.A)
		if !ok {
			return bounds{}, false
		}
		return pointBounds(list...)
	case "$gt", "$gte", "$lt", "$lte":
		return rangeBounds(l.op, l.value)
	case "$regex":
		return prefixBounds(l.value)
	}
	return bounds{}, false
}

// pointBounds covers equality. An array equals itself and also an element, so
// it has no single place in an index.
func pointBounds(values ...any) (bounds, bool) {
	b := bounds{exact: true, spans: make([]span, 0, len(values))}
	var room [128]byte
	for _, v := range values {
		if _, isArray := v.(bson.A); isArray || query.IsPattern(v) {
			return bounds{}, false
		}
		in := table.Prefix(appendKey(room[:0], v))
		b.spans = append(b.spans, span{low: in.Low, high: in.High, point: true})
	}
	if len(b.spans) < 2 {
		return b, true
	}
	slices.SortFunc(b.spans, func(x, y span) int { return strings.Compare(x.low, y.low) })
	b.spans = slices.Compact(b.spans)
	return b, true
}

// appendKey appends the key of a value.
func appendKey(dst []byte, v any) []byte {
	if text, ok := v.(string); ok {
		return key.AppendString(dst, text)
	}
	return key.Append(dst, raw.EncodeValue(v))
}

// rangeBounds stays within the class of the value, as comparisons do.
func rangeBounds(op string, v any) (bounds, bool) {
	if _, isArray := v.(bson.A); isArray || query.IsPattern(v) {
		return bounds{}, false
	}
	value := raw.EncodeValue(v)
	class := byte(key.ClassOf(value.Type))
	k := key.Append(nil, value)
	s := span{low: string([]byte{class}), high: string([]byte{class + 1})}
	if key.Class(class) == key.Number {
		nan := key.Append(nil, raw.EncodeValue(math.NaN()))
		if bytes.Equal(k, nan) {
			return nanBounds(op, v)
		}
		s.low = table.Successor(nan)
	}
	return s.limit(op, k), true
}

// nanBounds: not-a-number is equal to itself and not comparable to anything.
func nanBounds(op string, v any) (bounds, bool) {
	if op == "$gte" || op == "$lte" {
		return pointBounds(v)
	}
	return bounds{exact: true}, true
}

// limit cuts a span at the key of a comparison's value.
func (s span) limit(op string, k []byte) bounds {
	switch op {
	case "$gt":
		s.low = table.Successor(k)
	case "$gte":
		s.low = string(k)
	case "$lt":
		s.high = string(k)
	case "$lte":
		s.high = table.Successor(k)
	}
	if s.low >= s.high {
		return bounds{exact: true}
	}
	return bounds{spans: []span{s}, exact: true}
}

// prefixBounds covers a pattern that is anchored to a plain beginning, and the
// stored patterns, which a pattern also equals.
func prefixBounds(v any) (bounds, bool) {
	prefix, ok := query.PatternPrefix(v)
	if !ok || prefix == "" || strings.Contains(prefix, "\x00") {
		return bounds{}, false
	}
	low := append([]byte{byte(key.String)}, prefix...)
	return bounds{spans: []span{
		{low: string(low), high: table.Successor(low)},
		{low: string([]byte{byte(key.Regex)}), high: string([]byte{byte(key.Regex) + 1})},
	}}, true
}

// intersect returns what both allow.
func (b bounds) intersect(c bounds) bounds {
	out := bounds{exact: b.exact && c.exact}
	for i, j := 0, 0; i < len(b.spans) && j < len(c.spans); {
		x, y := b.spans[i], c.spans[j]
		s := span{low: max(x.low, y.low), high: min(x.high, y.high)}
		if s.low < s.high {
			s.point = s == span{low: x.low, high: x.high} && x.point || s == span{low: y.low, high: y.high} && y.point
			out.spans = append(out.spans, s)
		}
		if x.high < y.high {
			i++
		} else {
			j++
		}
	}
	return out
}

// points reports that every span is a single value.
func (b bounds) points() bool {
	for _, s := range b.spans {
		if !s.point {
			return false
		}
	}
	return true
}

// descending returns the spans as a descending column stores them, in its order.
func (b bounds) descending() []span {
	out := make([]span, len(b.spans))
	for i, s := range b.spans {
		out[len(out)-1-i] = span{low: afterInverse(s.high), high: afterInverse(s.low), point: s.point}
		if s.point {
			out[len(out)-1-i].low = inverse(s.low)
		}
	}
	return out
}

func inverse(s string) string {
	b := []byte(s)
	key.Invert(b)
	return string(b)
}

// afterInverse returns the first string above all that start with the inverse.
func afterInverse(s string) string { return table.Successor([]byte(inverse(s))) }
