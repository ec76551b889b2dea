package localdb

import (
	"errors"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"partnerhub/localdb/engine"
	"partnerhub/localdb/fault"
	"partnerhub/localdb/query"
	"partnerhub/localdb/raw"
	"partnerhub/localdb/wire"
)

// batch runs the parts of a write command one by one and gathers the errors of
// those that failed. In order, the first error ends it.
type batch struct {
	call    *call
	ordered bool
	errors  bson.A
}

func (c *call) batch() *batch {
	v := c.body.Get("ordered")
	return &batch{call: c, ordered: v.Missing() || v.Bool()}
}

// each calls one for every part. An error that is about the transaction or the
// whole database, and not about the part, ends the command.
func (b *batch) each(n int, one func(i int) error) error {
	b.errors = nil
	if n == 0 || n > wire.MaxBatch {
		return fault.New(21, "Write batch sizes must be between 1 and %d. Got %d operations.", wire.MaxBatch, n)
	}
	for i := range n {
		if i%many == many-1 {
			if err := b.call.interrupted(); err != nil {
				return err
			}
		}
		err := one(i)
		if err == nil {
			continue
		}
		if fatal(err) {
			return err
		}
		b.add(i, err)
		if b.ordered || b.call.tx != nil {
			return nil
		}
	}
	return nil
}

func fatal(err error) bool {
	var e *fault.Error
	if !errors.As(err, &e) {
		return true
	}
	switch e.Code {
	case fault.WriteConflict, fault.MaxTimeMSExpired, fault.Interrupted, fault.NoSuchTransaction:
		return true
	}
	return false
}

func (b *batch) add(i int, err error) {
	e := fault.Of(err, fault.InternalError)
	d := bson.D{{Key: "index", Value: int32(i)}, {Key: "code", Value: int32(e.Code)}, {Key: "errmsg", Value: e.Msg}}
	b.errors = append(b.errors, append(d, e.Info...))
	b.call.failed = true
}

// reply adds the errors to the fields of an answer.
func (b *batch) reply(fields bson.D) bson.D {
	if len(b.errors) > 0 {
		fields = append(fields, bson.E{Key: "writeErrors", Value: b.errors})
	}
	return fields
}

func runInsert(c *call) (bson.D, error) {
	ns, err := c.namespace()
	if err != nil {
		return nil, err
	}
	docs, err := c.list("documents")
	if err != nil {
		return nil, err
	}
	b := c.batch()
	var n int32
	err = c.write(func(tx *engine.Tx) error {
		n = 0
		insert, done := c.inserter(tx, ns, docs)
		defer done()
		return b.each(len(docs), func(i int) error {
			if err := insert(i); err != nil {
				return err
			}
			n++
			return nil
		})
	})
	c.db.figures.inserts.Add(int64(n))
	return b.reply(bson.D{{Key: "n", Value: n}}), err
}

// insert stores a copy of a document.
func insert(tx *engine.Tx, ns string, d raw.Doc) error {
	d, err := insertable(d)
	if err != nil {
		return err
	}
	return tx.Insert(ns, d)
}

// insertable returns a copy of a document to store.
func insertable(d raw.Doc) (raw.Doc, error) {
	if err := query.CheckNames(d); err != nil {
		return nil, err
	}
	return identified(d)
}

// identified returns a copy of d that has an _id in front and fits the limits.
func identified(d raw.Doc) (raw.Doc, error) {
	id := d.Get("_id")
	if id.Type == raw.TypeArray || id.Type == raw.TypeRegex {
		return nil, fault.New(fault.BadValue, "The '_id' value cannot be of type array or regex")
	}
	if len(d) > wire.MaxDocument {
		return nil, fault.New(fault.ObjectTooLarge, "BSONObj size: %d is invalid. Size must be between 0 and %d", len(d), wire.MaxDocument)
	}
	if !id.Missing() && d.FirstKey() == "_id" {
		return append(make(raw.Doc, 0, len(d)), d...), nil
	}
	if id.Missing() {
		id = raw.EncodeValue(primitive.NewObjectID())
	}
	out := raw.AppendElement(raw.Open(make([]byte, 0, len(d)+len(id.Data)+6)), "_id", id)
	for b := d.Elements(); ; {
		name, v, rest, ok := raw.Next(b)
		if !ok {
			return raw.Close(out, 0), nil
		}
		if string(name) != "_id" {
			out = raw.AppendElement(out, string(name), v)
		}
		b = rest
	}
}
