package authz

import (
	_ "embed"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"partnerhub/model"
)

//go:embed model.conf
var defaultModel string

//go:embed policy.csv
var defaultPolicy string

// Policy answers who may do what. What it goes by is immutable and swapped as a whole: the shipped lines, which hold for every
// vendor, and the lines that vendors have put in their place for their own data.
type Policy struct {
	state     atomic.Pointer[state]
	modelText string
	writing   sync.Mutex // one swap at a time
}

// line is one allowed thing: rows of a kind with the groups shown on them.
type line struct {
	kind   model.Kind
	action Action
	set    string
	fields string // the groups as the policy writes them
	rows   rowSet
	groups groupSet

	// Where it is written: by whom, at which line, and for which role or group of roles.
	vendor string // anyVendor, or the id of the vendor whose own it is
	number int
	holder string
}

type tableKey struct {
	role   model.Role
	kind   model.Kind
	action Action
}

// table is a compiled policy.
type table struct {
	lines map[tableKey][]line
	sides map[sideKey][]line // how somebody of a side reads a kind, in the shipped policy
}

// Default loads the policy that the hub ships with.
func Default() (*Policy, error) { return Load(defaultModel, defaultPolicy) }

// Load compiles a policy. A policy without lines, with an unknown name, or with a role that has no line is refused.
func Load(modelText, policyText string) (*Policy, error) {
	t, err := compile(modelText, policyText)
	if err != nil {
		return nil, fmt.Errorf("loading the policy: %w", err)
	}
	p := &Policy{modelText: modelText}
	p.state.Store(&state{base: t})
	return p, nil
}

// Grant decides what the person may do with records of a kind. A role that is not written exactly, or that belongs to
// another side than the person's organization, gives nothing; neither does anything to nobody. Where a vendor has lines of
// its own, nobody acts on what it does not see: the default's lines are made that way, and a vendor's must not undo it.
func (p *Policy) Grant(who *Principal, k model.Kind, action Action) Grant {
	s, what := p.state.Load(), asked{k, action}
	g, known := s.kept.grant(who, what)
	if !known {
		g = s.decide(who, k, action)
		s.kept.keep(who, what, g)
	}
	return g
}

// Capabilities lists, as kind.action, what the person may do on at least one record.
func (p *Policy) Capabilities(who *Principal) []string {
	s, out := p.state.Load(), []string(nil)
	for _, k := range kinds {
		for _, a := range actions {
			if g := s.decide(who, k, a); !g.Empty() {
				out = append(out, string(k)+"."+string(a))
			}
		}
	}
	slices.Sort(out)
	return out
}
