package store

import (
	"slices"
	"time"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

// takePolicy keeps the policy that says which sides notice a change.
func (s *Store) takePolicy(p *authz.Policy) error {
	var err error
	if p == nil {
		p, err = authz.Default()
	}
	s.policy = p
	return err
}

// count raises the versions that a change moves: the stored one, on which the next write depends, and that of each side which
// can notice the change.
func (c *Collection[T]) count(old, doc *T, fields []string, at time.Time) {
	base, moved := noun(doc).Base(), []model.OrganizationKind{}
	if c.kind.Sided() {
		if base.Seen.IsZero() { // an older version of the hub, still running beside this one, has written it
			base.Seen = model.SeenAlike(base.Version, base.UpdatedAt)
		}
		moved = sidesOf(c.store.policy.Noticed(c.kind, noun(old), noun(doc), fields))
	}
	if len(moved) > 0 || slices.ContainsFunc(fields, func(field string) bool { return !authz.Quiet(c.kind, field) }) {
		base.Version, base.UpdatedAt = base.Version+1, at
	}
	for _, side := range moved {
		as := base.Seen.By(side)
		as.Version, as.At = as.Version+1, at
	}
}

// asTold puts what the grant's side is told of a record in the place of what is stored, after the grant has guarded the condition.
func asTold(g authz.Grant, where filter.Cond) filter.Cond {
	if _, other := where.FieldWhere(func(field string) bool { return g.Stored(field) != field }); !other {
		return where
	}
	return where.EachLeaf(func(leaf filter.Cond) filter.Cond {
		leaf.Field = g.Stored(leaf.Field)
		return leaf
	})
}
