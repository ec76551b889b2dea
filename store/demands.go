package store

import (
	"slices"

	"partnerhub/filter"
)

// demands are the conditions of a conjunction, each once.
type demands []filter.Cond

func distinct(conds []filter.Cond) demands {
	out := make(demands, 0, len(conds))
	for _, c := range conds {
		if !out.has(c) {
			out = append(out, c)
		}
	}
	return out
}

func demandsOf(c filter.Cond) demands {
	if c.Op == filter.And {
		return distinct(c.Subs)
	}
	return distinct([]filter.Cond{c})
}

func (d demands) has(one filter.Cond) bool { return slices.ContainsFunc(d, one.Equal) }

func (d demands) includes(other demands) bool {
	return !slices.ContainsFunc(other, func(theirs filter.Cond) bool { return !d.has(theirs) })
}

// settles is true for an Or that holds because one of its alternatives is among the demands.
func (d demands) settles(or filter.Cond) bool {
	return or.Op == filter.Or && slices.ContainsFunc(or.Subs, func(alternative filter.Cond) bool {
		return d.includes(demandsOf(alternative))
	})
}

// cond is all the demands together.
func (d demands) cond() filter.Cond { return filter.AllOf(d...) }
