package store

import (
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"

	"partnerhub/filter/stored"
)

// BytesOf is a document with one field, a value of ours in the form in which records are stored.
func BytesOf(field string, v any) (stored.Doc, error) {
	raw, err := bson.Marshal(bson.D{{Key: field, Value: v}})
	if err != nil {
		return nil, fmt.Errorf("store: writing %s down: %w", field, err)
	}
	return stored.Doc(raw), nil
}
