package authz

import (
	"slices"
	"sync"
	"time"

	"partnerhub/filter"
	"partnerhub/model"
)

// What is kept is bounded by the people, and by the conditions of all their grants: somebody of a partner with many vendors has
// many. One takes some 200 bytes.
const (
	maxPeople     = 1024
	maxConditions = 100_000
)

// keptGrants are grants that were made before, by person. A grant follows from the state and from the person alone, so each lives within
// its state, beside all of the person that it was made from, and is given to nobody of whom anything else is true: a changed
// policy, role, membership or rule of the organization counts at once. Only the instant is another one with every request, and
// is put into the conditions anew.
type keptGrants struct {
	mu     sync.RWMutex
	people map[model.ID]*person
	size   int // how many conditions there are
}

// person is somebody as grants were made for it.
type person struct {
	who    Principal
	grants map[asked]Grant
}

// asked is what a grant was asked for.
type asked struct {
	kind   model.Kind
	action Action
}

// grant answers what was kept for just this person.
func (k *keptGrants) grant(who *Principal, what asked) (Grant, bool) {
	if who == nil {
		return Grant{}, false
	}
	g, known := k.find(who, what)
	return g.at(who.At), known
}

func (k *keptGrants) find(who *Principal, what asked) (Grant, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	p := k.people[who.UserID]
	if p == nil || !p.who.alike(who) {
		return Grant{}, false
	}
	g, known := p.grants[what]
	return g, known
}

// keep keeps a grant, and forgets what was kept for the person when something else was true of it.
func (k *keptGrants) keep(who *Principal, what asked, g Grant) {
	if g.kind == nil || who == nil || who.UserID == "" {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.people == nil || len(k.people) >= maxPeople || k.size >= maxConditions {
		k.people, k.size = map[model.ID]*person{}, 0
	}
	p := k.people[who.UserID]
	if p == nil || !p.who.alike(who) {
		k.size -= p.size()
		p = &person{who.copied(), map[asked]Grant{}}
		k.people[who.UserID] = p
	}
	k.size += g.size() - p.grants[what].size()
	p.grants[what] = g.summed()
}

// size is how many conditions are kept for somebody.
func (p *person) size() (n int) {
	if p == nil {
		return 0
	}
	for _, g := range p.grants {
		n += g.size()
	}
	return n
}

// size is how many conditions the grant holds, with some for itself; no grant has none.
func (g Grant) size() int {
	if g.kind == nil {
		return 0
	}
	n := 4
	for i := range g.wides {
		n += 2 * sizeOf(&g.wides[i].rows) // once more in the rows as a whole
	}
	for i := range g.alts {
		n += 2 * sizeOf(&g.alts[i].further)
	}
	return n
}

func sizeOf(c *filter.Cond) int {
	n := 1
	for i := range c.Subs {
		n += sizeOf(&c.Subs[i])
	}
	return n
}

// summed is the grant with its rows worked out once. Those of a grant with an instant in them are others the next time.
func (g Grant) summed() Grant {
	if g.timed = g.namesAnInstant(); !g.timed {
		rows := g.Rows()
		g.all = &rows
	}
	return g
}

func (g Grant) namesAnInstant() bool {
	return slices.ContainsFunc(g.wides, func(w wide) bool { return w.rows.Timed() }) ||
		slices.ContainsFunc(g.alts, func(a alt) bool { return a.further.Timed() })
}

// at is the grant at another instant: every instant in its conditions is the one at which the person asks.
func (g Grant) at(now time.Time) Grant {
	if !g.timed {
		return g
	}
	g.wides, g.alts = slices.Clone(g.wides), slices.Clone(g.alts)
	for i := range g.wides {
		g.wides[i].rows = g.wides[i].rows.At(now)
	}
	for i := range g.alts {
		g.alts[i].further = g.alts[i].further.At(now)
	}
	return g
}

// alike is true for somebody to whom the policy gives the same, apart from the instant. Authorities say what may be decided with, not
// what is seen.
func (p *Principal) alike(other *Principal) bool {
	return p.UserID == other.UserID && p.OrganizationID == other.OrganizationID && p.Side == other.Side && p.OwnDealsOnly == other.OwnDealsOnly &&
		slices.Equal(p.Roles, other.Roles) && slices.Equal(p.Vendors, other.Vendors) && slices.EqualFunc(p.Accounts, other.Accounts, Account.alike) &&
		p.Scope.alike(other.Scope)
}

func (a Account) alike(b Account) bool {
	return a.PartnerID == b.PartnerID && a.VendorID == b.VendorID && a.Type == b.Type && a.Country == b.Country && a.Tier == b.Tier &&
		slices.Equal(a.Segments, b.Segments) && slices.Equal(a.Barred, b.Barred)
}

func (s *Scope) alike(other *Scope) bool {
	if s == nil || other == nil {
		return s == other
	}
	return slices.Equal(s.Kinds, other.Kinds)
}

// copied is the person in memory that nobody else changes.
func (p *Principal) copied() Principal {
	own := *p
	own.Authorities = nil
	own.Roles, own.Vendors, own.Accounts = slices.Clone(p.Roles), slices.Clone(p.Vendors), slices.Clone(p.Accounts)
	for i := range own.Accounts {
		a := &own.Accounts[i]
		a.Segments, a.Barred = slices.Clone(a.Segments), slices.Clone(a.Barred)
	}
	if p.Scope != nil {
		own.Scope = &Scope{slices.Clone(p.Scope.Kinds)}
	}
	return own
}
