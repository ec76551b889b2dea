package hub

import (
	"context"
	"time"

	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// nextReminder is the next instant at which the parties of a deal are reminded that its protection ends; nil when none is left.
func (s *dealSettings) nextReminder(until, now time.Time) *time.Time {
	var next *time.Time
	for _, n := range s.reminders {
		if at := days(until, -n); at.After(now) && (next == nil || at.Before(*next)) {
			next = &at
		}
	}
	return next
}

// sweepReminders reminds of protections that are about to end. Each reminder is one change row and one entry of the deal's
// history. A hub that was down for long reminds once for all that it has missed.
func (h *Hub) sweepReminders(ctx context.Context, now time.Time) (found, changed int, err error) {
	due := filter.AllOf(filter.Is("approvalStatus", approved), filter.AtMost("nextReminderAt", now))
	return h.sweepDeals(ctx, due, "nextReminderAt", func(ctx context.Context, old *model.Deal) (bool, error) {
		if old.StatusAt(now) != approved || old.NextReminderAt == nil || now.Before(*old.NextReminderAt) {
			return false, nil
		}
		s, err := h.settingsOf(ctx, old)
		if err != nil {
			return false, err
		}
		d := copyOf(old)
		d.NextReminderAt = s.nextReminder(*old.ProtectedUntil, now)
		return true, h.writeAlone(ctx, old, d, store.Stamp{Action: "expiryReminder", At: now, Notice: true})
	})
}

// sweepLapsed lets the next ones move up where a returned deal has let the place lapse that was held for it.
func (h *Hub) sweepLapsed(ctx context.Context, now time.Time) (found, changed int, err error) {
	due := filter.AllOf(filter.Is("approvalStatus", returned), filter.AtMost("lapsesAt", now))
	return h.sweepDeals(ctx, due, "lapsesAt", func(ctx context.Context, old *model.Deal) (bool, error) {
		if old.ApprovalStatus != returned || old.LapsesAt == nil || now.Before(*old.LapsesAt) {
			return false, nil
		}
		d := copyOf(old)
		d.LapsesAt = nil
		if err := h.decideAlone(ctx, old, d, "lapse", now); err != nil {
			return false, err
		}
		return true, h.promote(ctx, old, now)
	})
}
