package direct

import (
	"partnerhub/filter"
	"partnerhub/localdb"
)

// narrow tells the engine what a condition surely asks for. It answers false for a text's beginning, which the database reads
// as a range of its index, and this does not.
func narrow(w *localdb.Where, c *filter.Cond) bool {
	switch {
	case c.Op == filter.All:
		return true
	case c.Op == filter.And && len(c.Subs) > 0:
		for i := range c.Subs {
			if !narrow(w, &c.Subs[i]) {
				return false
			}
		}
		return true
	case c.Op == filter.Or && len(c.Subs) == 1:
		return narrow(w, &c.Subs[0])
	case c.Op == filter.Or && len(c.Subs) > 1:
		return either(w, c.Subs)
	}
	return c.Op != filter.Prefix && leaf(w, c)
}

// theID is an id that whatever matches a condition has, "" where it names none, or several.
func theID(c *filter.Cond) string {
	if c.Op == filter.And {
		for i := range c.Subs {
			if id := theID(&c.Subs[i]); id != "" {
				return id
			}
		}
		return ""
	}
	if c.Field != "_id" || c.Op != filter.Eq && c.Op != filter.In || c.Negated || len(c.Values) != 1 {
		return ""
	}
	id, _ := c.Values[0].(string)
	return id
}

func either(w *localdb.Where, subs []filter.Cond) bool {
	branches := make([]localdb.Where, len(subs))
	for i := range subs {
		if !narrow(&branches[i], &subs[i]) {
			return false
		}
	}
	w.Either(branches)
	return true
}

func leaf(w *localdb.Where, c *filter.Cond) bool {
	op, comparison := operator(c.Op)
	switch {
	case c.Negated || !c.WellFormed():
		w.Rest()
	case comparison:
		w.Compare(c.Field, op, c.Values[0])
	case c.Op == filter.In:
		w.Compare(c.Field, "$in", c.Values)
	case c.Op == filter.Elem:
		element(w, c)
	default:
		w.Rest()
	}
	return true
}

// element narrows by what the fields of one element are compared with.
func element(w *localdb.Where, c *filter.Cond) {
	var of localdb.Where
	parts := c.Subs[:1]
	if parts[0].Op == filter.And {
		parts = parts[0].Subs
	}
	for i := range parts {
		if op, ok := operator(parts[i].Op); ok && !parts[i].Negated && parts[i].WellFormed() {
			of.Compare(parts[i].Field, op, parts[i].Values[0])
		}
	}
	w.Element(c.Field, of)
}

func operator(op filter.Op) (name string, comparison bool) {
	switch op {
	case filter.Eq:
		return "$eq", true
	case filter.Lt:
		return "$lt", true
	case filter.Lte:
		return "$lte", true
	case filter.Gt:
		return "$gt", true
	case filter.Gte:
		return "$gte", true
	}
	return "", false
}
