package hub

import (
	"context"
	"time"

	"partnerhub/filter"
	"partnerhub/model"
)

// sweepApprovals approves small deals whose program needs no reviewer for them, if nothing stands in their way. It comes some
// time after the submission: an answer at once would tell everybody whether a rival exists.
func (h *Hub) sweepApprovals(ctx context.Context, now time.Time) (found, changed int, err error) {
	due := filter.AllOf(filter.Is("approvalStatus", submitted), filter.AtMost("autoApproveAt", now))
	return h.sweepDeals(ctx, due, "autoApproveAt", func(ctx context.Context, old *model.Deal) (bool, error) {
		if old.ApprovalStatus != submitted || old.AutoApproveAt == nil || now.Before(*old.AutoApproveAt) {
			return false, nil
		}
		return h.autoApprove(ctx, old, now)
	})
}

// autoApprove approves, or leaves the deal to a reviewer for good.
func (h *Hub) autoApprove(ctx context.Context, old *model.Deal, now time.Time) (approvedIt bool, err error) {
	d := copyOf(old)
	d.AutoApproveAt = nil
	s, err := h.settingsOf(ctx, d)
	if err != nil {
		return false, err
	}
	found, err := h.conflictOf(ctx, d, s, now)
	if err != nil {
		return false, err
	}
	if found.Class != model.DealConflictClassNone {
		// Nothing that the owner sees may tell that somebody stands in the way: the reviewer computes the conflict anew.
		return false, h.decideAlone(ctx, old, d, "review", now)
	}
	d.Conflict = found
	step := model.DealStepVendorApproval
	d.Approvals = append(d.Approvals, model.DealApproval{Step: &step, OrganizationID: d.VendorID,
		Decision: model.DealDecisionApproved, At: now})
	if err := h.protectNew(ctx, d, now); err != nil {
		return false, err
	}
	return true, h.decideAlone(ctx, old, d, "approve", now)
}
