package localdb

import (
	"bytes"
	"slices"

	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/engine"
	"partnerhub/localdb/fault"
	"partnerhub/localdb/pipeline"
	"partnerhub/localdb/plan"
	"partnerhub/localdb/query"
	"partnerhub/localdb/raw"
	"partnerhub/localdb/table"
)

// known refuses fields of a part of a command that are not in the list.
func known(part string, d raw.Doc, fields ...string) error {
	for b := d.Elements(); ; {
		name, v, rest, ok := raw.Next(b)
		if !ok {
			return nil
		}
		if !slices.Contains(fields, string(name)) {
			return fault.New(fault.UnknownField, "BSON field '%s.%s' is an unknown field or option of this database.", part, name)
		}
		if err := shaped(part, name, v); err != nil {
			return err
		}
		if string(name) == "collation" && len(v.Doc().Elements()) > 0 {
			return fault.New(fault.NotImplemented, "collation is not supported: values compare byte by byte")
		}
		b = rest
	}
}

// updating gathers the result of an update command.
type updating struct {
	n, modified int32
	upserted    bson.A
}

func runUpdate(c *call) (bson.D, error) {
	ns, err := c.namespace()
	if err != nil {
		return nil, err
	}
	parts, err := c.list("updates")
	if err != nil {
		return nil, err
	}
	b := c.batch()
	var u updating
	err = c.write(func(tx *engine.Tx) error {
		u = updating{}
		if len(parts) >= many {
			tx.Gather()
			defer tx.Settle()
		}
		return b.each(len(parts), func(i int) error { return c.update(tx, ns, parts[i], int32(i), &u) })
	})
	c.db.figures.updates.Add(int64(len(parts)))
	reply := bson.D{{Key: "n", Value: u.n}, {Key: "nModified", Value: u.modified}}
	if len(u.upserted) > 0 {
		reply = append(reply, bson.E{Key: "upserted", Value: u.upserted})
	}
	return b.reply(reply), err
}

// update runs one part of an update command.
func (c *call) update(tx *engine.Tx, ns string, d raw.Doc, i int32, u *updating) error {
	if err := known("update.updates", d, "q", "u", "multi", "upsert", "arrayFilters", "hint", "collation", "sort"); err != nil {
		return err
	}
	if err := required("update.updates", d, "q", "u"); err != nil {
		return err
	}
	q, err := c.query(d, "q")
	if err != nil {
		return err
	}
	change, err := c.change(q.Filter, d.Get("u"), d.Get("arrayFilters"))
	if err != nil {
		return err
	}
	multi := d.Get("multi").Bool()
	if multi && len(q.Sort) > 0 {
		return fault.New(fault.FailedToParse, "Cannot specify sort with multi=true")
	}
	if multi && change.Replacement() {
		return fault.New(fault.FailedToParse, "multi update is not supported for replacement-style update")
	}
	if !multi {
		q.Limit = 1
	}
	rows, err := c.matches(tx, ns, q)
	if err != nil {
		return err
	}
	if len(rows) == 0 && d.Get("upsert").Bool() {
		return c.upsert(tx, ns, change, i, u)
	}
	return c.replaceAll(tx, ns, rows, change, u)
}

// matches returns the rows a write is about, before it changes any of them.
func (c *call) matches(tx *engine.Tx, ns string, q plan.Query) ([]table.Row, error) {
	t := tx.Table(ns)
	if t == nil {
		return nil, nil
	}
	if err := resolveHint(t, &q); err != nil {
		return nil, err
	}
	p, err := plan.New(t, q, &c.db.choices)
	if err != nil {
		return nil, err
	}
	results, err := p.Run(c.ctx)
	if err != nil {
		return nil, err
	}
	var rows []table.Row
	for {
		row, ok, err := results.Next()
		if err != nil || !ok {
			return rows, err
		}
		rows = append(rows, row)
	}
}

// change is what an update does to a document, or to none for an upsert.
type change interface {
	Apply(d raw.Doc) (raw.Doc, error)
	Insert() (raw.Doc, error)
	Replacement() bool
}

// change compiles the new content of a document.
func (c *call) change(f *query.Filter, u, arrayFilters raw.Value) (change, error) {
	if u.Type == raw.TypeArray {
		return c.pipelineChange(f, u, arrayFilters)
	}
	if u.Type != raw.TypeDoc {
		return nil, fault.New(fault.FailedToParse, "Update argument must be an object")
	}
	var filters []raw.Doc
	if arrayFilters.Type == raw.TypeArray {
		var err error
		if filters, err = arrayDocs(arrayFilters, "arrayFilters"); err != nil {
			return nil, err
		}
	}
	return c.db.engine.Language().Update(f, u.Doc(), filters, c.db.options.Now())
}

func (c *call) pipelineChange(f *query.Filter, u, arrayFilters raw.Value) (change, error) {
	if !arrayFilters.Missing() {
		return nil, fault.New(fault.FailedToParse, "arrayFilters may not be specified for pipeline-style updates")
	}
	stages, err := arrayDocs(u, "u")
	if err != nil {
		return nil, err
	}
	return pipeline.CompileChange(c.db.engine.Language(), f, stages)
}

func (c *call) replaceAll(tx *engine.Tx, ns string, rows []table.Row, change change, u *updating) error {
	for _, row := range rows {
		changed, _, err := c.replace(tx, ns, row, change)
		if err != nil {
			return err
		}
		u.n++
		if changed {
			u.modified++
		}
	}
	return nil
}

// replace applies a change to one row; the same bytes are no change.
func (c *call) replace(tx *engine.Tx, ns string, row table.Row, change change) (bool, raw.Doc, error) {
	if err := c.guard(tx, ns, row); err != nil {
		return false, nil, err
	}
	return replace(tx, ns, row, change)
}

func replace(tx *engine.Tx, ns string, row table.Row, change change) (bool, raw.Doc, error) {
	d, err := change.Apply(row.Doc)
	if err != nil {
		return false, nil, err
	}
	if bytes.Equal(d, row.Doc) {
		return false, row.Doc, nil
	}
	if d, err = identified(d); err != nil {
		return false, nil, err
	}
	return true, d, tx.Replace(ns, row, d)
}

func (c *call) upsert(tx *engine.Tx, ns string, change change, i int32, u *updating) error {
	d, err := c.insertChanged(tx, ns, change)
	if err != nil {
		return err
	}
	u.n++
	u.upserted = append(u.upserted, bson.D{{Key: "index", Value: i}, {Key: "_id", Value: d.Get("_id")}})
	return nil
}

func (c *call) insertChanged(tx *engine.Tx, ns string, change change) (raw.Doc, error) {
	d, err := change.Insert()
	if err != nil {
		return nil, err
	}
	if d, err = identified(d); err != nil {
		return nil, err
	}
	return d, tx.Insert(ns, d)
}
