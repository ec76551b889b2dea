package hub

import (
	"context"
	"slices"
	"time"

	"partnerhub/authz"
	"partnerhub/model"
)

// planOf computes the steps to decide: the distributor's, the vendor's, and those that the program's rules add, in this order.
func (h *Hub) planOf(ctx context.Context, d *model.Deal, s *dealSettings, now time.Time) ([]model.DealStep, error) {
	plan, err := h.usualPlan(ctx, d, now)
	return s.widen(plan, d), err
}

// widen adds the steps that the program's rules ask for.
func (s *dealSettings) widen(plan []model.DealStep, d *model.Deal) []model.DealStep {
	if s.program == nil {
		return plan
	}
	for _, rule := range s.program.ApprovalRules {
		if asks(&rule, d) && !slices.Contains(plan, rule.Step) {
			plan = append(plan, rule.Step)
		}
	}
	slices.SortStableFunc(plan, func(a, b model.DealStep) int { return stepOrder(a) - stepOrder(b) })
	return plan
}

func stepOrder(s model.DealStep) int { return slices.Index(model.AllDealStep, s) }

// asks tells whether a rule is for the deal. An amount in another currency than the rule's is not below it. A rule on conflicts
// waits for the review: the plan that a submission answers must not tell of other registrations.
func asks(rule *model.ApprovalRule, d *model.Deal) bool {
	if rule.From != nil && d.Amount != nil && d.Amount.Currency == rule.From.Currency && d.Amount.Minor < rule.From.Minor {
		return false
	}
	if len(rule.ProductFamilies) > 0 && !overlap(rule.ProductFamilies, d.Families()) {
		return false
	}
	known := d.Conflict != nil && d.ApprovalStatus != submitted
	return len(rule.Conflicts) == 0 || known && slices.Contains(rule.Conflicts, d.Conflict.Class)
}

// usualPlan: the named distributor takes part when it serves the partner and did not register the deal itself, when the deal is
// not hidden from it, and as far as its authority reaches.
func (h *Hub) usualPlan(ctx context.Context, d *model.Deal, now time.Time) ([]model.DealStep, error) {
	vendor := []model.DealStep{model.DealStepVendorApproval}
	if d.DistributorID == nil || d.Unserved || d.HiddenFromDistributor || d.RegisteredBy.OrganizationID == *d.DistributorID {
		return vendor, nil
	}
	held, err := h.authoritiesOf(ctx, *d.DistributorID, now)
	if err != nil {
		return nil, err
	}
	best := strongest(held, d)
	if best == nil {
		return vendor, nil
	}
	switch best.Mode {
	case model.AuthorityModeApprove, model.AuthorityModeApproveWithVeto:
		return []model.DealStep{model.DealStepDistributorApproval}, nil
	case model.AuthorityModeEndorse:
		return append([]model.DealStep{model.DealStepDistributorEndorsement}, vendor...), nil
	}
	return vendor, nil
}

func (h *Hub) authoritiesOf(ctx context.Context, distributor model.ID, now time.Time) ([]model.ApprovalAuthority, error) {
	who := &authz.Principal{OrganizationID: distributor, At: now}
	err := h.addAuthorities(ctx, who)
	return who.Authorities, err
}
