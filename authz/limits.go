package authz

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"partnerhub/model"
)

//go:embed limits.csv
var defaultLimits string

// every stands for all kinds, actions or fields in a limit, and writing for all actions but read.
const (
	every   = "*"
	writing = "write"
)

// limit is what no vendor's line can give to a role.
type limit struct {
	role         model.Role
	kind, action string
	groups       []string
}

// limits are read once from the embedded table; they never change afterwards.
var limits = sync.OnceValue(func() []limit {
	out, err := readLimits(defaultLimits)
	if err != nil {
		panic("authz: limits.csv: " + err.Error()) // the binary is built wrong; a test reads the same table
	}
	return out
})

func readLimits(text string) ([]limit, error) {
	var out []limit
	for _, l := range strings.Split(text, "\n") {
		if l = strings.TrimSpace(l); l == "" || l[0] == '#' {
			continue
		}
		one, err := readLimit(l)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", l, err)
		}
		out = append(out, one)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no limit")
	}
	return out, nil
}

func readLimit(l string) (limit, error) {
	cols := strings.Split(l, ",")
	if len(cols) != 4 {
		return limit{}, fmt.Errorf("%d columns, not 4", len(cols))
	}
	for i := range cols {
		cols[i] = strings.TrimSpace(cols[i])
	}
	out := limit{role: model.Role(strings.ToUpper(cols[0])), kind: cols[1], action: cols[2], groups: strings.Fields(cols[3])}
	k := kindNamed(model.Kind(out.kind))
	switch {
	case out.role.Side() != model.OrganizationKindVendor || roleName(out.role) != cols[0]:
		return limit{}, fmt.Errorf("no role of a vendor")
	case k == nil && out.kind != every:
		return limit{}, fmt.Errorf("an unknown kind")
	case out.action != every && out.action != writing && !slices.Contains(actions, Action(out.action)):
		return limit{}, fmt.Errorf("an unknown action")
	case slices.Equal(out.groups, []string{every}):
		return out, nil
	case k == nil:
		return limit{}, fmt.Errorf("fields of every kind")
	}
	_, err := k.groupSet(out.groups)
	return out, err
}

// forbids tells whether the limit keeps a group of fields from the role.
func (l limit) forbids(key tableKey, group string) bool {
	return l.role == key.role && (l.kind == every || l.kind == string(key.kind)) &&
		(l.action == every || l.action == string(key.action) || l.action == writing && key.action != Read) &&
		(l.groups[0] == every || slices.Contains(l.groups, group))
}

// beyondLimits is true for what no vendor can give to the role.
func beyondLimits(key tableKey, group string) bool {
	return slices.ContainsFunc(limits(), func(l limit) bool { return l.forbids(key, group) })
}
