package localdb

import (
	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/fault"
	"partnerhub/localdb/pipeline"
	"partnerhub/localdb/plan"
	"partnerhub/localdb/raw"
)

func aggregateFields() []string {
	return []string{"pipeline", "cursor", "allowDiskUse", "hint", "collation", "bypassDocumentValidation", "let", "explain"}
}

func runAggregate(c *call) (bson.D, error) {
	c.db.figures.queries.Add(1)
	ns, err := c.namespace()
	if err != nil {
		return nil, err
	}
	if err := c.needCursor(); err != nil {
		return nil, err
	}
	p, q, err := c.pipeline(c.body)
	if err != nil {
		return nil, err
	}
	source, err := c.aggregate(ns, p, q)
	if err != nil {
		return nil, err
	}
	return c.firstReply(ns, func() (raw.Doc, bool, error) {
		item, ok, err := source()
		if err != nil || !ok {
			return nil, false, err
		}
		return item.Bytes(), true, nil
	})
}

// needCursor refuses an aggregate that does not say how it wants its answer, as a
// server does.
func (c *call) needCursor() error {
	if c.body.Get("cursor").Missing() {
		return fault.New(fault.FailedToParse, "The 'cursor' option is required, except for aggregate with the explain argument")
	}
	return nil
}

// pipeline reads the stages of an aggregate and what of them the planner does.
func (c *call) pipeline(d raw.Doc) (*pipeline.Pipeline, plan.Query, error) {
	v := d.Get("pipeline")
	if v.Type != raw.TypeArray {
		return nil, plan.Query{}, fault.New(fault.TypeMismatch, "'pipeline' option must be specified as an array")
	}
	stages, err := arrayDocs(v, "pipeline")
	if err != nil {
		return nil, plan.Query{}, err
	}
	p, err := pipeline.Compile(c.db.engine.Language(), stages)
	if err != nil {
		return nil, plan.Query{}, err
	}
	return p, plan.Query{Filter: p.Filter, Sort: p.Sort, Skip: p.Skip, Limit: p.Limit, Hint: hint(d.Get("hint"))}, nil
}

// aggregate starts a pipeline. Counting everything that a filter selects needs no
// look at the documents if an index knows the number.
func (c *call) aggregate(ns string, p *pipeline.Pipeline, q plan.Query) (pipeline.Source, error) {
	pl, err := c.plan(ns, q, &c.db.choices)
	if err != nil {
		return nil, err
	}
	if name, only := p.OnlyCounts(); only {
		n, err := pl.Count(c.ctx)
		return pipeline.Single(n > 0, bson.D{{Key: name, Value: int32(n)}}), err
	}
	rows, err := pl.Run(c.lease)
	if err != nil {
		return nil, err
	}
	return p.Run(func() (pipeline.Item, bool, error) {
		row, ok, err := rows.Next()
		return pipeline.Of(row.Doc), ok, err
	}), nil
}
