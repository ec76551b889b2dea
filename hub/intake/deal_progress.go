package intake

import (
	"reflect"
	"time"

	"partnerhub/model"
)

// progress ranks the states: a file, which is older than what people did in the hub since, never takes a deal back.
func progress(s model.DealApprovalStatus) int {
	switch s {
	case model.DealApprovalStatusDraft:
		return 0
	case model.DealApprovalStatusSubmitted:
		return 1
	case model.DealApprovalStatusUnderReview, model.DealApprovalStatusReturned:
		return 2
	case model.DealApprovalStatusApproved, model.DealApprovalStatusExpired:
		return 3
	}
	return 4
}

func checkProgress(r *row, old, doc *model.Deal, now time.Time) {
	if old == nil {
		return
	}
	before, after := old.StatusAt(now), doc.StatusAt(now)
	ended := progress(before) == 4 && before != after
	r.wants(progress(after) >= progress(before) && !ended && !undone(before, after), "status", "the deal is %s in the hub already", before)
	r.wants(old.SubmittedAt == nil || doc.SubmittedAt == nil || old.SubmittedAt.Equal(*doc.SubmittedAt),
		"submittedAt", "cannot change: it fixes the deal's place in the queue")
}

// undone tells a refusal that comes after an approval.
func undone(before, after model.DealApprovalStatus) bool {
	return progress(before) == 3 && (after == model.DealApprovalStatusRejected || after == model.DealApprovalStatusWithdrawn)
}

// checkDistributor: an open deal is for a distributor that serves the partner; what is decided may name one that did.
func (b *batch) checkDistributor(r *row, doc *model.Deal) {
	doc.Unserved = !doc.ServedBy(b.partnerOf(r))
	if doc.Unserved && progress(doc.ApprovalStatus) < 3 {
		r.fail("distributor", "does not serve the partner")
	}
}

// checkHidden: only a partner's own registration is kept from its distributor, and only where the program allows it.
func (b *batch) checkHidden(r *row, old, doc *model.Deal) {
	if !doc.HiddenFromDistributor || (old != nil && old.HiddenFromDistributor && reflect.DeepEqual(old.ProgramID, doc.ProgramID)) {
		return
	}
	allowed := doc.ProgramID != nil && doc.OnBehalfOf == nil
	if allowed {
		p := b.programs[*doc.ProgramID]
		allowed = p != nil && p.MayHideFromDistributor
	}
	r.wants(allowed, "hiddenFromDistributor", "only a partner's own registration, and only where the program allows it")
}
