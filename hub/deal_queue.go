package hub

import (
	"context"
	"slices"
	"time"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// promote lets the first ones waiting move up after a deal has left the queue or given up its claim. A family that another deal
// holds meanwhile promotes nobody, and neither does one whose first one waiting was ahead of a deal that held nothing.
func (h *Hub) promote(ctx context.Context, left *model.Deal, now time.Time) error {
	waiting, err := h.waiting(ctx, left, now)
	if err != nil || len(waiting) == 0 {
		return err
	}
	holders, err := h.store.Claims.Holders(ctx, left.VendorID, left.CustomerKey, left.Families(), now)
	if err != nil {
		return err
	}
	var raised []model.ID
	for _, family := range left.Families() {
		held := slices.ContainsFunc(holders, func(c store.Claim) bool { return c.ProductFamily == family })
		i := slices.IndexFunc(waiting, func(d *model.Deal) bool { return slices.Contains(d.Families(), family) })
		if held || i < 0 || slices.Contains(raised, waiting[i].ID) || left.Pending() && waiting[i].Before(left) {
			continue
		}
		raised = append(raised, waiting[i].ID)
		if err := h.raise(ctx, waiting[i], now); err != nil {
			return err
		}
	}
	return nil
}

// waiting lists the deals in the queue for a deal's customer, the first one first.
func (h *Hub) waiting(ctx context.Context, left *model.Deal, now time.Time) ([]*model.Deal, error) {
	found, err := h.store.Deals.LoadAll(ctx, authz.System(model.KindDeal, "find who waits for a customer"),
		filter.AllOf(filter.Is("vendorId", left.VendorID), filter.Is("customerKey", left.CustomerKey),
			filter.OneOf("approvalStatus", states{submitted, review, returned})), store.Sort{Field: "_id"}, maxRivals)
	found = slices.DeleteFunc(found, func(d *model.Deal) bool { return d.ID == left.ID || !inQueue(d, now) })
	slices.SortFunc(found, func(a, b *model.Deal) int {
		if a.Before(b) {
			return -1
		}
		return 1
	})
	return found, err
}

// raise computes a waiting deal's conflict anew and starts its review clock again. The change names nobody, because who made
// room is not for the deal's owner to know.
func (h *Hub) raise(ctx context.Context, old *model.Deal, now time.Time) error {
	d := copyOf(old)
	s, err := h.settingsOf(ctx, d)
	if err != nil {
		return err
	}
	if d.Conflict, err = h.conflictOf(ctx, d, s, now); err != nil {
		return err
	}
	if d.ApprovalStatus != returned {
		due, escalates := s.reviewClock(now)
		d.ReviewDueAt, d.EscalatesAt = &due, escalates
	}
	return h.store.Deals.Replace(ctx, authz.System(model.KindDeal, "the first one waiting moves up"), old, d,
		store.Stamp{Action: "promote", At: now})
}
