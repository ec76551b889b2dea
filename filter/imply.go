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
	if d.Op != And {
		return says(&c, &d)
	}
	for i := range d.Subs {
		if !says(&c, &d.Subs[i]) {
			return false
		}
	}
	return true
}

// says is true when a condition, or one of those that it is an "and" of, is written as another one.
func says(c, part *Cond) bool {
	if c.Op != And {
		return equal(c, part)
	}
	for i := range c.Subs {
		if equal(&c.Subs[i], part) {
			return true
		}
	}
	return false
}

// Equal is true for a condition that is written the same.
func (c Cond) Equal(other Cond) bool { return equal(&c, &other) }

// Same is Equal for conditions that are not to be copied.
func Same(c, other *Cond) bool { return equal(c, other) }

// equal compares how two conditions are written, not what they mean.
func equal(a, b *Cond) bool {
	if a.Op != b.Op || a.Field != b.Field || a.Negated != b.Negated || a.Of != b.Of ||
		len(a.Subs) != len(b.Subs) || !slices.EqualFunc(a.Values, b.Values, sameValue) {
		return false
	}
	for i := range a.Subs {
		if !equal(&a.Subs[i], &b.Subs[i]) {
			return false
		}
	}
	return true
}

func sameValue(a, b any) bool {
	if t, ok := a.(time.Time); ok {
		u, ok := b.(time.Time)
		return ok && t.Equal(u)
	}
	return a == b
}
