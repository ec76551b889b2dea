package pipeline

import (
	"slices"

	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/key"
	"partnerhub/localdb/raw"
)

// Set holds each of the values it is given once.
type Set struct{ values map[string]raw.Value }

// NewSet returns an empty set.
func NewSet() *Set { return &Set{values: map[string]raw.Value{}} }

// Add adds a value, whose bytes must not change afterwards.
func (s *Set) Add(v raw.Value) {
	k := key.Append(nil, v)
	if _, known := s.values[string(k)]; !known {
		s.values[string(k)] = v
	}
}

// Sorted returns the values in MongoDB's order.
func (s *Set) Sorted() bson.A {
	keys := make([]string, 0, len(s.values))
	for k := range s.values {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	out := make(bson.A, len(keys))
	for i, k := range keys {
		out[i] = s.values[k]
	}
	return out
}
