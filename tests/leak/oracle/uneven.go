package oracle

import (
	"sort"
	"strings"
)

// Blind is a place where a leak would show: a field that the viewer sees on some records of a type and not on this one, which it sees.
type Blind struct {
	Record *Record
	Path   string // within the record, such as customer.name
}

// Uneven are the blind places of a type, in a fixed order.
func (v *Viewer) Uneven(typ string) []Blind {
	shown := map[*Record]map[string]bool{}
	for _, r := range v.World.Of(typ) {
		if groups := v.Shown(r); groups != nil {
			shown[r] = groups
		}
	}
	var out []Blind
	for _, path := range pathsOf(typ) {
		var blind []Blind
		for r, groups := range shown {
			if !shows(groups, path) {
				blind = append(blind, Blind{r, path[len(typ)+1:]})
			}
		}
		if len(blind) < len(shown) {
			out = append(out, blind...)
		}
	}
	sort.Slice(out, func(i, j int) bool {
		return out[i].Path < out[j].Path || out[i].Path == out[j].Path && out[i].Record.ID < out[j].Record.ID
	})
	return out
}

// SeesAny tells whether the viewer sees a record of a type at all.
func (v *Viewer) SeesAny(typ string) bool {
	for _, r := range v.World.Of(typ) {
		if v.Shown(r) != nil {
			return true
		}
	}
	return false
}

// pathsOf are the known paths of a type.
func pathsOf(typ string) []string {
	var out []string
	for path := range groupsOf {
		if strings.HasPrefix(path, typ+".") {
			out = append(out, path)
		}
	}
	return out
}

// Condition tells whether a field of a filter looks at a path of a type.
func Condition(typ, field, path string) bool {
	at := pathOf(typ, field)
	return at == path || strings.HasPrefix(at, path+".")
}

// Values are what a record holds where a field of a filter looks.
func Values(r *Record, field string) []any {
	return lookUp(r.Fields, strings.Split(pathOf(r.Type, field), "."))
}

// MayOrder tells whether the viewer may order a list of a type by a field of its order.
func (v *Viewer) MayOrder(typ, field string) bool {
	path, _ := order(typ, map[string]any{"field": field})
	return v.mayOrder(typ, path)
}

// Lists is the type that a connection lists, "" for one that the oracle does not page through.
func Lists(connection string) string { return listed[connection] }
