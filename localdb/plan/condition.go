// Package plan finds the documents a filter selects, in the order a sort asks
// for, with as little work as the indexes allow.
//
// A plan never changes a result: index bounds only narrow the candidates, and
// every candidate that the bounds do not prove is matched against the filter.
// The package reads one version of one table and writes nothing.
package plan

import (
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/query"
	"partnerhub/localdb/raw"
)

// leaf is one condition on one path that every result fulfils.
type leaf struct {
	path   string
	op     string
	value  any
	within []leaf // of an $elemMatch that has no document, on the full path
}

// conjunction is a filter as a list of conditions joined by "and": the leaves,
// the $or lists, and whether there is anything else that only matching decides.
type conjunction struct {
	leaves []leaf
	ors    [][]conjunction
	rest   bool
}

func conjunctionOf(d bson.D) conjunction {
	var c conjunction
	c.add(d)
	return c
}

// add flattens a filter document and the $and lists inside it.
func (c *conjunction) add(d bson.D) {
	for _, e := range d {
		switch e.Key {
		case "$and":
			for _, item := range e.Value.(bson.A) {
				c.add(item.(bson.D))
			}
		case "$or":
			c.addOr(e.Value.(bson.A))
		case "$comment":
		default:
			c.addField(e)
		}
	}
}

// addOr keeps a list of alternatives; a single one is no alternative.
func (c *conjunction) addOr(items bson.A) {
	if len(items) == 1 {
		c.add(items[0].(bson.D))
		return
	}
	branches := make([]conjunction, len(items))
	for i, item := range items {
		branches[i].add(item.(bson.D))
	}
	c.ors = append(c.ors, branches)
}

func (c *conjunction) addField(e bson.E) {
	if strings.HasPrefix(e.Key, "$") {
		c.rest = true
		return
	}
	conds, ok := e.Value.(bson.D)
	if !ok || len(conds) == 0 || !strings.HasPrefix(conds[0].Key, "$") {
		c.leaves = append(c.leaves, leaf{path: e.Key, op: "$eq", value: e.Value})
		return
	}
	for _, op := range conds {
		c.leaves = append(c.leaves, leaf{path: e.Key, op: op.Key, value: op.Value})
	}
}

// without returns the conjunction with one $or replaced by one of its branches.
func (c conjunction) without(or int, branch conjunction) conjunction {
	return conjunction{
		leaves: slices.Concat(c.leaves, branch.leaves),
		ors:    slices.Concat(c.ors[:or], c.ors[or+1:], branch.ors),
		rest:   c.rest || branch.rest,
	}
}

// inner returns the conditions of an $elemMatch as leaves on the full path.
func (l leaf) inner() []leaf {
	if l.within != nil {
		return l.within
	}
	d, ok := l.value.(bson.D)
	if l.op != "$elemMatch" || !ok || len(d) == 0 {
		return nil
	}
	var c conjunction
	if strings.HasPrefix(d[0].Key, "$") {
		c.addField(bson.E{Key: l.path, Value: d})
		return c.leaves
	}
	c.add(d)
	for i := range c.leaves {
		c.leaves[i].path = l.path + "." + c.leaves[i].path
	}
	return c.leaves
}

// Query is what to find. A nil Filter selects everything, unless Match decides in its place.
type Query struct {
	Filter  *query.Filter
	Where   *Where            // what Match surely asks for
	Match   func([]byte) bool // decides, with Where, instead of a filter
	Sort    []Column
	Skip    int64
	Limit   int64  // 0 = no limit
	Hint    string // the name of the only index to use, or "$natural"
	NoIndex bool   // read every document; for proving that plans change nothing
}

// all reports that every document is selected.
func (q *Query) all() bool { return q.Match == nil && (q.Filter == nil || q.Filter.Empty()) }

func (q *Query) matches(d raw.Doc) (bool, error) {
	if q.Match != nil {
		return q.Match(d), nil
	}
	return q.Filter.Match(d)
}

// conditions are what the planner reads.
func (q *Query) conditions() conjunction {
	switch {
	case q.Where != nil:
		return q.Where.conjunction
	case q.Filter != nil:
		return conjunctionOf(q.Filter.Doc())
	}
	return conjunction{rest: q.Match != nil}
}
