package localdb

import (
	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/fault"
	"partnerhub/localdb/plan"
	"partnerhub/localdb/raw"
)

// runExplain shows how a find, count, distinct, aggregate, update, delete or
// findAndModify finds its documents. It runs the search, and writes nothing.
func runExplain(c *call) (bson.D, error) {
	v := c.body.Get("explain")
	if v.Type != raw.TypeDoc {
		return nil, fault.New(fault.TypeMismatch, "explain must be an object")
	}
	verbosity := c.body.Get("verbosity").Str()
	switch verbosity {
	case "", "queryPlanner", "executionStats", "allPlansExecution":
	default:
		return nil, fault.New(fault.BadValue, "unknown verbosity %q", verbosity)
	}
	inner, q, err := c.explained(v.Doc())
	if err != nil {
		return nil, err
	}
	ns, err := inner.namespace()
	if err != nil {
		return nil, err
	}
	p, err := inner.plan(ns, q, nil)
	if err != nil {
		return nil, err
	}
	return inner.explanation(ns, p, verbosity)
}

// explained reads the query out of the command to explain.
func (c *call) explained(d raw.Doc) (*call, plan.Query, error) {
	inner := &call{ctx: c.ctx, lease: c.lease, db: c.db, conn: c.conn, name: d.FirstKey(), body: d, database: c.database}
	h, ok := c.db.handlers[inner.name]
	if !ok {
		return nil, plan.Query{}, fault.New(fault.CommandNotFound, "Explain failed due to unknown command: %s", inner.name)
	}
	if c.body.Get("apiStrict").Bool() && !stable(inner.name) {
		return nil, plan.Query{}, strict(inner.name)
	}
	if err := inner.check(h); err != nil {
		return nil, plan.Query{}, err
	}
	part, filter := d, "filter"
	switch inner.name {
	case "find":
	case "count", "distinct", "findAndModify":
		filter = "query"
	case "aggregate":
		_, q, err := inner.pipeline(d)
		return inner, q, err
	case "update", "delete":
		parts, err := inner.list(inner.name + "s")
		if err != nil || len(parts) == 0 {
			return nil, plan.Query{}, fault.New(fault.InvalidOptions, "explained write batches must be of size 1")
		}
		part, filter = parts[0], "q"
	default:
		return nil, plan.Query{}, fault.New(fault.CommandNotFound, "Explain is not supported for: %s", inner.name)
	}
	q, err := inner.query(part, filter)
	return inner, q, err
}

func (c *call) explanation(ns string, p *plan.Plan, verbosity string) (bson.D, error) {
	reply := bson.D{
		{Key: "explainVersion", Value: "1"},
		{Key: "queryPlanner", Value: bson.D{
			{Key: "namespace", Value: ns},
			{Key: "indexFilterSet", Value: false},
			{Key: "parsedQuery", Value: p.Filter()},
			{Key: "winningPlan", Value: p.Explain()},
			{Key: "rejectedPlans", Value: bson.A{}},
		}},
		{Key: "command", Value: c.body},
		{Key: "serverInfo", Value: bson.D{{Key: "host", Value: address}, {Key: "version", Value: version}}},
	}
	if verbosity == "queryPlanner" {
		return reply, nil
	}
	start := c.db.options.Now()
	stats, err := c.measure(p)
	if err != nil {
		return nil, err
	}
	took := c.db.options.Now().Sub(start).Milliseconds()
	stats = append(bson.D{{Key: "executionSuccess", Value: true}, {Key: "executionTimeMillis", Value: int32(took)}}, stats...)
	return append(reply, bson.E{Key: "executionStats", Value: stats}), nil
}

// measure runs the plan to its end and reports what it examined.
func (c *call) measure(p *plan.Plan) (bson.D, error) {
	if c.name == "count" {
		n, err := p.Count(c.ctx)
		p.Returned = n
		return p.Stats(), err
	}
	rows, err := p.Run(c.ctx)
	if err != nil {
		return nil, err
	}
	_, err = rows.Documents()
	return p.Stats(), err
}
