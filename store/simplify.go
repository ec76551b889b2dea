package store

import (
	"fmt"
	"slices"
	"strings"

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
	all := filter.AllOf(subs...)
	if all.Op != filter.And {
		return all
	}
	demands := distinct(all.Subs)
	return filter.AllOf(slices.DeleteFunc(demands.list, demands.settles)...)
}

// disjunction pulls out what every alternative demands.
func disjunction(subs []filter.Cond) filter.Cond {
	some := filter.AnyOf(subs...)
	if some.Op != filter.Or {
		return some
	}
	var branches []demands
	for _, b := range distinct(some.Subs).list {
		branches = append(branches, demandsOf(b))
	}
	common := commonOf(branches)
	if len(common.list) == 0 {
		return filter.AnyOf(absorb(branches)...)
	}
	rest := make([]filter.Cond, len(branches))
	for i, b := range branches {
		rest[i] = b.without(common)
	}
	return conjunction(append(slices.Clone(common.list), disjunction(rest)))
}

// absorb leaves out every alternative that demands all of what another one demands, and more.
func absorb(branches []demands) []filter.Cond {
	var out []filter.Cond
	for i, b := range branches {
		wider := func(other demands) bool { return len(other.list) < len(b.list) && b.includes(other) }
		if len(branches) > maxAbsorb || !slices.ContainsFunc(branches, wider) {
			out = append(out, filter.AllOf(branches[i].list...))
		}
	}
	return out
}

// demands are the conditions of a conjunction, each once, and their texts to know them by.
type demands struct {
	list  []filter.Cond
	texts map[string]bool
}

func distinct(conds []filter.Cond) demands {
	d := demands{texts: map[string]bool{}}
	for _, c := range conds {
		if t := text(c); !d.texts[t] {
			d.texts[t] = true
			d.list = append(d.list, c)
		}
	}
	return d
}

func demandsOf(c filter.Cond) demands {
	if c.Op == filter.And {
		return distinct(c.Subs)
	}
	return distinct([]filter.Cond{c})
}

func commonOf(branches []demands) demands {
	inAll := func(c filter.Cond) bool {
		t := text(c)
		return !slices.ContainsFunc(branches, func(b demands) bool { return !b.texts[t] })
	}
	var common []filter.Cond
	for _, c := range branches[0].list {
		if inAll(c) {
			common = append(common, c)
		}
	}
	return distinct(common)
}

func (d demands) without(other demands) filter.Cond {
	return filter.AllOf(slices.DeleteFunc(slices.Clone(d.list), func(c filter.Cond) bool { return other.texts[text(c)] })...)
}

func (d demands) includes(other demands) bool {
	return !slices.ContainsFunc(other.list, func(c filter.Cond) bool { return !d.texts[text(c)] })
}

// settles is true for an Or that holds because one of its alternatives is among the demands.
func (d demands) settles(c filter.Cond) bool {
	return c.Op == filter.Or && slices.ContainsFunc(c.Subs, func(alternative filter.Cond) bool {
		return d.includes(demandsOf(alternative))
	})
}

// text writes a condition so that equal texts mean equal conditions.
func text(c filter.Cond) string {
	var b strings.Builder
	write(&b, c)
	return b.String()
}

func write(b *strings.Builder, c filter.Cond) {
	fmt.Fprintf(b, "(%d %t %q", c.Op, c.Negated, c.Field)
	for _, v := range c.Values {
		fmt.Fprintf(b, " %T %q", v, fmt.Sprint(v))
	}
	for _, s := range c.Subs {
		write(b, s)
	}
	b.WriteByte(')')
}
