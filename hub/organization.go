package hub

import (
	"context"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

// Organization reads one organization, nil when it does not exist or is hidden.
func (h *Hub) Organization(ctx context.Context, id model.ID) (*model.Organization, error) {
	return one(ctx, h.store.Organizations, h.grant(ctx, model.KindOrganization, authz.Read), id)
}

// OrganizationsByID reads the visible ones among these.
func (h *Hub) OrganizationsByID(ctx context.Context, ids []model.ID) (map[model.ID]*model.Organization, error) {
	return h.store.Organizations.ByIDs(ctx, h.grant(ctx, model.KindOrganization, authz.Read), ids)
}

// UsersByID reads the visible people among these.
func (h *Hub) UsersByID(ctx context.Context, ids []model.ID) (map[model.ID]*model.User, error) {
	return h.store.Users.ByIDs(ctx, h.grant(ctx, model.KindUser, authz.Read), ids)
}

// Organizations lists the organizations that the viewer works with.
func (h *Hub) Organizations(ctx context.Context, args model.PageArgs, f *model.OrganizationFilter, o *model.OrganizationOrder) (*model.Page[model.Organization], error) {
	l, err := h.organizationListing(ctx, args, f, o)
	if err != nil {
		return nil, err
	}
	return page(ctx, h, l)
}

func (h *Hub) organizationListing(ctx context.Context, args model.PageArgs, f *model.OrganizationFilter, o *model.OrganizationOrder) (listing[model.Organization], error) {
	where, err := organizationWhere(f)
	by, desc := organizationOrder(o)
	return listing[model.Organization]{from: h.store.Organizations,
		grant: h.grant(ctx, model.KindOrganization, authz.Read), where: where, scope: filter.Everything(),
		order: by, descending: desc, args: args, asked: f}, err
}

func organizationOrder(o *model.OrganizationOrder) (order[model.Organization], bool) {
	byName := order[model.Organization]{"nameFold", func(o *model.Organization) any { return o.NameFold }}
	if o == nil {
		return byName, false
	}
	if o.Field == model.OrganizationOrderFieldCreatedAt {
		byName = order[model.Organization]{"createdAt", func(o *model.Organization) any { return o.CreatedAt }}
	}
	return byName, o.Direction == model.OrderDirectionDesc
}

func organizationWhere(f *model.OrganizationFilter) (filter.Cond, error) {
	c := &conditions{}
	if f == nil {
		return c.all()
	}
	bound(c, filter.Is, "kind", f.Kind)
	c.text("handle", f.Handle)
	c.name("name", f.Name)
	c.country("country", f.Country)
	logic(c, organizationWhere, f.And, f.Or, f.Not)
	return c.all()
}
