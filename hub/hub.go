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
	now     func() time.Time
}

// New makes a hub over a store. now is the server's clock.
func New(s *store.Store, p *authz.Policy, k *model.CursorKey, now func() time.Time) *Hub {
	return &Hub{store: s, policy: p, cursors: k, now: now}
}

// grant is the decision for the person of the request.
func (h *Hub) grant(ctx context.Context, kind model.Kind, action authz.Action) authz.Grant {
	return h.policy.Grant(authz.PrincipalFrom(ctx), kind, action)
}
