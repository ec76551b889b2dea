package store

import (
	"bytes"
	"cmp"
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"partnerhub/filter"
)

// Direct reads and writes a database of this process without commands. Its own reads are of what is committed, as those of a
// command outside of a transaction are.
type Direct interface {
	DirectReads
	// Begin is the transaction of a driver's session, by the session's id. Commands of the session see what is written in it,
	// and it sees what they write.
	Begin(session []byte) (DirectTx, error)
}

// DirectReads hand over documents as they lie in the database's own memory, which never changes and which nobody may change.
type DirectReads interface {
	// Edition tells the present state of a collection, false if there is none, or if this transaction sees another one.
	Edition(collection string) (Edition, bool)
	// ByIDs hands over the documents with these ids, in their order.
	ByIDs(ctx context.Context, collection string, ids []string, take func(doc []byte)) error
	// Find hands over what a lookup finds. It answers false, and has read nothing, where a command must be sent.
	Find(ctx context.Context, l Lookup, take func(doc []byte)) (ok bool, err error)
}

// DirectTx is one transaction. It sees its own writes and nobody else's. Its first failed write ends it.
type DirectTx interface {
	DirectReads
	// Insert adds documents to a collection.
	Insert(ctx context.Context, collection string, docs [][]byte) error
	// Change gives the first document that a lookup finds other contents: a whole document, or what operators make of it. It
	// answers the document as it is then, nil where there is none. It answers false, and has done nothing, where a command must
	// be sent.
	Change(ctx context.Context, l Lookup, update []byte) (after []byte, ok bool, err error)
	// Commit makes the writes durable and tells so. Where a command has taken part it leaves that to the session.
	Commit(ctx context.Context) (done bool, err error)
	// End gives up what is not committed by then, unless a command has taken part.
	End()
}

// Fault is what a database without commands says, as a driver would tell it.
func Fault(code int32, name, message string, labels []string) error {
	return mongo.CommandError{Code: code, Name: name, Message: message, Labels: labels}
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

// directly is the way around commands, nil where there is none, as on a server. In a transaction it reads what that sees.
func (s *Store) directly(ctx context.Context) DirectReads {
	if u := unitFrom(ctx); u != nil {
		if u.direct == nil {
			return nil
		}
		return u.direct
	}
	if s.direct == nil {
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
// way of its own to say that. It is false for long lists of values, too: a command looks them up, where a condition goes through them
// for each row.
func (s search) whole() (c filter.Cond, ok bool, err error) {
	beyond, ok, err := s.by.beyondCond(s.from)
	return filter.AllOf(s.cond, beyond), ok && !longLists(&s.cond), err
}

// longList is from how many values on a list is long.
const longList = 128

func longLists(c *filter.Cond) bool {
	if len(c.Values) >= longList {
		return true
	}
	for i := range c.Subs {
		if longLists(&c.Subs[i]) {
			return true
		}
	}
	return false
}

// directlyByID decodes the document with an id, if there is one.
func directlyByID(ctx context.Context, d DirectReads, collection, id string, into any) (found bool, err error) {
	var broken error
	err = d.ByIDs(ctx, collection, []string{id}, func(doc []byte) { found, broken = true, bson.Unmarshal(bytes.Clone(doc), into) })
	return found, cmp.Or(err, broken)
}
