package localdb

import (
	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/engine"
	"partnerhub/localdb/fault"
	"partnerhub/localdb/query"
	"partnerhub/localdb/raw"
)

func runDelete(c *call) (bson.D, error) {
	ns, err := c.namespace()
	if err != nil {
		return nil, err
	}
	parts, err := c.list("deletes")
	if err != nil {
		return nil, err
	}
	b := c.batch()
	var n int32
	err = c.write(func(tx *engine.Tx) error {
		n = 0
		return b.each(len(parts), func(i int) error {
			deleted, err := c.delete(tx, ns, parts[i])
			n += deleted
			return err
		})
	})
	c.db.figures.deletes.Add(int64(n))
	return b.reply(bson.D{{Key: "n", Value: n}}), err
}

// delete runs one part of a delete command.
func (c *call) delete(tx *engine.Tx, ns string, d raw.Doc) (n int32, err error) {
	if err := known("delete.deletes", d, "q", "limit", "hint", "collation"); err != nil {
		return 0, err
	}
	if err := required("delete.deletes", d, "q", "limit"); err != nil {
		return 0, err
	}
	limit, ok := d.Get("limit").Int()
	if !ok || limit < 0 || limit > 1 {
		return 0, fault.New(fault.FailedToParse, "The limit field in delete objects must be 0 or 1.")
	}
	q, err := c.query(d, "q")
	if err != nil {
		return 0, err
	}
	q.Limit = limit
	rows, err := c.matches(tx, ns, q)
	if err != nil {
		return 0, err
	}
	for _, row := range rows {
		if err := c.guard(tx, ns, row); err != nil {
			return n, err
		}
		if err := tx.Delete(ns, row); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func modifyFields() []string {
	return []string{"query", "sort", "remove", "update", "new", "fields", "upsert", "arrayFilters", "hint", "collation", "bypassDocumentValidation", "let"}
}

// modification is the result of a findAndModify.
type modification struct {
	before, after raw.Doc
	n             int32
	updated       bool
	upserted      raw.Value
}

func runFindAndModify(c *call) (bson.D, error) {
	ns, err := c.namespace()
	if err != nil {
		return nil, err
	}
	if c.body.Get("remove").Bool() && (!c.body.Get("update").Missing() || c.body.Get("new").Bool() || c.body.Get("upsert").Bool()) {
		return nil, fault.New(fault.FailedToParse, "Cannot specify remove together with update, new or upsert")
	}
	projection, err := projectionOf(c.body.Get("fields"))
	if err != nil {
		return nil, err
	}
	var reply bson.D
	err = c.write(func(tx *engine.Tx) error {
		var m modification
		if err := c.modify(tx, ns, &m); err != nil {
			return err
		}
		reply, err = c.modified(m, projection) // an answer that cannot be given undoes the change
		return err
	})
	return reply, err
}

func (c *call) modify(tx *engine.Tx, ns string, m *modification) error {
	q, err := c.query(c.body, "query")
	if err != nil {
		return err
	}
	q.Limit = 1
	rows, err := c.matches(tx, ns, q)
	if err != nil {
		return err
	}
	if c.body.Get("remove").Bool() {
		if len(rows) == 0 {
			return nil
		}
		m.before, m.n = rows[0].Doc, 1
		if err := c.guard(tx, ns, rows[0]); err != nil {
			return err
		}
		return tx.Delete(ns, rows[0])
	}
	change, err := c.change(q.Filter, c.body.Get("update"), c.body.Get("arrayFilters"))
	if err != nil {
		return err
	}
	if len(rows) > 0 {
		m.before, m.n, m.updated = rows[0].Doc, 1, true
		_, m.after, err = c.replace(tx, ns, rows[0], change)
		return err
	}
	if !c.body.Get("upsert").Bool() {
		return nil
	}
	m.n = 1
	if m.after, err = c.insertChanged(tx, ns, change); err == nil {
		m.upserted = m.after.Get("_id")
	}
	return err
}

// modified builds the answer with the document before or after the change.
func (c *call) modified(m modification, projection *query.Projection) (bson.D, error) {
	last := bson.D{{Key: "n", Value: m.n}}
	if !c.body.Get("remove").Bool() {
		last = append(last, bson.E{Key: "updatedExisting", Value: m.updated})
	}
	if !m.upserted.Missing() {
		last = append(last, bson.E{Key: "upserted", Value: m.upserted})
	}
	d := m.before
	if c.body.Get("new").Bool() {
		d = m.after
	}
	if d == nil {
		return bson.D{{Key: "lastErrorObject", Value: last}, {Key: "value", Value: nil}}, nil
	}
	out, err := projection.Apply(nil, d)
	return bson.D{{Key: "lastErrorObject", Value: last}, {Key: "value", Value: raw.Doc(out)}}, err
}
