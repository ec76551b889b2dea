package authz

import (
	"fmt"
	"maps"
	"slices"

	"partnerhub/filter"
	"partnerhub/model"
)

// Lines are the rows and fields of the compiled table for one role, as the policy writes them.
func (p *Policy) Lines(role model.Role, kind model.Kind, action Action) (out [][2]string) {
	for _, l := range p.state.Load().base.lines[tableKey{role, kind, action}] {
		out = append(out, [2]string{l.set, l.fields})
	}
	return out
}

// ReadFields reads a table of field groups.
func ReadFields(text string) error {
	_, err := readKinds(text)
	return err
}

// The texts that the hub ships with.
var (
	ModelText  = defaultModel
	FieldsText = fieldGroups
)

// LinesAt are the rows and fields that hold for a role on one vendor's data.
func (p *Policy) LinesAt(vendor model.ID, role model.Role, kind model.Kind, action Action) (out [][2]string) {
	for _, l := range p.state.Load().linesFor(vendor, tableKey{role, kind, action}) {
		out = append(out, [2]string{l.set, l.fields})
	}
	return out
}

// Within tells whether one named set of rows is plainly among those of another.
func Within(inner, outer string, side model.OrganizationKind, kind model.Kind) bool {
	return within(rowSets()[inner], rowSets()[outer], side, kind)
}

// RowsOf is the condition of a named set.
func RowsOf(set string, who *Principal, kind model.Kind) filter.Cond {
	return rowSets()[set].of(who, kind)
}

// RowSetNames are the names of all sets.
func RowSetNames() []string { return slices.Sorted(maps.Keys(rowSets())) }

// Groups are the names of a kind's groups of fields.
func Groups(kind model.Kind) []string { return kindNamed(kind).groups }

// ReadLimits reads a table of limits.
func ReadLimits(text string) error {
	_, err := readLimits(text)
	return err
}

// LimitsText is the table of limits that the hub ships with.
var LimitsText = defaultLimits

// Decided is a grant that is made anew, whatever was kept.
func (p *Policy) Decided(who *Principal, k model.Kind, action Action) Grant {
	return p.state.Load().decide(who, k, action)
}

// Kept is how many people's grants are kept, and how many conditions.
func (p *Policy) Kept() (people, conditions int) {
	k := &p.state.Load().kept
	return len(k.people), k.size
}

// Written is all that a grant says.
func (g Grant) Written() string {
	if g.kind == nil {
		return ""
	}
	return fmt.Sprint(g.side, g.kind.names(g.named), g.Rows(), "\n", g.text())
}
