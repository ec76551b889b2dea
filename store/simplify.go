package store

import (
	"slices"

	"partnerhub/filter"
)

// maxAbsorb bounds the alternatives that are compared with each other, because that takes their square.
const maxAbsorb = 64

// simplify rewrites a condition into one that matches the same documents and that indexes can serve: what every alternative
// of an Or demands is demanded once, outside of it, and an alternative that another one contains is left out. A person with
// several roles has such conditions: (v and x) or (v and y) becomes v and (x or y); v or (v and x) becomes v.
func simplify(c filter.Cond) filter.Cond {
	switch {
	case c.Op == filter.And && len(c.Subs) > 0:
		return conjunction(simplifyAll(c.Subs))
	case c.Op == filter.Or:
		return disjunction(simplifyAll(c.Subs))
	case c.Op == filter.Elem && len(c.Subs) == 1:
		return simplifyElem(c)
	case c.IsLeaf():
		return c
	case c.Op == filter.All:
		return filter.Everything()
	}
	return filter.Nothing()
}

// simplifyAll answers the conditions themselves where nothing is to be done, as almost always.
func simplifyAll(subs []filter.Cond) []filter.Cond { return filter.Rewritten(subs, simplify) }

// joined joins conditions and changes none. Where nothing is to be taken apart or left out it costs nothing.
func joined(by filter.Op, subs []filter.Cond) filter.Cond {
	plain := func(c filter.Cond) bool { return c.IsLeaf() || c.Op != by && (c.Op == filter.And || c.Op == filter.Or) }
	switch {
	case len(subs) > 1 && !slices.ContainsFunc(subs, func(c filter.Cond) bool { return !plain(c) }):
		return filter.Cond{Op: by, Subs: subs}
	case by == filter.And:
		return filter.AllOf(subs...)
	}
	return filter.AnyOf(subs...)
}

func simplifyElem(c filter.Cond) filter.Cond {
	sub := simplify(c.Subs[0])
	if sub.Op != filter.None {
		c.Subs = []filter.Cond{sub}
		return c
	}
	if c.Negated {
		return filter.Everything()
	}
	return filter.Nothing()
}

// conjunction demands each thing once, and drops an Or of which one alternative is demanded anyway.
func conjunction(subs []filter.Cond) filter.Cond {
	all := joined(filter.And, subs)
	all.Named = nil // what the caller named has been checked before
	if all.Op != filter.And {
		return all
	}
	demanded := distinct(all.Subs)
	if left := demanded.without(demanded.settles); len(left) < len(all.Subs) {
		return left.cond()
	}
	return all
}

// disjunction pulls out what every alternative demands.
func disjunction(subs []filter.Cond) filter.Cond {
	some := joined(filter.Or, subs)
	some.Named = nil
	if some.Op != filter.Or {
		return some
	}
	alternatives := distinct(some.Subs)
	var room [16]demands
	branches := room[:0]
	for i := range alternatives {
		branches = append(branches, demandsAt(alternatives, i))
	}
	common := commonOf(branches)
	if len(common) == 0 {
		return absorb(alternatives, branches)
	}
	rest := make([]filter.Cond, len(branches))
	for i, b := range branches {
		rest[i] = b.without(common.has).cond()
	}
	return conjunction([]filter.Cond{common.cond(), disjunction(rest)})
}

// absorb leaves out every alternative that demands all of what another one demands, and more.
func absorb(alternatives []filter.Cond, branches []demands) filter.Cond {
	absorbed := func(b demands) bool { return b.absorbed(branches) }
	if len(branches) > maxAbsorb || !slices.ContainsFunc(branches, absorbed) {
		return filter.Cond{Op: filter.Or, Subs: alternatives}
	}
	var left []filter.Cond
	for i, b := range branches {
		if !absorbed(b) {
			left = append(left, alternatives[i])
		}
	}
	return filter.AnyOf(left...)
}

// absorbed is true for the demands of an alternative beside which a wider one stands.
func (d demands) absorbed(branches []demands) bool {
	for _, other := range branches {
		if len(other) < len(d) && d.includes(other) {
			return true
		}
	}
	return false
}

// commonOf is what all the branches demand.
func commonOf(branches []demands) (common demands) {
	for i := range branches[0] {
		if one := &branches[0][i]; everyHas(branches[1:], one) {
			common = append(common, *one)
		}
	}
	return common
}

func everyHas(branches []demands, one *filter.Cond) bool {
	for _, b := range branches {
		if !b.has(one) {
			return false
		}
	}
	return true
}
