package authz

import (
	"fmt"
	"slices"
	"strings"

	"github.com/casbin/casbin/v2"
	casbinmodel "github.com/casbin/casbin/v2/model"
	"github.com/casbin/casbin/v2/persist"

	"partnerhub/filter"
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
	if err := checkPolicy(e); err != nil {
		return nil, err
	}
	t := &table{lines: map[tableKey][]line{}}
	for _, role := range model.AllRole {
		if err := t.addRole(e, role); err != nil {
			return nil, fmt.Errorf("role %s: %w", roleName(role), err)
		}
	}
	return t, nil
}

func (t *table) addRole(e *casbin.Enforcer, role model.Role) error {
	rules, err := e.GetImplicitPermissionsForUser(roleName(role))
	if err != nil {
		return err
	}
	if len(rules) == 0 {
		return fmt.Errorf("it has no line")
	}
	for _, rule := range rules {
		l, err := readLine(rule)
		if err != nil {
			return err
		}
		if !l.makesSenseFor(role) {
			return fmt.Errorf("line %v: the role never has such rows of this kind", rule)
		}
		key := tableKey{role, l.kind, l.action}
		t.lines[key] = append(t.lines[key], l)
	}
	return nil
}

// readLine reads one line: role, vendor, kind, action, rows, fields.
func readLine(rule []string) (line, error) {
	if len(rule) != 6 {
		return line{}, fmt.Errorf("line %v has %d columns, not 6", rule, len(rule))
	}
	dom, k, action, set, fields := rule[1], kindNamed(model.Kind(rule[2])), Action(rule[3]), rule[4], rule[5]
	rows, known := rowSets()[set]
	switch {
	case dom != anyVendor:
		return line{}, fmt.Errorf("line %v names a vendor; the shipped policy holds for every vendor", rule)
	case k == nil:
		return line{}, fmt.Errorf("line %v names an unknown kind", rule)
	case !slices.Contains(actions, action):
		return line{}, fmt.Errorf("line %v names an unknown action", rule)
	case !known:
		return line{}, fmt.Errorf("line %v names an unknown set of rows", rule)
	}
	groups, err := k.groupSet(strings.Fields(fields))
	if err != nil {
		return line{}, fmt.Errorf("line %v: %w", rule, err)
	}
	return line{kind: k.name, action: action, set: set, fields: fields, rows: rows, groups: groups}, nil
}

// makesSenseFor is false for rows that nobody with the role can have, such as a distributor's for a partner's role.
func (l line) makesSenseFor(role model.Role) bool {
	anybody := &Principal{UserID: "u", OrganizationID: "o", Side: role.Side(), Accounts: []Account{{VendorID: "v"}}}
	return filter.AllOf(l.rows.rows(anybody, l.kind), l.rows.cut(anybody, l.kind)).Op != filter.None
}
