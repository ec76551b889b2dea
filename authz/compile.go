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
	t, numbers := &table{lines: map[tableKey][]line{}}, numbersOf(policyText)
	for _, role := range model.AllRole {
		n, err := t.addRole(e, role, anyVendor, numbers)
		if err == nil && n == 0 {
			err = fmt.Errorf("it has no line")
		}
		if err != nil {
			return nil, fmt.Errorf("role %s: %w", roleName(role), err)
		}
	}
	t.joinSides()
	return t, nil
}

// numbersOf finds the number of every line in a policy's text, by what casbin makes of the line.
func numbersOf(policyText string) map[string]int {
	out := map[string]int{}
	for n, l := range strings.Split(policyText, "\n") {
		cols := strings.Split(l, ",")
		for i := range cols {
			cols[i] = strings.TrimSpace(cols[i])
		}
		if cols[0] == "p" {
			out[ruleKey(cols[1:])] = n + 1
		}
	}
	return out
}

func ruleKey(rule []string) string { return strings.Join(rule, "\x00") }

// addRole adds the lines that casbin gives to a role in the domain of a vendor, or of all of them, and tells how many.
func (t *table) addRole(e *casbin.Enforcer, role model.Role, dom string, numbers map[string]int) (int, error) {
	rules, err := e.GetImplicitPermissionsForUser(roleName(role))
	if err != nil {
		return 0, err
	}
	for _, rule := range rules {
		l, err := readLine(rule, dom)
		if err != nil {
			return 0, err
		}
		if l.set != model.RowsNone && !l.makesSenseFor(role) || l.set == model.RowsNone && dom == anyVendor {
			return 0, fmt.Errorf("line %v: the role never has such rows of this kind", rule)
		}
		l.number, l.holder = numbers[ruleKey(rule)], rule[0]
		key := tableKey{role, l.kind, l.action}
		t.lines[key] = append(t.lines[key], l)
	}
	return len(rules), nil
}

// readLine reads one line: role, vendor, kind, action, rows, fields. Every line of a table has the same vendor.
func readLine(rule []string, dom string) (line, error) {
	if len(rule) != 6 {
		return line{}, fmt.Errorf("line %v has %d columns, not 6", rule, len(rule))
	}
	k, action, set, fields := kindNamed(model.Kind(rule[2])), Action(rule[3]), rule[4], rule[5]
	rows, known := rowSets()[set]
	switch {
	case rule[1] != dom:
		return line{}, fmt.Errorf("line %v names a vendor; the shipped policy holds for every vendor", rule)
	case k == nil:
		return line{}, fmt.Errorf("line %v names an unknown kind", rule)
	case !slices.Contains(actions, action):
		return line{}, fmt.Errorf("line %v names an unknown action", rule)
	case !known:
		return line{}, fmt.Errorf("line %v names an unknown set of rows", rule)
	}
	l := line{kind: k.name, action: action, vendor: dom, set: set, fields: fields, rows: rows}
	if set == model.RowsNone && fields == "" {
		return l, nil
	}
	var err error
	if l.groups, err = k.groupSet(strings.Fields(fields)); err != nil {
		return line{}, fmt.Errorf("line %v: %w", rule, err)
	}
	return l, nil
}

// makesSenseFor is false for rows that nobody with the role can have, such as a distributor's for a partner's role.
func (l line) makesSenseFor(role model.Role) bool {
	return l.rows.of(somebody(role.Side()), l.kind).Op != filter.None
}
