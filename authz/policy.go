package authz

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"partnerhub/model"
)

//go:embed model.conf
var defaultModel string

//go:embed policy.csv
var defaultPolicy string

// Policy answers who may do what. It holds an immutable table that a reload swaps as a whole.
type Policy struct{ table atomic.Pointer[table] }

// line is one allowed thing: rows of a kind with the groups shown on them.
type line struct {
	kind   model.Kind
	action Action
	set    string
	fields string // the groups as the policy writes them
	rows   rowSet
	groups groupSet
}

type tableKey struct {
	role   model.Role
	kind   model.Kind
	action Action
}

// table is the compiled policy.
type table struct {
	lines map[tableKey][]line
}

// Default loads the policy that the hub ships with.
func Default() (*Policy, error) { return Load(defaultModel, defaultPolicy) }

// Load compiles a policy. A policy without lines, with an unknown name, or with a role that has no line is refused.
func Load(modelText, policyText string) (*Policy, error) {
	t, err := compile(modelText, policyText)
	if err != nil {
		return nil, fmt.Errorf("loading the policy: %w", err)
	}
	p := &Policy{}
	p.table.Store(t)
	return p, nil
}

// Grant decides what the person may do with records of a kind. A role that is not written exactly, or that belongs to
// another side than the person's organization, gives nothing; neither does anything to nobody.
func (p *Policy) Grant(who *Principal, k model.Kind, action Action) Grant {
	g := Grant{kind: kindNamed(k)}
	if who == nil || who.UserID == "" || who.OrganizationID == "" {
		return g
	}
	lines := p.table.Load().lines
	for _, role := range who.Roles {
		if !role.IsValid() || role.Side() != who.Side {
			continue
		}
		for _, l := range lines[tableKey{role, k, action}] {
			g.add(l, who)
		}
	}
	return g
}

// Capabilities lists, as kind.action, what the person may do on at least one record.
func (p *Policy) Capabilities(who *Principal) []string {
	var out []string
	for _, k := range kinds {
		for _, a := range actions {
			if !p.Grant(who, k, a).Empty() {
				out = append(out, string(k)+"."+string(a))
			}
		}
	}
	slices.Sort(out)
	return out
}

func roleName(r model.Role) string { return strings.ToLower(string(r)) }
