package intake

import (
	"context"
	"errors"

	"partnerhub/model"
)

// approvals reads the decisions so far. What the hub has recorded stays: a file may add later decisions and drops none.
func (b *batch) approvals(r *row, old, doc *model.Deal) {
	if _, has := r.get("approvals"); !has {
		return
	}
	var listed []model.DealApproval
	setList(r, "approvals", &listed, func(entry string) (model.DealApproval, error) { return b.vote(doc, entry) })
	var known []model.DealApproval
	if old != nil {
		known = old.Approvals
	}
	for i, v := range known {
		if i >= len(listed) || !sameVote(v, listed[i]) {
			r.fail("approvals", "leaves out or changes a decision that the hub has recorded")
			return
		}
	}
	doc.Approvals = append(append([]model.DealApproval{}, known...), listed[min(len(known), len(listed)):]...)
}

// vote reads email:DECISION:STEP:when. Nobody decides on what one's own organization registered, the vendor's people excepted,
// who never decide on what they registered themselves.
func (b *batch) vote(d *model.Deal, entry string) (v model.DealApproval, err error) {
	part := parts(entry, 4)
	if len(part) != 4 {
		return v, errors.New("is email:DECISION:STEP or nothing:when")
	}
	user := b.person(part[0])
	if user == nil || !reviewerOf(d, user) {
		return v, errors.New("names nobody who could decide on this deal")
	}
	v = model.DealApproval{OrganizationID: user.OrganizationID, UserID: user.ID}
	row := &row{values: map[string]string{"decision": part[1], "step": part[2], "when": part[3]}}
	set(row, "decision", &v.Decision, readEnum(model.AllDealDecision))
	setOptional(row, "step", &v.Step, readEnum(model.AllDealStep))
	set(row, "when", &v.At, b.days.past)
	if v.Decision == "" || v.At.IsZero() {
		row.fail("entry", "needs a decision and an instant")
	}
	if d.SubmittedAt == nil || v.At.Before(*d.SubmittedAt) {
		row.fail("when", "is before submittedAt")
	}
	if row.faulty() {
		return v, errors.New(row.faults[0].column + " " + row.faults[0].reason)
	}
	return v, nil
}

func reviewerOf(d *model.Deal, user *model.User) bool {
	if user.OrganizationID == d.VendorID {
		return user.ID != d.RegisteredBy.UserID
	}
	return d.DistributorID != nil && user.OrganizationID == *d.DistributorID && user.OrganizationID != d.RegisteredBy.OrganizationID
}

func sameVote(a, b model.DealApproval) bool {
	sameStep := (a.Step == nil) == (b.Step == nil) && (a.Step == nil || *a.Step == *b.Step)
	return a.UserID == b.UserID && a.Decision == b.Decision && sameStep && a.At.Equal(b.At)
}

// nameAuthorities adds, to a distributor's new decisions, the authority that it was made under, as far as one reaches the deal.
func (b *batch) nameAuthorities(ctx context.Context, d *model.Deal, known int) error {
	for i := known; i < len(d.Approvals); i++ {
		v := &d.Approvals[i]
		if v.OrganizationID == d.VendorID {
			continue
		}
		a, err := b.rules.Authority(ctx, v.OrganizationID, d, v.At)
		if err != nil {
			return err
		}
		if a != nil {
			v.AuthorityID, v.AuthorityVersion = a.ID, a.Version
		}
	}
	return nil
}
