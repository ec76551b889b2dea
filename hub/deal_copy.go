package hub

import (
	"context"

	"partnerhub/authz"
	"partnerhub/model"
)

// CopyDeal makes a new draft of what the viewer sees of a deal. The new one is a registration of its own, with a number and,
// once handed in, a place in the queue of its own. What the viewer may not set is not copied.
func (h *Hub) CopyDeal(ctx context.Context, in model.CopyDealInput) (*model.Deal, error) {
	if _, err := h.dealLife().feed(ctx, h, model.DealActionCopy, in.ID); err != nil {
		return nil, err
	}
	source, err := h.Deal(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if source == nil {
		return nil, model.ErrNotFound
	}
	if source.Version != in.ExpectedVersion {
		return nil, model.ErrConflict
	}
	draft := inputOf(source)
	g := h.grant(ctx, model.KindDeal, authz.Create)
	if g.Shows(source, "partnerMargin") {
		draft.PartnerMargin = moneyInput(source.PartnerMargin)
	}
	if g.Shows(source, "distributorCost") {
		draft.DistributorCost = moneyInput(source.DistributorCost)
	}
	if in.ExpectedCloseOn != nil {
		draft.ExpectedCloseOn = *in.ExpectedCloseOn
	}
	return h.RegisterDeal(ctx, draft)
}
