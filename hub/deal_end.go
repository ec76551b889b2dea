package hub

import (
	"context"

	"partnerhub/authz"
	"partnerhub/model"
)

// MarkDealWon reports an approved deal as won, or confirms what somebody else has reported. A won deal keeps its claim until
// the end of its protection: nobody else is protected for the customer meanwhile.
func (h *Hub) MarkDealWon(ctx context.Context, in model.MarkDealWonInput) (*model.Deal, error) {
	order, err := orderReference(in.OrderReference)
	if err != nil {
		return nil, err
	}
	return h.act(ctx, model.DealActionMarkWon, in.ID, in.ExpectedVersion, func(ctx context.Context, e *edit) error {
		if order != nil {
			e.doc.OrderReference = order
		}
		if e.step.verb == authz.ConfirmWon {
			_, err := h.close(ctx, e, model.DealOutcomeWon)
			return err
		}
		if order == nil {
			return fault("orderReference", model.UserErrorCodeRequired, "name the customer's order")
		}
		e.doc.WonReportedBy = &model.DealParty{UserID: e.who.UserID, OrganizationID: e.who.OrganizationID}
		e.doc.WonReportedAt = &e.now
		return nil
	})
}

// orderReference reads the number of the customer's order.
func orderReference(in *string) (*string, error) {
	if in == nil {
		return nil, nil
	}
	s, err := model.CleanName(*in)
	switch {
	case err != nil:
		return nil, fault("orderReference", model.UserErrorCodeInvalid, err.Error())
	case len([]rune(s)) > model.MaxCode:
		return nil, fault("orderReference", model.UserErrorCodeTooLong, "the text is too long")
	case s == "":
		return nil, nil
	}
	return &s, nil
}

// MarkDealLost closes an approved deal as lost.
func (h *Hub) MarkDealLost(ctx context.Context, in model.MarkDealLostInput) (*model.Deal, error) {
	comment, err := reasoned(in.Reason == model.DealLossReasonOther, in.Comment)
	if err != nil {
		return nil, err
	}
	return h.act(ctx, model.DealActionMarkLost, in.ID, in.ExpectedVersion, func(ctx context.Context, e *edit) error {
		e.doc.LossReason = &in.Reason
		if ofVendor(e.who) {
			e.comment(comment)
		} else {
			e.say(comment)
		}
		s, err := h.close(ctx, e, model.DealOutcomeLost)
		if err != nil {
			return err
		}
		if e.doc.ReasonText, err = s.loss(e.old, in.Reason, in.Choice); err != nil {
			return err
		}
		return h.free(ctx, e)
	})
}

// close ends a deal, and answers the settings that it went by.
func (h *Hub) close(ctx context.Context, e *edit, outcome model.DealOutcome) (*dealSettings, error) {
	s, err := h.settingsOf(ctx, e.doc)
	if err != nil {
		return nil, err
	}
	reopen := days(e.now, s.reopenDays)
	e.doc.ApprovalStatus, e.doc.Outcome, e.doc.ClosedAt, e.doc.ReopenUntil, e.doc.NextReminderAt = closed, &outcome, &e.now, &reopen, nil
	return s, nil
}

// AppealDeal asks for another review. The deal keeps its place in the queue.
func (h *Hub) AppealDeal(ctx context.Context, in model.AppealDealInput) (*model.Deal, error) {
	comment, err := note("comment", &in.Comment)
	if err != nil {
		return nil, err
	}
	if comment == nil {
		return nil, fault("comment", model.UserErrorCodeRequired, "say why the refusal should not stand")
	}
	return h.act(ctx, model.DealActionAppeal, in.ID, in.ExpectedVersion, func(ctx context.Context, e *edit) error {
		e.doc.Appeals++
		e.doc.Reason, e.doc.ReasonText = nil, nil
		e.say(comment)
		return h.submit(ctx, e.doc, e.now)
	})
}

// UpdateDealStage says how far the sale has come.
func (h *Hub) UpdateDealStage(ctx context.Context, in model.UpdateDealStageInput) (*model.Deal, error) {
	return h.act(ctx, model.DealActionUpdateStage, in.ID, in.ExpectedVersion, func(_ context.Context, e *edit) error {
		e.doc.SalesStage = in.SalesStage
		return nil
	})
}
