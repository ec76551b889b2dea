package hub

import (
	"slices"

	"partnerhub/model"
)

// notServing is for a deal that is to name a distributor which does not serve its partner, in the words for one that does not exist.
func notServing() error {
	return fault("distributorId", model.UserErrorCodeNotFound, "no such distributor")
}

// FollowDealPartner brings a deal up to date with who covers and serves its partner. The copies decide who sees it and who acts on it, so
// that this is part of the transaction that changes the partner. A plan that waits for a distributor which serves the partner no
// longer goes to the vendor; one that serves it again is asked with the next submission.
func (Rules) FollowDealPartner(d *model.Deal, p *model.Partner) {
	d.Coverage, d.Unserved = p.Coverage, !d.ServedBy(p)
	if d.Unserved && d.Pending() {
		d.Plan = withoutDistributor(d.Plan)
	}
}

// withoutDistributor leaves the distributor's steps to the vendor.
func withoutDistributor(plan []model.DealStep) []model.DealStep {
	asked := func(s model.DealStep) bool {
		return s == model.DealStepDistributorEndorsement || s == model.DealStepDistributorApproval
	}
	if !slices.ContainsFunc(plan, asked) {
		return plan
	}
	rest := slices.DeleteFunc(slices.Clone(plan), asked)
	if !slices.Contains(rest, model.DealStepVendorApproval) {
		rest = append([]model.DealStep{model.DealStepVendorApproval}, rest...)
	}
	return rest
}
