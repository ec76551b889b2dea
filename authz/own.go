package authz

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/casbin/casbin/v2"
	casbinmodel "github.com/casbin/casbin/v2/model"

	"partnerhub/model"
)

// Own is what a vendor has put in the place of the default's lines, as it is stored.
type Own struct {
	VendorID model.ID
	Version  int
	Lines    []model.PolicyLine
}

// Adopt makes vendors' own lines count from the next decision on, all of them in one swap. Lines that cannot be accepted are
// an error: the vendor then keeps what it had; one that had nothing yet has nothing shown where its lines are wrong, so that no
// fault ever shows more than the vendor wanted. What is older than what counts already is passed over.
func (p *Policy) Adopt(all ...Own) error {
	p.writing.Lock()
	defer p.writing.Unlock()
	next := p.state.Load()
	var faults []error
	for _, own := range all {
		had := next.own[own.VendorID]
		if had != nil && had.version >= own.Version {
			continue
		}
		o, err := p.overlay(next.base, own)
		if err != nil {
			faults = append(faults, fmt.Errorf("the policy of %s, version %d: %w", own.VendorID, own.Version, err))
			if had != nil {
				continue
			}
			o = closed(next.base, own)
		}
		next = next.with(own.VendorID, o)
	}
	p.state.Store(next)
	return errors.Join(faults...)
}

// overlay checks a vendor's lines and compiles them through a casbin that holds nothing else: in one with the lines of every
// vendor, a decision would cost what all of them cost together.
func (p *Policy) overlay(base *table, own Own) (*overlay, error) {
	if faults := base.check(own.VendorID, own.Lines); len(faults) > 0 {
		return nil, faults
	}
	e, numbers, err := p.enforcerOf(own)
	if err != nil {
		return nil, err
	}
	t := &table{lines: map[tableKey][]line{}}
	for _, role := range model.AllRole {
		if _, err := t.addRole(e, role, string(own.VendorID), numbers); err != nil {
			return nil, fmt.Errorf("role %s: %w", roleName(role), err)
		}
	}
	t.follow(base)
	return &overlay{own.Version, t}, nil
}

// enforcerOf gives casbin a vendor's lines, without any text to be read wrongly.
func (p *Policy) enforcerOf(own Own) (*casbin.Enforcer, map[string]int, error) {
	m, err := casbinmodel.NewModelFromString(p.modelText)
	if err != nil {
		return nil, nil, err
	}
	e, err := casbin.NewEnforcer(m)
	if err != nil {
		return nil, nil, err
	}
	numbers := map[string]int{}
	for i, l := range own.Lines {
		rule := ruleOf(own.VendorID, l)
		numbers[ruleKey(rule)] = i + 1
		if added, err := e.AddPolicy(rule); err != nil || !added {
			return nil, nil, errors.Join(err, fmt.Errorf("line %d: casbin does not take it", i+1))
		}
	}
	return e, numbers, nil
}

// ruleOf is a line as casbin holds it.
func ruleOf(vendor model.ID, l model.PolicyLine) []string {
	return []string{roleName(l.Role), string(vendor), l.Kind, l.Action, l.Rows, strings.Join(l.Fields, " ")}
}

// closed gives nothing for every role, kind and action that the lines speak of, and for what would follow from them. Its version lets
// any later one in.
func closed(base *table, own Own) *overlay {
	t := &table{lines: map[tableKey][]line{}}
	for _, l := range own.Lines {
		if key := keyOf(l); key.kind != model.KindPolicy && slices.Contains(kinds, key.kind) {
			t.lines[key] = []line{}
		}
	}
	t.follow(base)
	return &overlay{0, t}
}

func keyOf(l model.PolicyLine) tableKey {
	return tableKey{l.Role, model.Kind(l.Kind), Action(l.Action)}
}
