package pipeline

import (
	"strings"

	"github.com/256dpi/lungo/bsonkit"
	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/expr"
	"partnerhub/localdb/fault"
	"partnerhub/localdb/query"
	"partnerhub/localdb/raw"
)

// object refuses a stage whose argument is no document.
func object(name string, v raw.Value) (bson.D, error) {
	if v.Type != raw.TypeDoc {
		return nil, fault.New(fault.FailedToParse, "the %s specification must be an object", name)
	}
	return v.Doc().Decode(), nil
}

func project(v raw.Value) (stage, error) {
	d, err := object("$project", v)
	if err != nil {
		return nil, err
	}
	if len(d) == 0 {
		return nil, fault.New(51272, "Invalid $project :: caused by :: projection specification must have at least one field")
	}
	p, err := query.Project(d)
	if err != nil {
		return nil, err
	}
	return each(func(i Item) (Item, error) {
		out, err := p.Apply(nil, i.Bytes())
		return Item{raw: out}, err
	}), nil
}

// assignment is one computed field of $set.
type assignment struct {
	path string
	node expr.Node
}

func set(v raw.Value) (stage, error) {
	d, err := object("$set", v)
	if err != nil {
		return nil, err
	}
	list, err := assignments(d, "")
	if err != nil {
		return nil, err
	}
	return each(func(i Item) (Item, error) {
		doc := i.Doc()
		scope, out := expr.Root(doc), doc
		for _, a := range list {
			v, err := a.node.Eval(scope)
			if err != nil {
				return Item{}, err
			}
			out = expr.SetPath(out, a.path, v)
		}
		return Item{doc: out}, nil
	}), nil
}

// assignments flattens embedded documents, whose fields are set one by one.
func assignments(d bson.D, prefix string) ([]assignment, error) {
	var out []assignment
	for _, e := range d {
		if sub, ok := e.Value.(bson.D); ok && len(sub) > 0 && !strings.HasPrefix(sub[0].Key, "$") {
			inner, err := assignments(sub, prefix+e.Key+".")
			if err != nil {
				return nil, err
			}
			out = append(out, inner...)
			continue
		}
		node, err := expr.Compile(e.Value)
		if err != nil {
			return nil, err
		}
		out = append(out, assignment{prefix + e.Key, node})
	}
	return out, nil
}

func unset(v raw.Value) (stage, error) {
	paths, ok := v.Decode().(bson.A)
	if v.Type == raw.TypeString {
		paths, ok = bson.A{v.Str()}, true
	}
	if !ok || len(paths) == 0 {
		return nil, fault.New(31002, "$unset specification must be a string or an array of strings")
	}
	list := make([]string, len(paths))
	for i, p := range paths {
		if list[i], ok = p.(string); !ok {
			return nil, fault.New(31120, "$unset specification must be a string or an array of strings")
		}
	}
	return each(func(i Item) (Item, error) {
		out := i.Doc()
		for _, p := range list {
			out = expr.Unset(out, p)
		}
		return Item{doc: out}, nil
	}), nil
}

func replace(name string, v raw.Value) (stage, error) {
	source := v.Decode()
	if name == "$replaceRoot" {
		d, _ := source.(bson.D)
		if len(d) != 1 || d[0].Key != "newRoot" {
			return nil, fault.New(40231, "no newRoot specified for the $replaceRoot stage")
		}
		source = d[0].Value
	}
	node, err := expr.Compile(source)
	if err != nil {
		return nil, err
	}
	return each(func(i Item) (Item, error) {
		v, err := node.Eval(expr.Root(i.Doc()))
		if err != nil {
			return Item{}, err
		}
		d, ok := v.(bson.D)
		if !ok {
			return Item{}, fault.New(40228, "'newRoot' expression must evaluate to an object")
		}
		return Item{doc: d}, nil
	}), nil
}

// unwinding are the options of $unwind.
type unwinding struct {
	path  string
	index string
	keep  bool
}

func unwind(v raw.Value) (stage, error) {
	u, err := readUnwind(v)
	if err != nil {
		return nil, err
	}
	return func(in Source) Source {
		var waiting []Item
		return func() (Item, bool, error) {
			for len(waiting) == 0 {
				item, ok, err := in()
				if err != nil || !ok {
					return Item{}, false, err
				}
				waiting = u.open(item)
			}
			item := waiting[0]
			waiting = waiting[1:]
			return item, true, nil
		}
	}, nil
}

func readUnwind(v raw.Value) (unwinding, error) {
	u := unwinding{path: v.Str()}
	d, _ := v.Decode().(bson.D)
	for _, e := range d {
		var ok bool
		switch e.Key {
		case "path":
			u.path, ok = e.Value.(string)
		case "includeArrayIndex":
			u.index, ok = e.Value.(string)
		case "preserveNullAndEmptyArrays":
			u.keep, ok = e.Value.(bool)
		}
		if !ok {
			return u, fault.New(28811, "unrecognized or wrong option to $unwind stage: %s", e.Key)
		}
	}
	path, ok := strings.CutPrefix(u.path, "$")
	if !ok || path == "" {
		return u, fault.New(28818, "path option to $unwind stage should be prefixed with a '$': %s", u.path)
	}
	u.path = path
	return u, nil
}

// open returns one document for each element of the array.
func (u unwinding) open(i Item) []Item {
	doc := i.Doc()
	v := bsonkit.Get(&doc, u.path)
	list, isArray := v.(bson.A)
	if !isArray {
		if v == bsonkit.Missing || v == nil {
			if !u.keep {
				return nil
			}
			return []Item{{doc: u.number(doc, nil)}}
		}
		return []Item{{doc: u.number(doc, nil)}}
	}
	if len(list) == 0 && u.keep {
		return []Item{{doc: u.number(expr.Unset(doc, u.path), nil)}}
	}
	out := make([]Item, len(list))
	for n, item := range list {
		out[n] = Item{doc: u.number(expr.SetPath(doc, u.path, item), int64(n))}
	}
	return out
}

func (u unwinding) number(d bson.D, n any) bson.D {
	if u.index == "" {
		return d
	}
	return expr.SetPath(d, u.index, n)
}
