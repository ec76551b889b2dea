package authz

import (
	"slices"
	"strings"

	"partnerhub/model"
)

// Kinds and actions that came after some vendors had written their lines, and what these lines say of them. What a partner holds is a kind of
// its own, and a part of the partner's profile besides: a vendor that hides the profile hides it too, unless it has lines that say so of
// the kind itself. Who may not change programs does not make any either. What a distributor sees through its partners would tell of them.

// follow lets a vendor's own lines speak of what they could not name.
func (t *table) follow(base *table) {
	t.followProfile(base)
	t.followUpdate(base)
	t.followReach(base)
}

// followReach keeps what a distributor sees through its partners to roles that see these partners with their tier: where a vendor's own
// lines show a role less of them, and none says how it reads the offer, those are left to it in which its distributor takes part.
func (t *table) followReach(base *table) {
	for _, role := range model.AllRole {
		own, changed := t.lines[tableKey{role, model.KindPartner, Read}]
		if !changed || showsServed(own) {
			continue
		}
		for _, kind := range []model.Kind{model.KindProgram, model.KindCampaign} {
			key := tableKey{role, kind, Read}
			if _, said := t.lines[key]; !said && slices.ContainsFunc(base.lines[key], reaches) {
				t.lines[key] = slices.DeleteFunc(slices.Clone(base.lines[key]), reaches)
			}
		}
	}
}

func reaches(l line) bool { return l.rows.wide == "in_reach" }

// showsServed is true where lines show every partner that a distributor serves, with its tier.
func showsServed(lines []line) bool {
	tier := kindNamed(model.KindPartner).groupOf("tier")
	return slices.ContainsFunc(lines, func(l line) bool { return l.set == "linked" && l.groups.has(tier) })
}

// followUpdate lets a vendor's own lines of how a role changes programs say which it makes, where no line says that. It gives nothing
// besides, as followProfile.
func (t *table) followUpdate(base *table) {
	for _, role := range model.AllRole {
		updated, made := tableKey{role, model.KindProgram, Update}, tableKey{role, model.KindProgram, Create}
		own, changed := t.lines[updated]
		if _, said := t.lines[made]; changed && !said && len(base.lines[made]) > 0 {
			t.lines[made] = underUpdate(role.Side(), own, base.lines[made])
		}
	}
}

// underUpdate cuts the default's lines of what is made down to the rows and the fields of lines of what is changed.
func underUpdate(side model.OrganizationKind, updates, base []line) []line {
	out := []line{}
	for _, u := range updates {
		for _, l := range base {
			groups := slices.DeleteFunc(strings.Fields(l.fields), func(g string) bool { return !slices.Contains(strings.Fields(u.fields), g) })
			if cut, common := l.cutTo(u, side); common && len(groups) > 0 {
				cut.groups, cut.fields = l.groups&u.groups, strings.Join(groups, " ")
				out = append(out, cut)
			}
		}
	}
	return out
}

// cutTo is a line of the default's for the rows that it plainly shares with a vendor's, under whose number it then stands; false where
// there are none.
func (l line) cutTo(own line, side model.OrganizationKind) (line, bool) {
	switch {
	case within(own.rows, l.rows, side, l.kind):
		l.set, l.rows = own.set, own.rows
	case !within(l.rows, own.rows, side, l.kind):
		return l, false
	}
	l.vendor, l.number, l.holder = own.vendor, own.number, own.holder
	return l, true
}

// followProfile lets a vendor's own lines of how a role reads partners say how it reads certifications, where no line says that. It takes
// from the default and gives nothing: rows that are not plainly among the default's, or the other way round, are left out.
func (t *table) followProfile(base *table) {
	for _, role := range model.AllRole {
		partner, held := tableKey{role, model.KindPartner, Read}, tableKey{role, model.KindCertification, Read}
		own, changed := t.lines[partner]
		if _, said := t.lines[held]; changed && !said && len(base.lines[held]) > 0 {
			t.lines[held] = underProfile(role.Side(), own, base.lines[held])
		}
	}
}

// underProfile cuts the default's lines of certifications down to the rows on which lines of partners show the profile.
func underProfile(side model.OrganizationKind, partners, base []line) []line {
	profile, out := kindNamed(model.KindPartner).groupOf("certifications"), []line{}
	for _, p := range partners {
		if !p.groups.has(profile) {
			continue
		}
		for _, l := range base {
			if cut, common := l.cutTo(p, side); common {
				out = append(out, cut)
			}
		}
	}
	return out
}
