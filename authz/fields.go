package authz

import (
	"maps"
	"slices"

	"partnerhub/model"
)

// Fields lists the stored paths of a kind that a line of the policy can show, in alphabetical order.
func Fields(kind model.Kind) []string {
	k := kindNamed(kind)
	if k == nil {
		return nil
	}
	return k.pathsOutside(1<<idGroup, nil)
}

// Kinds lists every kind that the policy decides on.
func Kinds() []model.Kind { return slices.Clone(kinds) }

// Paths lists every stored path of a kind that has a group, those that are shown to nobody among them.
func Paths(kind model.Kind) []string {
	k := kindNamed(kind)
	if k == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(k.byPath))
}
