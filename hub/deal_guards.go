package hub

import (
	"slices"
	"time"

	"partnerhub/authz"
	"partnerhub/model"
)

// The guards of the steps. Each looks at the person, the deal and the instant alone, so that availableActions of a whole page
// asks the store for nothing. What they read of a deal is shown to everybody who may act on it.

func always(*authz.Principal, *model.Deal) bool { return true }

func ofVendor(who *authz.Principal) bool { return who.Side == model.OrganizationKindVendor }

// reviews: the vendor's people always, a distributor while the plan's next step is its own and its authority reaches the deal;
// never one who has refused the deal before.
func reviews(who *authz.Principal, d *model.Deal) bool {
	return !refusedBy(who, d) && (ofVendor(who) || endorses(who, d) || decides(who, d))
}

// refusedBy: an appeal goes to another reviewer.
func refusedBy(who *authz.Principal, d *model.Deal) bool {
	return decidedBy(who, d, model.DealDecisionRejected, model.DealDecisionVetoed)
}

func decidedBy(who *authz.Principal, d *model.Deal, decisions ...model.DealDecision) bool {
	return slices.ContainsFunc(d.Approvals, func(a model.DealApproval) bool {
		return a.UserID == who.UserID && slices.Contains(decisions, a.Decision)
	})
}

// endorses: a distributor whose recommendation the plan asks for, by somebody who has not refused the deal before.
func endorses(who *authz.Principal, d *model.Deal) bool {
	return !refusedBy(who, d) && holds(who, d, model.DealStepDistributorEndorsement, model.AuthorityModeEndorse)
}

// decides: the vendor's people, because the vendor has the last word; a distributor whose approval the plan asks for.
func decides(who *authz.Principal, d *model.Deal) bool {
	if refusedBy(who, d) {
		return false
	}
	return ofVendor(who) || holds(who, d, model.DealStepDistributorApproval, model.AuthorityModeApproveWithVeto)
}

// approves: who decides, unless the vendor's second approval is all that is open.
func approves(who *authz.Principal, d *model.Deal) bool {
	return decides(who, d) && !awaitsOperations(d)
}

// countersigns: the vendor's second approval, by a person who has not approved the deal before.
func countersigns(who *authz.Principal, d *model.Deal) bool {
	return ofVendor(who) && !refusedBy(who, d) && !decidedBy(who, d, model.DealDecisionApproved) && awaitsOperations(d)
}

func awaitsOperations(d *model.Deal) bool {
	return len(d.Plan) > 0 && d.Plan[0] == model.DealStepOperationsApproval
}

func holds(who *authz.Principal, d *model.Deal, next model.DealStep, mode model.AuthorityMode) bool {
	if who.Side != model.OrganizationKindDistributor || len(d.Plan) == 0 || d.Plan[0] != next {
		return false
	}
	return allows(who.Authorities, d, mode)
}

func vetoes(who *authz.Principal, d *model.Deal) bool { return ahead(who, d.VetoUntil) }

func ahead(who *authz.Principal, end *time.Time) bool { return end != nil && who.At.Before(*end) }

// inGrace: before the end of the protection, and some days after it.
func inGrace(who *authz.Principal, d *model.Deal) bool {
	end := d.GraceUntil
	if end == nil && d.ProtectedUntil != nil {
		usual := days(*d.ProtectedUntil, defaultGraceDays)
		end = &usual
	}
	return ahead(who, end)
}

func extends(who *authz.Principal, d *model.Deal) bool { return d.Extensions == 0 && inGrace(who, d) }

// confirms: the sale has been reported, and by somebody else.
func confirms(who *authz.Principal, d *model.Deal) bool {
	return d.WonReportedBy != nil && d.WonReportedBy.UserID != who.UserID
}

func appeals(_ *authz.Principal, d *model.Deal) bool {
	if d.AppealsAllowed == nil {
		return d.Appeals < defaultAppeals
	}
	return d.Appeals < *d.AppealsAllowed
}

func reopens(who *authz.Principal, d *model.Deal) bool { return ahead(who, d.ReopenUntil) }
