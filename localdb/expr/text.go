package expr

import (
	"strconv"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/bson/primitive"

	"partnerhub/localdb/fault"
)

func text(name string) (operator, bool) {
	switch name {
	case "$concat":
		return operator{0, -1, concat}, true
	case "$toLower":
		return operator{1, 1, mapped(strings.ToLower)}, true
	case "$toUpper":
		return operator{1, 1, mapped(strings.ToUpper)}, true
	case "$toString":
		return operator{1, 1, toString}, true
	case "$strLenBytes":
		return operator{1, 1, length}, true
	}
	return operator{}, false
}

func concat(a []any) (any, error) {
	var b strings.Builder
	for _, v := range a {
		if nullish(v) {
			return nil, nil
		}
		s, ok := v.(string)
		if !ok {
			return nil, fault.New(16702, "$concat only supports strings")
		}
		b.WriteString(s)
	}
	return b.String(), nil
}

func mapped(f func(string) string) function {
	return func(a []any) (any, error) {
		if nullish(a[0]) {
			return "", nil
		}
		s, err := toString(a)
		if err != nil {
			return nil, err
		}
		return f(s.(string)), nil
	}
}

func length(a []any) (any, error) {
	s, ok := a[0].(string)
	if !ok {
		return nil, fault.New(34473, "$strLenBytes requires a string argument")
	}
	return int32(len(s)), nil
}

func toString(a []any) (any, error) {
	switch v := a[0].(type) {
	case string:
		return v, nil
	case bool:
		return strconv.FormatBool(v), nil
	case int32:
		return strconv.FormatInt(int64(v), 10), nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64), nil
	case primitive.Decimal128:
		return v.String(), nil
	case primitive.ObjectID:
		return v.Hex(), nil
	case primitive.DateTime:
		return v.Time().UTC().Format("2006-01-02T15:04:05.000Z"), nil
	}
	if nullish(a[0]) {
		return nil, nil
	}
	return nil, fault.New(241, "Unsupported conversion to string in $convert")
}

func dates(name string) (operator, bool) {
	part := func(f func(time.Time) any) (operator, bool) {
		return operator{1, 1, func(a []any) (any, error) {
			if nullish(a[0]) {
				return nil, nil
			}
			d, ok := a[0].(primitive.DateTime)
			if !ok {
				return nil, fault.New(16006, "can't convert from a value that is no date")
			}
			return f(d.Time().UTC()), nil
		}}, true
	}
	switch name {
	case "$year":
		return part(func(t time.Time) any { return int32(t.Year()) })
	case "$month":
		return part(func(t time.Time) any { return int32(t.Month()) })
	case "$dayOfMonth":
		return part(func(t time.Time) any { return int32(t.Day()) })
	}
	return operator{}, false
}
