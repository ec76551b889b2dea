package hub

import (
	"context"
	"time"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// tierPage is how many partners are read at a time, and tierVendors bounds the vendors of a hub.
const (
	tierPage    = 500
	tierVendors = 10_000
)

// sweepTiers works out once a day, and after every change of a ladder, which tiers partners meet: windows move and certifications
// end with the clock. Each partner that stands otherwise is a transaction of its own that looks again; a sweep that is broken off
// begins anew, which changes nothing for those that it has reached.
func (h *Hub) sweepTiers(ctx context.Context, now time.Time) (found, changed int, err error) {
	vendors, err := h.store.Organizations.LoadAll(ctx, authz.System(model.KindOrganization, "find vendors with tiers to work out"),
		filter.Is("kind", model.OrganizationKindVendor), store.Sort{Field: "_id"}, tierVendors)
	for _, v := range vendors {
		n, err := h.sweepVendorTiers(ctx, v, now)
		changed += n
		if err != nil {
			return 0, changed, err
		}
	}
	return 0, changed, err
}

func (h *Hub) sweepVendorTiers(ctx context.Context, v *model.Organization, now time.Time) (changed int, err error) {
	if len(v.TierRules) == 0 {
		return 0, nil
	}
	task := "tiers:" + string(v.ID)
	last, err := h.store.MarkOf(ctx, task, v.TiersVersion)
	if err != nil || !last.IsZero() && model.DateOf(last) >= model.DateOf(now) {
		return 0, err
	}
	rungs := ladderOf(v)
	for after := model.ID(""); ; {
		partners, err := h.store.Partners.LoadAll(ctx, authz.System(model.KindPartner, "find partners whose tier is another one now"),
			filter.AllOf(filter.Is("vendorId", v.ID), filter.Above("_id", after)), store.Sort{Field: "_id"}, tierPage)
		if err != nil {
			return changed, err
		}
		for _, p := range partners {
			did, err := h.sweepTier(ctx, p, rungs, now)
			if err != nil {
				return changed, err
			}
			if after = p.ID; did {
				changed++
			}
		}
		if len(partners) < tierPage {
			return changed, h.store.SetMarkOf(ctx, task, v.TiersVersion, now)
		}
	}
}

// sweepTier settles a partner that stands otherwise than it should, in a transaction that reads it again.
func (h *Hub) sweepTier(ctx context.Context, p *model.Partner, l ladder, now time.Time) (did bool, err error) {
	if l.settled(p, now) {
		return false, nil
	}
	err = h.alone(ctx, p.VendorID, func(ctx context.Context) error {
		again, err := h.store.Partners.Load(ctx, authz.System(model.KindPartner, "find partners whose tier is another one now"), p.ID)
		if err != nil {
			return err
		}
		return h.settleSegments(ctx, store.Stamp{Action: "update", At: now}, again)
	})
	if code := model.CodeOf(err); err != nil && (code == model.CodeConflict || code == model.CodeNotFound) {
		return false, nil
	}
	return err == nil, err
}

// settled tells at a glance that a partner stands as it should.
func (l ladder) settled(p *model.Partner, now time.Time) bool {
	at, known := l.place(p)
	if !known {
		return true
	}
	day := model.DateOf(now)
	reached := l.reached(p, day)
	lost := at >= 0 && len(l[at].asks) > 0 && !l[at].met(p, day)
	kept := p.TierKept != nil && now.Before(p.TierKept.Until)
	switch {
	case reached > at:
		return false
	case lost:
		return kept || p.Demotion != nil && sameName(p.Demotion.To, l.name(reached))
	}
	return p.Demotion == nil
}
