package expr

import (
	"strings"

	"github.com/256dpi/lungo/bsonkit"
	"go.mongodb.org/mongo-driver/bson"
)

// SetPath returns d with v at a dotted path; documents on the way are made, and
// an array on the way gets the value in each of its elements. A missing value
// removes the field. The input is not changed.
func SetPath(d bson.D, path string, v any) bson.D {
	name, rest, nested := strings.Cut(path, ".")
	if !nested {
		if v == bsonkit.Missing {
			return Unset(d, name)
		}
		return Set(d, name, v)
	}
	var old any = bson.D{}
	for _, e := range d {
		if e.Key == name {
			old = e.Value
		}
	}
	return Set(d, name, setInside(old, rest, v))
}

func setInside(old any, rest string, v any) any {
	switch old := old.(type) {
	case bson.D:
		return SetPath(old, rest, v)
	case bson.A:
		out := make(bson.A, len(old))
		for i, item := range old {
			out[i] = setInside(item, rest, v)
		}
		return out
	}
	return SetPath(bson.D{}, rest, v)
}

// Unset returns d without a dotted path, through arrays as well.
func Unset(d bson.D, path string) bson.D {
	name, rest, nested := strings.Cut(path, ".")
	for i, e := range d {
		if e.Key != name {
			continue
		}
		if !nested {
			return append(d[:i:i], d[i+1:]...)
		}
		return Set(d, name, unsetInside(e.Value, rest))
	}
	return d
}

func unsetInside(old any, rest string) any {
	switch old := old.(type) {
	case bson.D:
		return Unset(old, rest)
	case bson.A:
		out := make(bson.A, len(old))
		for i, item := range old {
			out[i] = unsetInside(item, rest)
		}
		return out
	}
	return old
}
