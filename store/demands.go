package store

import "partnerhub/filter"

// demands are the conditions of a conjunction, each once.
type demands []filter.Cond

func distinct(conds []filter.Cond) demands {
	out := make(demands, 0, len(conds))
	for i := range conds {
		if !out.has(&conds[i]) {
			out = append(out, conds[i])
		}
	}
	return out
}

// conjuncts are what a condition demands. They are the condition's own.
func conjuncts(c *filter.Cond) []filter.Cond {
	if c.Op == filter.And {
		return c.Subs
	}
	return []filter.Cond{*c}
}

func demandsOf(c *filter.Cond) demands { return distinct(conjuncts(c)) }

func (d demands) has(one *filter.Cond) bool {
	for i := range d {
		if filter.Same(&d[i], one) {
			return true
		}
	}
	return false
}

func (d demands) includes(other []filter.Cond) bool {
	for i := range other {
		if !d.has(&other[i]) {
			return false
		}
	}
	return true
}

// settles is true for an Or that holds because one of its alternatives is among the demands.
func (d demands) settles(or *filter.Cond) bool {
	if or.Op != filter.Or {
		return false
	}
	for i := range or.Subs {
		if or.Subs[i].Op == filter.And && d.includes(or.Subs[i].Subs) || or.Subs[i].Op != filter.And && d.has(&or.Subs[i]) {
			return true
		}
	}
	return false
}

// without are the demands that a function does not drop, in memory of their own if it drops any.
func (d demands) without(drops func(*filter.Cond) bool) demands {
	for i := range d {
		if !drops(&d[i]) {
			continue
		}
		left := append(make(demands, 0, len(d)-1), d[:i]...)
		for j := i + 1; j < len(d); j++ {
			if !drops(&d[j]) {
				left = append(left, d[j])
			}
		}
		return left
	}
	return d
}

// cond is all the demands together.
func (d demands) cond() filter.Cond { return filter.AllOf(d...) }
