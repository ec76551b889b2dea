package hub

import (
	"context"
	"errors"
	"slices"
	"time"

	"partnerhub/authz"
	"partnerhub/model"
	"partnerhub/store"
)

// protect takes the claim on every product family of the deal until an instant, and approves it. A claim that another deal
// holds is a CONFLICT.
func (h *Hub) protect(ctx context.Context, d *model.Deal, s *dealSettings, now, until time.Time) error {
	if err := h.expireBefore(ctx, d, now); err != nil {
		return err
	}
	if err := h.store.Claims.Acquire(ctx, claims(d, now, until), now); err != nil {
		return taken(err)
	}
	grace := days(until, s.graceDays)
	d.ApprovalStatus, d.ProtectedUntil, d.GraceUntil, d.NextReminderAt = approved, &until, &grace, s.nextReminder(until, now)
	return nil
}

// expireBefore writes EXPIRED where the sweep has not come yet to those whose claims a deal takes over. Else a clock that goes back,
// here or in another process, would show both as protected. What else they held is left to the sweep.
func (h *Hub) expireBefore(ctx context.Context, d *model.Deal, now time.Time) error {
	over, err := h.store.Claims.OverFor(ctx, d.VendorID, d.CustomerKey, d.Families(), now)
	if err != nil {
		return err
	}
	slices.Sort(over)
	for _, id := range slices.Compact(over) {
		if id == d.ID {
			continue
		}
		old, err := h.store.Deals.Load(ctx, authz.System(model.KindDeal, "see whose claim is taken over"), id)
		if err == nil {
			_, err = h.expire(ctx, old, now)
		}
		if err != nil && model.CodeOf(err) != model.CodeNotFound {
			return err
		}
	}
	return nil
}

// taken tells a reviewer that the claim has a holder, and never which deal it is.
func taken(err error) error {
	if errors.Is(err, store.ErrTaken) {
		return model.Errorf(model.CodeConflict, "another approved deal holds the claim on this customer and product family")
	}
	return err
}

func claims(d *model.Deal, now, until time.Time) []store.Claim {
	var out []store.Claim
	for _, family := range d.Families() {
		out = append(out, store.Claim{VendorID: d.VendorID, CustomerKey: d.CustomerKey, ProductFamily: family,
			DealID: d.ID, At: now, Until: until})
	}
	return out
}

// again is until when a deal is protected that comes back: as long as an extension, and never beyond the longest protection.
func again(d *model.Deal, s *dealSettings, now time.Time) (time.Time, error) {
	until, longest := days(now, s.extensionDays), longestOf(d, s)
	if until.After(longest) {
		until = longest
	}
	if !until.After(now) {
		return until, model.UserErrors{{Code: model.UserErrorCodeOutOfRange, Message: "the longest protection of this deal is over"}}
	}
	return until, nil
}

// longestOf is the end of the longest protection. What began elsewhere counts from its submission.
func longestOf(d *model.Deal, s *dealSettings) time.Time {
	from := d.CreatedAt
	switch {
	case d.LongestUntil != nil:
		return *d.LongestUntil
	case d.ApprovedAt != nil:
		from = *d.ApprovedAt
	case d.SubmittedAt != nil:
		from = *d.SubmittedAt
	}
	return days(from, s.longestDays)
}
