//go:build leakbugs

package store

import (
	"os"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

// leaky gives a grant over everything in place of the viewer's, where the bug is the one that LEAK_BUG names. It exists only
// under the build tag leakbugs, for the proof that the leak harness catches each of them. Never ship such a build.
func leaky(bug string, g authz.Grant) authz.Grant {
	if bug == "always visible" { // of one kind, such as "segment always visible"
		bug = string(g.Kind()) + " " + bug
	}
	if !seeded(bug) {
		return g
	}
	return authz.System(g.Kind(), "a leak seeded on purpose, in a test build only")
}

// sightOr decides once for all rows.
func sightOr(first, sight authz.Sight) authz.Sight {
	if seeded("mask of the first row") {
		return first
	}
	return sight
}

// narrow forgets the grant for a list that is filtered, or the fields of a filter that are hidden.
func narrow(g authz.Grant, where filter.Cond) filter.Cond {
	switch {
	case seeded("rows of a filtered list") && where.Op != filter.All:
		return where
	case seeded("filter where the field is hidden"), seeded("filter by a hidden field"):
		return filter.AllOf(g.Rows(), where)
	}
	return g.Narrow(where)
}

// check forgets the condition, or the order.
func check(g authz.Grant, q Query) error {
	switch {
	case seeded("filter by a hidden field"):
		return g.Check(filter.Everything(), q.Sort.Field)
	case seeded("order by a hidden field"):
		return g.Check(q.Where, "")
	}
	return g.Check(q.Where, q.Sort.Field)
}

// sidesOf tells every side of every change.
func sidesOf(moved []model.OrganizationKind) []model.OrganizationKind {
	if seeded("one version for all sides") {
		return model.AllOrganizationKind
	}
	return moved
}

func seeded(bug string) bool { return os.Getenv("LEAK_BUG") == bug }
