package store

import (
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"

	"partnerhub/authz"
	"partnerhub/model"
)

// sightOf cuts a record down to what decides who sees it, and which of its fields. The elements are copied as they are encoded:
// nothing is decoded for it.
func sightOf(raw bson.Raw, kind model.Kind) bson.Raw {
	if len(raw) == 0 {
		return nil // it could not be encoded
	}
	deciding := authz.SightFields(kind)
	body := make([]byte, 4, len(raw))
	rest := raw[4:]
	for len(rest) > 1 {
		e := bson.RawElement(rest)
		value, err := e.ValueErr()
		if err != nil {
			break // a record that was just encoded has no broken element
		}
		key := e.Key()
		size := 1 + len(key) + 1 + len(value.Value)
		if slices.Contains(deciding, key) {
			body = append(body, rest[:size]...)
		}
		rest = rest[size:]
	}
	body = append(body, 0)
	size := len(body)
	body[0], body[1], body[2], body[3] = byte(size), byte(size>>8), byte(size>>16), byte(size>>24)
	return body
}

// decodeSight makes a record of a sight, empty but for what decides.
func decodeSight[T any](raw bson.Raw) (any, error) {
	doc := new(T)
	if err := bson.Unmarshal(raw, doc); err != nil {
		return nil, fmt.Errorf("store: decoding how a record stood: %w", err)
	}
	return doc, nil
}
