package authz

import (
	"maps"
	"slices"
	"strings"

	"partnerhub/filter"
	"partnerhub/model"
)

// state is everything that decisions are made from, at one moment. It never changes; what follows from it is kept beside it.
type state struct {
	base    *table
	own     map[model.ID]*overlay
	changed map[tableKey]*changed // which vendors have lines of their own, and where the default's still hold
	kept    keptGrants
}

// overlay is a vendor's own lines, compiled apart from all others.
type overlay struct {
	version int // of the stored policy that it was made from
	table   *table
}

// changed is where vendors have put their own lines in the place of the default's.
type changed struct {
	lines     map[model.ID][]line
	elsewhere scope
}

// with is the state with a vendor's overlay in the place of the one before.
func (s *state) with(vendor model.ID, o *overlay) *state {
	own := maps.Clone(s.own)
	if own == nil {
		own = map[model.ID]*overlay{}
	}
	own[vendor] = o
	return &state{base: s.base, own: own, changed: changes(own)}
}

// changes turns overlays by vendor into changes by role, kind and action.
func changes(own map[model.ID]*overlay) map[tableKey]*changed {
	out := map[tableKey]*changed{}
	for vendor, o := range own {
		for key, lines := range o.table.lines {
			if out[key] == nil {
				out[key] = &changed{lines: map[model.ID][]line{}}
			}
			out[key].lines[vendor] = lines
		}
	}
	for _, c := range out {
		c.elsewhere = without(slices.Sorted(maps.Keys(c.lines)))
	}
	return out
}

// without is the data of all vendors but some. Its name says which: two roles may leave out different ones.
func without(vendors []model.ID) scope {
	name := "-"
	for _, v := range vendors {
		name += string(v) + " "
	}
	return scope{name, filter.NoneOf(filter.OneOf("vendorId", vendors))}
}

// decide makes a grant, within what the person sees where it is to act.
func (s *state) decide(who *Principal, k model.Kind, action Action) Grant {
	g := s.grant(who, k, action)
	if action != Read && action != Create && s.concerns(who, k, Read) {
		g.keepWithin(s.grant(who, k, Read).Rows())
	}
	return g
}

// grant adds up what each role of the person gives.
func (s *state) grant(who *Principal, k model.Kind, action Action) Grant {
	g := Grant{kind: kindNamed(k)}
	if who == nil || who.UserID == "" || who.OrganizationID == "" || g.kind == nil || !who.Scope.admits(k, action) {
		return g
	}
	g.side = who.Side
	for _, role := range who.Roles {
		if !role.IsValid() || role.Side() != who.Side {
			continue
		}
		s.give(&g, who, tableKey{role, k, action})
	}
	return g
}

// give adds the lines of one role. A vendor's person has the vendor's own in the place of the default's. Everybody else has the
// default's on the data of the vendors that left them alone, and each other vendor's own on that vendor's data.
func (s *state) give(g *Grant, who *Principal, key tableKey) {
	c := s.changed[key]
	if c == nil {
		addAll(g, s.base.lines[key], everywhere(), who)
		return
	}
	if who.Side == model.OrganizationKindVendor {
		addAll(g, s.linesFor(who.OrganizationID, key), everywhere(), who)
		return
	}
	addAll(g, s.base.lines[key], c.elsewhere, who)
	for _, vendor := range who.Vendors {
		if lines, ok := c.lines[vendor]; ok {
			addAll(g, lines, scope{string(vendor), filter.Is("vendorId", vendor)}, who)
		}
	}
}

func addAll(g *Grant, lines []line, in scope, who *Principal) {
	for _, l := range lines {
		g.add(l, in, who)
	}
}

// linesFor are the lines that hold for one vendor's data.
func (s *state) linesFor(vendor model.ID, key tableKey) []line {
	if c := s.changed[key]; c != nil {
		if own, ok := c.lines[vendor]; ok {
			return own
		}
	}
	return s.base.lines[key]
}

// concerns tells whether vendors' own lines for an action could matter to the person.
func (s *state) concerns(who *Principal, k model.Kind, action Action) bool {
	return who != nil && slices.ContainsFunc(who.Roles, func(r model.Role) bool {
		c := s.changed[tableKey{r, k, action}]
		if c == nil || who.Side != model.OrganizationKindVendor {
			return c != nil
		}
		_, own := c.lines[who.OrganizationID]
		return own
	})
}

// MindsVendors tells whether what a person of a distributor or a partner sees depends on which vendors it works with.
func (p *Policy) MindsVendors(who *Principal) bool {
	for key := range p.state.Load().changed {
		if who.Side != model.OrganizationKindVendor && slices.Contains(who.Roles, key.role) {
			return true
		}
	}
	return false
}

// roleName is how the policy writes a role.
func roleName(r model.Role) string { return strings.ToLower(string(r)) }
