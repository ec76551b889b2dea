//go:build leakbugs

package store

import (
	"context"
	"errors"
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

// further counts the rows that nobody may see among those of the further pages.
func further[T any](ctx context.Context, c *Collection[T], q Query, more bool) bool {
	if more || !seeded("next page over all") {
		return more
	}
	n, err := c.Count(ctx, authz.System(c.kind, "a leak seeded on purpose, in a test build only"), q, q.Limit+1)
	return err == nil && n > q.Limit
}

// missing names the customer of a deal that is hidden.
func missing[T any](ctx context.Context, c *Collection[T], id model.ID, err error) error {
	if !seeded("error that names what is hidden") || !errors.Is(err, model.ErrNotFound) {
		return err
	}
	rows, _ := c.among(ctx, authz.System(c.kind, "a leak seeded on purpose, in a test build only"), []model.ID{id}, nil)
	if len(rows) == 1 {
		if d, ok := any(rows[0]).(*model.Deal); ok && d.Customer != nil && d.Customer.Name != nil {
			return model.Errorf(model.CodeNotFound, "%s is not for you", *d.Customer.Name)
		}
	}
	return err
}

func seeded(bug string) bool { return os.Getenv("LEAK_BUG") == bug }
