// Package expr evaluates aggregation expressions such as {$sum: ["$a", 1]} over
// one document. It is used by pipelines and by $expr in filters, and knows
// neither.
package expr

import (
	"strings"

	"github.com/256dpi/lungo/bsonkit"
	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/fault"
)

// Node is a compiled expression. The result may be bsonkit.Missing.
type Node interface {
	Eval(s *Scope) (any, error)
}

// Scope is what an expression can see: the document and the named variables.
type Scope struct {
	root  bson.D
	name  string
	value any
	outer *Scope
}

// Root returns the scope of a whole document.
func Root(d bson.D) *Scope { return &Scope{root: d} }

// with returns a scope that also knows one variable.
func (s *Scope) with(name string, value any) *Scope {
	return &Scope{root: s.root, name: name, value: value, outer: s}
}

// variable returns the innermost variable of that name.
func (s *Scope) variable(name string) any {
	for at := s; at != nil; at = at.outer {
		if at.name == name && name != "" {
			return at.value
		}
	}
	if name == "ROOT" || name == "CURRENT" {
		return s.root
	}
	return bsonkit.Missing
}

// Compile checks an expression and prepares it.
func Compile(v any) (Node, error) { return compile(v, []string{"ROOT", "CURRENT"}) }

// compile knows the variables that the surrounding expression defines.
func compile(v any, vars []string) (Node, error) {
	switch v := v.(type) {
	case string:
		return compileText(v, vars)
	case bson.A:
		return compileArray(v, vars)
	case bson.D:
		if len(v) == 1 && strings.HasPrefix(v[0].Key, "$") {
			return compileOperator(v[0].Key, v[0].Value, vars)
		}
		return compileDoc(v, vars)
	}
	return literal{v}, nil
}

type literal struct{ value any }

func (l literal) Eval(*Scope) (any, error) { return l.value, nil }

func compileText(s string, vars []string) (Node, error) {
	switch {
	case strings.HasPrefix(s, "$$"):
		return compileVariable(s[2:], vars)
	case strings.HasPrefix(s, "$"):
		if s == "$" || strings.HasSuffix(s, ".") {
			return nil, fault.New(40353, "FieldPath must not be empty or end with a '.'.")
		}
		return field{variable: "ROOT", path: strings.Split(s[1:], ".")}, nil
	}
	return literal{s}, nil
}

func compileVariable(s string, vars []string) (Node, error) {
	name, rest, found := strings.Cut(s, ".")
	if name == "REMOVE" && !found {
		return literal{bsonkit.Missing}, nil
	}
	for _, known := range vars {
		if known != name {
			continue
		}
		if !found {
			return field{variable: name}, nil
		}
		return field{variable: name, path: strings.Split(rest, ".")}, nil
	}
	return nil, fault.New(17276, "Use of undefined variable: %s", name)
}

// field is a path into the document or a variable.
type field struct {
	variable string
	path     []string
}

func (f field) Eval(s *Scope) (any, error) {
	return walk(s.variable(f.variable), f.path), nil
}

// walk follows a path; through an array it collects from each element that is a
// document, as aggregation paths do.
func walk(v any, path []string) any {
	if len(path) == 0 {
		return v
	}
	switch v := v.(type) {
	case bson.D:
		for _, e := range v {
			if e.Key == path[0] {
				return walk(e.Value, path[1:])
			}
		}
	case bson.A:
		out := bson.A{}
		for _, item := range v {
			if found := walk(item, path); found != bsonkit.Missing {
				out = append(out, found)
			}
		}
		return out
	}
	return bsonkit.Missing
}

type array struct{ items []Node }

func compileArray(a bson.A, vars []string) (Node, error) {
	items, err := compileAll(a, vars)
	return array{items}, err
}

func compileAll(a bson.A, vars []string) ([]Node, error) {
	nodes := make([]Node, len(a))
	for i, v := range a {
		node, err := compile(v, vars)
		if err != nil {
			return nil, err
		}
		nodes[i] = node
	}
	return nodes, nil
}

func (a array) Eval(s *Scope) (any, error) {
	out := make(bson.A, len(a.items))
	for i, n := range a.items {
		v, err := n.Eval(s)
		if err != nil {
			return nil, err
		}
		out[i] = orNull(v)
	}
	return out, nil
}

type document struct {
	keys  []string
	items []Node
}

func compileDoc(d bson.D, vars []string) (Node, error) {
	out := document{}
	for _, e := range d {
		if strings.HasPrefix(e.Key, "$") {
			return nil, fault.New(15983, "an object representing an expression must have exactly one field: %s", e.Key)
		}
		node, err := compile(e.Value, vars)
		if err != nil {
			return nil, err
		}
		out.keys, out.items = append(out.keys, e.Key), append(out.items, node)
	}
	return out, nil
}

func (d document) Eval(s *Scope) (any, error) {
	out := make(bson.D, 0, len(d.keys))
	for i, n := range d.items {
		v, err := n.Eval(s)
		if err != nil {
			return nil, err
		}
		if v != bsonkit.Missing {
			out = append(out, bson.E{Key: d.keys[i], Value: v})
		}
	}
	return out, nil
}

func orNull(v any) any {
	if v == bsonkit.Missing {
		return nil
	}
	return v
}

// nullish reports null and missing, which most operators pass on as null.
func nullish(v any) bool { return v == nil || v == bsonkit.Missing }

// Truth reads a value as a condition: false, null, missing and zero are false.
func Truth(v any) bool {
	switch v := v.(type) {
	case nil, bsonkit.MissingType:
		return false
	case bool:
		return v
	case int32:
		return v != 0
	case int64:
		return v != 0
	case float64:
		return v != 0
	}
	return true
}

// Reads adds to names the top-level fields that node looks at; ok is false if it
// may look at any.
func Reads(node Node, names map[string]bool) (ok bool) {
	switch n := node.(type) {
	case field:
		if n.variable == "ROOT" || n.variable == "CURRENT" {
			if len(n.path) == 0 {
				return false
			}
			names[n.path[0]] = true
		}
		return true
	case literal:
		return true
	case array:
		return readsAll(n.items, names)
	case document:
		return readsAll(n.items, names)
	case call:
		return readsAll(n.args, names)
	}
	return false
}

func readsAll(nodes []Node, names map[string]bool) bool {
	for _, n := range nodes {
		if !Reads(n, names) {
			return false
		}
	}
	return true
}
