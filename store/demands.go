package store

import "partnerhub/filter"

// demands are the conditions of a conjunction, each once. They may be those of a condition, and are never changed.
type demands []filter.Cond

func distinct(conds []filter.Cond) demands {
	for i := range conds {
		if demands(conds[:i]).has(&conds[i]) {
			return distinctFrom(conds, i)
		}
	}
	return conds[:len(conds):len(conds)]
}

// distinctFrom leaves out what comes again, from a place on before which nothing does.
func distinctFrom(conds []filter.Cond, from int) demands {
	out := append(make(demands, 0, len(conds)-1), conds[:from]...)
	for i := from; i < len(conds); i++ {
		if !out.has(&conds[i]) {
			out = append(out, conds[i])
		}
	}
	return out
}

// demandsAt are what one of some conditions demands.
func demandsAt(conds []filter.Cond, i int) demands {
	if conds[i].Op == filter.And {
		return distinct(conds[i].Subs)
	}
	return demands(conds[i : i+1 : i+1])
}

func (d demands) has(one *filter.Cond) bool {
	for i := range d {
		if filter.Same(&d[i], one) {
			return true
		}
	}
	return false
}

func (d demands) includes(other demands) bool {
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
		if d.includes(demandsAt(or.Subs, i)) {
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
