package hub

import (
	"context"

	"partnerhub/authz"
	"partnerhub/eligibility"
	"partnerhub/filter"
	"partnerhub/model"
)

// maxSimulatedOffers bounds the programs, and the campaigns, that one simulation looks at.
const maxSimulatedOffers = 20

// SimulateRule tries a rule on a segment, or on a new one, without saving it: nil for who could not save it, and for a segment that
// is hidden, put away or not there.
func (h *Hub) SimulateRule(ctx context.Context, rule *model.Rule, segment *model.ID) (*model.RuleSimulation, error) {
	sim := &model.RuleSimulation{VendorID: authz.PrincipalFrom(ctx).OrganizationID, Rule: rule, UserErrors: []*model.UserError{}, Offers: []*model.SimulatedOffer{}}
	mine, err := h.simulated(ctx, sim, segment)
	if !mine || err != nil {
		return nil, err
	}
	scheme, err := h.schemeOf(ctx, sim.VendorID)
	if err != nil {
		return nil, err
	}
	tried := &model.Segment{VendorID: sim.VendorID}
	var faults model.UserErrors
	if err := h.ruleSegment(ctx, &faults, tried, rule, scheme); err != nil {
		return nil, err
	}
	if sim.UserErrors = append(sim.UserErrors, faults...); len(faults) > 0 {
		return sim, nil
	}
	sim.RuleText = &tried.RuleText
	return sim, h.findOffers(ctx, sim)
}

// simulated finds what a rule is tried on, false where the viewer could not save it there.
func (h *Hub) simulated(ctx context.Context, sim *model.RuleSimulation, segment *model.ID) (bool, error) {
	if segment == nil {
		return !h.grant(ctx, model.KindSegment, authz.Create).Empty(), nil
	}
	s, err := h.Segment(ctx, *segment)
	if s == nil || err != nil || s.Status != model.SegmentStatusActive || !h.grant(ctx, model.KindSegment, authz.Update).Allows(s) {
		return false, err
	}
	sim.Segment, sim.VendorID = s, s.VendorID
	return true, nil
}

// findOffers lists what names the segment, as far as the viewer sees whom it is for.
func (h *Hub) findOffers(ctx context.Context, sim *model.RuleSimulation) error {
	if sim.Segment == nil {
		return nil
	}
	naming := filter.AllOf(filter.Is("vendorId", sim.VendorID),
		filter.AnyOf(filter.Is("audience.segments", sim.Segment.ID), filter.Is("audience.without", sim.Segment.ID)))
	args := model.PageArgs{First: new(maxSimulatedOffers)}
	programs, err := h.programs(ctx, filter.AllOf(naming, h.grant(ctx, model.KindProgram, authz.Read).Guard("audience")), args, nil, nil)
	if err != nil {
		return err
	}
	byName := &model.CampaignOrder{Field: model.CampaignOrderFieldName, Direction: model.OrderDirectionAsc}
	campaigns, err := h.campaigns(ctx, filter.AllOf(naming, h.grant(ctx, model.KindCampaign, authz.Read).Guard("audience")), args, nil, byName)
	if err != nil {
		return err
	}
	for _, p := range programs.Nodes() {
		sim.Offers = append(sim.Offers, &model.SimulatedOffer{Of: sim, Program: p})
	}
	for _, c := range campaigns.Nodes() {
		sim.Offers = append(sim.Offers, &model.SimulatedOffer{Of: sim, Campaign: c})
	}
	sim.HasMoreOffers = programs.PageInfo.HasNextPage || campaigns.PageInfo.HasNextPage
	return nil
}

// SimulatedMembers lists the partners that would come into the segment, or go out of it.
func (h *Hub) SimulatedMembers(ctx context.Context, sim *model.RuleSimulation, in bool, args model.PageArgs, f *model.PartnerFilter, o *model.PartnerOrder) (*model.Page[model.Partner], error) {
	change := func(then filter.Cond) (filter.Cond, filter.Cond, error) {
		now := filter.Nothing()
		if sim.Segment == nil {
			return now, then, nil
		}
		now, err := h.inSegment(ctx, sim.VendorID, sim.Segment.ID)
		return now, then, err
	}
	return h.simulatedList(ctx, sim, "", in, change, args, f, o)
}

// SimulatedAudience lists the partners that a program or a campaign would be for and is not now, or the other way round.
func (h *Hub) SimulatedAudience(ctx context.Context, o *model.SimulatedOffer, in bool, args model.PageArgs, f *model.PartnerFilter, by *model.PartnerOrder) (*model.Page[model.Partner], error) {
	id, audience := model.ID(""), (*model.Audience)(nil)
	if o.Program != nil {
		id, audience = o.Program.ID, o.Program.Audience
	} else if o.Campaign != nil {
		id, audience = o.Campaign.ID, o.Campaign.Audience
	}
	change := func(then filter.Cond) (filter.Cond, filter.Cond, error) {
		now, err := h.inAudience(ctx, o.Of.VendorID, audience, nil)
		if err != nil {
			return now, now, err
		}
		then, err = h.inAudience(ctx, o.Of.VendorID, audience, map[model.ID]filter.Cond{o.Of.Segment.ID: then})
		return now, then, err
	}
	return h.simulatedList(ctx, o.Of, id, in, change, args, f, by)
}

// simulatedList lists partners by how they stand now and would stand then. The list is known by the rule and by what it is about.
func (h *Hub) simulatedList(ctx context.Context, sim *model.RuleSimulation, about model.ID, in bool, change func(then filter.Cond) (now, after filter.Cond, err error), args model.PageArgs, f *model.PartnerFilter, o *model.PartnerOrder) (*model.Page[model.Partner], error) {
	then, err := h.triedRule(ctx, sim)
	if err != nil {
		return nil, err
	}
	now, then, err := change(then)
	if err != nil {
		return nil, err
	}
	if !in {
		now, then = then, now
	}
	if len(sim.UserErrors) > 0 {
		then = filter.Nothing()
	}
	scope := filter.AllOf(filter.Is("vendorId", sim.VendorID), then, filter.NoneOf(now), h.grant(ctx, model.KindPartner, authz.Read).Guard("segmentIds"))
	anchor := []any{"simulation", sim.Rule, sim.Segment, about, in}
	l, err := h.partnersWithin(ctx, scope, anchor, filter.Everything(), args, f, o)
	if err != nil {
		return nil, err
	}
	return page(ctx, h, l)
}

// triedRule is the rule as a condition, which holds for nobody where the rule has faults.
func (h *Hub) triedRule(ctx context.Context, sim *model.RuleSimulation) (filter.Cond, error) {
	scheme, err := h.schemeOf(ctx, sim.VendorID)
	if err != nil {
		return filter.Nothing(), err
	}
	rule, _ := eligibility.Compile(sim.Rule, scheme)
	return filter.AllOf(filter.Is("vendorId", sim.VendorID), rule.Cond(h.today())), nil
}
