package authz

import "partnerhub/model"

// quietGroups are shown to nobody, or have a version of their own that those who see them go by.
var quietGroups = [...]string{"hub", "dealRules"}

// Quiet is true for a stored field of which the record's version and its instant of change must not tell: they are seen by
// everybody who sees the record, and the field is not. A path that holds fields of several groups is not quiet.
func Quiet(name model.Kind, path string) bool {
	k := kindNamed(name)
	group := k.groupOf(path)
	if group == noGroup || group == idGroup {
		return false
	}
	for _, quiet := range quietGroups {
		if k.groups[group] == quiet {
			return true
		}
	}
	return false
}
