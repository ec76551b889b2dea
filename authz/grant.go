package authz

import (
	"partnerhub/filter"
	"partnerhub/model"
)

// Grant is a decision: which rows of a kind, and which fields on which of them. Only this package makes one, and the zero
// Grant sees nothing. Rows and fields stay paired: two roles never give union × union.
type Grant struct {
	kind  *kind
	wides []wide
	alts  []alt
	// named are the groups of all lines of the person's roles, also of those that give no row now: what may be named in a
	// condition depends on the policy alone, and not on whether somebody has a partnership today.
	named groupSet
	// side is that of the person, none for work of the hub: a record tells each side a version of its own.
	side model.OrganizationKind
	// timed is true for a kept grant with an instant in its conditions; all are the rows of a kept one without.
	timed bool
	all   *filter.Cond
}

// wide is a wide set of rows. For one person and one kind, a name always means the same rows.
type wide struct {
	name string
	rows filter.Cond
}

// alt is one pair of rows and the groups of fields shown on them. Its rows are those of a wide set that match further.
type alt struct {
	set     string
	scope   string // whose data it is about, "" for all
	wide    int    // index into wides
	further filter.Cond
	groups  groupSet
}

// scope is the data of some vendors.
type scope struct {
	name string
	rows filter.Cond
}

// everywhere is the data of all vendors.
func everywhere() scope { return scope{"", filter.Everything()} }

// add pairs the rows of a line, within a scope, with its groups. Rows that match nothing add nothing; the same rows share
// their groups.
func (g *Grant) add(l line, in scope, who *Principal) {
	g.named |= l.groups
	for i := range g.alts {
		if g.alts[i].set == l.set && g.alts[i].scope == in.name {
			g.alts[i].groups |= l.groups
			return
		}
	}
	further := filter.AllOf(l.rows.cut(who, g.kind.name), in.rows)
	w := g.wideOf(l, who)
	if further.Op != filter.None && g.wides[w].rows.Op != filter.None {
		g.alts = append(g.alts, alt{l.set, in.name, w, further, l.groups})
	}
}

// keepWithin leaves of every alternative the rows that also match a condition.
func (g *Grant) keepWithin(rows filter.Cond) {
	left := make([]alt, 0, len(g.alts))
	for _, a := range g.alts {
		if a.further = filter.AllOf(a.further, rows); a.further.Op != filter.None {
			left = append(left, a)
		}
	}
	g.alts = left
}

// wideOf finds the wide set among those that the grant has, or makes it.
func (g *Grant) wideOf(l line, who *Principal) int {
	for i := range g.wides {
		if g.wides[i].name == l.rows.wide {
			return i
		}
	}
	g.wides = append(g.wides, wide{l.rows.wide, l.rows.rows(who, g.kind.name)})
	return len(g.wides) - 1
}

func (g Grant) rowsOf(a *alt) filter.Cond { return filter.AllOf(g.wides[a.wide].rows, a.further) }

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
	if g.all != nil {
		return *g.all
	}
	return g.rowsShowing(idGroup)
}

// Guard is the condition under which a field is shown. An unknown field is shown nowhere.
func (g Grant) Guard(field string) filter.Cond { return g.rowsShowing(g.kind.groupOf(field)) }

func (g Grant) rowsShowing(group int) filter.Cond {
	rows := make([]filter.Cond, 0, len(g.alts))
	for i := range g.alts {
		if g.alts[i].groups.has(group) {
			rows = append(rows, g.rowsOf(&g.alts[i]))
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

// Check refuses a condition that names a field which no line of the person's roles shows on any row, and an order by a field that
// is not shown on every row that the condition can list. The refusal names only what the caller named.
func (g Grant) Check(c filter.Cond, orderBy string) error {
	if field, found := c.FieldWhere(func(field string) bool { return !g.named.has(g.kind.groupOf(field)) }); found {
		return model.Errorf(model.CodeForbiddenField, "you may not filter by %s", outward(field))
	}
	if orderBy != "" && !g.among(c).showsEverywhere(orderBy) {
		return model.Errorf(model.CodeForbiddenField, "you may not order by %s", outward(orderBy))
	}
	return nil
}

// showsEverywhere is true when every row of the grant is surely among rows that show the field. An alternative that adds a
// field to some rows of another one, such as the benefit of one's approved deals, takes nothing away.
func (g Grant) showsEverywhere(field string) bool {
	group := g.kind.groupOf(field)
	for i := range g.alts {
		if !g.includedWhere(i, group) {
			return false
		}
	}
	return len(g.alts) > 0
}

// includedWhere is true when the rows of an alternative are plainly among those of one that shows the group.
func (g Grant) includedWhere(i, group int) bool {
	a := &g.alts[i]
	if a.groups.has(group) {
		return true
	}
	for j := range g.alts {
		if b := &g.alts[j]; b.groups.has(group) && g.wideImplies(a.wide, b.wide) && a.further.Implies(b.further) {
			return true
		}
	}
	return false
}

func (g Grant) wideImplies(i, j int) bool { return i == j || g.wides[i].rows.Implies(g.wides[j].rows) }

// System is a grant over every row and field of a kind for work of the hub itself. The reason is for the reader of the code;
// a test lists every use. An unknown kind gives the empty grant.
func System(kind model.Kind, reason string) Grant {
	_ = reason
	k := kindNamed(kind)
	if k == nil {
		return Grant{}
	}
	return k.system
}

// everything is a grant over every row and field of the kind.
func (k *kind) everything() Grant {
	return Grant{kind: k, named: k.all(), wides: []wide{{"system", filter.Everything()}},
		alts: []alt{{set: "system", further: filter.Everything(), groups: k.all()}}}.summed()
}
