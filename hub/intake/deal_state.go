package intake

import (
	"slices"
	"time"

	"partnerhub/hub"
	"partnerhub/model"
)

func dealStateColumns() []Column {
	return []Column{
		required("expectedCloseOn", "day on which the sale is expected to close"),
		required("status", "DRAFT, SUBMITTED, UNDER_REVIEW, RETURNED, APPROVED, REJECTED, WITHDRAWN, EXPIRED, RELEASED, REVOKED or CLOSED; a file never takes a deal back to an earlier one"),
		optional("salesStage", "PROSPECT, QUALIFIED, TECHNICAL_VALIDATION, BUSINESS_VALIDATION, COMMITTED or LAUNCHED"),
		optional("outcome", "WON or LOST; for CLOSED only"),
		optional("registeredBy", "address of who registered it; a new deal needs it"),
		optional("submittedAt", "when it was first handed in; needed beyond DRAFT"),
		optional("closedAt", "CLOSED: when it was closed"),
		optional("protectedUntil", "until when it is protected; needed for APPROVED and EXPIRED"),
		optional("returnedFields", "RETURNED: the fields to correct, such as customer.contact or amount, separated by semicolons"),
		optional("reason", "REJECTED: a reason code such as OUT_OF_TERRITORY"),
		optional("reviewComment", "the reviewer's last words to the owner"),
		optional("discountPercent", "what the vendor gives, such as 12.5"),
		optional("points", "what the vendor gives as points"),
		optional("approvals", "decisions so far as email:DECISION:STEP or nothing:when, separated by semicolons; later ones may be added, none dropped"),
	}
}

// dealState reads how far the deal has come, and checks that the parts of its story fit together.
func (b *batch) dealState(r *row, old, doc *model.Deal) {
	set(r, "expectedCloseOn", &doc.ExpectedCloseOn, b.days.day)
	set(r, "status", &doc.ApprovalStatus, readEnum(model.AllDealApprovalStatus))
	setOptional(r, "outcome", &doc.Outcome, readEnum(model.AllDealOutcome))
	setOptional(r, "submittedAt", &doc.SubmittedAt, b.days.past)
	setOptional(r, "protectedUntil", &doc.ProtectedUntil, b.days.instant)
	setOptional(r, "closedAt", &doc.ClosedAt, b.days.past)
	setOptional(r, "reason", &doc.Reason, readEnum(model.AllDealReasonCode))
	setOptional(r, "reviewComment", &doc.ReviewComment, readNote)
	setList(r, "returnedFields", &doc.ReturnedFields, readText(model.MaxCode))
	if doc.ApprovalStatus != model.DealApprovalStatusReturned {
		doc.ReturnedFields = []string{}
	}
	salesStage(r, doc)
	doc.Benefit = dealBenefit(r, doc.Benefit)
	b.approvals(r, old, doc)
	if r.faulty() {
		return
	}
	checkStory(r, doc, b.days.now)
	checkProgress(r, old, doc, b.days.now)
	b.checkDistributor(r, doc)
	b.checkHidden(r, old, doc)
	b.presentState(old, doc)
}

func salesStage(r *row, d *model.Deal) {
	if r.filled("salesStage") {
		set(r, "salesStage", &d.SalesStage, readEnum(model.AllDealSalesStage))
	}
}

func dealBenefit(r *row, old *model.DealBenefit) *model.DealBenefit {
	out := model.DealBenefit{}
	if old != nil {
		out = *old
	}
	setOptional(r, "discountPercent", &out.DiscountPercent, readPercent)
	setOptional(r, "points", &out.Points, readNumber(0, 1_000_000_000))
	if out.DiscountPercent == nil && out.Points == nil {
		return nil
	}
	return &out
}

func readPercent(s string) (model.Decimal, error) {
	d, err := model.ParseDecimal(s)
	if err != nil {
		return "", model.Errorf(model.CodeBadUserInput, "is a number such as 12.5")
	}
	if _, err := model.ParsePercent(d); err != nil {
		return "", model.Errorf(model.CodeBadUserInput, "is 0 to 100 with at most two digits behind the point")
	}
	return d, nil
}

// checkStory refuses states that lack what they are made of, or have what they cannot have.
func checkStory(r *row, d *model.Deal, now time.Time) {
	status := d.ApprovalStatus
	draft, closed := status == model.DealApprovalStatusDraft, status == model.DealApprovalStatusClosed
	protected := status == model.DealApprovalStatusApproved || status == model.DealApprovalStatusExpired
	decided := protected || closed || status == model.DealApprovalStatusReleased || status == model.DealApprovalStatusRevoked
	r.wants(!draft == (d.SubmittedAt != nil), "submittedAt", "is for every deal that is no draft")
	r.wants(closed == (d.Outcome != nil), "outcome", "is for a deal that is CLOSED, and such a deal has one")
	r.wants(closed || d.ClosedAt == nil, "closedAt", "is for a deal that is CLOSED")
	r.wants(!protected || d.ProtectedUntil != nil, "protectedUntil", "must not be empty for a deal that is %s", status)
	r.wants(decided || d.ProtectedUntil == nil, "protectedUntil", "is for deals that were approved")
	r.wants((status == model.DealApprovalStatusRejected) == (d.Reason != nil), "reason", "is for a deal that is REJECTED, and such a deal has one")
	if d.ProtectedUntil != nil && d.SubmittedAt != nil {
		r.wants(d.ProtectedUntil.After(*d.SubmittedAt), "protectedUntil", "is not after submittedAt")
		r.wants(status != model.DealApprovalStatusExpired || !now.Before(*d.ProtectedUntil), "protectedUntil", "is ahead, so the deal is not EXPIRED")
	}
	if status == model.DealApprovalStatusReturned {
		r.wants(correctable(d.ReturnedFields), "returnedFields", "names fields to correct: %s", joined(hub.CorrectableFields()))
	}
}

// correctable tells whether a reviewer could have named these fields.
func correctable(fields []string) bool {
	return len(fields) > 0 && !slices.ContainsFunc(fields, func(f string) bool { return !slices.Contains(hub.CorrectableFields(), f) })
}

func (r *row) wants(holds bool, column, format string, args ...any) {
	if !holds {
		r.fail(column, format, args...)
	}
}

// presentState is what follows from the status. A clock that runs goes on.
func (b *batch) presentState(old, d *model.Deal) {
	d.Shared = d.ApprovalStatus != model.DealApprovalStatusDraft
	d.ApprovalStatus = d.StatusAt(b.days.now)
	if d.SubmittedAt != nil && (old == nil || old.ReviewDueAt == nil) {
		due, escalates := b.rules.ReviewClock(*d.SubmittedAt)
		d.ReviewDueAt, d.EscalatesAt = &due, escalates
	}
}
