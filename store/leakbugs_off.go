//go:build !leakbugs

package store

import (
	"context"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

// leaky is where the leak harness breaks the store on purpose, to prove that it would notice; see leakbugs_on.go. In every
// other build it is nothing: the compiler leaves the grant itself.
func leaky(_ string, g authz.Grant) authz.Grant { return g }

// sightOr is what is shown on a row, whatever was on the first one.
func sightOr(_, sight authz.Sight) authz.Sight { return sight }

// narrow cuts the caller's condition down to what the grant shows.
func narrow(g authz.Grant, where filter.Cond) filter.Cond { return g.Narrow(where) }

// sidesOf are the sides that notice a change.
func sidesOf(moved []model.OrganizationKind) []model.OrganizationKind { return moved }

// check refuses a condition or an order on what the grant does not show.
func check(g authz.Grant, q Query) error { return g.Check(q.Where, q.Sort.Field) }

// further is whether there is a further page.
func further[T any](_ context.Context, _ *Collection[T], _ Query, more bool) bool { return more }

// missing is what is said of a record that the grant does not give.
func missing[T any](_ context.Context, _ *Collection[T], _ model.ID, err error) error { return err }
