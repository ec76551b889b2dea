package model_test

import (
	"encoding/json"
	"math"
	"testing"

	"partnerhub/model"
)

func TestUnmarshalInt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		in   any
		want int
		ok   bool
	}{
		{"a literal", int64(7), 7, true},
		{"a default of the schema", 7, 7, true},
		{"a number of JSON", json.Number("-7"), -7, true},
		{"a number read as a float", float64(7), 7, true},
		{"the largest", json.Number("2147483647"), math.MaxInt32, true},
		{"the smallest", int64(math.MinInt32), math.MinInt32, true},
		{"one more", json.Number("2147483648"), 0, false},
		{"one less", int64(math.MinInt32 - 1), 0, false},
		{"more than any integer", json.Number("9223372036854775808"), 0, false},
		{"a fraction", json.Number("1.5"), 0, false},
		{"an exponent", json.Number("1e3"), 0, false},
		{"a fraction read as a float", 1.5, 0, false},
		{"not a number", math.NaN(), 0, false},
		{"infinity", math.Inf(1), 0, false},
		{"a text", "12", 0, false},
		{"a truth value", true, 0, false},
		{"nothing", nil, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := model.UnmarshalInt(c.in)
			if got != c.want || (err == nil) != c.ok {
				t.Errorf("got %d and %v, want %d and ok %v", got, err, c.want, c.ok)
			}
		})
	}
}

func TestUnmarshalString(t *testing.T) {
	t.Parallel()
	if got, err := model.UnmarshalString("12"); got != "12" || err != nil {
		t.Errorf("a text: got %q and %v", got, err)
	}
	for _, in := range []any{json.Number("12"), int64(12), 1.5, true, nil} {
		if got, err := model.UnmarshalString(in); err == nil {
			t.Errorf("%T is no text: got %q without an error", in, got)
		}
	}
}
