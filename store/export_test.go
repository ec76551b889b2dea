package store

import (
	"go.mongodb.org/mongo-driver/v2/bson"

	"partnerhub/authz"
)

// The compiler, for the tests that compare it with the reading in Go.
var (
	Compile  = compile
	Simplify = simplify
)

// Command is the find command that a query becomes, for explain.
func (c *Collection[T]) Command(g authz.Grant, q Query) (bson.D, error) {
	find, err := c.search(g, q)
	if err != nil || find.empty {
		return nil, err
	}
	return bson.D{{Key: "find", Value: c.coll.Name()}, {Key: "filter", Value: find.filter},
		{Key: "sort", Value: find.sort}, {Key: "projection", Value: find.hidden}, {Key: "limit", Value: find.limit}}, nil
}
