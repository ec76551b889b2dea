package hub

import (
	"context"
	"errors"
	"time"

	"partnerhub/model"
	"partnerhub/store"
)

// SubmitDeal hands a draft or a returned deal in.
func (h *Hub) SubmitDeal(ctx context.Context, in model.DealInput) (*model.Deal, error) {
	return h.act(ctx, model.DealActionSubmit, in.ID, in.ExpectedVersion, func(ctx context.Context, e *edit) error {
		return h.submit(ctx, e.doc, e.now)
	})
}

// ClaimDealReview takes a submitted deal for review.
func (h *Hub) ClaimDealReview(ctx context.Context, in model.DealInput) (*model.Deal, error) {
	return h.act(ctx, model.DealActionClaimReview, in.ID, in.ExpectedVersion, func(_ context.Context, e *edit) error {
		e.doc.ApprovalStatus = model.DealApprovalStatusUnderReview
		return nil
	})
}

// ReturnDeal sends a deal under review back with the fields to correct.
func (h *Hub) ReturnDeal(ctx context.Context, in model.ReturnDealInput) (*model.Deal, error) {
	comment, err := note("comment", in.Comment)
	if err != nil {
		return nil, err
	}
	if err := correctable(in.Fields); err != nil {
		return nil, err
	}
	return h.act(ctx, model.DealActionReturn, in.ID, in.ExpectedVersion, func(_ context.Context, e *edit) error {
		e.doc.ApprovalStatus, e.doc.ReturnedFields, e.doc.ReviewComment = model.DealApprovalStatusReturned, in.Fields, comment
		e.record(nil, model.DealDecisionReturned, "")
		return nil
	})
}

// EndorseDeal recommends a deal to the vendor.
func (h *Hub) EndorseDeal(ctx context.Context, in model.DecideDealInput) (*model.Deal, error) {
	return h.advise(ctx, model.DealActionEndorse, model.DealDecisionEndorsed, in)
}

// DeclineDeal advises the vendor against a deal.
func (h *Hub) DeclineDeal(ctx context.Context, in model.DecideDealInput) (*model.Deal, error) {
	return h.advise(ctx, model.DealActionDecline, model.DealDecisionDeclined, in)
}

// advise stores a distributor's advice; the plan moves on to the vendor.
func (h *Hub) advise(ctx context.Context, action model.DealAction, decision model.DealDecision, in model.DecideDealInput) (*model.Deal, error) {
	comment, err := note("comment", in.Comment)
	if err != nil {
		return nil, err
	}
	return h.act(ctx, action, in.ID, in.ExpectedVersion, func(_ context.Context, e *edit) error {
		e.comment(comment)
		e.decide(decision, model.AuthorityModeEndorse)
		e.doc.Plan = e.doc.Plan[1:]
		return nil
	})
}

// ApproveDeal approves a deal under review: it takes the claim on every product family and starts the protection.
func (h *Hub) ApproveDeal(ctx context.Context, in model.ApproveDealInput) (*model.Deal, error) {
	comment, err := note("comment", in.Comment)
	if err != nil {
		return nil, err
	}
	if err := discount(in.DiscountPercent); err != nil {
		return nil, err
	}
	return h.act(ctx, model.DealActionApprove, in.ID, in.ExpectedVersion, func(ctx context.Context, e *edit) error {
		if in.DiscountPercent != nil && e.who.Side != model.OrganizationKindVendor {
			return model.Errorf(model.CodeForbiddenField, "you may not set discountPercent")
		}
		e.comment(comment)
		return h.approve(ctx, e, in.DiscountPercent)
	})
}

func (h *Hub) approve(ctx context.Context, e *edit, percent *model.Decimal) error {
	days, err := h.protectionDays(ctx, e.doc)
	if err != nil {
		return err
	}
	until := e.now.Add(time.Duration(days) * 24 * time.Hour)
	if err := h.store.Claims.Acquire(ctx, claims(e.doc, e.now, until), e.now); err != nil {
		return taken(err)
	}
	e.decide(model.DealDecisionApproved, model.AuthorityModeApprove)
	e.doc.ApprovalStatus, e.doc.ProtectedUntil, e.doc.Plan = model.DealApprovalStatusApproved, &until, []model.DealStep{}
	if percent != nil {
		e.doc.Benefit = &model.DealBenefit{DiscountPercent: percent}
	}
	return nil
}

// taken tells a reviewer that the claim has a holder, and never which deal it is.
func taken(err error) error {
	if errors.Is(err, store.ErrTaken) {
		return model.Errorf(model.CodeConflict, "another approved deal holds the claim on this customer and product family")
	}
	return err
}

func claims(d *model.Deal, now, until time.Time) []store.Claim {
	var out []store.Claim
	for _, family := range d.Families() {
		out = append(out, store.Claim{VendorID: d.VendorID, CustomerKey: d.CustomerKey, ProductFamily: family,
			DealID: d.ID, At: now, Until: until})
	}
	return out
}

// RejectDeal refuses a deal under review with a reason.
func (h *Hub) RejectDeal(ctx context.Context, in model.RejectDealInput) (*model.Deal, error) {
	comment, err := note("comment", in.Comment)
	if err != nil {
		return nil, err
	}
	if in.Reason == model.DealReasonCodeOther && comment == nil {
		return nil, fault("comment", model.UserErrorCodeRequired, "with the reason OTHER a comment is needed")
	}
	return h.act(ctx, model.DealActionReject, in.ID, in.ExpectedVersion, func(_ context.Context, e *edit) error {
		e.comment(comment)
		e.decide(model.DealDecisionRejected, model.AuthorityModeApprove)
		e.doc.ApprovalStatus, e.doc.Reason, e.doc.Plan = model.DealApprovalStatusRejected, &in.Reason, []model.DealStep{}
		return nil
	})
}

// WithdrawDeal takes a pending deal back; final.
func (h *Hub) WithdrawDeal(ctx context.Context, in model.DecideDealInput) (*model.Deal, error) {
	if _, err := note("comment", in.Comment); err != nil {
		return nil, err
	}
	return h.act(ctx, model.DealActionWithdraw, in.ID, in.ExpectedVersion, func(_ context.Context, e *edit) error {
		e.doc.ApprovalStatus, e.doc.Plan = model.DealApprovalStatusWithdrawn, []model.DealStep{}
		return nil
	})
}

// decide records a decision on the plan's next step; a distributor's with the authority and version that it used.
func (e *edit) decide(decision model.DealDecision, mode model.AuthorityMode) {
	var authority model.ID
	if e.who.Side == model.OrganizationKindDistributor {
		if a, ok := allows(e.who.Authorities, e.old, mode); ok {
			authority = a.ID
		}
	}
	var next *model.DealStep
	if len(e.old.Plan) > 0 {
		next = &e.old.Plan[0]
	}
	e.record(next, decision, authority)
}

func (e *edit) record(step *model.DealStep, decision model.DealDecision, authority model.ID) {
	a := model.DealApproval{Step: step, OrganizationID: e.who.OrganizationID, UserID: e.who.UserID, Decision: decision,
		At: e.now, AuthorityID: authority}
	for _, held := range e.who.Authorities {
		if held.ID == authority {
			a.AuthorityVersion = held.Version
		}
	}
	e.doc.Approvals = append(e.doc.Approvals, a)
}

// comment sets the reviewer's words for the owner; without any, the earlier ones stay.
func (e *edit) comment(text *string) {
	if text != nil {
		e.doc.ReviewComment = text
	}
}
