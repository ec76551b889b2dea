package store

import (
	"fmt"
	"reflect"
	"sync"

	"go.mongodb.org/mongo-driver/v2/mongo"

	"partnerhub/authz"
	"partnerhub/model"
)

// Collection keeps the records of one noun. Every read and write takes the grant that allows it.
type Collection[T any] struct {
	store   *Store
	kind    model.Kind
	coll    *mongo.Collection
	kept    kept[T]
	answers answers[T]
	paths   sync.Map // sort field → path; what the type says, remembered
	// trail tells what a write did, old being nil for a new record; nil for a noun without a trail.
	trail func(old, doc *T, by Stamp) *model.DealEvent
}

func collectionOf[T any](s *Store, kind model.Kind, name string) *Collection[T] {
	s.sights[kind] = decodeSight[T]
	return &Collection[T]{store: s, kind: kind, coll: s.db.Collection(name)}
}

// closed is true for a grant that gives no row here: an empty one, or one of another kind.
func (c *Collection[T]) closed(g authz.Grant) bool { return g.Empty() || g.Kind() != c.kind }

// noun is the record as every collection needs it.
func noun[T any](doc *T) model.Noun { return any(doc).(model.Noun) }

// reading resolves a sort against the type, so that a list is never ordered by a field that does not exist.
func (c *Collection[T]) reading(s Sort, backward bool) (reading, error) {
	if s.Field == "" {
		s.Field = "_id"
	}
	p, err := c.path(s.Field)
	return reading{field: s.Field, up: s.Descending == backward, nullable: p.optional}, err
}

func (c *Collection[T]) path(field string) (path, error) {
	if p, ok := c.paths.Load(field); ok {
		return p.(path), nil
	}
	p, ok := pathOf(reflect.TypeFor[T](), field)
	if !ok {
		return path{}, fmt.Errorf("store: %s has no field %q to order by", c.kind, field)
	}
	c.paths.Store(field, p)
	return p, nil
}

// PositionOf is the place of a row in a list of this order. It is meant for rows that Find answered in that order.
func (c *Collection[T]) PositionOf(row *T, s Sort) (Position, error) {
	at := Position{ID: noun(row).Base().ID}
	if s.Field == "" || s.Field == "_id" {
		return at, nil
	}
	p, err := c.path(s.Field)
	if err == nil {
		at.Value = p.of(row)
	}
	return at, err
}
