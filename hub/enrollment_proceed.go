package hub

import (
	"context"
	"time"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// proceed goes on with the steps of the plan: those that settle themselves are passed, and after the last one the term is in
// force. What is not settled is waited for.
func (h *Hub) proceed(ctx context.Context, e *termEdit) error {
	for len(e.doc.PendingSteps) > 0 {
		passed, err := e.settles()
		if err != nil {
			return err
		}
		if !passed {
			e.doc.Status = applied
			return nil
		}
		e.pass()
	}
	return h.putInForce(ctx, e)
}

// pass takes the next step off.
func (e *termEdit) pass() { e.doc.PendingSteps = e.doc.PendingSteps[1:] }

// settles tells whether the next step needs nothing more: an agreement that is accepted with this very step, and a review that
// the program does not ask for with such a partner.
func (e *termEdit) settles() (bool, error) {
	switch e.doc.PendingSteps[0] {
	case model.EnrollmentStepAgreement:
		return e.accept()
	case model.EnrollmentStepReview:
		auto := e.program.AutoApproveEnrollments
		if auto == nil || !authz.InAudience(e.account).Match(filter.DocOf(&model.Program{Audience: auto})) {
			return false, nil
		}
		e.alone = append(e.alone, model.EnrollmentEvent{Action: "autoApprove", At: e.now})
		return true, nil
	}
	return false, nil
}

// accept takes the agreement of today, by its version, once a step.
func (e *termEdit) accept() (bool, error) {
	version := e.accepts
	switch {
	case e.plan == nil || e.plan.Agreement == nil: // the plan of today asks for none
		return true, nil
	case version == nil:
		return false, nil
	case *version != e.plan.Agreement.Version:
		return false, fault("agreementVersion", model.UserErrorCodeInvalid, "the agreement has another version now; read it again")
	}
	e.accepts = nil
	e.doc.Agreement = &model.AcceptedAgreement{Version: *version, AcceptedAt: e.now,
		AcceptedBy: model.DealParty{UserID: e.who.UserID, OrganizationID: e.who.OrganizationID}}
	return true, nil
}

// putInForce begins the term. A renewal takes the place of the term before, and its time counts from that one's end.
func (h *Hub) putInForce(ctx context.Context, e *termEdit) error {
	if e.plan == nil || !e.qualifies() {
		return fault("id", model.UserErrorCodeNotEligible, "the program does not take the partner now")
	}
	from, err := h.relieve(ctx, e)
	if err != nil {
		return err
	}
	until := model.Forever
	if e.plan.TermMonths != nil && from.Before(model.Forever) {
		until = monthsAfter(from, *e.plan.TermMonths)
	}
	e.doc.Status, e.doc.ValidFrom, e.doc.ValidUntil = inForceTerm, &e.now, &until
	e.doc.Reason, e.doc.ReapplyFrom = nil, nil
	Renewable(e.doc, e.plan)
	return nil
}

// Renewable sets when a term can be renewed by the plan of its beginning: some days around its end, never when it has none.
func Renewable(e *model.Enrollment, plan *model.EnrollmentPlan) {
	e.RenewableFrom, e.RenewableUntil = nil, nil
	if plan == nil || e.ValidUntil == nil || !e.ValidUntil.Before(model.Forever) {
		return
	}
	early, late := days(*e.ValidUntil, -plan.RenewalDays), days(*e.ValidUntil, plan.RenewalDays)
	e.RenewableFrom, e.RenewableUntil = &early, &late
}

// relieve ends the term that this one follows, and tells from when the new time counts.
func (h *Hub) relieve(ctx context.Context, e *termEdit) (time.Time, error) {
	open, err := h.openTerms(ctx, e.doc.PartnerID, e.doc.ProgramID)
	if err != nil {
		return e.now, err
	}
	for _, t := range open {
		if t.ID == e.doc.ID || t.Holds != model.HoldsTerm {
			continue
		}
		switch t.StatusAt(e.now) {
		case suspended:
			return e.now, fault("id", model.UserErrorCodeInvalid, "the term before it is suspended")
		case inForceTerm:
			end := *t.ValidUntil
			return end, h.expireTerm(ctx, t, e.now)
		}
		return e.now, h.expireTerm(ctx, t, e.now)
	}
	return e.now, nil
}

// expireTerm writes the end of a term: that of its time, or now where another one takes its place earlier.
func (h *Hub) expireTerm(ctx context.Context, old *model.Enrollment, now time.Time) error {
	doc := copyOfTerm(old)
	doc.Status = expiredTerm
	if now.Before(*doc.ValidUntil) {
		doc.ValidUntil = &now
	}
	tellAlone(doc, model.EnrollmentEvent{Action: "expire", At: now})
	return h.changeTermAlone(ctx, old, doc, "expire", now)
}

// changeTermAlone stores what no person has done.
func (h *Hub) changeTermAlone(ctx context.Context, old, doc *model.Enrollment, action string, now time.Time) error {
	return h.store.Enrollments.Replace(ctx, authz.System(model.KindEnrollment, "one term follows from another, or from the clock"),
		old, doc, store.Stamp{Action: action, At: now})
}

// openTerms reads what is open of a partner in a program: one application and one term in force at most.
func (h *Hub) openTerms(ctx context.Context, partner, program model.ID) ([]*model.Enrollment, error) {
	return h.store.Enrollments.LoadAll(ctx, authz.System(model.KindEnrollment, "one application and one term in force at a time"),
		filter.AllOf(filter.Is("partnerId", partner), filter.Is("programId", program), filter.Above("holds", "")), store.Sort{Field: "holds"}, 2)
}

// qualifies is true while the program runs and is for the partner, who is neither suspended nor gone.
func (e *termEdit) qualifies() bool {
	p, today := e.program, model.DateOf(e.now)
	runs := p.Status == model.ProgramStatusActive && (p.StartsOn == nil || *p.StartsOn <= today) && (p.EndsOn == nil || today <= *p.EndsOn)
	return runs && e.partner.LifeStage != nil && !isOver(e.partner) && authz.InAudience(e.account).Match(filter.DocOf(p))
}

// monthsAfter is the same day so many months later, or the last one of a month that is shorter.
func monthsAfter(t time.Time, months int) time.Time {
	first := time.Date(t.Year(), t.Month(), 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), t.Location()).AddDate(0, months, 0)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1)
}
