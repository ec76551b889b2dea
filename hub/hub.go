// Package hub is what the hub does: one file per noun, one method per use-case. A use-case asks authz for a Grant, validates,
// and reads or writes through store under that Grant. No driver, no HTTP and no GraphQL belongs here; the clock is injected.
package hub

import (
	"context"
	"time"

	"partnerhub/authz"
	"partnerhub/model"
	"partnerhub/store"
)

// Hub holds what the use-cases need. It is safe for concurrent use.
type Hub struct {
	store   *store.Store
	policy  *authz.Policy
	cursors *model.CursorKey
	numbers []byte // the secret order of deal numbers
	now     func() time.Time
	rules   ruleWatch

	rulebook rulebook
}

// New makes a hub over a store. Its secrets are made once, kept in the store and shared by every instance.
func New(ctx context.Context, s *store.Store, p *authz.Policy, now func() time.Time) (*Hub, error) {
	cursors, err := s.Secret(ctx, "cursors", 32)
	if err != nil {
		return nil, err
	}
	numbers, err := s.Secret(ctx, "deal-numbers", 32)
	if err != nil {
		return nil, err
	}
	key, err := model.NewCursorKey(cursors)
	if err != nil {
		return nil, err
	}
	h := &Hub{store: s, policy: p, cursors: key, numbers: numbers, now: now}
	return h, h.startPolicy(ctx)
}

// grant is the decision for the person of the request.
func (h *Hub) grant(ctx context.Context, kind model.Kind, action authz.Action) authz.Grant {
	return h.policy.Grant(authz.PrincipalFrom(ctx), kind, action)
}
