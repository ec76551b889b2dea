package hub

import (
	"context"
	"slices"

	"partnerhub/authz"
	"partnerhub/model"
)

// dealLife is the life of deals.
func (h *Hub) dealLife() life[model.Deal, model.DealAction, model.DealApprovalStatus] {
	return life[model.Deal, model.DealAction, model.DealApprovalStatus]{kind: model.KindDeal, noun: "deal", from: h.store.Deals,
		steps: steps(), status: (*model.Deal).StatusAt, copy: copyOf}
}

// AvailableActions lists what the viewer can do with a visible deal now.
func (h *Hub) AvailableActions(ctx context.Context, d *model.Deal) []model.DealAction {
	return h.dealLife().available(h, authz.PrincipalFrom(ctx), d)
}

type dealMove = move[model.Deal, model.DealAction, model.DealApprovalStatus]

// edit is one change of a deal under way.
type edit struct {
	*dealMove
	// makesRoom says that the deal leaves the queue or gives up a claim, so that another one may move up.
	makesRoom bool
}

// act does one step: load under the action's grant, check version, state and guard, apply, store under the same grant and
// version with the change row. The answer is read again under the viewer's sight.
func (h *Hub) act(ctx context.Context, action model.DealAction, id model.ID, version int, apply func(context.Context, *edit) error) (*model.Deal, error) {
	l := h.dealLife()
	feed, err := l.feed(ctx, h, action, id)
	if err != nil {
		return nil, err
	}
	err = h.change(ctx, feed, id, func(ctx context.Context) error {
		m, err := l.begin(ctx, h, action, id, version)
		if err != nil {
			return err
		}
		e := &edit{dealMove: m}
		e.with = uses(m.who, action, m.old)
		if err := apply(ctx, e); err != nil {
			return err
		}
		return h.finish(ctx, l, e)
	})
	if err != nil {
		return nil, err
	}
	return h.Deal(ctx, id)
}

// uses is the authority that a distributor takes a step with, nil for anybody else and for a step that needs none.
func uses(who *authz.Principal, action model.DealAction, d *model.Deal) *model.ApprovalAuthority {
	switch action {
	case model.DealActionSubmit, model.DealActionClaimReview, model.DealActionReturn, model.DealActionEndorse, model.DealActionDecline,
		model.DealActionApprove, model.DealActionReject:
		return strongest(who.Authorities, d)
	}
	return nil
}

// finish stores what a step has made of the deal, and then lets others move up.
func (h *Hub) finish(ctx context.Context, l life[model.Deal, model.DealAction, model.DealApprovalStatus], e *edit) error {
	by := h.stamp(e.who, string(e.step.verb))
	by.At = e.now
	if err := h.settleBenefit(ctx, e.doc, by); err != nil {
		return err
	}
	if err := l.finish(ctx, h, e.dealMove); err != nil || !e.makesRoom {
		return err
	}
	return h.promote(ctx, e.old, e.now)
}

// copyOf is a copy whose own fields can be set and whose lists can be appended to without touching the original.
func copyOf(d *model.Deal) *model.Deal {
	c := *d
	c.Approvals, c.Plan = slices.Clone(d.Approvals), slices.Clone(d.Plan)
	return &c
}
