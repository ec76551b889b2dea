package authz

import (
	"reflect"
	"slices"
	"strings"

	"partnerhub/model"
)

// groupSet is a set of field groups of one kind.
type groupSet uint64

// hubGroup holds fields that no schema field shows: they decide visibility, and every decided record keeps them.
const hubGroup = 0

// idGroup holds the id alone: every line shows it on its rows.
const idGroup = 62

// noGroup is the group of an unknown field. No set has it.
const noGroup = 63

func (s groupSet) has(group int) bool { return group != noGroup && s&(1<<group) != 0 }

// kind knows the stored fields of a noun and their groups, read from fields.csv.
type kind struct {
	name   model.Kind
	typ    reflect.Type
	groups []string       // names by bit; groups[hubGroup] is "hub"
	byPath map[string]int // stored path → group
}

// groupOf finds the group of a path: its own, or that of the closest path above it.
func (k *kind) groupOf(path string) int {
	for k != nil && path != "" {
		if g, ok := k.byPath[path]; ok {
			if g == hubGroup {
				return noGroup
			}
			return g
		}
		path = path[:max(strings.LastIndexByte(path, '.'), 0)]
	}
	return noGroup
}

// all is every group that can be shown.
func (k *kind) all() groupSet { return 1<<len(k.groups) - 1 | 1<<idGroup }

// pathsOutside lists the stored paths outside the groups that no condition needs, in alphabetical order.
func (k *kind) pathsOutside(shown groupSet, needed []string) []string {
	var out []string
	for path, g := range k.byPath {
		if g != hubGroup && !shown.has(g) && !slices.ContainsFunc(needed, under(path)) {
			out = append(out, path)
		}
	}
	slices.Sort(out)
	return out
}

func under(path string) func(string) bool {
	return func(field string) bool { return field == path || strings.HasPrefix(field, path+".") }
}

// mask sets to zero what is not shown. A struct whose every part is hidden becomes nil as a whole.
func (k *kind) mask(record any, shown groupSet) {
	k.maskStruct(reflect.ValueOf(record).Elem(), "", shown)
}

func (k *kind) maskStruct(v reflect.Value, above string, shown groupSet) (kept bool) {
	for i := range v.NumField() {
		name, opts, _ := strings.Cut(v.Type().Field(i).Tag.Get("bson"), ",")
		switch {
		case opts == "inline":
			kept = k.maskStruct(v.Field(i), above, shown) || kept
		case name == "-" || name == "_id":
		default:
			kept = k.maskField(v.Field(i), above+name, shown) || kept
		}
	}
	return kept
}

func (k *kind) maskField(f reflect.Value, path string, shown groupSet) (kept bool) {
	group, listed := k.byPath[path]
	if listed {
		kept = group == hubGroup || shown.has(group)
		if !kept {
			f.SetZero()
		}
		return kept && group != hubGroup
	}
	if f.Kind() == reflect.Pointer && !f.IsNil() && f.Elem().Kind() == reflect.Struct {
		kept = k.maskStruct(f.Elem(), path+".", shown)
	}
	if !kept {
		f.SetZero()
	}
	return kept
}
