package filter

import "slices"

// EachLeaf rewrites every leaf. It is how a grant guards a caller's condition. What no constructor makes becomes Nothing. Where
// nothing becomes different, the condition itself is the answer.
func (c Cond) EachLeaf(rewrite func(Cond) Cond) Cond {
	switch {
	case len(c.Subs) > 0 && (c.Op == And || c.Op == Or):
		subs := Rewritten(c.Subs, func(s Cond) Cond { return s.EachLeaf(rewrite) })
		if len(subs) > 1 && &subs[0] == &c.Subs[0] && c.flat() {
			c.Named = nil
			return c
		}
		if c.Op == And {
			return AllOf(subs...)
		}
		return AnyOf(subs...)
	case c.WellFormed():
		return rewrite(c)
	case c.Op == All:
		return c
	default:
		return Nothing()
	}
}

// flat is true where no part of the condition is to be taken apart or left out.
func (c *Cond) flat() bool {
	return !slices.ContainsFunc(c.Subs, func(s Cond) bool { return s.Op == c.Op || s.Op == None || s.Op == All })
}

// Rewritten are conditions that are rewritten one by one, in memory of their own once one becomes different.
func Rewritten(conds []Cond, rewrite func(Cond) Cond) []Cond {
	out := conds
	for i := range conds {
		is := rewrite(conds[i])
		if untouched(&conds[i], &is) {
			continue
		}
		if &out[0] == &conds[0] {
			out = slices.Clone(conds)
		}
		out[i] = is
	}
	return out
}

// untouched is true where a condition is another one in the same memory.
func untouched(a, b *Cond) bool {
	return a.Op == b.Op && a.Field == b.Field && a.Negated == b.Negated && a.Of == b.Of &&
		sameMemory(a.Values, b.Values) && sameMemory(a.Subs, b.Subs) && sameMemory(a.Named, b.Named)
}

func sameMemory[V any](a, b []V) bool { return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0]) }
