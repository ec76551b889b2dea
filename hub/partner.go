package hub

import (
	"context"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

// Partner reads one partnership, nil when it does not exist or is hidden.
func (h *Hub) Partner(ctx context.Context, id model.ID) (*model.Partner, error) {
	return one(ctx, h.store.Partners, h.grant(ctx, model.KindPartner, authz.Read), id)
}

// PartnersByID reads the visible ones among these.
func (h *Hub) PartnersByID(ctx context.Context, ids []model.ID) (map[model.ID]*model.Partner, error) {
	return h.store.Partners.ByIDs(ctx, h.grant(ctx, model.KindPartner, authz.Read), ids)
}

// Partners lists the partnerships that the viewer may see.
func (h *Hub) Partners(ctx context.Context, args model.PageArgs, f *model.PartnerFilter, o *model.PartnerOrder) (*model.Page[model.Partner], error) {
	l, err := h.partnerListing(ctx, args, f, o)
	if err != nil {
		return nil, err
	}
	return page(ctx, h, l)
}

func (h *Hub) partnerListing(ctx context.Context, args model.PageArgs, f *model.PartnerFilter, o *model.PartnerOrder) (listing[model.Partner], error) {
	return h.partnersWithin(ctx, filter.Everything(), nil, filter.Everything(), args, f, o)
}

// partnersWithin lists the partners of a scope of the hub's own that a further condition, guarded like the caller's, holds for.
// What a scope depends on may change while somebody pages through a list: anchor says which list it is, in the scope's place.
func (h *Hub) partnersWithin(ctx context.Context, scope filter.Cond, anchor any, further filter.Cond, args model.PageArgs, f *model.PartnerFilter, o *model.PartnerOrder) (listing[model.Partner], error) {
	where, err := partnerWhere(f)
	if err != nil {
		return listing[model.Partner]{}, err
	}
	where = filter.AllOf(where, further)
	expand, err := h.expandSegments(ctx, where)
	by, desc := partnerOrder(o)
	return listing[model.Partner]{from: h.store.Partners, grant: h.grant(ctx, model.KindPartner, authz.Read),
		where: where, expand: expand, scope: scope, anchor: anchor, order: by, descending: desc, args: args, asked: []any{f, further}}, err
}

func partnerOrder(o *model.PartnerOrder) (order[model.Partner], bool) {
	by := order[model.Partner]{"nameFold", func(p *model.Partner) any { return p.NameFold }}
	if o == nil {
		return by, false
	}
	switch o.Field {
	case model.PartnerOrderFieldUpdatedAt:
		by = order[model.Partner]{"updatedAt", func(p *model.Partner) any { return p.UpdatedAt }}
	case model.PartnerOrderFieldEngagementScore:
		by = order[model.Partner]{"engagementScore", func(p *model.Partner) any { return int64(*p.EngagementScore) }}
	}
	return by, o.Direction == model.OrderDirectionDesc
}

func partnerWhere(f *model.PartnerFilter) (filter.Cond, error) {
	c := &conditions{}
	if f == nil {
		return c.all()
	}
	c.id("vendorId", f.VendorID)
	c.id("organizationId", f.OrganizationID)
	c.id("distributorIds", f.DistributorID)
	c.name("name", f.Name)
	anyOf(c, "type", f.Type)
	c.text("tier", f.Tier)
	anyOf(c, "lifeStage", f.LifeStage)
	c.country("country", f.Country)
	c.text("region", f.Region)
	c.number("engagementScore", f.EngagementScore)
	bound(c, filter.Is, "tags", f.Tag)
	bound(c, filter.Is, "segmentIds", f.Segment)
	c.presence("demotion", f.PendingDemotion)
	logic(c, partnerWhere, f.And, f.Or, f.Not)
	return c.all()
}
