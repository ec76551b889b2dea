package hub

import (
	"context"

	"partnerhub/authz"
	"partnerhub/eligibility"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// Segment reads one segment, nil when it does not exist or is hidden.
func (h *Hub) Segment(ctx context.Context, id model.ID) (*model.Segment, error) {
	return one(ctx, h.store.Segments, h.grant(ctx, model.KindSegment, authz.Read), id)
}

// SegmentsByID reads the visible ones among these.
func (h *Hub) SegmentsByID(ctx context.Context, ids []model.ID) (map[model.ID]*model.Segment, error) {
	return h.store.Segments.ByIDs(ctx, h.grant(ctx, model.KindSegment, authz.Read), ids)
}

// Segments lists the segments that the viewer may see.
func (h *Hub) Segments(ctx context.Context, args model.PageArgs, f *model.SegmentFilter, o *model.SegmentOrder) (*model.Page[model.Segment], error) {
	l, err := h.segmentListing(ctx, args, f, o)
	if err != nil {
		return nil, err
	}
	return page(ctx, h, l)
}

func (h *Hub) segmentListing(ctx context.Context, args model.PageArgs, f *model.SegmentFilter, o *model.SegmentOrder) (listing[model.Segment], error) {
	where, err := segmentWhere(f)
	by, desc := segmentOrder(o)
	return listing[model.Segment]{from: h.store.Segments, grant: h.grant(ctx, model.KindSegment, authz.Read),
		where: where, scope: filter.Everything(), order: by, descending: desc, args: args, asked: f}, err
}

func segmentOrder(o *model.SegmentOrder) (order[model.Segment], bool) {
	by := order[model.Segment]{"nameFold", func(s *model.Segment) any { return s.NameFold }}
	if o == nil {
		return by, false
	}
	if o.Field == model.SegmentOrderFieldUpdatedAt {
		by = order[model.Segment]{"updatedAt", func(s *model.Segment) any { return s.UpdatedAt }}
	}
	return by, o.Direction == model.OrderDirectionDesc
}

func segmentWhere(f *model.SegmentFilter) (filter.Cond, error) {
	c := &conditions{}
	if f == nil {
		return c.all()
	}
	c.name("name", f.Name)
	anyOf(c, "status", f.Status)
	logic(c, segmentWhere, f.And, f.Or, f.Not)
	return c.all()
}

// MembersOf lists the members of a visible segment among the partners that the viewer may see.
func (h *Hub) MembersOf(ctx context.Context, s *model.Segment, args model.PageArgs, f *model.PartnerFilter, o *model.PartnerOrder) (*model.Page[model.Partner], error) {
	l, err := h.partnersWithin(ctx, filter.Everything(), nil, filter.Is("segmentIds", s.ID), args, f, o)
	if err != nil {
		return nil, err
	}
	return page(ctx, h, l)
}

// RecomputeOf tells how far the stored members of a segment are; nil before the first time, and for those who may not change it:
// its numbers are over all partners of the vendor.
func (h *Hub) RecomputeOf(ctx context.Context, s *model.Segment) (*model.SegmentRecompute, error) {
	if !h.grant(ctx, model.KindSegment, authz.Update).Allows(s) {
		return nil, nil
	}
	return h.store.Recomputes.Get(ctx, s.ID)
}

// RevenueOf adds up what a partner bought, one amount a currency; nil where its revenue is hidden.
func (h *Hub) RevenueOf(p *model.Partner, months int, families []string, countries []model.CountryCode) ([]*model.Money, error) {
	if months < 1 || months > eligibility.MaxMonths {
		return nil, model.Errorf(model.CodeBadUserInput, "months is 1 to %d", eligibility.MaxMonths)
	}
	if p.Revenue == nil {
		return nil, nil
	}
	out, seen := []*model.Money{}, map[model.CurrencyCode]bool{}
	for _, t := range p.Revenue {
		if !seen[t.Currency] {
			seen[t.Currency] = true
			minor := eligibility.Revenue(p.Revenue, h.today(), months, families, countries, t.Currency)
			out = append(out, &model.Money{Minor: minor, Currency: t.Currency})
		}
	}
	return out, nil
}

// CertificationsOf are the names of a partner's certifications that are valid today; nil where they are hidden.
func (h *Hub) CertificationsOf(p *model.Partner) []string {
	if p.Certifications == nil {
		return nil
	}
	return eligibility.Valid(p.Certifications, h.today())
}

// NumberOf is an attribute's number as a decimal, nil for one of another type.
func NumberOf(a *model.Attribute) *model.Decimal {
	if a.Number == nil {
		return nil
	}
	text := eligibility.NumberText(*a.Number)
	return &text
}

// SegmentsOf names the segments that each of some partners is in now; nil where that is hidden from the viewer. Partners are read
// whole for it, because what is hidden from the viewer decides, too.
func (h *Hub) SegmentsOf(ctx context.Context, partners []*model.Partner) ([][]*model.Segment, error) {
	var ids, vendors []model.ID
	for _, p := range partners {
		if p.SegmentIDs != nil {
			ids, vendors = append(ids, p.ID), append(vendors, p.VendorID)
		}
	}
	out := make([][]*model.Segment, len(partners))
	if len(ids) == 0 {
		return out, nil
	}
	whole, err := h.wholePartners(ctx, ids)
	if err != nil {
		return nil, err
	}
	rules, err := h.rulesOf(ctx, vendors...)
	seen := h.grant(ctx, model.KindSegment, authz.Read)
	for i, p := range partners {
		if w := whole[p.ID]; w != nil && p.SegmentIDs != nil {
			out[i] = rules[p.VendorID].visible(w, h.today(), seen)
		}
	}
	return out, err
}

func (h *Hub) wholePartners(ctx context.Context, ids []model.ID) (map[model.ID]*model.Partner, error) {
	rows, err := h.store.Partners.LoadAll(ctx, authz.System(model.KindPartner, "rules look at the whole of a visible partner"),
		filter.OneOf("_id", ids), store.Sort{Field: "_id"}, len(ids))
	out := map[model.ID]*model.Partner{}
	for _, p := range rows {
		out[p.ID] = p
	}
	return out, err
}

// visible are the segments that a partner is in, among those that somebody sees.
func (r *ruleSet) visible(p *model.Partner, day model.Date, seen authz.Grant) []*model.Segment {
	out := []*model.Segment{}
	if r == nil {
		return out
	}
	for _, s := range r.segments {
		if seen.Allows(s.Segment) && s.rule.Holds(p, day) {
			shown := *s.Segment
			seen.Mask(&shown)
			out = append(out, &shown)
		}
	}
	return out
}
