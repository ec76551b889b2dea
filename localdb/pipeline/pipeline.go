// Package pipeline runs aggregation stages over a stream of documents.
//
// The first stages that a query can do ($match, $sort, $skip, $limit) are handed
// to the planner; the rest pulls documents one at a time. It reads what it is
// given and knows neither collections nor sessions.
package pipeline

import (
	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/expr"
	"partnerhub/localdb/fault"
	"partnerhub/localdb/key"
	"partnerhub/localdb/query"
	"partnerhub/localdb/raw"
)

// Source yields documents until it answers false.
type Source func() (Item, bool, error)

// Item is a document on its way through a pipeline, as bytes or as values.
type Item struct {
	raw raw.Doc
	doc bson.D
}

// Of wraps stored bytes.
func Of(d raw.Doc) Item { return Item{raw: d} }

// Bytes returns the document as BSON.
func (i Item) Bytes() raw.Doc {
	if i.raw == nil {
		return raw.Encode(i.doc)
	}
	return i.raw
}

// Doc returns the document as values.
func (i Item) Doc() bson.D {
	if i.doc == nil {
		return i.raw.Decode()
	}
	return i.doc
}

// fields returns the document, or only the fields a stage reads.
// What is decoded for it lies in memory that the next call writes over.
func (i Item) fields(room *bson.D, names []string) bson.D {
	if i.doc != nil || names == nil {
		return i.Doc()
	}
	*room = i.raw.DecodeFields((*room)[:0], names)
	return *room
}

// stage turns one stream into another.
type stage func(in Source) Source

// Pipeline is a checked list of stages. Filter, Sort, Skip and Limit are what the
// planner does before the first of them.
type Pipeline struct {
	Filter *query.Filter
	Sort   []key.Column
	Skip   int64
	Limit  int64
	stages []stage

	counter string // the field of a $count, if that is the first stage
}

// compiler reads stages in order.
type compiler struct {
	language *query.Language
	out      *Pipeline
	filters  bson.A
	nested   bool
}

// Compile checks the stages.
func Compile(l *query.Language, stages []raw.Doc) (*Pipeline, error) {
	c := &compiler{language: l, out: &Pipeline{}}
	for _, s := range stages {
		if err := c.add(s); err != nil {
			return nil, err
		}
	}
	return c.out, c.finish()
}

func (c *compiler) add(s raw.Doc) error {
	name, v, rest, ok := raw.Next(s.Elements())
	if !ok || len(rest) > 0 {
		return fault.New(40323, "A pipeline stage specification object must contain exactly one field.")
	}
	if !c.nested {
		if taken, err := c.early(string(name), v); taken || err != nil {
			return err
		}
	}
	st, err := c.stage(string(name), v)
	if err != nil {
		return err
	}
	if name := string(name); name == "$count" && len(c.out.stages) == 0 {
		c.out.counter = v.Str()
	}
	c.out.stages = append(c.out.stages, st)
	return nil
}

// early gives a stage to the planner if nothing before it stands in the way.
func (c *compiler) early(name string, v raw.Value) (bool, error) {
	p := c.out
	if len(p.stages) > 0 {
		return false, nil
	}
	switch {
	case name == "$match" && p.Skip == 0 && p.Limit == 0 && v.Type == raw.TypeDoc:
		c.filters = append(c.filters, v.Decode())
		return true, nil
	case name == "$sort" && p.Sort == nil && p.Skip == 0 && p.Limit == 0 && v.Type == raw.TypeDoc:
		columns, err := sortKey(v)
		p.Sort = columns
		return true, err
	case name == "$skip" && p.Skip == 0 && p.Limit == 0:
		n, err := count(name, v, 0)
		p.Skip = n
		return true, err
	case name == "$limit" && p.Limit == 0:
		n, err := count(name, v, 1)
		p.Limit = n
		return true, err
	}
	return false, nil
}

func (c *compiler) finish() (err error) {
	switch len(c.filters) {
	case 0:
		return nil
	case 1:
		c.out.Filter, err = c.language.Filter(raw.Encode(c.filters[0].(bson.D)))
	default:
		c.out.Filter, err = c.language.Filter(raw.Encode(bson.D{{Key: "$and", Value: c.filters}}))
	}
	return err
}

// Run pulls documents from in through the stages.
func (p *Pipeline) Run(in Source) Source {
	for _, s := range p.stages {
		in = s(in)
	}
	return in
}

// count reads the number of $skip and $limit.
func count(name string, v raw.Value, least int64) (int64, error) {
	n, ok := v.Int()
	if !ok || n < least {
		return 0, fault.New(15957, "the argument to %s must be a whole number of at least %d", name, least)
	}
	return n, nil
}

func (c *compiler) stage(name string, v raw.Value) (stage, error) {
	switch name {
	case "$match":
		return c.match(v)
	case "$sort":
		return sorted(v)
	case "$skip", "$limit":
		return window(name, v)
	case "$count":
		return counted(v)
	case "$project":
		return project(v)
	case "$set", "$addFields":
		return set(v)
	case "$unset":
		return unset(v)
	case "$unwind":
		return unwind(v)
	case "$group":
		return group(v)
	case "$sortByCount":
		return sortByCount(v)
	case "$replaceRoot", "$replaceWith":
		return replace(name, v)
	case "$facet":
		return c.facet(v)
	}
	return nil, fault.New(fault.UnknownStage, "Unrecognized pipeline stage name: '%s'", name)
}

// each makes a stage that turns every document into one other.
func each(f func(Item) (Item, error)) stage {
	return func(in Source) Source {
		return func() (Item, bool, error) {
			item, ok, err := in()
			if err != nil || !ok {
				return Item{}, false, err
			}
			item, err = f(item)
			return item, err == nil, err
		}
	}
}

// from yields the documents of a list.
func from(items []Item) Source {
	return func() (Item, bool, error) {
		if len(items) == 0 {
			return Item{}, false, nil
		}
		item := items[0]
		items = items[1:]
		return item, true, nil
	}
}

// once makes a stage that reads everything before it yields the first document.
func once(f func(Source) ([]Item, error)) stage {
	return func(in Source) Source {
		var out Source
		return func() (Item, bool, error) {
			if out == nil {
				items, err := f(in)
				if err != nil {
					return Item{}, false, err
				}
				out = from(items)
			}
			return out()
		}
	}
}

// names returns the fields that expressions read, nil if they may read any.
func names(nodes ...expr.Node) []string {
	set := map[string]bool{}
	for _, n := range nodes {
		if !expr.Reads(n, set) {
			return nil
		}
	}
	out := make([]string, 0, len(set))
	for name := range set {
		out = append(out, name)
	}
	return out
}
