package hub

import (
	"context"
	"time"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// reviewDays is how many business days a reviewer has.
const reviewDays = 2

// submit hands a deal in: the first submission fixes its place in the queue; conflict, approval plan and the review clock
// are computed anew each time.
func (h *Hub) submit(ctx context.Context, d *model.Deal, now time.Time) error {
	if d.SubmittedAt == nil {
		sequence, err := h.store.Next(ctx, "deal-sequence:"+string(d.VendorID))
		if err != nil {
			return err
		}
		d.SubmittedAt, d.Sequence = &now, sequence
	}
	due := addBusinessDays(now, reviewDays)
	d.ApprovalStatus, d.Shared, d.ReviewDueAt, d.ReturnedFields = model.DealApprovalStatusSubmitted, true, &due, []string{}
	if err := h.snapshotPartner(ctx, d); err != nil {
		return err
	}
	var err error
	if d.Conflict, err = h.conflictOf(ctx, d, now); err != nil {
		return err
	}
	d.Plan, err = h.planOf(ctx, d, now)
	return err
}

func (h *Hub) snapshotPartner(ctx context.Context, d *model.Deal) error {
	p, err := h.store.Partners.Load(ctx, authz.System(model.KindPartner, "an authority may depend on the partner's tier and country"), d.PartnerID)
	if err != nil {
		return err
	}
	d.PartnerTier, d.PartnerCountry = accountOf(p).Tier, p.Country
	return nil
}

// planOf computes the steps to decide. The named distributor takes part when it did not register the deal itself, when the
// deal is not hidden from it, and as far as its authority reaches.
func (h *Hub) planOf(ctx context.Context, d *model.Deal, now time.Time) ([]model.DealStep, error) {
	vendor := []model.DealStep{model.DealStepVendorApproval}
	if d.DistributorID == nil || d.HiddenFromDistributor || d.RegisteredBy.OrganizationID == *d.DistributorID {
		return vendor, nil
	}
	held, err := h.authoritiesOf(ctx, *d.DistributorID, now)
	if err != nil {
		return nil, err
	}
	best := strongest(held, d)
	switch {
	case best == nil:
		return vendor, nil
	case best.Mode == model.AuthorityModeApprove:
		return []model.DealStep{model.DealStepDistributorApproval}, nil
	case best.Mode == model.AuthorityModeEndorse:
		return append([]model.DealStep{model.DealStepDistributorEndorsement}, vendor...), nil
	}
	return vendor, nil
}

func (h *Hub) authoritiesOf(ctx context.Context, distributor model.ID, now time.Time) ([]model.ApprovalAuthority, error) {
	who := &authz.Principal{OrganizationID: distributor, At: now}
	err := h.addAuthorities(ctx, who)
	return who.Authorities, err
}

// maxRivals bounds how many registrations for one customer are looked at.
const maxRivals = 500

// conflictOf compares a deal with the others for the same customer: an approved one that is protected, then an earlier one
// that is pending, then the partner's own.
func (h *Hub) conflictOf(ctx context.Context, d *model.Deal, now time.Time) (*model.DealConflict, error) {
	pending := []model.DealApprovalStatus{model.DealApprovalStatusSubmitted, model.DealApprovalStatusUnderReview, model.DealApprovalStatusReturned}
	others, err := h.store.Deals.LoadAll(ctx, authz.System(model.KindDeal, "find registrations for the same customer"),
		filter.AllOf(filter.Is("vendorId", d.VendorID), filter.Is("customerKey", d.CustomerKey),
			filter.OneOf("approvalStatus", append(pending, model.DealApprovalStatusApproved))), store.Sort{Field: "_id"}, maxRivals)
	if err != nil {
		return nil, err
	}
	c := &model.DealConflict{Class: model.DealConflictClassNone, RivalIDs: []model.ID{}}
	for _, other := range others {
		if class := classOf(d, other, now); class != model.DealConflictClassNone {
			c.RivalIDs = append(c.RivalIDs, other.ID)
			worsen(c, class, other)
		}
	}
	return c, nil
}

// classOf tells how another registration for the customer stands in the way of a deal.
func classOf(d, other *model.Deal, now time.Time) model.DealConflictClass {
	status := other.StatusAt(now)
	switch {
	case other.ID == d.ID || !overlap(d.Families(), other.Families()) || status == model.DealApprovalStatusExpired:
		return model.DealConflictClassNone
	case other.PartnerOrgID == d.PartnerOrgID:
		return model.DealConflictClassSelf
	case status == model.DealApprovalStatusApproved:
		return model.DealConflictClassHardProtected
	case other.Sequence < d.Sequence:
		return model.DealConflictClassHardEarlier
	}
	return model.DealConflictClassNone
}

var severity = map[model.DealConflictClass]int{
	model.DealConflictClassSelf: 1, model.DealConflictClassHardEarlier: 2, model.DealConflictClassHardProtected: 3,
}

func worsen(c *model.DealConflict, class model.DealConflictClass, other *model.Deal) {
	if severity[class] > severity[c.Class] {
		c.Class, c.EarliestReviewAt = class, nil
	}
	if class == model.DealConflictClassHardProtected && (c.EarliestReviewAt == nil || c.EarliestReviewAt.Before(*other.ProtectedUntil)) {
		c.EarliestReviewAt = other.ProtectedUntil
	}
}

func overlap(a, b []string) bool {
	for _, x := range a {
		for _, y := range b {
			if x == y {
				return true
			}
		}
	}
	return false
}

// addBusinessDays skips Saturdays and Sundays.
func addBusinessDays(t time.Time, days int) time.Time {
	for days > 0 {
		t = t.AddDate(0, 0, 1)
		if t.Weekday() != time.Saturday && t.Weekday() != time.Sunday {
			days--
		}
	}
	return t
}
