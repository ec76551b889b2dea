package hub

import (
	"context"

	"partnerhub/authz"
	"partnerhub/eligibility"
	"partnerhub/filter"
	"partnerhub/model"
)

// expandSegments tells what stands for "in this segment" in a list of partners: the stored answer where it is settled, or else
// the rule itself, so that a list is right at every moment. A segment that the viewer may not see has no members.
func (h *Hub) expandSegments(ctx context.Context, where filter.Cond) (func(filter.Cond) filter.Cond, error) {
	ids := segmentsIn(where)
	if len(ids) == 0 {
		return nil, nil
	}
	seen, err := h.SegmentsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	is := map[model.ID]filter.Cond{}
	for id, s := range seen {
		if is[id], err = h.inSegment(ctx, s.VendorID, id); err != nil {
			return nil, err
		}
	}
	return func(leaf filter.Cond) filter.Cond { return expanded(leaf, is) }, nil
}

// segmentsIn are the segments that a condition names.
func segmentsIn(c filter.Cond) (out []model.ID) {
	if id, ok := segmentOf(c); ok {
		return []model.ID{id}
	}
	for _, s := range c.Subs {
		out = append(out, segmentsIn(s)...)
	}
	return out
}

func segmentOf(c filter.Cond) (model.ID, bool) {
	if c.Op != filter.Eq || c.Field != "segmentIds" || len(c.Values) != 1 {
		return "", false
	}
	id, ok := c.Values[0].(string)
	return model.ID(id), ok
}

func expanded(leaf filter.Cond, is map[model.ID]filter.Cond) filter.Cond {
	id, ok := segmentOf(leaf)
	if !ok {
		return leaf
	}
	c := is[id] // the zero condition for one that the viewer does not see
	if leaf.Negated {
		return filter.NoneOf(c)
	}
	return c
}

// inSegment is the condition that a partner is in a segment of its vendor now.
func (h *Hub) inSegment(ctx context.Context, vendor, id model.ID) (filter.Cond, error) {
	rules, err := h.rulesOf(ctx, vendor)
	if err != nil {
		return filter.Nothing(), err
	}
	s := rules[vendor].find(id)
	if s == nil {
		return filter.Nothing(), nil
	}
	state, err := h.store.Recomputes.Get(ctx, id)
	if err != nil {
		return filter.Nothing(), err
	}
	mine := filter.Is("vendorId", vendor)
	if s.settled(state, h.today()) {
		return filter.AllOf(mine, filter.Is("segmentIds", id)), nil
	}
	return filter.AllOf(mine, s.rule.Cond(h.today())), nil
}

// settled is true when the stored members are those of this rule on this day.
func (s *segmentRule) settled(state *model.SegmentRecompute, day model.Date) bool {
	return state != nil && state.Done && state.RuleVersion == s.RuleVersion && eligibility.Turn(state.Turn).Settled(state.Day, day)
}

// inAudience is the condition that a vendor's offer is for a partner. instead says what stands for being in a segment whose rule
// is tried without being saved; nil where none is.
func (h *Hub) inAudience(ctx context.Context, vendor model.ID, a *model.Audience, instead map[model.ID]filter.Cond) (filter.Cond, error) {
	parts := []filter.Cond{filter.Is("vendorId", vendor), sideCond("type", a.Types), sideCond("country", a.Countries), sideCond("tier", a.Tiers)}
	some, err := h.inAny(ctx, vendor, a.Segments, instead)
	if err != nil {
		return filter.Nothing(), err
	}
	for _, id := range a.Without {
		out, err := h.outside(ctx, vendor, model.ID(id), instead)
		if err != nil {
			return filter.Nothing(), err
		}
		parts = append(parts, out)
	}
	return filter.AllOf(append(parts, some)...), nil
}

func sideCond(field string, side []string) filter.Cond {
	for _, entry := range side {
		if entry == model.AudienceAny {
			return filter.Everything()
		}
	}
	return filter.OneOf(field, side)
}

func (h *Hub) inAny(ctx context.Context, vendor model.ID, segments []string, instead map[model.ID]filter.Cond) (filter.Cond, error) {
	var parts []filter.Cond
	for _, id := range segments {
		if id == model.AudienceAny {
			return filter.Everything(), nil
		}
		in, err := h.inSegmentOr(ctx, vendor, model.ID(id), instead)
		if err != nil {
			return filter.Nothing(), err
		}
		parts = append(parts, in)
	}
	return filter.AnyOf(parts...), nil
}

func (h *Hub) inSegmentOr(ctx context.Context, vendor, id model.ID, instead map[model.ID]filter.Cond) (filter.Cond, error) {
	if tried, known := instead[id]; known {
		return tried, nil
	}
	return h.inSegment(ctx, vendor, id)
}

// outside holds for partners that are surely not in a segment: for nobody while its rule cannot be decided.
func (h *Hub) outside(ctx context.Context, vendor, id model.ID, instead map[model.ID]filter.Cond) (filter.Cond, error) {
	if tried, known := instead[id]; known {
		return filter.NoneOf(tried), nil
	}
	rules, err := h.rulesOf(ctx, vendor)
	if err != nil {
		return filter.Nothing(), err
	}
	if s := rules[vendor].find(id); s != nil && !s.sound {
		return filter.Nothing(), nil
	}
	in, err := h.inSegment(ctx, vendor, id)
	return filter.NoneOf(in), err
}

// EligiblePartners lists the partners that a visible program is for, among those that the viewer may see. It is for those who see
// the program's audience; for others there are none.
func (h *Hub) EligiblePartners(ctx context.Context, p *model.Program, args model.PageArgs, f *model.PartnerFilter, o *model.PartnerOrder) (*model.Page[model.Partner], error) {
	scope, err := h.eligibleScope(ctx, p)
	if err != nil {
		return nil, err
	}
	l, err := h.partnersWithin(ctx, scope, p.ID, filter.Everything(), args, f, o)
	if err != nil {
		return nil, err
	}
	return page(ctx, h, l)
}

func (h *Hub) eligibleScope(ctx context.Context, p *model.Program) (filter.Cond, error) {
	if p.Audience == nil || h.grant(ctx, model.KindSegment, authz.Read).Empty() {
		return filter.Nothing(), nil
	}
	scope, err := h.inAudience(ctx, p.VendorID, p.Audience, nil)
	shown := h.grant(ctx, model.KindPartner, authz.Read).Guard("segmentIds")
	return filter.AllOf(scope, shown), err
}
