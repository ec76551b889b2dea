package localdb

import (
	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/fault"
	"partnerhub/localdb/key"
	"partnerhub/localdb/pipeline"
	"partnerhub/localdb/plan"
	"partnerhub/localdb/query"
	"partnerhub/localdb/raw"
	"partnerhub/localdb/table"
)

// firstBatch is how many documents a first batch holds unless the client says.
const firstBatch = 101

func findFields() []string {
	return []string{"filter", "sort", "projection", "skip", "limit", "batchSize", "singleBatch", "hint", "collation",
		"allowDiskUse", "allowPartialResults", "noCursorTimeout", "returnKey", "showRecordId", "tailable", "awaitData", "let", "max", "min"}
}

// unsupportedOfFind are the options of find that change its result in a way there is not.
func unsupportedOfFind() []string {
	return []string{"returnKey", "showRecordId", "tailable", "awaitData", "let", "max", "min"}
}

// refuse answers an error if one of the fields asks for something.
func (c *call) refuse(names ...string) error {
	for _, name := range names {
		v := c.body.Get(name)
		if v.Type == raw.TypeDoc && len(v.Doc().Elements()) == 0 || !v.Bool() {
			continue
		}
		return fault.New(fault.NotImplemented, "the option '%s' of %s is not supported", name, c.name)
	}
	return nil
}

func runFind(c *call) (bson.D, error) {
	c.db.figures.queries.Add(1)
	ns, err := c.namespace()
	if err != nil {
		return nil, err
	}
	q, err := c.query(c.body, "filter")
	if err != nil {
		return nil, err
	}
	projection, err := c.db.shapes.projection(c.body.Get("projection"))
	if err != nil {
		return nil, err
	}
	source, err := c.rows(ns, q)
	if err != nil {
		return nil, err
	}
	var room []byte // projected documents lie in it one behind the other
	return c.firstReply(ns, func() (raw.Doc, bool, error) {
		row, ok, err := source.Next()
		if err != nil || !ok || projection.All() {
			return row.Doc, ok, err
		}
		if cap(room)-len(room) < len(row.Doc) {
			room = make([]byte, 0, max(len(row.Doc), min(2*cap(room), projectedRoom)))
		}
		at := len(room)
		room, err = projection.Apply(room, row.Doc)
		return raw.Doc(room[at:len(room):len(room)]), err == nil, err
	})
}

// projectedRoom is the most memory that is taken at once for projected documents.
const projectedRoom = 8 << 10

func projectionOf(v raw.Value) (*query.Projection, error) {
	if v.Missing() {
		return nil, nil
	}
	if v.Type != raw.TypeDoc {
		return nil, fault.New(fault.TypeMismatch, "projection must be an object")
	}
	return query.Project(v.Doc().Decode())
}

// query reads filter, sort, skip, limit and hint out of a command or a part of one.
func (c *call) query(d raw.Doc, filter string) (q plan.Query, err error) {
	if q.Filter, err = c.filter(d.Get(filter)); err != nil {
		return q, err
	}
	if v := d.Get("sort"); v.Type == raw.TypeDoc {
		if q.Sort, err = query.Sort(v.Doc()); err != nil {
			return q, err
		}
	}
	if q.Skip, err = size(d, "skip"); err != nil {
		return q, err
	}
	if q.Limit, err = size(d, "limit"); err != nil {
		return q, err
	}
	q.Hint = hint(d.Get("hint"))
	return q, nil
}

func (c *call) filter(v raw.Value) (*query.Filter, error) {
	switch v.Type {
	case 0, raw.TypeNull:
		return c.db.engine.Language().Filter(raw.Empty())
	case raw.TypeDoc:
		return c.db.engine.Language().Filter(v.Doc())
	}
	return nil, fault.New(fault.TypeMismatch, "a filter must be an object")
}

// size reads a count that may not be negative.
func size(d raw.Doc, name string) (int64, error) {
	v := d.Get(name)
	if v.Missing() || v.Type == raw.TypeNull {
		return 0, nil
	}
	n, ok := v.Int()
	if !ok || n < 0 {
		return 0, fault.New(51024, "BSON field '%s' value must be a whole number >= 0", name)
	}
	return n, nil
}

// hint returns the name of an index, also for a key document, as the planner
// wants it.
func hint(v raw.Value) string {
	if v.Type != raw.TypeDoc {
		return v.Str()
	}
	if v.Doc().FirstKey() == "$natural" {
		return "$natural"
	}
	return "key:" + string(v.Data)
}

// rows plans and starts a query.
func (c *call) rows(ns string, q plan.Query) (*plan.Results, error) {
	p, err := c.plan(ns, q, &c.db.choices)
	if err != nil {
		return nil, err
	}
	return p.Run(c.lease)
}

func (c *call) plan(ns string, q plan.Query, m *plan.Memory) (*plan.Plan, error) {
	t := c.table(ns)
	if t == nil {
		t = table.New(ns, 0)
	}
	if err := resolveHint(t, &q); err != nil {
		return nil, err
	}
	return plan.New(t, q, m)
}

// resolveHint turns a hint into the name of an index that exists.
func resolveHint(t *table.Table, q *plan.Query) error {
	if q.Hint == "" || q.Hint == "$natural" {
		return nil
	}
	for _, x := range t.Indexes() {
		if q.Hint == x.Name || q.Hint == "key:"+string(x.Key) || sameColumns(q.Hint, x) {
			q.Hint = x.Name
			return nil
		}
	}
	return fault.New(fault.BadValue, "error processing query: hint provided does not correspond to an existing index")
}

// sameColumns compares a key document that writes its directions as another type.
func sameColumns(hint string, x *table.Index) bool {
	if len(hint) < 9 || hint[:4] != "key:" {
		return false
	}
	columns, err := query.Sort(raw.Doc(hint[4:]))
	if err != nil || len(columns) != len(x.Columns()) {
		return false
	}
	for i, c := range columns {
		if c.Path != x.Columns()[i].Path || c.Desc != x.Columns()[i].Desc {
			return false
		}
	}
	return true
}

func runCount(c *call) (bson.D, error) {
	c.db.figures.queries.Add(1)
	ns, err := c.namespace()
	if err != nil {
		return nil, err
	}
	q, err := c.query(c.body, "query")
	if err != nil {
		return nil, err
	}
	p, err := c.plan(ns, q, &c.db.choices)
	if err != nil {
		return nil, err
	}
	n, err := p.Count(c.ctx)
	return bson.D{{Key: "n", Value: int32(n)}}, err
}

func runDistinct(c *call) (bson.D, error) {
	c.db.figures.queries.Add(1)
	ns, err := c.namespace()
	if err != nil {
		return nil, err
	}
	path := c.body.Get("key").Str()
	if path == "" {
		return nil, fault.New(fault.TypeMismatch, "BSON field 'distinct.key' must be a non-empty string")
	}
	q, err := c.query(c.body, "query")
	if err != nil {
		return nil, err
	}
	rows, err := c.rows(ns, q)
	if err != nil {
		return nil, err
	}
	values, err := distinct(rows, key.NewColumn(path, false))
	return bson.D{{Key: "values", Value: values}}, err
}

// distinct collects each value once, in the order of values.
func distinct(rows *plan.Results, column key.Column) (bson.A, error) {
	set := pipeline.NewSet()
	for {
		row, ok, err := rows.Next()
		if err != nil || !ok {
			return set.Sorted(), err
		}
		for _, v := range column.All(row.Doc) {
			set.Add(v)
		}
	}
}
