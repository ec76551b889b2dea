package authz

import (
	"fmt"
	"slices"
	"strings"

	"github.com/casbin/casbin/v2"
	casbinmodel "github.com/casbin/casbin/v2/model"
	"github.com/casbin/casbin/v2/persist"

	"partnerhub/model"
)

// anyVendor is the vendor column of a line that holds for every vendor.
const anyVendor = "*"

// enforcer loads the texts into casbin.
func enforcer(modelText, policyText string) (*casbin.Enforcer, error) {
	m, err := casbinmodel.NewModelFromString(modelText)
	if err != nil {
		return nil, err
	}
	return casbin.NewEnforcer(m, textAdapter{policyText})
}

// textAdapter reads a policy from memory. Writing is not part of it.
type textAdapter struct{ text string }

func (a textAdapter) LoadPolicy(m casbinmodel.Model) error {
	for n, l := range strings.Split(a.text, "\n") {
		if err := persist.LoadPolicyLine(strings.TrimSpace(l), m); err != nil {
			return fmt.Errorf("line %d: %w", n+1, err)
		}
	}
	return nil
}

func (textAdapter) SavePolicy(casbinmodel.Model) error                        { return errReadOnly }
func (textAdapter) AddPolicy(string, string, []string) error                  { return errReadOnly }
func (textAdapter) RemovePolicy(string, string, []string) error               { return errReadOnly }
func (textAdapter) RemoveFilteredPolicy(string, string, int, ...string) error { return errReadOnly }

var errReadOnly = fmt.Errorf("the policy text is read-only")

// compile asks casbin for every role's lines, inherited ones included, and builds the table.
func compile(modelText, policyText string) (*table, error) {
	e, err := enforcer(modelText, policyText)
	if err != nil {
		return nil, err
	}
	if err := checkLines(e); err != nil {
		return nil, err
	}
	t := &table{lines: map[tableKey][]line{}}
	for _, role := range model.AllRole {
		rules, err := e.GetImplicitPermissionsForUser(roleName(role))
		if err != nil {
			return nil, fmt.Errorf("role %s: %w", roleName(role), err)
		}
		if len(rules) == 0 {
			return nil, fmt.Errorf("role %s has no line", roleName(role))
		}
		for _, rule := range rules {
			if err := t.add(roleName(role), rule); err != nil {
				return nil, fmt.Errorf("role %s: %w", roleName(role), err)
			}
		}
	}
	return t, nil
}

// checkLines refuses names that mean nothing, also on lines that no role inherits.
func checkLines(e *casbin.Enforcer) error {
	rules, err := e.GetPolicy()
	if err != nil {
		return err
	}
	if len(rules) == 0 {
		return fmt.Errorf("no lines")
	}
	scratch := &table{lines: map[tableKey][]line{}}
	for _, rule := range rules {
		if err := scratch.add(rule[0], rule); err != nil {
			return err
		}
	}
	return nil
}

// add reads one line: role, vendor, kind, action, rows, fields.
func (t *table) add(role string, rule []string) error {
	if len(rule) != 6 {
		return fmt.Errorf("line %v has %d columns, not 6", rule, len(rule))
	}
	dom, k, action, set, fields := rule[1], kindNamed(model.Kind(rule[2])), Action(rule[3]), rule[4], rule[5]
	rows, known := rowSets()[set]
	switch {
	case dom != anyVendor:
		return fmt.Errorf("line %v names a vendor; the shipped policy holds for every vendor", rule)
	case k == nil:
		return fmt.Errorf("line %v names an unknown kind", rule)
	case !slices.Contains(actions, action):
		return fmt.Errorf("line %v names an unknown action", rule)
	case !known:
		return fmt.Errorf("line %v names an unknown set of rows", rule)
	}
	groups, err := k.groupSet(strings.Fields(fields))
	if err != nil {
		return fmt.Errorf("line %v: %w", rule, err)
	}
	key := tableKey{role, k.name, action}
	t.lines[key] = append(t.lines[key], line{set: set, rows: rows, groups: groups})
	return nil
}
