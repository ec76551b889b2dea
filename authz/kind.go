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
// No policy line can grant it; only the hub's own work has it.
const hubGroup = 0

// idGroup holds the id alone: every line shows it on its rows.
const idGroup = 62

// noGroup is the group of an unknown field. No set has it.
const noGroup = 63

func (s groupSet) has(group int) bool { return group != noGroup && s&(1<<group) != 0 }

// kind knows the stored fields of a noun and their groups, read from fields.csv.
type kind struct {
	name   model.Kind
	typ    reflect.Type   // the struct
	ptr    reflect.Type   // a pointer to it
	groups []string       // names by bit; groups[hubGroup] is "hub"
	byPath map[string]int // stored path → group
	spots  []spot         // what a mask looks at, outer fields before the inner ones
	// keeps tells of every spot that is stored, by its path, which groups keep it.
	keeps  map[string]groupSet
	places map[string]int // every path of byPath has a place of its own
	system Grant          // over every row and field
}

// groupOf finds the group of a path: its own, or that of the closest path above it.
func (k *kind) groupOf(path string) int {
	if over := k.pathOver(path); over != "" {
		return k.byPath[over]
	}
	return noGroup
}

// pathOver is the path itself or the closest one above it that is in a group, "" when there is none.
func (k *kind) pathOver(path string) string {
	for k != nil && path != "" {
		if _, ok := k.byPath[path]; ok {
			return path
		}
		path = path[:max(strings.LastIndexByte(path, '.'), 0)]
	}
	return ""
}

// describes is true for a record of the kind: a struct, or a pointer to one that is not nil.
func (k *kind) describes(record any) bool {
	if k == nil || record == nil {
		return false
	}
	t := reflect.TypeOf(record)
	return t == k.typ || t == k.ptr && !reflect.ValueOf(record).IsNil()
}

// all is every group.
func (k *kind) all() groupSet { return 1<<len(k.groups) - 1 | 1<<idGroup }

// pathsOutside lists the stored paths outside the groups that no condition needs, in alphabetical order.
func (k *kind) pathsOutside(shown groupSet, needed []string) []string {
	var out []string
	for path, g := range k.byPath {
		if g != hubGroup && !shown.has(g) && !slices.ContainsFunc(needed, touches(path)) {
			out = append(out, path)
		}
	}
	slices.Sort(out)
	return out
}

// touches is true for the path itself, one below it and one above it.
func touches(path string) func(string) bool {
	return func(field string) bool {
		return field == path || strings.HasPrefix(field, path+".") || strings.HasPrefix(path, field+".")
	}
}
