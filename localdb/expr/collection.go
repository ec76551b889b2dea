package expr

import (
	"github.com/256dpi/lungo/bsonkit"
	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/fault"
	"partnerhub/localdb/raw"
)

func collection(name string) (operator, bool) {
	switch name {
	case "$size":
		return operator{1, 1, sizeOf}, true
	case "$in":
		return operator{2, 2, in}, true
	case "$arrayElemAt":
		return operator{2, 2, elemAt}, true
	case "$first":
		return operator{1, 1, func(a []any) (any, error) { return elemAt([]any{a[0], int32(0)}) }}, true
	case "$last":
		return operator{1, 1, func(a []any) (any, error) { return elemAt([]any{a[0], int32(-1)}) }}, true
	case "$concatArrays":
		return operator{0, -1, concatArrays}, true
	case "$setUnion":
		return operator{0, -1, setUnion}, true
	case "$isArray":
		return operator{1, 1, func(a []any) (any, error) { _, ok := a[0].(bson.A); return ok, nil }}, true
	case "$mergeObjects":
		return operator{0, -1, mergeObjects}, true
	}
	return operator{}, false
}

func sizeOf(a []any) (any, error) {
	list, ok := a[0].(bson.A)
	if !ok {
		return nil, fault.New(17124, "The argument to $size must be an array")
	}
	return int32(len(list)), nil
}

func in(a []any) (any, error) {
	list, ok := a[1].(bson.A)
	if !ok {
		return nil, fault.New(40081, "$in requires an array as a second argument")
	}
	return contains(list, a[0]), nil
}

func contains(list bson.A, v any) bool {
	for _, item := range list {
		if order(item, v) == 0 {
			return true
		}
	}
	return false
}

func elemAt(a []any) (any, error) {
	if nullish(a[0]) {
		return nil, nil
	}
	list, ok := a[0].(bson.A)
	at, whole := raw.Integer(a[1])
	if !ok || !whole {
		return nil, fault.New(28689, "$arrayElemAt needs an array and a whole number")
	}
	if at < 0 {
		at += int64(len(list))
	}
	if at < 0 || at >= int64(len(list)) {
		return bsonkit.Missing, nil
	}
	return list[at], nil
}

func concatArrays(a []any) (any, error) {
	out := bson.A{}
	for _, v := range a {
		if nullish(v) {
			return nil, nil
		}
		list, ok := v.(bson.A)
		if !ok {
			return nil, fault.New(28664, "$concatArrays only supports arrays")
		}
		out = append(out, list...)
	}
	return out, nil
}

func setUnion(a []any) (any, error) {
	joined, err := concatArrays(a)
	if err != nil || joined == nil {
		return nil, err
	}
	out := bson.A{}
	for _, v := range joined.(bson.A) {
		if !contains(out, v) {
			out = append(out, v)
		}
	}
	return out, nil
}

func mergeObjects(a []any) (any, error) {
	out := bson.D{}
	for _, v := range a {
		if nullish(v) {
			continue
		}
		d, ok := v.(bson.D)
		if !ok {
			return nil, fault.New(40400, "$mergeObjects requires object inputs")
		}
		for _, e := range d {
			out = Set(out, e.Key, e.Value)
		}
	}
	return out, nil
}

// Set replaces or appends one top-level field without changing d itself.
func Set(d bson.D, key string, v any) bson.D {
	for i, e := range d {
		if e.Key == key {
			out := append(bson.D(nil), d...)
			out[i].Value = v
			return out
		}
	}
	return append(d[:len(d):len(d)], bson.E{Key: key, Value: v})
}
