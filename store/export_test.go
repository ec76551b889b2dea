package store

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"

	"partnerhub/authz"
)

// The compiler, for the tests that compare it with the reading in Go.
var (
	Compile  = compile
	Simplify = simplify
	Merged   = merged
	// Concerning is the condition by which a reader's changes are found.
	Concerning = concerning
)

// What the trail of a deal tells of a write, and what it passes over.
var (
	EventOf = eventOf
	Untold  = untold
)

// Refuse meets a fault of the database as every method does.
func (s *Store) Refuse(ctx context.Context, fault error) error {
	return s.refuse(ctx, "testing", fault)
}

// FeedsInUse counts the locks that somebody holds or awaits.
func (s *Store) FeedsInUse() int {
	s.feeds.mu.Lock()
	defer s.feeds.mu.Unlock()
	return len(s.feeds.turns)
}

// Command is the find command that a query becomes, for explain.
func (c *Collection[T]) Command(g authz.Grant, q Query) (bson.D, error) {
	find, err := c.search(g, q)
	if err != nil || find.empty {
		return nil, err
	}
	where, err := find.filter()
	return bson.D{{Key: "find", Value: c.coll.Name()}, {Key: "filter", Value: where},
		{Key: "sort", Value: find.sort()}, {Key: "projection", Value: find.leave()}, {Key: "limit", Value: find.limit}}, err
}

// Cut leaves so many documents in a sheet, as a limit does.
func (s *Sheet) Cut(n int) { s.docs = s.docs[:n] }
