package hub

import (
	"context"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

// Campaign reads one campaign, nil when it does not exist or is not for the viewer.
func (h *Hub) Campaign(ctx context.Context, id model.ID) (*model.Campaign, error) {
	return one(ctx, h.store.Campaigns, h.grant(ctx, model.KindCampaign, authz.Read), id)
}

// CampaignsByID reads the visible ones among these.
func (h *Hub) CampaignsByID(ctx context.Context, ids []model.ID) (map[model.ID]*model.Campaign, error) {
	return h.store.Campaigns.ByIDs(ctx, h.grant(ctx, model.KindCampaign, authz.Read), ids)
}

// Campaigns lists the campaigns that the viewer may see.
func (h *Hub) Campaigns(ctx context.Context, args model.PageArgs, f *model.CampaignFilter, o *model.CampaignOrder) (*model.Page[model.Campaign], error) {
	return h.campaigns(ctx, filter.Everything(), args, f, o)
}

// CampaignsOf lists the campaigns that are for a partner, among those that the viewer may see.
func (h *Hub) CampaignsOf(ctx context.Context, p *model.Partner, args model.PageArgs, f *model.CampaignFilter, o *model.CampaignOrder) (*model.Page[model.Campaign], error) {
	scope, err := h.audienceOf(ctx, p)
	if err != nil {
		return nil, err
	}
	return h.campaigns(ctx, scope, args, f, o)
}

func (h *Hub) campaigns(ctx context.Context, scope filter.Cond, args model.PageArgs, f *model.CampaignFilter, o *model.CampaignOrder) (*model.Page[model.Campaign], error) {
	l, err := h.campaignListing(ctx, scope, args, f, o)
	if err != nil {
		return nil, err
	}
	return page(ctx, h, l)
}

func (h *Hub) campaignListing(ctx context.Context, scope filter.Cond, args model.PageArgs, f *model.CampaignFilter, o *model.CampaignOrder) (listing[model.Campaign], error) {
	where, err := campaignWhere(f)
	by, desc := campaignOrder(o)
	return listing[model.Campaign]{from: h.store.Campaigns, grant: h.grant(ctx, model.KindCampaign, authz.Read),
		where: where, scope: scope, order: by, descending: desc, args: args, asked: f}, err
}

func campaignOrder(o *model.CampaignOrder) (order[model.Campaign], bool) {
	byStart := order[model.Campaign]{"startsOn", func(c *model.Campaign) any { return string(c.StartsOn) }}
	if o == nil {
		return byStart, true
	}
	if o.Field == model.CampaignOrderFieldName {
		byStart = order[model.Campaign]{"nameFold", func(c *model.Campaign) any { return c.NameFold }}
	}
	return byStart, o.Direction == model.OrderDirectionDesc
}

func campaignWhere(f *model.CampaignFilter) (filter.Cond, error) {
	c := &conditions{}
	if f == nil {
		return c.all()
	}
	c.id("vendorId", f.VendorID)
	c.name("name", f.Name)
	anyOf(c, "status", f.Status)
	bound(c, filter.Is, "direction", f.Direction)
	c.day("startsOn", f.StartsOn)
	logic(c, campaignWhere, f.And, f.Or, f.Not)
	return c.all()
}
