package localdb

import (
	"context"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/fault"
	"partnerhub/localdb/raw"
	"partnerhub/localdb/wire"
)

// cursorLife is how long a cursor waits for its next getMore. One that must not time
// out lives as long as the session that it belongs to would.
const cursorLife = 10 * time.Minute

// next yields the documents of a result.
type next func() (raw.Doc, bool, error)

// cursor is a result that did not fit into one batch. It reads the version of
// the data that its first batch saw.
type cursor struct {
	id      int64
	ns      string
	session string
	number  int64 // of the transaction that it reads in, outside = none
	patient bool  // it does not time out
	next    next
	ahead   raw.Doc // a document that no longer fitted
	used    time.Time
	lease   *lease
}

// outside is the number of the transaction of a cursor that has none.
const outside = -1

// lease is the context of the command that reads a cursor just now.
type lease struct{ context.Context }

// cursors is the registry of open cursors.
type cursors struct {
	mu   sync.Mutex
	last int64
	open map[int64]*cursor
}

func (s *cursors) add(one *cursor) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open == nil {
		s.open = map[int64]*cursor{}
	}
	s.last++
	one.id = s.last<<16 | 0x1DB
	s.open[one.id] = one
	return one.id
}

// take removes a cursor, so that nobody else uses it meanwhile.
func (s *cursors) take(id int64) *cursor {
	s.mu.Lock()
	defer s.mu.Unlock()
	one := s.open[id]
	delete(s.open, id)
	return one
}

func (s *cursors) put(one *cursor) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[one.id] = one
}

func (s *cursors) len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.open)
}

func (s *cursors) dropSession(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for n, one := range s.open {
		if one.session == id {
			delete(s.open, n)
		}
	}
}

func (s *cursors) expire(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for n, one := range s.open {
		if now.Sub(one.used) > one.life() {
			delete(s.open, n)
		}
	}
}

func (one *cursor) life() time.Duration {
	if one.patient {
		return sessionLife
	}
	return cursorLife
}

// firstReply returns the first batch of a result, and a cursor for the rest.
func (c *call) firstReply(ns string, n next) (bson.D, error) {
	limit, err := c.firstBatch()
	if err != nil {
		return nil, err
	}
	single := c.body.Get("singleBatch").Bool()
	one := &cursor{ns: ns, number: c.transaction(), patient: c.body.Get("noCursorTimeout").Bool(), next: n, used: c.db.options.Now(), lease: c.lease}
	docs, more, err := one.batch(limit)
	if err != nil {
		return nil, err
	}
	id := int64(0)
	if more && !single {
		if c.tx != nil {
			c.tx.Freeze()
		}
		if one.session, err = sessionID(c.body.Get("lsid")); err != nil {
			return nil, err
		}
		id = c.db.cursors.add(one)
	}
	return cursorReply("firstBatch", ns, id, docs), nil
}

// firstBatch returns how many documents the first batch may have.
func (c *call) firstBatch() (int64, error) {
	if c.name == "find" {
		return batchSize(c.body, firstBatch)
	}
	d, err := c.object("cursor", "batchSize")
	if err != nil {
		return 0, err
	}
	return batchSize(d, firstBatch)
}

// transaction returns the number of the transaction that the command runs in.
func (c *call) transaction() int64 {
	if c.tx == nil {
		return outside
	}
	return c.number
}

func batchSize(d raw.Doc, usual int64) (int64, error) {
	if d.Get("batchSize").Missing() {
		return usual, nil
	}
	return size(d, "batchSize")
}

func cursorReply(batch, ns string, id int64, docs []raw.Doc) bson.D {
	return bson.D{{Key: "cursor", Value: bson.D{{Key: batch, Value: docs}, {Key: "id", Value: id}, {Key: "ns", Value: ns}}}}
}

// batch reads up to limit documents, and no more bytes than one message holds.
// It looks one document ahead to know whether there are more.
func (one *cursor) batch(limit int64) (docs []raw.Doc, more bool, err error) {
	bytes := 0
	for {
		d := one.ahead
		one.ahead = nil
		if d == nil {
			var ok bool
			if d, ok, err = one.next(); err != nil || !ok {
				return docs, false, err
			}
		}
		if len(d) > wire.MaxDocument {
			return nil, false, fault.New(fault.ObjectTooLarge, "BSONObj size: %d is invalid. Size must be between 0 and %d", len(d), wire.MaxDocument)
		}
		if int64(len(docs)) >= limit || (len(docs) > 0 && bytes+len(d) > wire.MaxDocument) {
			one.ahead = d
			return docs, true, nil
		}
		docs, bytes = append(docs, d), bytes+len(d)
	}
}

func runKillCursors(c *call) (bson.D, error) {
	if _, err := c.namespace(); err != nil {
		return nil, err
	}
	killed, missing := bson.A{}, bson.A{}
	list, ok := c.body.Get("cursors").Decode().(bson.A)
	if !ok {
		return nil, fault.New(fault.TypeMismatch, "BSON field 'killCursors.cursors' must be an array")
	}
	for _, v := range list {
		id, ok := raw.Integer(v)
		if !ok {
			return nil, fault.New(fault.TypeMismatch, "BSON field 'killCursors.cursors' must hold the numbers of cursors")
		}
		if c.db.cursors.take(id) != nil {
			killed = append(killed, id)
		} else {
			missing = append(missing, id)
		}
	}
	return bson.D{
		{Key: "cursorsKilled", Value: killed}, {Key: "cursorsNotFound", Value: missing},
		{Key: "cursorsAlive", Value: bson.A{}}, {Key: "cursorsUnknown", Value: bson.A{}},
	}, nil
}
