package hub

import (
	"context"
	"time"

	"partnerhub/authz"
	"partnerhub/model"
	"partnerhub/store"
)

// settleTier makes of a partner's tier what it meets now: it is promoted at once, over as many tiers as it meets; what it no longer
// meets is proposed for a demotion, which somebody confirms after the grace. It is part of the transaction that changed the partner
// and that read it, and tells whether the tier has changed.
func (h *Hub) settleTier(ctx context.Context, by store.Stamp, p *model.Partner, l ladder) (bool, error) {
	at, known := l.place(p)
	if !known || len(l) == 0 {
		return false, nil
	}
	reached := l.reached(p, model.DateOf(by.At))
	switch {
	case reached > at:
		old := *p
		p.MoveTo(l.name(reached), model.TierHolding{From: by.At, How: model.TierMovePromoted})
		return true, h.replaceTier(ctx, &old, p, "promote", by.At)
	case at >= 0 && len(l[at].asks) > 0 && !l[at].met(p, model.DateOf(by.At)):
		return false, h.proposeDemotion(ctx, by, p, l, at, reached)
	case p.Demotion != nil:
		p.Demotion = nil
		return false, h.restateDemotion(ctx, p, by.At)
	}
	return false, nil
}

// proposeDemotion begins the grace, once; where somebody has let the partner keep its tier, not before that is over.
func (h *Hub) proposeDemotion(ctx context.Context, by store.Stamp, p *model.Partner, l ladder, at, reached int) error {
	to := l.name(reached)
	if p.Demotion != nil && sameName(p.Demotion.To, to) && p.Demotion.From == *p.Tier {
		return nil
	}
	if p.TierKept != nil && by.At.Before(p.TierKept.Until) {
		return nil
	}
	d := &model.PendingDemotion{From: *p.Tier, To: to, Since: by.At, GraceUntil: monthsAfter(by.At, l[at].GraceMonths)}
	if before := p.Demotion; before != nil && before.From == d.From { // only how far down has changed
		d.Since, d.GraceUntil = before.Since, before.GraceUntil
	}
	p.Demotion = d
	return h.restateDemotion(ctx, p, by.At)
}

func sameName(a, b *string) bool { return a == b || a != nil && b != nil && *a == *b }

// restateDemotion stores what the vendor alone knows: its version alone tells of it, so that nobody confirms what it has not seen.
func (h *Hub) restateDemotion(ctx context.Context, p *model.Partner, now time.Time) error {
	return h.store.Restate(ctx, p, store.Stamp{Action: "demotion", At: now}, "demotion")
}

// replaceTier stores a tier that the hub itself has given.
func (h *Hub) replaceTier(ctx context.Context, old, p *model.Partner, action string, now time.Time) error {
	return h.store.Partners.Replace(ctx, authz.System(model.KindPartner, "a tier follows from what a partner meets"), old, p,
		store.Stamp{Action: action, At: now})
}
