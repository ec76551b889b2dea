package authz

import (
	"slices"

	"partnerhub/filter"
)

// vendorField is the field by which alternatives are about the data of some vendors.
const vendorField = "vendorId"

// among is the grant without the alternatives that give no row under a caller's condition, because it names other vendors. Who
// spans vendors can so order one vendor's records by what another one hides. The field is shown on every row, so that naming
// it tells nothing.
func (g Grant) among(c filter.Cond) Grant {
	left := make([]alt, 0, len(g.alts))
	for _, a := range g.alts {
		if a.scope == "" || possible(append(slices.Clone(conjuncts(a.further)), conjuncts(c)...)) {
			left = append(left, a)
		}
	}
	if len(left) > 0 { // where nothing can be listed, an order is judged as if anything could
		g.alts, g.all = left, nil
	}
	return g
}

// conjuncts are the conditions that a condition demands together.
func conjuncts(c filter.Cond) []filter.Cond {
	if c.Op == filter.And {
		return c.Subs
	}
	return []filter.Cond{c}
}

// possible is false when conditions plainly leave no vendor.
func possible(all []filter.Cond) bool {
	var allowed, denied []any
	limited := false
	for _, c := range all {
		switch {
		case c.Field != vendorField || c.Op != filter.Eq && c.Op != filter.In:
		case c.Negated:
			denied = append(denied, c.Values...)
		case !limited:
			allowed, limited = slices.Clone(c.Values), true
		default:
			allowed = slices.DeleteFunc(allowed, func(v any) bool { return !slices.Contains(c.Values, v) })
		}
	}
	return !limited || slices.ContainsFunc(allowed, func(v any) bool { return !slices.Contains(denied, v) })
}
