package store

import (
	"context"

	"partnerhub/filter"
)

// Direct reads a database of this process without commands. It reads what is committed, as a command outside of a transaction
// does; the documents are the database's own memory, which never changes and which nobody may change.
type Direct interface {
	// Edition tells the present state of a collection, false if there is none.
	Edition(collection string) (Edition, bool)
	// ByIDs hands over the documents with these ids, in their order.
	ByIDs(ctx context.Context, collection string, ids []string, take func(doc []byte)) error
	// Find hands over what a lookup finds. It answers false, and has read nothing, where a command must be sent.
	Find(ctx context.Context, l Lookup, take func(doc []byte)) (ok bool, err error)
}

// Lookup is what is read of a collection: what a condition matches, ordered by a field and then by the id.
type Lookup struct {
	Collection string
	Where      filter.Cond
	Field      string // "" for no order
	Up         bool   // towards greater values
	Limit      int
}

// Edition is one state of a collection. Two are equal only if every query has the same result in both.
type Edition struct{ Created, Version uint64 }

// directly is the way around commands, nil where there is none: on a server, and in a transaction, which sees what nobody else
// does.
func (s *Store) directly(ctx context.Context) Direct {
	if s.direct == nil || unitFrom(ctx) != nil {
		return nil
	}
	return s.direct
}

// ReadsAtOnce is true where a read waits for no other process.
func (s *Store) ReadsAtOnce(ctx context.Context) bool { return s.directly(ctx) != nil }

// readDirectly hands over what a search finds, and answers false where a command must be sent.
func (c *Collection[T]) readDirectly(ctx context.Context, find search, take func(doc []byte)) (done bool, err error) {
	d := c.store.directly(ctx)
	if d == nil {
		return false, nil
	}
	cond, ok, err := find.whole()
	if err != nil || !ok {
		return false, err
	}
	done, err = d.Find(ctx, Lookup{Collection: c.coll.Name(), Where: cond, Field: find.by.field, Up: find.by.up, Limit: find.limit}, take)
	return done, c.store.refuse(ctx, "reading "+c.coll.Name(), err)
}

// whole is all that a search asks for as one condition, false for what comes after a row without a value: the database has a
// way of its own to say that.
func (s search) whole() (c filter.Cond, ok bool, err error) {
	beyond, ok, err := s.by.beyondCond(s.from)
	return filter.AllOf(s.cond, beyond), ok, err
}
