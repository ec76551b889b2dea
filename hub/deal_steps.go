package hub

import (
	"slices"
	"sync"

	"partnerhub/authz"
	"partnerhub/model"
)

// step is one transition of a deal.
type step = transition[model.Deal, model.DealAction, model.DealApprovalStatus]

// steps lists what can be done to a deal, in the order in which a user meets it. The list is made once and never changes.
var steps = sync.OnceValue(func() []step {
	return slices.Concat(writingSteps(), reviewSteps(), protectionSteps(), endingSteps())
})

type states = []model.DealApprovalStatus

const (
	draft     = model.DealApprovalStatusDraft
	submitted = model.DealApprovalStatusSubmitted
	review    = model.DealApprovalStatusUnderReview
	returned  = model.DealApprovalStatusReturned
	approved  = model.DealApprovalStatusApproved
	rejected  = model.DealApprovalStatusRejected
	withdrawn = model.DealApprovalStatusWithdrawn
	expired   = model.DealApprovalStatusExpired
	released  = model.DealApprovalStatusReleased
	revoked   = model.DealApprovalStatusRevoked
	closed    = model.DealApprovalStatusClosed
)

func writingSteps() []step {
	return []step{
		{model.DealActionUpdate, authz.Update, states{draft, returned}, nil, always, "",
			"a draft as a whole; a returned deal only in the returned fields"},
		{model.DealActionUpdateStage, authz.UpdateStage, states{draft, submitted, review, returned, approved, expired}, nil, always, "",
			"the sales stage moves freely of the approval"},
		{model.DealActionSubmit, authz.Submit, states{draft, returned}, states{submitted}, always, "",
			"the first time fixes the place in the queue; conflict, plan and review clock are computed; a place is kept on return only while it is held"},
		{model.DealActionCopy, authz.Copy, model.AllDealApprovalStatus, nil, always, "",
			"a new draft; the deal itself stays as it is"},
	}
}

const notAsked, notReached, heldNow = "the approval plan does not ask for you", "your authority does not reach this deal", "the days of grace are over"

func reviewSteps() []step {
	return []step{
		{model.DealActionClaimReview, authz.ClaimReview, states{submitted}, states{review}, reviews, notAsked,
			"locks the partner's edits; the conflict is computed anew, and the steps that the program asks for because of it are added"},
		{model.DealActionReturn, authz.Return, states{review}, states{returned}, reviews, notAsked,
			"names the fields to correct; the place in the queue is held for 5 business days"},
		{model.DealActionEndorse, authz.Endorse, states{review}, nil, endorses, "the approval plan asks for no endorsement of yours",
			"stored; the plan moves on"},
		{model.DealActionDecline, authz.Decline, states{review}, nil, endorses, "the approval plan asks for no endorsement of yours",
			"stored; the plan moves on"},
		{model.DealActionApprove, authz.Approve, states{review}, states{review, approved}, approves, notReached,
			"the plan moves on; its last approval takes the claim on every product family and protects the deal"},
		{model.DealActionApprove, authz.Countersign, states{review}, states{review, approved}, countersigns, "the approval plan does not ask for you now, or you have approved already",
			"the second approval of the vendor, by another person, where the program asks for it"},
		{model.DealActionReject, authz.Reject, states{review}, states{rejected}, decides, notReached,
			"coded reason; the first one waiting is promoted"},
		{model.DealActionWithdraw, authz.Withdraw, states{submitted, review, returned}, states{withdrawn}, always, "",
			"final; the first one waiting is promoted"},
		{model.DealActionVeto, authz.Veto, states{approved}, states{rejected}, vetoes, "the approval is not open to a veto",
			"inside the veto window; coded reason; the claim is free; the first one waiting is promoted"},
	}
}

func protectionSteps() []step {
	return []step{
		{model.DealActionExtendProtection, authz.ExtendFurther, states{approved, expired}, states{approved}, inGrace, heldNow,
			"as often as needed, up to the program's longest protection"},
		{model.DealActionExtendProtection, authz.Extend, states{approved, expired}, states{approved}, extends, "the one extension is used, or " + heldNow,
			"once, by at most 30 days, up to 14 days after the end; an expired deal takes its claim again if it is free"},
		{model.DealActionReinstate, authz.Reinstate, states{expired}, states{approved}, inGrace, heldNow,
			"takes the claim again if it is free, for 30 days at most"},
		{model.DealActionRelease, authz.Release, states{approved}, states{released}, always, "",
			"the claim is free; the first one waiting is promoted"},
		{model.DealActionRevoke, authz.Revoke, states{approved}, states{revoked}, always, "",
			"coded reason; the claim is free; the first one waiting is promoted"},
	}
}

func endingSteps() []step {
	return []step{
		{model.DealActionMarkWon, authz.ConfirmWon, states{approved}, states{closed}, confirms, "nobody else has reported this deal as won",
			"outcome WON, by another person than the one who reported it; the claim stays until the end of the protection"},
		{model.DealActionMarkWon, authz.ReportWon, states{approved}, nil, always, "",
			"reported with the customer's order; the vendor confirms"},
		{model.DealActionMarkLost, authz.MarkLost, states{approved}, states{closed}, always, "",
			"outcome LOST; coded reason; the claim is free; the first one waiting is promoted"},
		{model.DealActionAppeal, authz.Appeal, states{rejected}, states{submitted}, appeals, "no appeal is left",
			"at most twice; keeps the place in the queue; whoever refused it does not review it again"},
		{model.DealActionReopen, authz.Reopen, states{closed}, states{approved}, reopens, "the days to reopen this deal are over",
			"within 30 days, if the claim is free"},
	}
}
