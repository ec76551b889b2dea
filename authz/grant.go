package authz

import (
	"reflect"

	"partnerhub/filter"
	"partnerhub/model"
)

// Grant is a decision: which rows of a kind, and which fields on which of them. Only this package makes one, and the zero
// Grant sees nothing. Rows and fields stay paired: two roles never give union × union.
type Grant struct {
	kind *kind
	alts []alt
}

// alt is one pair of rows and the groups of fields shown on them.
type alt struct {
	rows   filter.Cond
	groups groupSet
}

// add pairs rows with groups. Rows that match nothing add nothing; equal rows share their groups.
func (g *Grant) add(rows filter.Cond, groups groupSet) {
	if rows.Op == filter.None {
		return
	}
	for i := range g.alts {
		if reflect.DeepEqual(g.alts[i].rows, rows) {
			g.alts[i].groups |= groups
			return
		}
	}
	g.alts = append(g.alts, alt{rows, groups})
}

// Empty is true when no role of the person gives any row: the action is forbidden, whatever the record.
func (g Grant) Empty() bool { return len(g.alts) == 0 }

// Kind is the kind that the grant is for.
func (g Grant) Kind() model.Kind {
	if g.kind == nil {
		return ""
	}
	return g.kind.name
}

// Rows is the condition that a record must satisfy to be seen at all.
func (g Grant) Rows() filter.Cond {
	rows := make([]filter.Cond, len(g.alts))
	for i, a := range g.alts {
		rows[i] = a.rows
	}
	return filter.AnyOf(rows...)
}

// Guard is the condition under which a field is shown. An unknown field is shown nowhere.
func (g Grant) Guard(field string) filter.Cond {
	group := g.kind.groupOf(field)
	var rows []filter.Cond
	for _, a := range g.alts {
		if a.groups.has(group) {
			rows = append(rows, a.rows)
		}
	}
	return filter.AnyOf(rows...)
}

// Narrow cuts a caller's condition down to what the grant shows: every leaf counts only on rows that show its field,
// so that a condition can never tell two records apart by a value that is hidden.
func (g Grant) Narrow(c filter.Cond) filter.Cond {
	if len(g.alts) == 1 {
		return filter.AllOf(g.alts[0].rows, c.EachLeaf(g.keepShown))
	}
	return filter.AllOf(g.Rows(), c.EachLeaf(func(leaf filter.Cond) filter.Cond {
		if g.showsEverywhere(leaf.Field) {
			return leaf
		}
		return filter.AllOf(g.Guard(leaf.Field), leaf)
	}))
}

func (g Grant) keepShown(leaf filter.Cond) filter.Cond {
	if g.showsEverywhere(leaf.Field) {
		return leaf
	}
	return filter.Nothing()
}

// Check refuses a condition on a field that the grant shows on no row, and an order by a field that it does not show on
// every row. The refusal names only what the caller named.
func (g Grant) Check(c filter.Cond, orderBy string) error {
	for _, field := range c.Fields() {
		if g.Guard(field).Op == filter.None {
			return model.Errorf(model.CodeForbiddenField, "you may not filter by %s", outward(field))
		}
	}
	if orderBy != "" && !g.showsEverywhere(orderBy) {
		return model.Errorf(model.CodeForbiddenField, "you may not order by %s", outward(orderBy))
	}
	return nil
}

func (g Grant) showsEverywhere(field string) bool {
	group := g.kind.groupOf(field)
	for _, a := range g.alts {
		if !a.groups.has(group) {
			return false
		}
	}
	return len(g.alts) > 0
}

// Allows tells whether the record is among the grant's rows. It is the same condition that Rows gives to a list.
func (g Grant) Allows(record any) bool {
	doc := filter.DocOf(record)
	for _, a := range g.alts {
		if a.rows.Match(doc) {
			return true
		}
	}
	return false
}

// Shows tells whether the field of the record is shown.
func (g Grant) Shows(record any, field string) bool {
	return g.groupsOn(record).has(g.kind.groupOf(field))
}

// groupsOn is what the grant shows on one record.
func (g Grant) groupsOn(record any) groupSet {
	var shown groupSet
	doc := filter.DocOf(record)
	for _, a := range g.alts {
		if a.groups|shown != shown && a.rows.Match(doc) {
			shown |= a.groups
		}
	}
	return shown
}

// Mask sets every field of the record that the grant does not show on it to nil. The record is a pointer to a struct of the
// grant's kind; a record outside the grant's rows loses everything but its id.
func (g Grant) Mask(record any) { g.kind.mask(record, g.groupsOn(record)) }

// HiddenEverywhere lists the stored paths that the grant shows on no row, for the store to leave unread.
func (g Grant) HiddenEverywhere() []string {
	var shown groupSet
	var needed []string
	for _, a := range g.alts {
		shown |= a.groups
		needed = append(needed, a.rows.Fields()...)
	}
	return g.kind.pathsOutside(shown, needed)
}

// System is a grant over every row and field of a kind for work of the hub itself. The reason is for the reader of the code;
// a test lists every use.
func System(kind model.Kind, reason string) Grant {
	_ = reason
	k := kindNamed(kind)
	return Grant{kind: k, alts: []alt{{rows: filter.Everything(), groups: k.all()}}}
}
