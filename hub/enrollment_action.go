package hub

import (
	"context"
	"slices"

	"partnerhub/authz"
	"partnerhub/model"
)

type enrollmentMove = move[model.Enrollment, model.EnrollmentAction, model.EnrollmentStatus]

// termEdit is one step of a term under way, with what the step is judged by: its partner and its program as they are now.
type termEdit struct {
	*enrollmentMove
	partner *model.Partner
	account authz.Account // what the partner tells about the audiences that it is in
	program *model.Program
	plan    *model.EnrollmentPlan // nil when the program takes no such partners any more
	// accepts is the version of the agreement that comes with the step.
	accepts *string
	reason  *model.EnrollmentReasonCode
	note    *string
	// alone is what the hub itself does with the step.
	alone []model.EnrollmentEvent
}

// enrollmentLife is the life of terms.
func (h *Hub) enrollmentLife() life[model.Enrollment, model.EnrollmentAction, model.EnrollmentStatus] {
	return life[model.Enrollment, model.EnrollmentAction, model.EnrollmentStatus]{kind: model.KindEnrollment, noun: "enrollment",
		from: h.store.Enrollments, steps: enrollmentSteps(), status: (*model.Enrollment).StatusAt, copy: copyOfTerm}
}

// EnrollmentActions lists what the viewer can do with a visible term now.
func (h *Hub) EnrollmentActions(ctx context.Context, e *model.Enrollment) []model.EnrollmentAction {
	return h.enrollmentLife().available(h, authz.PrincipalFrom(ctx), e)
}

// actOnTerm does one step: load under the action's grant, check version, state and guard, apply, store under the same grant
// and version with the change row. The answer is read again under the viewer's sight.
func (h *Hub) actOnTerm(ctx context.Context, action model.EnrollmentAction, id model.ID, version int, apply func(context.Context, *termEdit) error) (*model.Enrollment, error) {
	l := h.enrollmentLife()
	feed, err := l.feed(ctx, h, action, id)
	if err != nil {
		return nil, err
	}
	err = h.change(ctx, feed, id, func(ctx context.Context) error {
		e, err := h.beginTerm(ctx, action, id, version)
		if err != nil {
			return err
		}
		if err := apply(ctx, e); err != nil {
			return err
		}
		e.tell()
		return l.finish(ctx, h, e.enrollmentMove)
	})
	if err != nil {
		return nil, err
	}
	return h.Enrollment(ctx, id)
}

// beginTerm is the life's begin, with the partner and the program as they are now; the term takes what it copies of them.
func (h *Hub) beginTerm(ctx context.Context, action model.EnrollmentAction, id model.ID, version int) (*termEdit, error) {
	m, err := h.enrollmentLife().begin(ctx, h, action, id, version)
	if err != nil {
		return nil, err
	}
	e := &termEdit{enrollmentMove: m}
	e.partner, err = h.store.Partners.Load(ctx, authz.System(model.KindPartner, "a term follows its partner"), m.old.PartnerID)
	if err != nil {
		return nil, err
	}
	e.program, err = h.store.Programs.Load(ctx, authz.System(model.KindProgram, "a term follows its program"), m.old.ProgramID)
	if err != nil {
		return nil, err
	}
	e.plan = e.program.PlanFor(e.partner.Type)
	e.doc.TakeFrom(e.partner, e.program)
	return e, h.standing(ctx, e)
}

// standing asks the rules about the partner, here and now.
func (h *Hub) standing(ctx context.Context, e *termEdit) error {
	accounts, err := h.accountsOf(ctx, e.partner)
	if err == nil {
		e.account = accounts[0]
	}
	return err
}

// tell adds the step to the history, and lets the slot follow from the status. A change of answers is no step.
func (e *termEdit) tell() {
	e.doc.Holds = model.SlotOf(e.doc.Status)
	if e.step.verb == authz.Update {
		return
	}
	actor := model.DealParty{UserID: e.who.UserID, OrganizationID: e.who.OrganizationID}
	e.doc.History = append(e.doc.History, model.EnrollmentEvent{Action: string(e.step.verb), Status: e.doc.Status, At: e.now,
		Actor: &actor, Reason: e.reason, Note: e.note})
	for _, event := range e.alone {
		tellAlone(e.doc, event)
	}
}

// tellAlone adds what the hub itself has done.
func tellAlone(doc *model.Enrollment, event model.EnrollmentEvent) {
	doc.Holds, event.Status = model.SlotOf(doc.Status), doc.Status
	doc.History = append(doc.History, event)
}

// copyOfTerm is a copy whose own fields can be set and whose lists can be appended to without touching the original.
func copyOfTerm(e *model.Enrollment) *model.Enrollment {
	c := *e
	c.PendingSteps, c.History = slices.Clone(e.PendingSteps), slices.Clone(e.History)
	return &c
}
