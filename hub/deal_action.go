package hub

import (
	"context"
	"fmt"
	"slices"
	"time"

	"partnerhub/authz"
	"partnerhub/model"
)

// AvailableActions lists what the viewer can do with a visible deal now.
func (h *Hub) AvailableActions(ctx context.Context, d *model.Deal) []model.DealAction {
	who := authz.PrincipalFrom(ctx)
	out := []model.DealAction{}
	for _, s := range steps() {
		if s.leaves(d.StatusAt(who.At)) && s.guard(who, d) && !slices.Contains(out, s.action) &&
			h.policy.Grant(who, model.KindDeal, s.verb).Allows(d) {
			out = append(out, s.action)
		}
	}
	return out
}

// edit is one change of a deal under way: the record as it was, as it will be, and who changes it when.
type edit struct {
	who  *authz.Principal
	old  *model.Deal
	doc  *model.Deal
	now  time.Time
	step step
	// grant is what allows the step.
	grant authz.Grant
	// makesRoom says that the deal leaves the queue or gives up a claim, so that another one may move up.
	makesRoom bool
}

// act does one step: load under the action's grant, check version, state and guard, apply, store under the same grant and
// version with the change row. The answer is read again under the viewer's sight.
func (h *Hub) act(ctx context.Context, action model.DealAction, id model.ID, version int, apply func(context.Context, *edit) error) (*model.Deal, error) {
	feed, err := h.feedFor(ctx, action, id)
	if err != nil {
		return nil, err
	}
	err = h.change(ctx, feed, id, func(ctx context.Context) error {
		e, err := h.begin(ctx, action, id, version)
		if err != nil {
			return err
		}
		if err := apply(ctx, e); err != nil {
			return err
		}
		return h.finish(ctx, e)
	})
	if err != nil {
		return nil, err
	}
	return h.Deal(ctx, id)
}

// finish stores what a step has made of the deal, and then lets others move up.
func (h *Hub) finish(ctx context.Context, e *edit) error {
	if before, after := e.old.StatusAt(e.now), e.doc.StatusAt(e.now); !e.step.reaches(before, after) {
		return fmt.Errorf("hub: %s takes a deal from %s to %s, which its step does not know", e.step.verb, before, after)
	}
	if err := h.store.Deals.Replace(ctx, e.grant, e.old, e.doc, h.stamp(e.who, string(e.step.verb))); err != nil || !e.makesRoom {
		return err
	}
	return h.promote(ctx, e.old, e.now)
}

// feedFor finds the vendor of a deal that a grant for the action covers.
func (h *Hub) feedFor(ctx context.Context, action model.DealAction, id model.ID) (model.ID, error) {
	var refusal error = model.ErrForbidden
	for _, s := range stepsOf(action) {
		g := h.grant(ctx, model.KindDeal, s.verb)
		if g.Empty() {
			continue
		}
		feed, err := h.feedOf(ctx, g, id)
		if code := model.CodeOf(err); err == nil || code != model.CodeNotFound && code != model.CodeForbidden {
			return feed, err
		}
		refusal = err
	}
	return "", refusal
}

// feedOf finds the vendor of a deal that the grant covers. A visible deal that it does not cover is FORBIDDEN, anything
// else is not found.
func (h *Hub) feedOf(ctx context.Context, g authz.Grant, id model.ID) (model.ID, error) {
	d, err := h.store.Deals.Load(ctx, g, id)
	if err == nil {
		return d.VendorID, nil
	}
	if model.CodeOf(err) != model.CodeNotFound {
		return "", err
	}
	if _, err := h.store.Deals.Get(ctx, h.grant(ctx, model.KindDeal, authz.Read), id); err != nil {
		return "", err
	}
	return "", model.Errorf(model.CodeForbidden, "you may not do this to this deal")
}

// begin checks what must hold before the step, at the instant of the change and not of the request: a request may have waited.
func (h *Hub) begin(ctx context.Context, action model.DealAction, id model.ID, version int) (*edit, error) {
	who := *authz.PrincipalFrom(ctx)
	who.At = h.now()
	var refusal error = model.ErrNotFound
	for _, s := range stepsOf(action) {
		g := h.policy.Grant(&who, model.KindDeal, s.verb)
		old, err := h.store.Deals.Load(ctx, g, id)
		if model.CodeOf(err) == model.CodeNotFound && err != nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		if old.Version != version {
			return nil, model.ErrConflict
		}
		if refused := h.refuses(ctx, s, &who, old); refused != nil {
			refusal = refused
			continue
		}
		return &edit{who: &who, old: old, doc: copyOf(old), now: who.At, step: s, grant: g}, nil
	}
	return nil, refusal
}

// refuses tells why a step cannot be taken, nil when it can.
func (h *Hub) refuses(ctx context.Context, s step, who *authz.Principal, d *model.Deal) error {
	if status := d.StatusAt(who.At); !s.leaves(status) {
		return model.Errorf(model.CodeInvalidTransition, "a deal that is %s cannot take %s; possible now: %v",
			status, s.action, h.AvailableActions(authz.WithPrincipal(ctx, who), d))
	}
	if !s.guard(who, d) {
		return model.Errorf(model.CodeForbidden, "%s", s.refusal)
	}
	return nil
}

// copyOf is a copy whose own fields can be set and whose lists can be appended to without touching the original.
func copyOf(d *model.Deal) *model.Deal {
	c := *d
	c.Approvals, c.Plan = slices.Clone(d.Approvals), slices.Clone(d.Plan)
	return &c
}
