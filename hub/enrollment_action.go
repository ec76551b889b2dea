package hub

import (
	"context"
	"slices"

	"partnerhub/authz"
	"partnerhub/model"
)

// enrollmentLife is the life of terms.
func (h *Hub) enrollmentLife() life[model.Enrollment, model.EnrollmentAction, model.EnrollmentStatus] {
	return life[model.Enrollment, model.EnrollmentAction, model.EnrollmentStatus]{kind: model.KindEnrollment, noun: "enrollment",
		from: h.store.Enrollments, steps: enrollmentSteps(), status: (*model.Enrollment).StatusAt, copy: copyOfTerm}
}

// EnrollmentActions lists what the viewer can do with a visible term now.
func (h *Hub) EnrollmentActions(ctx context.Context, e *model.Enrollment) []model.EnrollmentAction {
	return h.enrollmentLife().available(h, authz.PrincipalFrom(ctx), e)
}

// copyOfTerm is a copy whose own fields can be set and whose lists can be appended to without touching the original.
func copyOfTerm(e *model.Enrollment) *model.Enrollment {
	c := *e
	c.PendingSteps, c.History = slices.Clone(e.PendingSteps), slices.Clone(e.History)
	return &c
}
