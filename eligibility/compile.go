package eligibility

import (
	"fmt"

	"partnerhub/model"
)

// Compile checks a rule against what its vendor has defined. The faults name the way to what is wrong, such as
// all[1].any[0].test.values[0]; with any fault the rule holds for nobody.
func Compile(r *model.Rule, s Scheme) (Compiled, model.UserErrors) {
	c := &compiler{scheme: s}
	root := c.node(r, "", 1)
	if len(c.faults) > 0 {
		return Compiled{}, c.faults
	}
	return Compiled{root}, nil
}

// compiler walks over a rule.
type compiler struct {
	scheme Scheme
	faults model.UserErrors
	tests  int
}

func (c *compiler) fail(path string, code model.UserErrorCode, format string, args ...any) {
	c.faults.Add(path, code, format, args...)
}

func (c *compiler) node(r *model.Rule, path string, depth int) node {
	switch {
	case depth > MaxDepth:
		c.fail(path, model.UserErrorCodeTooMany, "a rule is at most %d deep", MaxDepth)
		return node{}
	case sides(r) != 1:
		c.fail(path, model.UserErrorCodeInvalid, "exactly one of all, any, not and test")
		return node{}
	case r.All != nil:
		return c.list(all, r.All, below(path, "all"), depth)
	case r.Any != nil:
		return c.list(some, r.Any, below(path, "any"), depth)
	case r.Not != nil:
		return node{joint: not, subs: []node{c.node(r.Not, below(path, "not"), depth+1)}}
	}
	return c.leaf(r.Test, below(path, "test"))
}

// sides counts what is set of a rule.
func sides(r *model.Rule) (n int) {
	if r == nil {
		return 0
	}
	for _, set := range []bool{r.All != nil, r.Any != nil, r.Not != nil, r.Test != nil} {
		if set {
			n++
		}
	}
	return n
}

func below(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func (c *compiler) list(j joint, rules []*model.Rule, path string, depth int) node {
	if len(rules) == 0 {
		c.fail(path, model.UserErrorCodeRequired, "at least one rule")
	}
	if len(rules) > MaxTests {
		c.fail(path, model.UserErrorCodeTooMany, "a rule has at most %d tests", MaxTests)
		return node{}
	}
	out := node{joint: j}
	for i, r := range rules {
		out.subs = append(out.subs, c.node(r, fmt.Sprintf("%s[%d]", path, i), depth+1))
	}
	return out
}

func (c *compiler) leaf(t *model.RuleTest, path string) node {
	if c.tests++; c.tests == MaxTests+1 {
		c.fail(path, model.UserErrorCodeTooMany, "a rule has at most %d tests", MaxTests)
	}
	l := &reading{RuleTest: t, compiler: c, path: path}
	l.fitting()
	before := len(c.faults)
	made := l.make()
	if made.holds == nil && len(c.faults) == before {
		c.fail(below(path, "attribute"), model.UserErrorCodeInvalid, "no such attribute")
	}
	made.field = fieldOf(t.Attribute)
	return node{joint: leaf, path: path, test: made}
}
