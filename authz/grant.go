package authz

import (
	"partnerhub/filter"
	"partnerhub/model"
)

// Grant is a decision: which rows of a kind, and which fields on which of them. Only this package makes one, and the zero
// Grant sees nothing. Rows and fields stay paired: two roles never give union × union.
type Grant struct {
	kind *kind
	alts []alt
}

// alt is one pair of rows and the groups of fields shown on them. set names the rows: for one person and one kind,
// the same name always means the same rows.
type alt struct {
	set    string
	rows   filter.Cond
	groups groupSet
}

// add pairs the rows of a set with groups. Rows that match nothing add nothing; the same rows share their groups.
func (g *Grant) add(l line, who *Principal) {
	for i := range g.alts {
		if g.alts[i].set == l.set {
			g.alts[i].groups |= l.groups
			return
		}
	}
	if rows := l.rows(who, g.kind.name); rows.Op != filter.None {
		g.alts = append(g.alts, alt{l.set, rows, l.groups})
	}
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
func (g Grant) Rows() filter.Cond { return g.rowsShowing(idGroup) }

// Guard is the condition under which a field is shown. An unknown field is shown nowhere.
func (g Grant) Guard(field string) filter.Cond { return g.rowsShowing(g.kind.groupOf(field)) }

func (g Grant) rowsShowing(group int) filter.Cond {
	rows := make([]filter.Cond, 0, len(g.alts))
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
	return filter.AllOf(g.Rows(), c.EachLeaf(func(leaf filter.Cond) filter.Cond {
		if g.showsEverywhere(leaf.Field) {
			return leaf
		}
		return filter.AllOf(g.Guard(leaf.Field), leaf)
	}))
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

// showsEverywhere is true when every row of the grant is surely among rows that show the field. An alternative that adds a
// field to some rows of another one, such as the benefit of one's approved deals, takes nothing away.
func (g Grant) showsEverywhere(field string) bool {
	group := g.kind.groupOf(field)
	for i := range g.alts {
		if !g.includedWhere(&g.alts[i], group) {
			return false
		}
	}
	return len(g.alts) > 0
}

// includedWhere is true when the alternative's rows are among those of an alternative that shows the group.
func (g Grant) includedWhere(a *alt, group int) bool {
	if a.groups.has(group) {
		return true
	}
	for i := range g.alts {
		if g.alts[i].groups.has(group) && a.rows.Implies(g.alts[i].rows) {
			return true
		}
	}
	return false
}

// System is a grant over every row and field of a kind for work of the hub itself. The reason is for the reader of the code;
// a test lists every use. An unknown kind gives the empty grant.
func System(kind model.Kind, reason string) Grant {
	_ = reason
	k := kindNamed(kind)
	if k == nil {
		return Grant{}
	}
	return Grant{kind: k, alts: []alt{{set: "system", rows: filter.Everything(), groups: k.all()}}}
}
