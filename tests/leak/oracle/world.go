// Package oracle is the hub's visibility told a second time, in plain loops over a world in memory, from the written rules and
// from nothing of the server: it shares no line with it. It predicts what a query answers, value by value, and the codes of its
// errors. What the hub computes rather than stores is outside of it and listed in opaque.go.
package oracle

import "time"

// Record is one stored thing. Fields holds what the schema can show of it, by the schema's names: string, float64, bool, nil,
// []any, Object or Ref. The rest decides who sees it.
type Record struct {
	Type, ID string
	Fields   map[string]any
	Told     map[string]bool // the fields that were known from the beginning; others are learned

	Vendor, Organization, Distributor string // ids
	Distributors                      []string
	Partner                           string // of a deal and an enrollment: the account's id
	Program                           string // of an enrollment
	Engaged                           bool   // of an enrollment: the partner's people have acted on it
	Registrant, RegistrantOrg         string
	Hidden, MarginShared              bool
	OwnDealsOnly                      bool // of a partner organization: its salespeople see what they registered
	Coverage                          []Coverage
	Audience                          Audience
	Rule                              *Rule // of a segment
	Certificates, Trainings           []Dated
	Attributes                        map[string]string
	Lines                             []Line
	From, To                          time.Time
	Roles                             []string
	Disabled                          bool
	Account                           bool // of a user: another system's
}

// Object is a part of a record without an id of its own.
type Object map[string]any

// Ref names another record.
type Ref string

// Coverage is who serves a partner, and when.
type Coverage struct {
	User, Organization, Role string
	Primary                  bool
	From, To                 time.Time
}

// Audience is whom an offer is for; an empty side is open.
type Audience struct{ Types, Countries, Tiers, Segments, Without []string }

// World is everything that is stored, at one instant.
type World struct {
	Records map[string]*Record
	Now     time.Time
	Own     map[string][]Word // by vendor: what it says of its own data
}

// Of lists the records of a type.
func (w *World) Of(typ string) []*Record {
	var out []*Record
	for _, r := range w.Records {
		if r.Type == typ {
			out = append(out, r)
		}
	}
	return out
}

// Viewer is one person looking at the world.
type Viewer struct {
	World *World
	User  *Record
	Org   *Record
}

// As is the view of a user, nil for one that may not sign in.
func (w *World) As(user string) *Viewer {
	u := w.Records[user]
	if u == nil || u.Disabled || len(u.Roles) == 0 {
		return nil
	}
	return &Viewer{World: w, User: u, Org: w.Records[u.Organization]}
}

func text(r *Record, field string) string { s, _ := r.Fields[field].(string); return s }

func has(list []string, s string) bool {
	for _, one := range list {
		if one == s {
			return true
		}
	}
	return false
}
