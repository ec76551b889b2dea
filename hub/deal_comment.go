package hub

import (
	"context"

	"partnerhub/authz"
	"partnerhub/model"
)

// AddDealComment keeps what somebody says on a deal: to the vendor's own people, or to everybody on the deal. The deal itself
// does not change, not even its version, so that an internal comment leaves no trace for others.
func (h *Hub) AddDealComment(ctx context.Context, in model.AddDealCommentInput) (*model.Deal, error) {
	who := authz.PrincipalFrom(ctx)
	g := h.policy.Grant(who, model.KindDeal, authz.Comment)
	if g.Empty() {
		return nil, model.ErrForbidden
	}
	deal, err := h.commentable(ctx, g, in.DealID)
	if err != nil {
		return nil, err
	}
	body, err := note("body", &in.Body)
	if err != nil {
		return nil, err
	}
	if body == nil {
		return nil, fault("body", model.UserErrorCodeRequired, "must not be blank")
	}
	comment := model.DealComment{Body: *body, Shared: in.Shared}
	err = h.change(ctx, deal.VendorID, in.DealID, func(ctx context.Context) error {
		d, err := h.store.Deals.Load(ctx, g, in.DealID)
		if err != nil {
			return err
		}
		if !g.Shows(d, fieldOf(comment)) {
			return model.Errorf(model.CodeForbidden, "you may not write such a comment on this deal")
		}
		return h.store.Events.Comment(ctx, d, comment, h.stamp(who, string(authz.Comment)))
	})
	if err != nil {
		return nil, err
	}
	return h.Deal(ctx, in.DealID)
}

// commentable finds a deal that the grant covers. A visible one that it does not cover is FORBIDDEN.
func (h *Hub) commentable(ctx context.Context, g authz.Grant, id model.ID) (*model.Deal, error) {
	d, err := h.store.Deals.Load(ctx, g, id)
	if model.CodeOf(err) != model.CodeNotFound || err == nil {
		return d, err
	}
	if _, err := h.store.Deals.Get(ctx, h.grant(ctx, model.KindDeal, authz.Read), id); err != nil {
		return nil, err
	}
	return nil, model.Errorf(model.CodeForbidden, "you may not comment on this deal")
}
