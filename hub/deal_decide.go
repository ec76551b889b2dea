package hub

import (
	"partnerhub/model"
)

// decide records a decision on the step of the plan that is the person's.
func (e *edit) decide(decision model.DealDecision) {
	if ofVendor(e.who) {
		own := model.DealStepVendorApproval
		if awaitsOperations(e.old) {
			own = model.DealStepOperationsApproval
		}
		e.record(&own, decision)
		return
	}
	var next *model.DealStep
	if len(e.old.Plan) > 0 {
		next = &e.old.Plan[0]
	}
	e.record(next, decision)
}

// record adds a decision, a distributor's with the authority and version that it used.
func (e *edit) record(step *model.DealStep, decision model.DealDecision) {
	a := model.DealApproval{Step: step, OrganizationID: e.who.OrganizationID, UserID: e.who.UserID, Decision: decision, At: e.now}
	if e.with != nil {
		a.AuthorityID, a.AuthorityVersion = e.with.ID, e.with.Version
	}
	e.doc.Approvals = append(e.doc.Approvals, a)
}

// comment sets the reviewer's words for the owner; without any, the earlier ones stay.
func (e *edit) comment(text *string) {
	if text != nil {
		e.doc.ReviewComment = text
	}
}

// say sets the owner's words; without any, the earlier ones stay.
func (e *edit) say(text *string) {
	if text != nil {
		e.doc.OwnerComment = text
	}
}

// remaining is the plan after an approval. The vendor has the last word: its approval settles what a distributor was asked for.
func remaining(plan []model.DealStep, byVendor bool) []model.DealStep {
	if !byVendor || len(plan) == 0 || plan[0] == model.DealStepOperationsApproval {
		return plan[min(1, len(plan)):]
	}
	out := []model.DealStep{}
	for _, step := range plan {
		if step == model.DealStepOperationsApproval {
			out = append(out, step)
		}
	}
	return out
}
