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

func simplifyAll(subs []filter.Cond) []filter.Cond {
	out := make([]filter.Cond, len(subs))
	for i, s := range subs {
		out[i] = simplify(s)
	}
	return out
}

// joined joins conditions, which are nobody else's. Where nothing is to be taken apart or left out it costs nothing.
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
	branches := make([]demands, len(alternatives))
	for i := range alternatives {
		branches[i] = demandsAt(alternatives, i)
	}
	common := commonOf(branches)
	if len(common) == 0 {
		return absorb(branches)
	}
	rest := make([]filter.Cond, len(branches))
	for i, b := range branches {
		rest[i] = b.without(common.has).cond()
	}
	return conjunction([]filter.Cond{common.cond(), disjunction(rest)})
}

// absorb leaves out every alternative that demands all of what another one demands, and more.
func absorb(branches []demands) filter.Cond {
	var out []filter.Cond
	for _, b := range branches {
		wider := func(other demands) bool { return len(other) < len(b) && b.includes(other) }
		if len(branches) > maxAbsorb || !slices.ContainsFunc(branches, wider) {
			out = append(out, b.cond())
		}
	}
	return filter.AnyOf(out...)
}

// commonOf is what all the branches demand.
func commonOf(branches []demands) demands {
	return branches[0].without(func(d *filter.Cond) bool {
		return slices.ContainsFunc(branches[1:], func(b demands) bool { return !b.has(d) })
	})
}
