package hub

import (
	"context"
	"time"

	"partnerhub/model"
)

// ClaimDealReview takes a submitted deal for review. The reviewer sees how it stands to others now, and
// the plan grows by what the program asks for because of it.
func (h *Hub) ClaimDealReview(ctx context.Context, in model.DealInput) (*model.Deal, error) {
	return h.act(ctx, model.DealActionClaimReview, in.ID, in.ExpectedVersion, func(ctx context.Context, e *edit) error {
		s, err := h.settingsOf(ctx, e.doc)
		if err != nil {
			return err
		}
		e.doc.ApprovalStatus, e.doc.AutoApproveAt = review, nil
		if e.doc.Conflict, err = h.conflictOf(ctx, e.doc, s, e.now); err != nil {
			return err
		}
		e.doc.Plan = s.widen(e.doc.Plan, e.doc)
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
	return h.act(ctx, model.DealActionReturn, in.ID, in.ExpectedVersion, func(ctx context.Context, e *edit) error {
		s, err := h.settingsOf(ctx, e.doc)
		if err != nil {
			return err
		}
		held := addBusinessDays(e.now, s.holdDays, s.holidays)
		e.doc.ApprovalStatus, e.doc.ReturnedFields, e.doc.ReviewComment, e.doc.HeldUntil, e.doc.LapsesAt = returned, in.Fields, comment, &held, &held
		e.record(nil, model.DealDecisionReturned)
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
		e.decide(decision)
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
	if err := givable(in); err != nil {
		return nil, err
	}
	return h.act(ctx, model.DealActionApprove, in.ID, in.ExpectedVersion, func(ctx context.Context, e *edit) error {
		if err := e.give(in); err != nil {
			return err
		}
		e.comment(comment)
		return h.approve(ctx, e)
	})
}

// approve decides the plan's next step. The last one protects the deal, open to a veto where the authority reserves one.
func (h *Hub) approve(ctx context.Context, e *edit) error {
	e.decide(model.DealDecisionApproved)
	e.doc.Plan = remaining(e.doc.Plan, ofVendor(e.who))
	if e.with != nil && e.with.Mode == model.AuthorityModeApproveWithVeto && e.with.VetoHours != nil {
		until := e.now.Add(time.Duration(*e.with.VetoHours) * time.Hour)
		e.doc.VetoUntil = &until
	}
	if len(e.doc.Plan) > 0 {
		return nil
	}
	return h.protectNew(ctx, e.doc, e.now)
}

// protectNew starts the protection of a deal that nobody has to decide on any more.
func (h *Hub) protectNew(ctx context.Context, d *model.Deal, now time.Time) (err error) {
	s, err := h.settingsOf(ctx, d)
	if err != nil {
		return err
	}
	if d.Conflict, err = h.conflictOf(ctx, d, s, now); err != nil {
		return err
	}
	longest := days(now, max(s.longestDays, s.protectionDays))
	d.ApprovedAt, d.LongestUntil, d.Extensions, d.AutoApproveAt, d.Plan = &now, &longest, 0, nil, []model.DealStep{}
	return h.protect(ctx, d, s, now, days(now, s.protectionDays))
}

// RejectDeal refuses a deal under review with a reason.
func (h *Hub) RejectDeal(ctx context.Context, in model.RejectDealInput) (*model.Deal, error) {
	comment, err := reasoned(in.Reason == model.DealReasonCodeOther, in.Comment)
	if err != nil {
		return nil, err
	}
	return h.act(ctx, model.DealActionReject, in.ID, in.ExpectedVersion, func(ctx context.Context, e *edit) error {
		s, err := h.settingsOf(ctx, e.doc)
		if err != nil {
			return err
		}
		if e.doc.ReasonText, err = s.refusal(e.old, model.DealActionReject, in.Reason, in.Choice); err != nil {
			return err
		}
		e.comment(comment)
		e.decide(model.DealDecisionRejected)
		e.reject()
		e.doc.Reason, e.doc.AppealsAllowed, e.makesRoom = &in.Reason, &s.appeals, true
		return nil
	})
}

// reject is what a refusal leaves of a deal, whoever refuses it.
func (e *edit) reject() { e.doc.ApprovalStatus, e.doc.Plan = rejected, []model.DealStep{} }

// WithdrawDeal takes a pending deal back; final.
func (h *Hub) WithdrawDeal(ctx context.Context, in model.DecideDealInput) (*model.Deal, error) {
	comment, err := note("comment", in.Comment)
	if err != nil {
		return nil, err
	}
	return h.act(ctx, model.DealActionWithdraw, in.ID, in.ExpectedVersion, func(_ context.Context, e *edit) error {
		e.withdraw()
		e.say(comment)
		return nil
	})
}

// withdraw takes the deal back for good; the first one waiting may move up.
func (e *edit) withdraw() {
	e.doc.ApprovalStatus, e.doc.Plan, e.doc.AutoApproveAt, e.doc.LapsesAt, e.makesRoom = withdrawn, []model.DealStep{}, nil, nil, true
}
