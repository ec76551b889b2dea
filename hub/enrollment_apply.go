package hub

import (
	"context"

	"partnerhub/model"
)

// UpdateEnrollment changes the answers of a draft or of an invitation.
func (h *Hub) UpdateEnrollment(ctx context.Context, in model.UpdateEnrollmentInput) (*model.Enrollment, error) {
	return h.actOnTerm(ctx, model.EnrollmentActionUpdate, in.ID, in.ExpectedVersion, func(_ context.Context, e *termEdit) error {
		if err := e.asked(); err != nil {
			return err
		}
		var faults model.UserErrors
		form{e.plan, &faults}.fill(e.doc, in.Answers)
		return faults.OrNil()
	})
}

// asked refuses where the program takes no such partners any more.
func (e *termEdit) asked() error {
	if e.plan == nil || !e.qualifies() {
		return fault("id", model.UserErrorCodeNotEligible, "the program does not take the partner now")
	}
	return nil
}

// SubmitEnrollment hands an application in.
func (h *Hub) SubmitEnrollment(ctx context.Context, in model.SubmitEnrollmentInput) (*model.Enrollment, error) {
	return h.actOnTerm(ctx, model.EnrollmentActionSubmit, in.ID, in.ExpectedVersion, func(ctx context.Context, e *termEdit) error {
		if err := e.asked(); err != nil {
			return err
		}
		var faults model.UserErrors
		e.doc.Engaged, e.accepts = true, in.AgreementVersion
		form{e.plan, &faults}.fill(e.doc, in.Answers)
		return h.handIn(ctx, e, &faults)
	})
}

// handIn checks the application as a whole, and goes on behind it.
func (h *Hub) handIn(ctx context.Context, e *termEdit, faults *model.UserErrors) error {
	form{e.plan, faults}.complete(e.doc.Application)
	if err := faults.OrNil(); err != nil {
		return err
	}
	if e.doc.AppliedAt == nil {
		e.doc.AppliedAt = &e.now
	}
	e.pass()
	return h.proceed(ctx, e)
}

// AcceptEnrollment accepts an invitation, or the agreement where that is next.
func (h *Hub) AcceptEnrollment(ctx context.Context, in model.AcceptEnrollmentInput) (*model.Enrollment, error) {
	return h.actOnTerm(ctx, model.EnrollmentActionAccept, in.ID, in.ExpectedVersion, func(ctx context.Context, e *termEdit) error {
		if err := e.asked(); err != nil {
			return err
		}
		e.doc.Engaged, e.accepts = true, in.AgreementVersion
		if nextIs(e.doc, model.EnrollmentStepAgreement) && e.plan.Agreement != nil && in.AgreementVersion == nil {
			return fault("agreementVersion", model.UserErrorCodeRequired, "say which version of the agreement is accepted")
		}
		return h.proceed(ctx, e)
	})
}

// DeclineEnrollment turns an invitation down.
func (h *Hub) DeclineEnrollment(ctx context.Context, in model.DecideEnrollmentInput) (*model.Enrollment, error) {
	return h.giveUp(ctx, model.EnrollmentActionDecline, in)
}

// WithdrawEnrollment takes an application back.
func (h *Hub) WithdrawEnrollment(ctx context.Context, in model.DecideEnrollmentInput) (*model.Enrollment, error) {
	return h.giveUp(ctx, model.EnrollmentActionWithdraw, in)
}

func (h *Hub) giveUp(ctx context.Context, action model.EnrollmentAction, in model.DecideEnrollmentInput) (*model.Enrollment, error) {
	comment, err := note("comment", in.Comment)
	if err != nil {
		return nil, err
	}
	return h.actOnTerm(ctx, action, in.ID, in.ExpectedVersion, func(ctx context.Context, e *termEdit) error {
		e.note, e.doc.Engaged = comment, true
		return h.endApplication(ctx, e, declined)
	})
}

// endApplication ends a term that never was in force. A term that it would have renewed can be renewed again.
func (h *Hub) endApplication(ctx context.Context, e *termEdit, status model.EnrollmentStatus) error {
	e.doc.Status, e.doc.PendingSteps = status, []model.EnrollmentStep{}
	if e.doc.RenewsID == nil {
		return nil
	}
	before, err := h.loadTerm(ctx, *e.doc.RenewsID)
	if err != nil || before.RenewalID == nil || *before.RenewalID != e.doc.ID {
		return err
	}
	free := copyOfTerm(before)
	free.RenewalID = nil
	return h.changeTermAlone(ctx, before, free, "renewalEnded", e.now)
}
