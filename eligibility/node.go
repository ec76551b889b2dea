package eligibility

import (
	"strings"

	"partnerhub/filter"
	"partnerhub/model"
)

// joint is how a node joins what is below it.
type joint uint8

const (
	none joint = iota // holds for nobody
	all
	some
	not
	leaf
)

// node is one place of a compiled rule.
type node struct {
	joint joint
	subs  []node
	path  string
	test  test
}

// test is one compiled comparison. Both readings take a day; what is not known of a partner never holds.
type test struct {
	words string // the comparison as words
	field string // the stored field of a partner that it looks at
	holds func(p *model.Partner, day model.Date) bool
	cond  func(day model.Date) filter.Cond
	value func(p *model.Partner, day model.Date) string
	turn  Turn
}

func (n node) holds(p *model.Partner, day model.Date) bool {
	switch n.joint {
	case all:
		return n.every(p, day)
	case some:
		return n.one(p, day)
	case not:
		return !n.subs[0].holds(p, day)
	case leaf:
		return n.test.holds(p, day)
	}
	return false
}

func (n node) every(p *model.Partner, day model.Date) bool {
	for _, s := range n.subs {
		if !s.holds(p, day) {
			return false
		}
	}
	return len(n.subs) > 0
}

func (n node) one(p *model.Partner, day model.Date) bool {
	for _, s := range n.subs {
		if s.holds(p, day) {
			return true
		}
	}
	return false
}

func (n node) cond(day model.Date) filter.Cond {
	switch n.joint {
	case all:
		return filter.AllOf(n.conds(day)...)
	case some:
		return filter.AnyOf(n.conds(day)...)
	case not:
		return filter.NoneOf(n.subs[0].cond(day))
	case leaf:
		return n.test.cond(day)
	}
	return filter.Nothing()
}

func (n node) conds(day model.Date) []filter.Cond {
	out := make([]filter.Cond, len(n.subs))
	for i, s := range n.subs {
		out[i] = s.cond(day)
	}
	return out
}

// describe puts brackets around what would read differently without them.
func (n node) describe(within bool) string {
	switch n.joint {
	case leaf:
		return n.test.words
	case not:
		return "not " + n.subs[0].describe(true)
	case none:
		return "nobody"
	}
	parts := make([]string, len(n.subs))
	for i, s := range n.subs {
		parts[i] = s.describe(len(n.subs) > 1)
	}
	word := " and "
	if n.joint == some {
		word = " or "
	}
	text := strings.Join(parts, word)
	if within && len(parts) > 1 {
		return "(" + text + ")"
	}
	return text
}

func (n node) turn() Turn {
	out := n.test.turn
	for _, s := range n.subs {
		out = max(out, s.turn())
	}
	return out
}
