package expr

import (
	"github.com/256dpi/lungo/bsonkit"
	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/fault"
)

// function computes an operator from its evaluated arguments.
type function func(args []any) (any, error)

// operator says how many arguments an operator takes; most is -1 for any number.
type operator struct {
	least, most int
	run         function
}

// call is an operator whose arguments are all evaluated first.
type call struct {
	name string
	args []Node
	run  function
}

func (c call) Eval(s *Scope) (any, error) {
	values := make([]any, len(c.args))
	for i, n := range c.args {
		v, err := n.Eval(s)
		if err != nil {
			return nil, err
		}
		values[i] = v
	}
	return c.run(values)
}

func compileOperator(name string, v any, vars []string) (Node, error) {
	if node, known, err := compileSpecial(name, v, vars); known {
		return node, err
	}
	op, ok := lookup(name)
	if !ok {
		return nil, fault.New(fault.InvalidPipeline, "Unrecognized expression '%s'", name)
	}
	list, ok := v.(bson.A)
	if !ok {
		list = bson.A{v}
	}
	if len(list) < op.least || (op.most >= 0 && len(list) > op.most) {
		return nil, fault.New(16020, "Expression %s takes a different number of arguments: %d were passed in", name, len(list))
	}
	args, err := compileAll(list, vars)
	return call{name: name, args: args, run: op.run}, err
}

// lookup finds an operator among the families.
func lookup(name string) (operator, bool) {
	for _, find := range []func(string) (operator, bool){comparison, arithmetic, text, collection, dates} {
		if op, ok := find(name); ok {
			return op, true
		}
	}
	return operator{}, false
}

func comparison(name string) (operator, bool) {
	compare := func(test func(int) bool) (operator, bool) {
		return operator{2, 2, func(a []any) (any, error) { return test(order(a[0], a[1])), nil }}, true
	}
	switch name {
	case "$eq":
		return compare(func(c int) bool { return c == 0 })
	case "$ne":
		return compare(func(c int) bool { return c != 0 })
	case "$gt":
		return compare(func(c int) bool { return c > 0 })
	case "$gte":
		return compare(func(c int) bool { return c >= 0 })
	case "$lt":
		return compare(func(c int) bool { return c < 0 })
	case "$lte":
		return compare(func(c int) bool { return c <= 0 })
	case "$cmp":
		return operator{2, 2, func(a []any) (any, error) { return int32(order(a[0], a[1])), nil }}, true
	case "$and":
		return operator{0, -1, func(a []any) (any, error) { return all(a, true), nil }}, true
	case "$or":
		return operator{0, -1, func(a []any) (any, error) { return !all(a, false), nil }}, true
	case "$not":
		return operator{1, 1, func(a []any) (any, error) { return !Truth(a[0]), nil }}, true
	case "$ifNull":
		return operator{2, -1, ifNull}, true
	}
	return operator{}, false
}

// order compares as aggregation does: a missing value sorts below null.
func order(a, b any) int {
	am, bm := a == bsonkit.Missing, b == bsonkit.Missing
	switch {
	case am && bm:
		return 0
	case am:
		return -1
	case bm:
		return 1
	}
	return bsonkit.Compare(a, b)
}

// all reports that every value reads as want.
func all(values []any, want bool) bool {
	for _, v := range values {
		if Truth(v) != want {
			return false
		}
	}
	return true
}

func ifNull(a []any) (any, error) {
	for _, v := range a[:len(a)-1] {
		if !nullish(v) {
			return v, nil
		}
	}
	return a[len(a)-1], nil
}
