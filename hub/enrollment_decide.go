package hub

import (
	"context"

	"partnerhub/authz"
	"partnerhub/model"
)

// ReturnEnrollment sends an application back with what is missing.
func (h *Hub) ReturnEnrollment(ctx context.Context, in model.DecideEnrollmentInput) (*model.Enrollment, error) {
	comment, err := note("comment", in.Comment)
	if err == nil && comment == nil {
		err = fault("comment", model.UserErrorCodeRequired, "say what is missing")
	}
	if err != nil {
		return nil, err
	}
	return h.actOnTerm(ctx, model.EnrollmentActionReturn, in.ID, in.ExpectedVersion, func(_ context.Context, e *termEdit) error {
		e.say(nil, comment)
		e.doc.Status = drafted
		e.doc.PendingSteps = append([]model.EnrollmentStep{model.EnrollmentStepApplication}, e.doc.PendingSteps...)
		return nil
	})
}

// ApproveEnrollment approves an application.
func (h *Hub) ApproveEnrollment(ctx context.Context, in model.DecideEnrollmentInput) (*model.Enrollment, error) {
	comment, err := note("comment", in.Comment)
	if err != nil {
		return nil, err
	}
	return h.actOnTerm(ctx, model.EnrollmentActionApprove, in.ID, in.ExpectedVersion, func(ctx context.Context, e *termEdit) error {
		e.say(nil, comment)
		e.pass()
		return h.proceed(ctx, e)
	})
}

// RejectEnrollment refuses an application with a reason.
func (h *Hub) RejectEnrollment(ctx context.Context, in model.RefuseEnrollmentInput) (*model.Enrollment, error) {
	return h.refuseTerm(ctx, model.EnrollmentActionReject, in, func(ctx context.Context, e *termEdit) error {
		e.waitToReapply()
		return h.endApplication(ctx, e, refused)
	})
}

// SuspendEnrollment holds a term back.
func (h *Hub) SuspendEnrollment(ctx context.Context, in model.RefuseEnrollmentInput) (*model.Enrollment, error) {
	return h.refuseTerm(ctx, model.EnrollmentActionSuspend, in, func(_ context.Context, e *termEdit) error {
		e.doc.Status = suspended
		return nil
	})
}

// ReinstateEnrollment ends a suspension.
func (h *Hub) ReinstateEnrollment(ctx context.Context, in model.DecideEnrollmentInput) (*model.Enrollment, error) {
	comment, err := note("comment", in.Comment)
	if err != nil {
		return nil, err
	}
	return h.actOnTerm(ctx, model.EnrollmentActionReinstate, in.ID, in.ExpectedVersion, func(_ context.Context, e *termEdit) error {
		e.say(nil, comment)
		e.doc.Status, e.doc.Reason = inForceTerm, nil
		return nil
	})
}

// TerminateEnrollment ends a term, or takes an invitation back. A renewal that is under way ends with it.
func (h *Hub) TerminateEnrollment(ctx context.Context, in model.RefuseEnrollmentInput) (*model.Enrollment, error) {
	return h.refuseTerm(ctx, model.EnrollmentActionTerminate, in, func(ctx context.Context, e *termEdit) error {
		if e.old.Status == invited {
			return h.endApplication(ctx, e, terminated)
		}
		e.doc.Status, e.doc.ValidUntil = terminated, &e.now
		e.waitToReapply()
		return h.endRenewal(ctx, e)
	})
}

// endRenewal ends the application that would have renewed a term.
func (h *Hub) endRenewal(ctx context.Context, e *termEdit) error {
	if e.doc.RenewalID == nil {
		return nil
	}
	next, err := h.loadTerm(ctx, *e.doc.RenewalID)
	if err != nil || next.Holds != model.HoldsApplication {
		return err
	}
	doc := copyOfTerm(next)
	doc.Status, doc.Reason, doc.PendingSteps = terminated, e.reason, []model.EnrollmentStep{}
	tellAlone(doc, model.EnrollmentEvent{Action: "terminate", At: e.now, Reason: e.reason})
	return h.changeTermAlone(ctx, next, doc, "terminate", e.now)
}

// refuseTerm does a step that needs a reason.
func (h *Hub) refuseTerm(ctx context.Context, action model.EnrollmentAction, in model.RefuseEnrollmentInput, apply func(context.Context, *termEdit) error) (*model.Enrollment, error) {
	comment, err := reasoned(in.Reason == model.EnrollmentReasonCodeOther, in.Comment)
	if err != nil {
		return nil, err
	}
	return h.actOnTerm(ctx, action, in.ID, in.ExpectedVersion, func(ctx context.Context, e *termEdit) error {
		e.say(&in.Reason, comment)
		return apply(ctx, e)
	})
}

// say sets what the vendor tells the partner; without a text the earlier one stays.
func (e *termEdit) say(reason *model.EnrollmentReasonCode, text *string) {
	e.reason, e.note = reason, text
	if reason != nil {
		e.doc.Reason = reason
	}
	if text != nil {
		e.doc.Comment = text
	}
}

// waitToReapply sets from when the partner may try again, where the plan lets it wait.
func (e *termEdit) waitToReapply() {
	if e.plan != nil && e.plan.ReapplyDays > 0 {
		from := days(e.now, e.plan.ReapplyDays)
		e.doc.ReapplyFrom = &from
	}
}

func (h *Hub) loadTerm(ctx context.Context, id model.ID) (*model.Enrollment, error) {
	return h.store.Enrollments.Load(ctx, authz.System(model.KindEnrollment, "one term follows from another"), id)
}
