package filter

import (
	"slices"
	"time"
)

// Implies is true when every document that matches c surely matches d, because c says everything that d says.
// False means that it is not plain to see.
func (c Cond) Implies(d Cond) bool {
	if c.Op == None || d.Op == All {
		return true
	}
	for _, part := range conjuncts(&d) {
		if !says(&c, &part) {
			return false
		}
	}
	return true
}

// conjuncts are the conditions that c is an "and" of; any other condition is its only one.
func conjuncts(c *Cond) []Cond {
	if c.Op == And {
		return c.Subs
	}
	return []Cond{*c}
}

func says(c, part *Cond) bool {
	return slices.ContainsFunc(conjuncts(c), func(own Cond) bool { return equal(&own, part) })
}

// Equal is true for a condition that is written the same.
func (c Cond) Equal(other Cond) bool { return equal(&c, &other) }

// equal compares how two conditions are written, not what they mean.
func equal(a, b *Cond) bool {
	return a.Op == b.Op && a.Field == b.Field && a.Negated == b.Negated && a.Of == b.Of &&
		slices.EqualFunc(a.Values, b.Values, sameValue) &&
		slices.EqualFunc(a.Subs, b.Subs, func(x, y Cond) bool { return equal(&x, &y) })
}

func sameValue(a, b any) bool {
	if t, ok := a.(time.Time); ok {
		u, ok := b.(time.Time)
		return ok && t.Equal(u)
	}
	return a == b
}
