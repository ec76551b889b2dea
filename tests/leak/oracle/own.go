package oracle

import (
	"sort"
	"strings"
)

// Word is a vendor's own word on what a role sees of a type of record: for its data, it stands in the place of what the rules say.
// Rows of "none" take everything away.
type Word struct {
	Role, Type, Rows string
	Groups           []string
}

// Default is what the rules give a role of a type.
func Default(role, typ string) []Word {
	var out []Word
	for _, r := range rules(role, typ) {
		out = append(out, Word{role, typ, r.rows, r.groups})
	}
	return out
}

// Side is the side of the triangle whose people can have a role.
func Side(role string) string { return side(role) }

// own is what a vendor says of a role and type itself; false where it says nothing.
func (w *World) own(vendor, role, typ string) (out []rule, said bool) {
	for _, l := range w.Own[vendor] {
		if l.Role != role || l.Type != typ {
			continue
		}
		if said = true; l.Rows != "none" {
			out = append(out, rule{l.Rows, l.Groups})
		}
	}
	if !said && typ == "PartnerCertification" {
		return w.held(vendor, role)
	}
	if !said && (typ == "Program" || typ == "Campaign") {
		return w.reached(vendor, role, typ)
	}
	return out, said
}

// held is what follows for certifications from what a vendor says of a role's partners alone: they are shown where the profile is, and only to
// whom they are shown anyhow.
func (w *World) held(vendor, role string) (out []rule, said bool) {
	partners, said := w.own(vendor, role, "Partner")
	for _, p := range partners {
		for _, r := range rules(role, "PartnerCertification") {
			switch {
			case !has(p.groups, "profile"):
			case within(p.rows, r.rows):
				out = append(out, rule{p.rows, r.groups})
			case within(r.rows, p.rows):
				out = append(out, r)
			}
		}
	}
	return out, said
}

// reached is what follows for programs and campaigns from what a vendor says of a distributor's partners: none is seen through partners
// that the role does not see with their tier.
func (w *World) reached(vendor, role, typ string) (out []rule, said bool) {
	partners, said := w.own(vendor, role, "Partner")
	for _, p := range partners {
		said = said && !(p.rows == "linked" && has(p.groups, "tier"))
	}
	cut := false
	for _, r := range rules(role, typ) {
		if r.rows == "inReach" {
			cut = true
			continue
		}
		out = append(out, r)
	}
	if !said || !cut {
		return nil, false
	}
	return out, true
}

// Says tells whether a vendor has a word of its own on what any of some roles sees of a type.
func (w *World) Says(vendor string, roles []string, typ string) bool {
	for _, role := range roles {
		if _, said := w.own(vendor, role, typ); said {
			return true
		}
	}
	return false
}

// rulesOn are the rules that hold for one record: of a vendor's own people, what their vendor says; of everybody else, what the
// record's vendor says, if they work with it.
func (v *Viewer) rulesOn(role string, r *Record) []rule {
	if side(role) == "VENDOR" {
		return v.rulesOf(role, r.Type)
	}
	own, said := v.World.own(r.Vendor, role, r.Type)
	if !said {
		return rules(role, r.Type)
	}
	if vendor := v.World.Records[r.Vendor]; vendor == nil || !v.worksWith(vendor) {
		return nil
	}
	return own
}

// rulesOf are the rules of a role for a type as such. What distributors and partners may name does not depend on the vendors.
func (v *Viewer) rulesOf(role, typ string) []rule {
	if side(role) == "VENDOR" {
		if own, said := v.World.own(v.Org.ID, role, typ); said {
			return own
		}
	}
	return rules(role, typ)
}

// scoped is a rule with the vendors whose data it is about.
type scoped struct {
	rule
	of string
}

// scopedRules are all rules of the viewer for a type: the default where no vendor says otherwise, and each vendor's own.
func (v *Viewer) scopedRules(typ string) (out []scoped, divided bool) {
	for _, role := range v.User.Roles {
		var but []string
		for _, vendor := range v.World.Of("Organization") {
			own, said := v.World.own(vendor.ID, role, typ)
			if !said || side(role) == "VENDOR" {
				continue
			}
			but = append(but, vendor.ID)
			sort.Strings(but)
			for _, r := range own {
				if v.worksWith(vendor) {
					out = append(out, scoped{r, vendor.ID})
				}
			}
		}
		elsewhere := ""
		if len(but) > 0 {
			elsewhere = "all but " + strings.Join(but, " ")
		}
		for _, r := range v.rulesOf(role, typ) {
			out = append(out, scoped{r, elsewhere})
		}
		divided = divided || len(but) > 0
	}
	return out, divided
}

// covers tells whether the rows of one rule lie within those of another.
func (s scoped) covers(inner scoped) bool {
	return within(inner.rows, s.rows) && (s.of == "" || s.of == inner.of)
}
