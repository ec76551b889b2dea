package expr

import (
	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/fault"
)

// compileSpecial compiles the operators that do not evaluate all of their
// arguments, or name them.
func compileSpecial(name string, v any, vars []string) (Node, bool, error) {
	switch name {
	case "$literal":
		return literal{v}, true, nil
	case "$cond":
		node, err := compileCond(v, vars)
		return node, true, err
	case "$switch":
		node, err := compileSwitch(v, vars)
		return node, true, err
	case "$filter", "$map":
		node, err := compileLoop(name, v, vars)
		return node, true, err
	}
	return nil, false, nil
}

// choice is a list of conditions and results; the last result has no condition.
type choice struct {
	tests, results []Node
	fallback       Node
}

func (c choice) Eval(s *Scope) (any, error) {
	for i, test := range c.tests {
		v, err := test.Eval(s)
		if err != nil {
			return nil, err
		}
		if Truth(v) {
			return c.results[i].Eval(s)
		}
	}
	if c.fallback == nil {
		return nil, fault.New(40066, "$switch could not find a matching branch for an input, and no default was specified.")
	}
	return c.fallback.Eval(s)
}

func compileCond(v any, vars []string) (Node, error) {
	parts, ok := v.(bson.A)
	if d, isDoc := v.(bson.D); isDoc {
		named, err := fields("$cond", d, "if", "then", "else")
		if err != nil {
			return nil, err
		}
		parts, ok = bson.A{named["if"], named["then"], named["else"]}, len(named) == 3
	}
	if !ok || len(parts) != 3 {
		return nil, fault.New(16020, "Expression $cond takes exactly 3 arguments.")
	}
	nodes, err := compileAll(parts, vars)
	if err != nil {
		return nil, err
	}
	return choice{tests: nodes[:1], results: nodes[1:2], fallback: nodes[2]}, nil
}

func compileSwitch(v any, vars []string) (Node, error) {
	d, _ := v.(bson.D)
	named, err := fields("$switch", d, "branches", "default")
	if err != nil {
		return nil, err
	}
	branches, _ := named["branches"].(bson.A)
	if len(branches) == 0 {
		return nil, fault.New(40068, "$switch requires at least one branch.")
	}
	c := choice{}
	for _, b := range branches {
		if err := c.branch(b, vars); err != nil {
			return nil, err
		}
	}
	if other, ok := named["default"]; ok {
		c.fallback, err = compile(other, vars)
	}
	return c, err
}

func (c *choice) branch(v any, vars []string) error {
	d, _ := v.(bson.D)
	named, err := fields("$switch", d, "case", "then")
	if err != nil {
		return err
	}
	nodes, err := compileAll(bson.A{named["case"], named["then"]}, vars)
	if err != nil {
		return err
	}
	c.tests, c.results = append(c.tests, nodes[0]), append(c.results, nodes[1])
	return nil
}

// loop evaluates body for each element of input, named as a variable.
type loop struct {
	keep        bool // keep the elements whose body is true, else collect the bodies
	input, body Node
	as          string
}

func compileLoop(name string, v any, vars []string) (Node, error) {
	d, _ := v.(bson.D)
	body := map[string]string{"$filter": "cond", "$map": "in"}[name]
	named, err := fields(name, d, "input", "as", body)
	if err != nil {
		return nil, err
	}
	as, ok := named["as"].(string)
	if !ok {
		as = "this"
	}
	l := loop{keep: name == "$filter", as: as}
	if l.input, err = compile(named["input"], vars); err != nil {
		return nil, err
	}
	l.body, err = compile(named[body], append(vars[:len(vars):len(vars)], as))
	return l, err
}

func (l loop) Eval(s *Scope) (any, error) {
	v, err := l.input.Eval(s)
	if err != nil || nullish(v) {
		return nil, err
	}
	list, ok := v.(bson.A)
	if !ok {
		return nil, fault.New(28651, "input to $filter or $map must be an array")
	}
	out := bson.A{}
	for _, item := range list {
		got, err := l.body.Eval(s.with(l.as, item))
		if err != nil {
			return nil, err
		}
		switch {
		case !l.keep:
			out = append(out, orNull(got))
		case Truth(got):
			out = append(out, item)
		}
	}
	return out, nil
}

// fields reads a document of named arguments and refuses unknown names.
func fields(op string, d bson.D, known ...string) (map[string]any, error) {
	out := make(map[string]any, len(d))
	for _, e := range d {
		found := false
		for _, k := range known {
			found = found || k == e.Key
		}
		if !found {
			return nil, fault.New(fault.InvalidPipeline, "Unrecognized parameter to %s: %s", op, e.Key)
		}
		out[e.Key] = e.Value
	}
	return out, nil
}
