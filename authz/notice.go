package authz

import (
	"strings"

	"partnerhub/filter"
	"partnerhub/model"
)

// Side is that of the person whom the grant is for, none for work of the hub.
func (g Grant) Side() model.OrganizationKind { return g.side }

// Stored is where the value of a field is kept for the grant's person: each side has a version and an instant of change of its own.
func (g Grant) Stored(path string) string { return StoredFor(g.side, g.Kind(), path) }

// StoredFor is where the value of a field of a kind is kept for a side.
func StoredFor(side model.OrganizationKind, kind model.Kind, path string) string {
	if side == "" || !kind.Sided() {
		return path
	}
	switch path {
	case "version":
		return "seen." + strings.ToLower(string(side)) + ".version"
	case "updatedAt":
		return "seen." + strings.ToLower(string(side)) + ".at"
	}
	return path
}

// Noticed lists the sides of which somebody can notice that a record has become another one: a changed field is shown to the side
// before or after, or the side sees other fields of it than before. It is decided for organizations and not for persons: two of one
// organization have one version. Fields that are quiet move nothing by themselves.
func (p *Policy) Noticed(name model.Kind, old, doc model.Noun, fields []string) []model.OrganizationKind {
	s, k := p.state.Load(), kindNamed(name)
	changed := k.changedGroups(fields)
	var out []model.OrganizationKind
	for _, side := range model.AllOrganizationKind {
		lines := s.sideLines(side, k.name, doc.Feed())
		before, after := sideSees(lines, side, old), sideSees(lines, side, doc)
		if before != after || changed&(before|after) != 0 {
			out = append(out, side)
		}
	}
	return out
}

// changedGroups are the groups of changed fields that are not quiet. Of a field without a group everybody learns.
func (k *kind) changedGroups(fields []string) groupSet {
	var out groupSet
	for _, field := range fields {
		switch group := k.groupOf(field); {
		case group == noGroup:
			out |= k.all()
		case !Quiet(k.name, field):
			out |= 1 << group
		}
	}
	return out
}

// sideKey is what a side's lines depend on.
type sideKey struct {
	side model.OrganizationKind
	kind model.Kind
}

// sideLines are the lines by which somebody of a side reads a kind, each set of rows once. A vendor's own lines count for the channel;
// within its own side they take nothing from all of its people and give what some of them had.
func (s *state) sideLines(side model.OrganizationKind, kind model.Kind, vendor model.ID) []line {
	if own := s.own[vendor]; side == model.OrganizationKindVendor || own == nil || !own.table.reads(side, kind) {
		return s.base.sides[sideKey{side, kind}]
	}
	return joinLines(side, func(role model.Role) []line { return s.linesFor(vendor, tableKey{role, kind, Read}) })
}

// reads tells whether the table says how a side reads a kind.
func (t *table) reads(side model.OrganizationKind, kind model.Kind) bool {
	for key := range t.lines {
		if key.kind == kind && key.action == Read && key.role.Side() == side {
			return true
		}
	}
	return false
}

// joinSides finds the lines of every side once.
func (t *table) joinSides() {
	t.sides = map[sideKey][]line{}
	for _, side := range model.AllOrganizationKind {
		for _, kind := range kinds {
			t.sides[sideKey{side, kind}] = joinLines(side, func(role model.Role) []line { return t.lines[tableKey{role, kind, Read}] })
		}
	}
}

// joinLines joins the lines of a side's roles that have the same rows.
func joinLines(side model.OrganizationKind, of func(model.Role) []line) []line {
	var out []line
	places := map[string]int{}
	for _, role := range model.AllRole {
		if role.Side() != side {
			continue
		}
		for _, l := range of(role) {
			at, known := places[l.set]
			if !known {
				places[l.set] = len(out)
				out = append(out, l)
				continue
			}
			out[at].groups |= l.groups
		}
	}
	return out
}

// sideSees is what somebody of a side may be shown of a record: of the organizations that it concerns, any that the side has.
func sideSees(lines []line, side model.OrganizationKind, record model.Noun) groupSet {
	doc := filter.DocOf(record)
	var shown groupSet
	for _, organization := range record.Concerns() {
		somebody := &Principal{Side: side, OrganizationID: organization}
		for i := range lines {
			if l := &lines[i]; l.groups&^shown != 0 && l.forSomebody(somebody).Match(doc) {
				shown |= l.groups
			}
		}
	}
	return shown
}

// forSomebody is the rows of a line for somebody of an organization of whom no more is known. What depends on the person, on a
// partner's accounts or on the partners of a distributor counts as given: that a record is told to have changed to somebody who never
// saw it harms nobody, and a version that moved with others' partners would tell of them.
func (l *line) forSomebody(p *Principal) filter.Cond {
	rows := l.rows.rows(p, l.kind)
	switch {
	case l.rows.wide == "eligible", l.rows.wide == "in_reach":
		rows = published()
	case l.rows.wide == "own" && l.kind == model.KindEnrollment:
		rows = filter.Is("partnerOrgId", p.OrganizationID)
	}
	return filter.AllOf(rows, l.rows.cut(p, l.kind)).EachLeaf(func(leaf filter.Cond) filter.Cond {
		if leaf.Field == "coverage" {
			return filter.Everything()
		}
		return leaf
	})
}
