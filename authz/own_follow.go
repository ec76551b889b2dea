package authz

import "partnerhub/model"

// What a partner holds is a kind of its own, and a part of the partner's profile besides. A vendor that hides the profile hides it too,
// unless it has lines that say so of the kind itself.

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

// underProfile cuts the default's lines of certifications down to the rows on which lines of partners show the profile. What is left stands
// under the number of the line that leaves it.
func underProfile(side model.OrganizationKind, partners, base []line) []line {
	profile, out := kindNamed(model.KindPartner).groupOf("certifications"), []line{}
	for _, p := range partners {
		if !p.groups.has(profile) {
			continue
		}
		for _, l := range base {
			switch {
			case within(p.rows, l.rows, side, l.kind):
				l.set, l.rows = p.set, p.rows
			case !within(l.rows, p.rows, side, l.kind):
				continue
			}
			l.vendor, l.number, l.holder = p.vendor, p.number, p.holder
			out = append(out, l)
		}
	}
	return out
}
