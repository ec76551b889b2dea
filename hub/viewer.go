package hub

import (
	"context"

	"partnerhub/authz"
	"partnerhub/model"
)

// Viewer tells who asks and what they may do.
func (h *Hub) Viewer(ctx context.Context) (*model.Viewer, error) {
	who := authz.PrincipalFrom(ctx)
	user, err := h.store.Users.Get(ctx, h.grant(ctx, model.KindUser, authz.Read), who.UserID)
	if err != nil {
		return nil, err
	}
	organization, err := h.Organization(ctx, who.OrganizationID)
	if err != nil || organization == nil {
		return nil, model.ErrNotFound
	}
	return &model.Viewer{User: user, Organization: organization, Roles: who.Roles, Capabilities: h.policy.Capabilities(who)}, nil
}

// Self is who asks, as far as it takes no record to tell.
type Self struct {
	UserID, OrganizationID model.ID
	Roles                  []model.Role
	Capabilities           []string
}

// Self tells who asks.
func (h *Hub) Self(ctx context.Context) Self {
	who := authz.PrincipalFrom(ctx)
	return Self{UserID: who.UserID, OrganizationID: who.OrganizationID, Roles: who.Roles, Capabilities: h.policy.Capabilities(who)}
}
