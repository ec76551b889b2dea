package hub

import (
	"context"
	"errors"

	"partnerhub/authz"
	"partnerhub/eligibility"
	"partnerhub/model"
)

// ladder is a vendor's tiers, compiled, from the lowest to the highest.
type ladder []*rung

// rung is one tier. One that asks for nothing is given by hand: nobody comes to it, or loses it, by what it meets.
type rung struct {
	*model.Tier
	asks []eligibility.Compiled
}

// ladderOf compiles a vendor's tiers. A requirement that can no longer be read is met by nobody.
func ladderOf(vendor *model.Organization) ladder {
	scheme := eligibility.Scheme{Tiers: vendor.Tiers, Attributes: vendor.Attributes}
	out := ladder{}
	for _, t := range model.Ladder(vendor.TierRules) {
		r := &rung{Tier: t}
		for _, asked := range t.Requirements {
			compiled, _ := eligibility.Compile(asked.Rule(), scheme)
			r.asks = append(r.asks, compiled)
		}
		out = append(out, r)
	}
	return out
}

func (r *rung) met(p *model.Partner, day model.Date) bool {
	for _, asked := range r.asks {
		if !asked.Holds(p, day) {
			return false
		}
	}
	return len(r.asks) > 0
}

// place is where a partner stands: its place in the ladder, or -1 when it has no tier; false when its tier is none of the ladder's.
func (l ladder) place(p *model.Partner) (int, bool) {
	if p.Tier == nil {
		return -1, true
	}
	for i, r := range l {
		if r.Name == *p.Tier {
			return i, true
		}
	}
	return -1, false
}

// reached is the highest place whose tier is met, whatever is below it; -1 for none.
func (l ladder) reached(p *model.Partner, day model.Date) int {
	for i := len(l) - 1; i >= 0; i-- {
		if l[i].met(p, day) {
			return i
		}
	}
	return -1
}

func (l ladder) name(place int) *string {
	if place < 0 {
		return nil
	}
	return &l[place].Name
}

// TierLadder tells the tiers of a vendor as far as the viewer sees them; nil when it sees none.
func (h *Hub) TierLadder(ctx context.Context, vendorID model.ID) (*model.TierLadder, error) {
	g := h.grant(ctx, model.KindOrganization, authz.Read)
	vendor, err := h.store.Organizations.Load(ctx, g, vendorID)
	if errors.Is(err, model.ErrNotFound) {
		return nil, nil
	}
	if err != nil || vendor.Kind != model.OrganizationKindVendor {
		return nil, err
	}
	out := &model.TierLadder{VendorID: vendor.ID, Version: vendor.TiersVersion + 1}
	switch {
	case g.Shows(vendor, "tierRules"):
		out.Tiers = model.Ladder(vendor.TierRules)
	case g.Shows(vendor, "publishedTiers"):
		// How often the ladder has changed would tell of tiers that are not published.
		out.Version, out.Tiers = 1, model.Ladder(vendor.PublishedTiers)
	default:
		return nil, nil
	}
	return out, nil
}
