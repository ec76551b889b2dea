package hub

import (
	"reflect"
	"time"

	"partnerhub/authz"
	"partnerhub/model"
)

// What the tests of pure rules need to reach.
var (
	Shuffled        = shuffled
	AddBusinessDays = addBusinessDays
)

// Step is one step as the documentation shows it.
type Step struct {
	Action   model.DealAction
	Verb     authz.Action
	From, To []model.DealApprovalStatus
	Effect   string
}

// Steps lists the steps.
func Steps() (out []Step) {
	for _, s := range steps() {
		out = append(out, Step{s.action, s.verb, s.from, s.to, s.effect})
	}
	return out
}

// Present tells a record at an instant as a reader is told it.
func Present(record any, now time.Time) {
	switch r := record.(type) {
	case *model.Deal:
		presentDeal(now)(r)
	case *model.Enrollment:
		presentEnrollment(now)(r)
	}
}

// EnrollmentStep is one step of a term as the documentation shows it.
type EnrollmentStep struct {
	Action   model.EnrollmentAction
	Verb     authz.Action
	From, To []model.EnrollmentStatus
	Effect   string
}

// EnrollmentSteps lists the steps of a term.
func EnrollmentSteps() (out []EnrollmentStep) {
	for _, s := range enrollmentSteps() {
		out = append(out, EnrollmentStep{s.action, s.verb, s.from, s.to, s.effect})
	}
	return out
}

// AppendAsked is what a cursor is bound to of a filter.
func AppendAsked(asked any) []byte { return appendAsked(nil, reflect.ValueOf(&asked).Elem()) }
