package hub

import (
	"context"

	"partnerhub/authz"
	"partnerhub/hub/reach"
	"partnerhub/model"
	"partnerhub/store"
)

// tierEdit is one decision on a partner's tier under way.
type tierEdit struct {
	old, doc *model.Partner
	ladder   ladder
	by       store.Stamp
	holding  model.TierHolding // who decides, when, and what is said
}

// SetPartnerTier gives a partner a tier by hand.
func (h *Hub) SetPartnerTier(ctx context.Context, in model.SetPartnerTierInput) (*model.Partner, error) {
	return h.decideTier(ctx, authz.AssignTier, in.ID, in.ExpectedVersion, &in.Note, func(e *tierEdit) error {
		if in.Tier != nil && !e.ladder.has(*in.Tier) {
			return fault("tier", model.UserErrorCodeNotFound, "the vendor has no such tier")
		}
		e.holding.How = model.TierMoveAssigned
		e.doc.MoveTo(in.Tier, e.holding)
		return nil
	})
}

func (l ladder) has(name string) bool {
	for _, r := range l {
		if r.Name == name {
			return true
		}
	}
	return false
}

// ConfirmPartnerDemotion brings a partner to the tier that was proposed, after the grace. Where it would come to another one by
// now, nobody has said yes to that: the next sweep proposes it anew.
func (h *Hub) ConfirmPartnerDemotion(ctx context.Context, in model.DecideDemotionInput) (*model.Partner, error) {
	return h.decideTier(ctx, authz.Demote, in.ID, in.ExpectedVersion, in.Note, func(e *tierEdit) error {
		if err := e.pending(); err != nil {
			return err
		}
		if e.by.At.Before(e.old.Demotion.GraceUntil) {
			return fault("id", model.UserErrorCodeTooEarly, "the grace is not over")
		}
		at, _ := e.ladder.place(e.old)
		reached := e.ladder.reached(e.old, model.DateOf(e.by.At))
		if reached >= at || len(e.ladder[at].asks) == 0 {
			e.doc.Demotion = nil
			return nil
		}
		if !sameName(e.old.Demotion.To, e.ladder.name(reached)) {
			return model.ErrConflict
		}
		e.holding.How = model.TierMoveDemoted
		e.doc.MoveTo(e.ladder.name(reached), e.holding)
		return nil
	})
}

// CancelPartnerDemotion lets a partner keep its tier for the months of grace at least.
func (h *Hub) CancelPartnerDemotion(ctx context.Context, in model.DecideDemotionInput) (*model.Partner, error) {
	return h.decideTier(ctx, authz.Demote, in.ID, in.ExpectedVersion, in.Note, func(e *tierEdit) error {
		if err := e.pending(); err != nil {
			return err
		}
		at, _ := e.ladder.place(e.old)
		e.doc.Demotion = nil
		e.doc.TierKept = &model.TierKept{Until: monthsAfter(e.by.At, e.ladder[at].GraceMonths), Actor: *e.holding.Actor, Note: e.holding.Note}
		return nil
	})
}

// keepTier stores what was decided. A tier that stays is no business of the partner's: the vendor's version alone tells of it.
func (h *Hub) keepTier(ctx context.Context, g authz.Grant, e *tierEdit, rules *ruleSet) error {
	if len(e.doc.TierHistory) == len(e.old.TierHistory) {
		return h.store.Restate(ctx, e.doc, e.by, "demotion", "tierKept")
	}
	if err := h.store.Partners.Replace(ctx, g, e.old, e.doc, e.by); err != nil {
		return err
	}
	if err := h.settleMembership(ctx, e.by, e.doc, rules); err != nil {
		return err
	}
	return reach.Follow(ctx, h.store, e.by, reach.Move{Old: e.old, New: e.doc})
}

// pending refuses where nothing waits for a word, or not on the tier that the partner holds now.
func (e *tierEdit) pending() error {
	if at, known := e.ladder.place(e.old); e.old.Demotion == nil || !known || at < 0 {
		return model.Errorf(model.CodeInvalidTransition, "no demotion of the partner is pending")
	}
	return nil
}

// decideTier loads a partner under the action's grant, changes its tier and stores it under the same grant and version. What rules
// say of the partner follows in the same transaction.
func (h *Hub) decideTier(ctx context.Context, verb authz.Action, id model.ID, version int, text *string, change func(*tierEdit) error) (*model.Partner, error) {
	said, err := note("note", text)
	if err != nil {
		return nil, err
	}
	who, g := authz.PrincipalFrom(ctx), h.grant(ctx, model.KindPartner, verb)
	if g.Empty() {
		return nil, model.ErrForbidden
	}
	err = h.change(ctx, who.OrganizationID, id, func(ctx context.Context) error {
		e := &tierEdit{by: h.stamp(who, string(verb))}
		if e.old, err = h.store.Partners.Load(ctx, g, id); err != nil {
			return err
		}
		if e.old.VersionFor(who.Side) != version {
			return model.ErrConflict
		}
		rules, err := h.rulesOf(ctx, e.old.VendorID)
		if err != nil {
			return err
		}
		actor := model.DealParty{UserID: who.UserID, OrganizationID: who.OrganizationID}
		doc := *e.old
		e.doc, e.ladder, e.holding = &doc, rules[e.old.VendorID].ladder(), model.TierHolding{From: e.by.At, Actor: &actor, Note: said}
		if err := change(e); err != nil {
			return err
		}
		return h.keepTier(ctx, g, e, rules[e.doc.VendorID])
	})
	if err != nil {
		return nil, err
	}
	return h.Partner(ctx, id)
}
