package hub

import (
	"slices"
	"sync"

	"partnerhub/authz"
	"partnerhub/model"
)

// enrollmentStep is one transition of a partner's term in a program.
type enrollmentStep = transition[model.Enrollment, model.EnrollmentAction, model.EnrollmentStatus]

type terms = []model.EnrollmentStatus

const (
	invited      = model.EnrollmentStatusInvited
	drafted      = model.EnrollmentStatusDraft
	applied      = model.EnrollmentStatusApplied
	inForceTerm  = model.EnrollmentStatusActive
	refused      = model.EnrollmentStatusRejected
	declined     = model.EnrollmentStatusDeclined
	suspended    = model.EnrollmentStatusSuspended
	expiredTerm  = model.EnrollmentStatusExpired
	terminated   = model.EnrollmentStatusTerminated
	notNext      = "another step comes first"
	notRenewable = "the term cannot be renewed now"
)

// enrollmentSteps lists what can be done to a term, in the order in which a user meets it. The list never changes.
var enrollmentSteps = sync.OnceValue(func() []enrollmentStep {
	return slices.Concat(applyingSteps(), decidingSteps(), holdingSteps())
})

func applyingSteps() []enrollmentStep {
	return []enrollmentStep{
		{model.EnrollmentActionUpdate, authz.Update, terms{invited, drafted}, nil, asksAnswers, notNext,
			"answers to the program's questions; nothing need be complete yet"},
		{model.EnrollmentActionSubmit, authz.Submit, terms{invited, drafted}, terms{applied, inForceTerm}, asksAnswers, notNext,
			"the answers are complete and fit the questions of today; the steps of the plan go on, and its last one puts the term in force"},
		{model.EnrollmentActionAccept, authz.Accept, terms{invited, applied}, terms{applied, inForceTerm}, asksAcceptance, notNext,
			"the agreement of today, by its version; the steps of the plan go on"},
		{model.EnrollmentActionDecline, authz.Decline, terms{invited}, terms{declined}, anyTerm, "", "final"},
		{model.EnrollmentActionWithdraw, authz.Withdraw, terms{drafted, applied}, terms{declined}, anyTerm, "", "final"},
	}
}

func decidingSteps() []enrollmentStep {
	return []enrollmentStep{
		{model.EnrollmentActionReturn, authz.Return, terms{applied}, terms{drafted}, isReturnable, notNext,
			"with a comment; the partner hands the application in again"},
		{model.EnrollmentActionApprove, authz.Approve, terms{applied}, terms{applied, inForceTerm}, asksReview, notNext,
			"the steps of the plan go on, and its last one puts the term in force"},
		{model.EnrollmentActionReject, authz.Reject, terms{applied}, terms{refused}, anyTerm, "",
			"coded reason; the partner may apply again after the days of the plan"},
	}
}

func holdingSteps() []enrollmentStep {
	return []enrollmentStep{
		{model.EnrollmentActionSuspend, authz.Suspend, terms{inForceTerm}, terms{suspended}, anyTerm, "", "coded reason; the end stays where it is"},
		{model.EnrollmentActionReinstate, authz.Reinstate, terms{suspended}, terms{inForceTerm}, anyTerm, "", "until the end that it had"},
		{model.EnrollmentActionTerminate, authz.Terminate, terms{invited, inForceTerm, suspended}, terms{terminated}, anyTerm, "",
			"coded reason; a renewal that is under way ends with it"},
		{model.EnrollmentActionRenew, authz.Renew, terms{inForceTerm, expiredTerm}, nil, isRenewable, notRenewable,
			"a new term that names this one: an application of the partner, or an invitation by the vendor"},
	}
}

// The guards look at the term and the instant alone, so that availableActions of a whole page asks the store for nothing.

func anyTerm(*authz.Principal, *model.Enrollment) bool { return true }

func nextIs(e *model.Enrollment, step model.EnrollmentStep) bool {
	return len(e.PendingSteps) > 0 && e.PendingSteps[0] == step
}

func asksAnswers(_ *authz.Principal, e *model.Enrollment) bool {
	return nextIs(e, model.EnrollmentStepApplication)
}

// asksAcceptance: the agreement is next, or an invitation asks for nothing but a yes.
func asksAcceptance(_ *authz.Principal, e *model.Enrollment) bool {
	return nextIs(e, model.EnrollmentStepAgreement) || e.Status == invited && len(e.PendingSteps) == 0
}

func asksReview(_ *authz.Principal, e *model.Enrollment) bool {
	return nextIs(e, model.EnrollmentStepReview)
}

// isReturnable: there is something that the partner has handed in, and it waits for the vendor.
func isReturnable(who *authz.Principal, e *model.Enrollment) bool {
	return asksReview(who, e) && e.Application != nil
}

// isRenewable: inside the days around the end, and no other term follows already.
func isRenewable(who *authz.Principal, e *model.Enrollment) bool {
	return e.RenewalID == nil && e.RenewableFrom != nil && !who.At.Before(*e.RenewableFrom) && ahead(who, e.RenewableUntil)
}
