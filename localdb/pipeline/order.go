package pipeline

import (
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/fault"
	"partnerhub/localdb/key"
	"partnerhub/localdb/query"
	"partnerhub/localdb/raw"
)

func (c *compiler) match(v raw.Value) (stage, error) {
	if v.Type != raw.TypeDoc {
		return nil, fault.New(15959, "the match filter must be an expression in an object")
	}
	f, err := c.language.Filter(v.Doc())
	if err != nil {
		return nil, err
	}
	return func(in Source) Source {
		return func() (Item, bool, error) {
			for {
				item, ok, err := in()
				if err != nil || !ok {
					return Item{}, false, err
				}
				fits, err := f.MatchFields(item.Doc())
				if err != nil || fits {
					return item, err == nil, err
				}
			}
		}
	}, nil
}

func window(name string, v raw.Value) (stage, error) {
	least := int64(0)
	if name == "$limit" {
		least = 1
	}
	n, err := count(name, v, least)
	if err != nil {
		return nil, err
	}
	return func(in Source) Source {
		left := n
		return func() (Item, bool, error) {
			for name == "$skip" && left > 0 {
				if _, ok, err := in(); err != nil || !ok {
					return Item{}, false, err
				}
				left--
			}
			if name == "$limit" {
				if left == 0 {
					return Item{}, false, nil
				}
				left--
			}
			return in()
		}
	}, nil
}

// placed is a document with the bytes it sorts by.
type placed struct {
	order string
	item  Item
}

// sortKey reads what a stage sorts by.
func sortKey(v raw.Value) ([]key.Column, error) {
	if v.Type != raw.TypeDoc {
		return nil, fault.New(15973, "the $sort key specification must be an object")
	}
	if len(v.Doc().Elements()) == 0 {
		return nil, fault.New(15976, "$sort stage must have at least one sort key")
	}
	return query.Sort(v.Doc())
}

func sorted(v raw.Value) (stage, error) {
	columns, err := sortKey(v)
	if err != nil {
		return nil, err
	}
	return once(func(in Source) ([]Item, error) { return sortItems(in, columns) }), nil
}

func sortItems(in Source, columns []key.Column) ([]Item, error) {
	var all []placed
	for {
		item, ok, err := in()
		if err != nil {
			return nil, err
		}
		if !ok {
			break
		}
		b := item.Bytes()
		order, err := key.Least(b, columns)
		if err != nil {
			return nil, err
		}
		all = append(all, placed{string(order), Item{raw: b, doc: item.doc}})
	}
	slices.SortStableFunc(all, func(a, b placed) int { return strings.Compare(a.order, b.order) })
	out := make([]Item, len(all))
	for i, p := range all {
		out[i] = p.item
	}
	return out, nil
}

func counted(v raw.Value) (stage, error) {
	name := v.Str()
	if name == "" || strings.HasPrefix(name, "$") || strings.Contains(name, ".") {
		return nil, fault.New(40156, "the count field must be a non-empty string without '$' and '.'")
	}
	return once(func(in Source) ([]Item, error) {
		n := 0
		for {
			_, ok, err := in()
			if err != nil {
				return nil, err
			}
			if !ok {
				break
			}
			n++
		}
		if n == 0 {
			return nil, nil
		}
		return []Item{{doc: bson.D{{Key: name, Value: int32(n)}}}}, nil
	}), nil
}

// facet runs several pipelines over the same documents.
func (c *compiler) facet(v raw.Value) (stage, error) {
	if v.Type != raw.TypeDoc {
		return nil, fault.New(40169, "the $facet specification must be a non-empty object")
	}
	var labels []string
	var parts []*Pipeline
	for b := v.Doc().Elements(); ; {
		name, list, rest, ok := raw.Next(b)
		if !ok {
			break
		}
		p, err := c.branch(list)
		if err != nil {
			return nil, err
		}
		labels, parts, b = append(labels, string(name)), append(parts, p), rest
	}
	return once(func(in Source) ([]Item, error) { return runFacet(in, labels, parts) }), nil
}

func (c *compiler) branch(list raw.Value) (*Pipeline, error) {
	sub := &compiler{language: c.language, out: &Pipeline{}, nested: true}
	for b := list.Doc().Elements(); list.Type == raw.TypeArray; {
		_, s, rest, ok := raw.Next(b)
		if !ok {
			break
		}
		if s.Doc().FirstKey() == "$facet" {
			return nil, fault.New(40600, "$facet is not allowed to be used within a $facet stage")
		}
		if err := sub.add(s.Doc()); err != nil {
			return nil, err
		}
		b = rest
	}
	return sub.out, nil
}

func runFacet(in Source, labels []string, parts []*Pipeline) ([]Item, error) {
	all, err := drain(in)
	if err != nil {
		return nil, err
	}
	out := make(bson.D, len(labels))
	for i, p := range parts {
		items, err := drain(p.Run(from(all)))
		if err != nil {
			return nil, err
		}
		list := make(bson.A, len(items))
		for n, item := range items {
			list[n] = item.Doc()
		}
		out[i] = bson.E{Key: labels[i], Value: list}
	}
	return []Item{{doc: out}}, nil
}

func drain(in Source) ([]Item, error) {
	var out []Item
	for {
		item, ok, err := in()
		if err != nil || !ok {
			return out, err
		}
		out = append(out, item)
	}
}

// OnlyCounts reports that the planner does everything but a final $count, and
// how the counting field is called.
func (p *Pipeline) OnlyCounts() (string, bool) {
	return p.counter, len(p.stages) == 1 && p.counter != ""
}

// Single yields one document if any is true.
func Single(any bool, d bson.D) Source {
	if !any {
		return from(nil)
	}
	return from([]Item{{doc: d}})
}
