package authz

import (
	"fmt"
	"slices"
	"strings"

	"partnerhub/model"
)

// maxOwn is how many lines a vendor may have.
const maxOwn = 200

// Fault is why a vendor's line cannot be accepted. Line counts from 0, -1 for the lines as a whole.
type Fault struct {
	Line    int
	Column  string // role, kind, action, rows or fields
	Code    model.UserErrorCode
	Message string
}

// Faults are all that is wrong with a vendor's lines.
type Faults []Fault

func (f Faults) Error() string {
	parts := make([]string, len(f))
	for i, one := range f {
		parts[i] = fmt.Sprintf("line %d: %s: %s", one.Line+1, one.Column, one.Message)
	}
	return strings.Join(parts, "; ")
}

// Check tells why a vendor's lines cannot take the place of the default's; nothing when they can. Staff of the vendor may be
// given what some role of the vendor's side has by default, within limits.csv; distributors and partners only less than they
// have, proved line by line against the compiled table.
func (p *Policy) Check(vendor model.ID, lines []model.PolicyLine) Faults {
	return p.state.Load().base.check(vendor, lines)
}

func (t *table) check(vendor model.ID, lines []model.PolicyLine) Faults {
	if vendor == "" || string(vendor) == anyVendor {
		return Faults{{-1, "vendor", model.UserErrorCodeInvalid, "no vendor is named"}}
	}
	if len(lines) > maxOwn {
		return Faults{{-1, "lines", model.UserErrorCodeTooMany, fmt.Sprintf("a vendor has at most %d lines of its own", maxOwn)}}
	}
	c := &checking{base: t, read: make([]line, len(lines))}
	for i, l := range lines {
		c.line(i, l)
	}
	if len(c.faults) == 0 {
		c.together(lines)
	}
	return c.faults
}

// checking is one look at a vendor's lines.
type checking struct {
	base   *table
	read   []line
	faults Faults
}

func (c *checking) fail(i int, column, format string, args ...any) {
	c.faults = append(c.faults, Fault{i, column, model.UserErrorCodeInvalid, fmt.Sprintf(format, args...)})
}

// line checks one line by itself.
func (c *checking) line(i int, l model.PolicyLine) {
	key := keyOf(l)
	k := kindNamed(key.kind)
	rows, known := rowSets()[l.Rows]
	switch {
	case !l.Role.IsValid():
		c.fail(i, "role", "there is no such role")
	case k == nil || key.kind == model.KindPolicy:
		c.fail(i, "kind", "no vendor's line can be about this kind")
	case !slices.Contains(actions, key.action):
		c.fail(i, "action", "there is no such action")
	case !known:
		c.fail(i, "rows", "there is no such set of rows")
	case l.Role.Side() != model.OrganizationKindVendor && k.groupOf("vendorId") == noGroup:
		c.fail(i, "kind", "a %s is no vendor's own", key.kind)
	default:
		c.read[i] = line{kind: key.kind, action: key.action, set: l.Rows, rows: rows}
		c.content(i, l, k)
	}
}

// content checks the rows and fields of a line whose names are known.
func (c *checking) content(i int, l model.PolicyLine, k *kind) {
	if l.Rows == model.RowsNone {
		if len(l.Fields) > 0 {
			c.fail(i, "fields", "where there are no rows, there are no fields")
		}
		return
	}
	if !c.read[i].makesSenseFor(l.Role) {
		c.fail(i, "rows", "the role never has such rows of this kind")
		return
	}
	var err error
	if c.read[i].groups, err = k.groupSet(l.Fields); err != nil {
		c.fail(i, "fields", "%s", err.Error())
		return
	}
	for _, group := range l.Fields {
		if why := c.refuses(c.read[i], l.Role, group); why != "" {
			c.fail(i, "fields", "%s: %s", group, why)
		}
	}
}

// refuses tells why a role cannot have a group of fields on the rows of a line, "" when it can.
func (c *checking) refuses(l line, role model.Role, group string) string {
	key := tableKey{role, l.kind, l.action}
	switch {
	case role.Side() != model.OrganizationKindVendor:
		if !c.base.gives([]model.Role{role}, l, group) {
			return "by default the role has less than this, or it is not plain that it has as much; only less can be given"
		}
	case beyondLimits(key, group):
		return "no vendor can give this to the role"
	case !c.base.gives(rolesOf(model.OrganizationKindVendor), l, group):
		return "by default nobody of a vendor has as much"
	}
	return ""
}

// gives tells whether some line of the roles plainly gives a group of fields on all rows of a line.
func (t *table) gives(roles []model.Role, l line, group string) bool {
	bit := slices.Index(kindNamed(l.kind).groups, group)
	for _, role := range roles {
		for _, own := range t.lines[tableKey{role, l.kind, l.action}] {
			if own.groups.has(bit) && within(l.rows, own.rows, role.Side(), l.kind) {
				return true
			}
		}
	}
	return false
}

func rolesOf(side model.OrganizationKind) (out []model.Role) {
	for _, role := range model.AllRole {
		if role.Side() == side {
			out = append(out, role)
		}
	}
	return out
}

// together checks what the lines of one role, kind and action are to each other: each set of rows stands once, no rows stands
// alone, and what is seen at all is seen with its core, which the API never leaves out.
func (c *checking) together(lines []model.PolicyLine) {
	for i, l := range lines {
		cored := l.Rows == model.RowsNone
		for j, other := range lines {
			if keyOf(other) != keyOf(l) {
				continue
			}
			if j < i && other.Rows == l.Rows {
				c.fail(i, "rows", "these rows stand in line %d already; name all their fields in one line", j+1)
			}
			if j != i && l.Rows == model.RowsNone {
				c.fail(i, "rows", "no rows stand alone: leave out the other lines of this role, kind and action")
				break
			}
			cored = cored || slices.Contains(other.Fields, "core") && within(c.read[i].rows, c.read[j].rows, l.Role.Side(), c.read[i].kind)
		}
		if !cored {
			c.fail(i, "fields", "core is missing: a record that is seen is seen with its core")
		}
	}
}
