package authz

import (
	"slices"

	"partnerhub/model"
)

// Scope narrows what the roles of a service account give to records of some kinds.
type Scope struct{ Kinds []model.Kind }

// alwaysRead are the kinds that every account reads by its roles: who acts, and the organizations that records name.
var alwaysRead = []model.Kind{model.KindOrganization, model.KindUser}

// admits tells whether an account may ask for an action at all. None manages accounts or keys, so that a stolen key can never
// make another one. Without a scope everything is admitted.
func (s *Scope) admits(k model.Kind, action Action) bool {
	switch {
	case s == nil:
		return true
	case action == Read && slices.Contains(alwaysRead, k):
		return true
	case k == model.KindUser:
		return false
	}
	return slices.Contains(s.Kinds, k)
}

// Beyond lists, as kind.action, what roles within a scope give that is not plainly among what the person has: on the data of any
// vendor, for the same kind and action, every group of fields on rows that the person has too. Nothing means that the person gives
// away no more than it has.
func (p *Policy) Beyond(who *Principal, roles []model.Role, scope *Scope) []string {
	s, out := p.state.Load(), []string{}
	for _, k := range kinds {
		for _, action := range actions {
			name := string(k) + "." + string(action)
			if scope.admits(k, action) && s.exceeds(who, roles, k, action) && !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out
}

// exceeds tells whether some line of the roles gives more than the person's lines, or may do so.
func (s *state) exceeds(who *Principal, roles []model.Role, k model.Kind, action Action) bool {
	for _, vendor := range s.domains(who) {
		for _, role := range roles {
			for _, l := range s.linesFor(vendor, tableKey{role, k, action}) {
				if role.Side() != who.Side || !who.Scope.admits(k, action) || !s.covers(who, vendor, l) {
					return true
				}
			}
		}
	}
	return false
}

// domains are the vendors whose lines may differ for the person's side: its own, or the default and every vendor with own lines.
func (s *state) domains(who *Principal) []model.ID {
	if who.Side == model.OrganizationKindVendor {
		return []model.ID{who.OrganizationID}
	}
	out := []model.ID{""}
	for vendor := range s.own {
		out = append(out, vendor)
	}
	return out
}

// covers tells whether the person's lines give every group of a line on all of its rows.
func (s *state) covers(who *Principal, vendor model.ID, l line) bool {
	left := l.groups
	for _, role := range who.Roles {
		for _, own := range s.linesFor(vendor, tableKey{role, l.kind, l.action}) {
			if role.Side() == who.Side && (own.set == l.set || within(l.rows, own.rows, who.Side, l.kind)) {
				left &^= own.groups
			}
		}
	}
	return left == 0 || l.set == model.RowsNone
}
