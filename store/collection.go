package store

import (
	"go.mongodb.org/mongo-driver/v2/mongo"

	"partnerhub/authz"
	"partnerhub/model"
)

// Collection keeps the records of one noun. Every read and write takes the grant that allows it.
type Collection[T any] struct {
	store *Store
	kind  model.Kind
	coll  *mongo.Collection
}

func collectionOf[T any](s *Store, kind model.Kind, name string) *Collection[T] {
	return &Collection[T]{store: s, kind: kind, coll: s.db.Collection(name)}
}

// closed is true for a grant that gives no row here: an empty one, or one of another kind.
func (c *Collection[T]) closed(g authz.Grant) bool { return g.Empty() || g.Kind() != c.kind }

// noun is the record as every collection needs it.
func noun[T any](doc *T) model.Noun { return any(doc).(model.Noun) }
