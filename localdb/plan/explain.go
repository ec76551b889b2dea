package plan

import (
	"fmt"

	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/key"
	"partnerhub/localdb/raw"
)

// Filter returns the filter as the client sent it.
func (p *Plan) Filter() raw.Doc {
	if p.query.Filter == nil {
		return raw.Empty()
	}
	return p.query.Filter.Source()
}

// Explain describes the plan with MongoDB's stage names.
func (p *Plan) Explain() bson.D {
	stage := p.source()
	if len(p.query.Sort) > 0 && !p.sorted {
		stage = bson.D{{Key: "stage", Value: "SORT"}, {Key: "sortPattern", Value: sortDoc(p.query.Sort)}, {Key: "inputStage", Value: stage}}
	}
	if p.query.Skip > 0 {
		stage = bson.D{{Key: "stage", Value: "SKIP"}, {Key: "skipAmount", Value: p.query.Skip}, {Key: "inputStage", Value: stage}}
	}
	if p.query.Limit > 0 {
		stage = bson.D{{Key: "stage", Value: "LIMIT"}, {Key: "limitAmount", Value: p.query.Limit}, {Key: "inputStage", Value: stage}}
	}
	return stage
}

func sortDoc(columns []Column) bson.D {
	d := bson.D{}
	for _, c := range columns {
		direction := int32(1)
		if c.Desc {
			direction = -1
		}
		d = append(d, bson.E{Key: c.Path, Value: direction})
	}
	return d
}

// source describes where the candidates come from.
func (p *Plan) source() bson.D {
	if len(p.access) == 0 {
		return bson.D{{Key: "stage", Value: "COLLSCAN"}, {Key: "filter", Value: p.Filter()}, {Key: "direction", Value: "forward"}}
	}
	var scans bson.A
	for i := range p.access {
		scans = append(scans, p.access[i].explain())
	}
	input := scans[0].(bson.D)
	if p.or {
		name := "OR"
		if p.sorted && len(p.query.Sort) > 0 {
			name = "SORT_MERGE"
		}
		input = bson.D{{Key: "stage", Value: name}, {Key: "inputStages", Value: scans}}
	}
	fetch := bson.D{{Key: "stage", Value: "FETCH"}}
	if len(p.access) > 1 || !p.access[0].exact {
		fetch = append(fetch, bson.E{Key: "filter", Value: p.Filter()})
	}
	return append(fetch, bson.E{Key: "inputStage", Value: input})
}

func (a *access) explain() bson.D {
	direction := "forward"
	if a.reverse {
		direction = "backward"
	}
	limits := bson.D{}
	for i, c := range a.index.Columns() {
		limits = append(limits, bson.E{Key: c.Path, Value: a.limits(i)})
	}
	return bson.D{
		{Key: "stage", Value: "IXSCAN"},
		{Key: "keyPattern", Value: a.index.Key},
		{Key: "indexName", Value: a.index.Name},
		{Key: "isMultiKey", Value: a.index.Multi != 0},
		{Key: "isUnique", Value: a.index.Unique},
		{Key: "isSparse", Value: a.index.Sparse},
		{Key: "isPartial", Value: a.index.Partial != nil},
		{Key: "direction", Value: direction},
		{Key: "indexBounds", Value: limits},
	}
}

// limits shows the bounds of a column; the values are in ascending order.
func (a *access) limits(i int) bson.A {
	if i >= len(a.bounds) {
		return bson.A{"[MinKey, MaxKey]"}
	}
	out := bson.A{}
	for _, s := range a.bounds[i].spans {
		if s.point {
			out = append(out, fmt.Sprintf("[%s, %s]", key.Text(s.low), key.Text(s.low)))
			continue
		}
		out = append(out, fmt.Sprintf("[%s, %s)", key.Text(s.low), key.Text(s.high)))
	}
	return out
}

// Stats returns what running the plan examined, as executionStats.
func (p *Plan) Stats() bson.D {
	stages := p.Explain()
	stages = append(stages, bson.E{Key: "nReturned", Value: p.Returned},
		bson.E{Key: "keysExamined", Value: p.Keys}, bson.E{Key: "docsExamined", Value: p.Docs})
	return bson.D{
		{Key: "nReturned", Value: p.Returned},
		{Key: "totalKeysExamined", Value: p.Keys},
		{Key: "totalDocsExamined", Value: p.Docs},
		{Key: "executionStages", Value: stages},
	}
}
