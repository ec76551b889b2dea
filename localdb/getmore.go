package localdb

import (
	"math"

	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/fault"
)

func runGetMore(c *call) (bson.D, error) {
	c.db.figures.getMores.Add(1)
	limit, err := batchSize(c.body, 0)
	if err != nil {
		return nil, err
	}
	if limit == 0 {
		limit = math.MaxInt64
	}
	one, err := c.resumed()
	if err != nil {
		return nil, err
	}
	one.lease.Context = c.ctx
	docs, more, err := one.batch(limit)
	if err != nil {
		return nil, err
	}
	id := int64(0)
	if more {
		id, one.used = one.id, c.db.options.Now()
		c.db.cursors.put(one)
	}
	return cursorReply("nextBatch", one.ns, id, docs), nil
}

// resumed takes the cursor that the command asks for. One that is not the command's
// to read stays open for whose it is.
func (c *call) resumed() (*cursor, error) {
	id, ok := c.body.Get("getMore").Int()
	if !ok {
		return nil, fault.New(fault.TypeMismatch, "BSON field 'getMore.getMore' must be the number of a cursor")
	}
	ns, err := c.named(c.body.Get("collection"))
	if err != nil {
		return nil, err
	}
	session, err := sessionID(c.body.Get("lsid"))
	if err != nil {
		return nil, err
	}
	one := c.db.cursors.take(id)
	if one == nil {
		return nil, fault.New(fault.CursorNotFound, "cursor id %d not found", id)
	}
	if err := one.belongs(ns, session, c.transaction()); err != nil {
		c.db.cursors.put(one)
		return nil, err
	}
	return one, nil
}

// belongs refuses to read a cursor under another name, in another session or in
// another transaction than it was opened.
func (one *cursor) belongs(ns, session string, number int64) error {
	const cannot = "Cannot run getMore on cursor %d, which was "
	switch {
	case one.ns != ns:
		return fault.New(fault.Unauthorized, "Requested getMore on namespace '%s', but cursor belongs to a different namespace %s", ns, one.ns)
	case one.session == session && one.number == number:
		return nil
	case one.session == "":
		return fault.New(50736, cannot+"not created in a session, in a session", one.id)
	case session == "":
		return fault.New(50737, cannot+"created in a session, without an lsid", one.id)
	case one.session != session:
		return fault.New(50738, cannot+"created in another session", one.id)
	case one.number == outside:
		return fault.New(50739, cannot+"not created in a transaction, in transaction %d", one.id, number)
	case number == outside:
		return fault.New(50740, cannot+"created in a transaction, without a txnNumber", one.id)
	}
	return fault.New(50741, cannot+"created in transaction %d, in transaction %d", one.id, one.number, number)
}
