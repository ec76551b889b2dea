package hub

import (
	"context"
	"errors"

	"partnerhub/authz"
	"partnerhub/model"
)

// offer is what a partner may qualify for: a program, a campaign, or a segment by itself.
type offer struct {
	vendorID model.ID
	audience *model.Audience
	draft    bool
	segment  bool // a segment by itself: nothing else is asked
}

// ExplainEligibility tells why a partner qualifies for a program or a campaign or is in a segment, or why not. It is nil for who
// may not ask so, and when the partner or the object is hidden from the asker, another vendor's, or does not exist.
func (h *Hub) ExplainEligibility(ctx context.Context, partner, object model.ID) (*model.EligibilityExplanation, error) {
	p, err := h.explained(ctx, partner)
	if p == nil || err != nil {
		return nil, err
	}
	o, err := h.offerOf(ctx, object)
	if o == nil || err != nil || o.vendorID != p.VendorID {
		return nil, err
	}
	rules, err := h.rulesOf(ctx, p.VendorID)
	if err != nil {
		return nil, err
	}
	return h.explain(ctx, p, o, rules[p.VendorID])
}

// explained reads a partner whole, where the asker both sees it and may ask why it qualifies: what is hidden decides, too, and is
// cut from the answer.
func (h *Hub) explained(ctx context.Context, id model.ID) (*model.Partner, error) {
	p, err := h.store.Partners.Load(ctx, h.grant(ctx, model.KindPartner, authz.Explain), id)
	if errors.Is(err, model.ErrNotFound) {
		return nil, nil
	}
	if err != nil || !h.grant(ctx, model.KindPartner, authz.Read).Allows(p) {
		return nil, err
	}
	return p, nil
}

// offerOf finds what is asked about, nil where the asker does not see it or not whom it is for.
func (h *Hub) offerOf(ctx context.Context, id model.ID) (*offer, error) {
	switch id.Kind() {
	case model.KindProgram:
		p, err := h.Program(ctx, id)
		if p == nil || err != nil {
			return nil, err
		}
		return offered(p.VendorID, p.Audience, p.Status == model.ProgramStatusDraft), nil
	case model.KindCampaign:
		c, err := h.Campaign(ctx, id)
		if c == nil || err != nil {
			return nil, err
		}
		return offered(c.VendorID, c.Audience, c.Status == model.CampaignStatusDraft), nil
	case model.KindSegment:
		s, err := h.Segment(ctx, id)
		if s == nil || err != nil {
			return nil, err
		}
		return &offer{vendorID: s.VendorID, audience: &model.Audience{Segments: []string{string(id)}}, segment: true}, nil
	}
	return nil, nil
}

func offered(vendor model.ID, audience *model.Audience, draft bool) *offer {
	if audience == nil {
		return nil
	}
	return &offer{vendorID: vendor, audience: audience, draft: draft}
}
