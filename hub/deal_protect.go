package hub

import (
	"context"

	"partnerhub/authz"
	"partnerhub/model"
)

// ExtendDealProtection protects a deal for longer. An expired one takes its claim again.
func (h *Hub) ExtendDealProtection(ctx context.Context, in model.ExtendDealProtectionInput) (*model.Deal, error) {
	if in.Days < 1 {
		return nil, fault("days", model.UserErrorCodeOutOfRange, "at least one day")
	}
	return h.act(ctx, model.DealActionExtendProtection, in.ID, in.ExpectedVersion, func(ctx context.Context, e *edit) error {
		s, err := h.settingsOf(ctx, e.doc)
		if err != nil {
			return err
		}
		return h.extend(ctx, e, s, in.Days)
	})
}

// extend counts from the end of the protection, also in the days of grace after it.
func (h *Hub) extend(ctx context.Context, e *edit, s *dealSettings, n int) error {
	most := s.longestDays
	if e.step.verb == authz.Extend {
		most = s.extensionDays
		e.doc.Extensions++
	}
	if n > most {
		return fault("days", model.UserErrorCodeOutOfRange, "more days than you may extend by")
	}
	until := days(*e.old.ProtectedUntil, n)
	if until.After(longestOf(e.old, s)) {
		return fault("days", model.UserErrorCodeOutOfRange, "beyond the longest protection of this deal")
	}
	if !until.After(e.now) {
		return fault("days", model.UserErrorCodeOutOfRange, "the protection would be over at once")
	}
	return h.protect(ctx, e.doc, s, e.now, until)
}

// ReinstateDeal protects a deal again whose protection ran out.
func (h *Hub) ReinstateDeal(ctx context.Context, in model.DecideDealInput) (*model.Deal, error) {
	return h.comeBack(ctx, model.DealActionReinstate, in)
}

// ReopenDeal takes the outcome of a closed deal back.
func (h *Hub) ReopenDeal(ctx context.Context, in model.DecideDealInput) (*model.Deal, error) {
	return h.comeBack(ctx, model.DealActionReopen, in)
}

// comeBack approves a deal again, if its claim is free: until the end of its protection if that is ahead, else for as long as
// an extension.
func (h *Hub) comeBack(ctx context.Context, action model.DealAction, in model.DecideDealInput) (*model.Deal, error) {
	comment, err := note("comment", in.Comment)
	if err != nil {
		return nil, err
	}
	return h.act(ctx, action, in.ID, in.ExpectedVersion, func(ctx context.Context, e *edit) error {
		s, err := h.settingsOf(ctx, e.doc)
		if err != nil {
			return err
		}
		until := e.old.ProtectedUntil
		if until == nil || !until.After(e.now) {
			fresh, err := again(e.old, s, e.now)
			if err != nil {
				return err
			}
			until = &fresh
		}
		e.comment(comment)
		e.doc.Outcome, e.doc.ClosedAt, e.doc.LossReason, e.doc.ReasonText, e.doc.ReopenUntil = nil, nil, nil, nil, nil
		e.doc.WonReportedBy, e.doc.WonReportedAt, e.doc.OrderReference = nil, nil, nil
		return h.protect(ctx, e.doc, s, e.now, *until)
	})
}

// ReleaseDeal gives the protection up.
func (h *Hub) ReleaseDeal(ctx context.Context, in model.DecideDealInput) (*model.Deal, error) {
	comment, err := note("comment", in.Comment)
	if err != nil {
		return nil, err
	}
	return h.act(ctx, model.DealActionRelease, in.ID, in.ExpectedVersion, func(ctx context.Context, e *edit) error {
		e.doc.ApprovalStatus = released
		e.say(comment)
		return h.free(ctx, e)
	})
}

// RevokeDeal takes the protection away.
func (h *Hub) RevokeDeal(ctx context.Context, in model.RevokeDealInput) (*model.Deal, error) {
	return h.overturn(ctx, model.DealActionRevoke, in, func(e *edit, _ *dealSettings) { e.doc.ApprovalStatus = revoked })
}

// VetoDeal overturns a distributor's approval inside the window that the vendor has reserved. The deal is rejected, so that
// its owner can appeal, and what the approval gave is taken back.
func (h *Hub) VetoDeal(ctx context.Context, in model.RevokeDealInput) (*model.Deal, error) {
	return h.overturn(ctx, model.DealActionVeto, in, func(e *edit, s *dealSettings) {
		e.decide(model.DealDecisionVetoed)
		e.reject()
		e.doc.ApprovedAt, e.doc.ProtectedUntil, e.doc.VetoUntil, e.doc.Benefit = nil, nil, nil, nil
		e.doc.GraceUntil, e.doc.LongestUntil, e.doc.AppealsAllowed = nil, nil, &s.appeals
	})
}

func (h *Hub) overturn(ctx context.Context, action model.DealAction, in model.RevokeDealInput, apply func(*edit, *dealSettings)) (*model.Deal, error) {
	comment, err := reasoned(in.Reason == model.DealReasonCodeOther, in.Comment)
	if err != nil {
		return nil, err
	}
	return h.act(ctx, action, in.ID, in.ExpectedVersion, func(ctx context.Context, e *edit) error {
		s, err := h.settingsOf(ctx, e.doc)
		if err != nil {
			return err
		}
		if e.doc.ReasonText, err = s.refusal(e.old, action, in.Reason, in.Choice); err != nil {
			return err
		}
		apply(e, s)
		e.doc.Reason = &in.Reason
		e.comment(comment)
		return h.free(ctx, e)
	})
}

// free gives up what the deal holds; another one may move up afterwards.
func (h *Hub) free(ctx context.Context, e *edit) error {
	e.makesRoom, e.doc.NextReminderAt = true, nil
	return h.store.Claims.Release(ctx, e.doc.ID)
}

// reasoned reads a comment that one reason asks for.
func reasoned(needed bool, in *string) (*string, error) {
	comment, err := note("comment", in)
	if err == nil && needed && comment == nil {
		err = fault("comment", model.UserErrorCodeRequired, "with the reason OTHER a comment is needed")
	}
	return comment, err
}
