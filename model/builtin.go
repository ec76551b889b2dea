package model

import (
	"encoding/json"
	"math"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
)

// MarshalInt writes a whole number.
func MarshalInt(i int) graphql.Marshaler { return graphql.MarshalInt(i) }

// UnmarshalInt reads a whole number of 32 bits, as GraphQL has it. A text is no number, even when it looks like one.
func UnmarshalInt(v any) (int, error) {
	var n int64
	var err error
	switch v := v.(type) {
	case int64: // a literal
		n = v
	case int: // a default of the schema
		n = int64(v)
	case json.Number:
		n, err = strconv.ParseInt(v.String(), 10, 64)
	case float64:
		n, err = wholeNumber(v)
	default:
		err = errNoInt
	}
	if err != nil || n < math.MinInt32 || n > math.MaxInt32 {
		return 0, errNoInt
	}
	return int(n), nil
}

var errNoInt = Errorf(CodeBadUserInput, "an Int is a whole number from -2147483648 to 2147483647")

// wholeNumber is for numbers that were read as floats; those within the range of an Int are exact.
func wholeNumber(f float64) (int64, error) {
	if f != math.Trunc(f) || math.Abs(f) > math.MaxUint32 {
		return 0, errNoInt
	}
	return int64(f), nil
}

// MarshalString writes a text.
func MarshalString(s string) graphql.Marshaler { return graphql.MarshalString(s) }

// UnmarshalString reads a text. A number is no text.
func UnmarshalString(v any) (string, error) {
	return readText(v, func(s string) (string, error) { return s, nil })
}
