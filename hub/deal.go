package hub

import (
	"context"
	"time"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

// Deal reads one deal, nil when it does not exist or is hidden.
func (h *Hub) Deal(ctx context.Context, id model.ID) (*model.Deal, error) {
	d, err := one(ctx, h.store.Deals, h.grant(ctx, model.KindDeal, authz.Read), id)
	if d != nil {
		presentDeal(authz.PrincipalFrom(ctx).At)(d)
	}
	return d, err
}

// DealsByID reads the visible ones among these.
func (h *Hub) DealsByID(ctx context.Context, ids []model.ID) (map[model.ID]*model.Deal, error) {
	rows, err := h.store.Deals.ByIDs(ctx, h.grant(ctx, model.KindDeal, authz.Read), ids)
	present := presentDeal(authz.PrincipalFrom(ctx).At)
	for _, d := range rows {
		present(d)
	}
	return rows, err
}

// Deals lists the deals that the viewer may see.
func (h *Hub) Deals(ctx context.Context, args model.PageArgs, f *model.DealFilter, o *model.DealOrder) (*model.Page[model.Deal], error) {
	return h.deals(ctx, filter.Everything(), args, f, o)
}

// DealsOf lists the deals of a partner, among those that the viewer may see.
func (h *Hub) DealsOf(ctx context.Context, p *model.Partner, args model.PageArgs, f *model.DealFilter, o *model.DealOrder) (*model.Page[model.Deal], error) {
	return h.deals(ctx, filter.Is("partnerId", p.ID), args, f, o)
}

func (h *Hub) deals(ctx context.Context, scope filter.Cond, args model.PageArgs, f *model.DealFilter, o *model.DealOrder) (*model.Page[model.Deal], error) {
	l, err := h.dealListing(ctx, scope, args, f, o)
	if err != nil {
		return nil, err
	}
	return page(ctx, h, l)
}

func (h *Hub) dealListing(ctx context.Context, scope filter.Cond, args model.PageArgs, f *model.DealFilter, o *model.DealOrder) (listing[model.Deal], error) {
	now := authz.PrincipalFrom(ctx).At
	where, err := dealWhere(now)(f)
	by, desc := dealOrder(o)
	return listing[model.Deal]{from: h.store.Deals, grant: h.grant(ctx, model.KindDeal, authz.Read),
		where: where, scope: scope, order: by, descending: desc, args: args, asked: f, present: presentDeal(now)}, err
}

// presentDeal tells the status and the protection at the instant of the request.
func presentDeal(now time.Time) func(*model.Deal) {
	return func(d *model.Deal) {
		d.ProtectionActive, d.EscalatedAt = d.ProtectedAt(now), d.EscalatedBy(now)
		d.ApprovalStatus = d.StatusAt(now)
	}
}

func dealOrder(o *model.DealOrder) (order[model.Deal], bool) {
	by := order[model.Deal]{"updatedAt", func(d *model.Deal) any { return d.UpdatedAt }}
	if o == nil {
		return by, true
	}
	switch o.Field {
	case model.DealOrderFieldCreatedAt:
		by = order[model.Deal]{"createdAt", func(d *model.Deal) any { return d.CreatedAt }}
	case model.DealOrderFieldExpectedCloseOn:
		by = order[model.Deal]{"expectedCloseOn", func(d *model.Deal) any { return string(d.ExpectedCloseOn) }}
	case model.DealOrderFieldAmount:
		by = order[model.Deal]{"amount.minor", func(d *model.Deal) any { return d.Amount.Minor }}
	}
	return by, o.Direction == model.OrderDirectionDesc
}

// dealWhere turns the caller's filter into a condition at an instant.
func dealWhere(now time.Time) func(*model.DealFilter) (filter.Cond, error) {
	var where func(*model.DealFilter) (filter.Cond, error)
	where = func(f *model.DealFilter) (filter.Cond, error) {
		c := &conditions{}
		if f == nil {
			return c.all()
		}
		dealParties(c, f)
		dealState(c, f, now)
		dealFigures(c, f)
		logic(c, where, f.And, f.Or, f.Not)
		return c.all()
	}
	return where
}

func dealParties(c *conditions, f *model.DealFilter) {
	c.id("vendorId", f.VendorID)
	c.id("partnerId", f.PartnerID)
	c.id("distributorId", f.DistributorID)
	c.id("programId", f.ProgramID)
	c.id("campaignId", f.CampaignID)
	c.name("customer.name", f.CustomerName)
	c.text("customer.domain", f.CustomerDomain)
	c.country("customer.country", f.CustomerCountry)
	c.text("lines.productFamily", f.ProductFamily)
}

func dealState(c *conditions, f *model.DealFilter, now time.Time) {
	c.text("number", f.Number)
	if f.ApprovalStatus != nil {
		c.names("approvalStatus")
		c.add(statusAt(f.ApprovalStatus, now))
	}
	anyOf(c, "salesStage", f.SalesStage)
	anyOf(c, "outcome", f.Outcome)
	anyOf(c, "conflict.class", f.ConflictClass)
}

func dealFigures(c *conditions, f *model.DealFilter) {
	c.money("amount", f.Amount)
	c.money("partnerMargin", f.PartnerMargin)
	c.money("distributorCost", f.DistributorCost)
	c.day("expectedCloseOn", f.ExpectedCloseOn)
	c.instant("submittedAt", f.SubmittedAt)
	c.instant("updatedAt", f.UpdatedAt)
}
