package hub

import (
	"context"
	"time"

	"partnerhub/model"
	"partnerhub/store"
)

// The bounds of a registration's products, and of one organization's partnerships.
const (
	MaxDealLines    = maxLines
	MaxDealQuantity = maxQuantity
	MaxAccounts     = maxAccounts
)

// Rules are those rules of deal registration that also hold for deals that come from a file or from another system. They are
// all that the intake knows of the deals' inner working; they decide nothing about who may do what.
type Rules struct{ hub *Hub }

// Rules are the hub's own.
func (h *Hub) Rules() Rules { return Rules{h} }

// Number gives a deal the vendor's next human number.
func (r Rules) Number(ctx context.Context, vendor *model.Organization) (string, error) {
	return r.hub.dealNumber(ctx, vendor)
}

// Stand computes a pending deal's conflict with others and the steps that are left to decide it.
func (r Rules) Stand(ctx context.Context, d *model.Deal, now time.Time) error {
	s, err := r.hub.settingsOf(ctx, d)
	if err != nil {
		return err
	}
	if d.Conflict, err = r.hub.conflictOf(ctx, d, s, now); err != nil {
		return err
	}
	d.Plan, err = r.hub.planOf(ctx, d, s, now)
	return err
}

// Remind plans the reminders of a deal that is protected.
func (r Rules) Remind(ctx context.Context, d *model.Deal, now time.Time) error {
	s, err := r.hub.settingsOf(ctx, d)
	if err == nil {
		d.NextReminderAt = s.nextReminder(*d.ProtectedUntil, now)
	}
	return err
}

// CountInBase counts a deal's amount in the vendor's base currency; made is for a deal that was never handed in.
func (r Rules) CountInBase(ctx context.Context, d *model.Deal, vendor *model.Organization, made time.Time) error {
	return r.hub.countInBase(ctx, d, vendor, made)
}

// SettleBenefit brings the ledger of a deal's benefit to what the deal's state says.
func (r Rules) SettleBenefit(ctx context.Context, d *model.Deal, action string, now time.Time) error {
	return r.hub.settleBenefit(ctx, d, store.Stamp{Action: action, At: now})
}

// Claims are the holds of a deal that is protected until an instant.
func (Rules) Claims(d *model.Deal, now, until time.Time) []store.Claim { return claims(d, now, until) }

// ReviewClock is when a decision is due that was asked for at an instant, and when it is late enough to escalate.
func (Rules) ReviewClock(submitted time.Time) (due time.Time, escalates []time.Time) {
	return usualSettings().reviewClock(submitted)
}

// Authority is the strongest authority of a distributor that reached the deal at an instant, nil when there was none.
func (r Rules) Authority(ctx context.Context, distributor model.ID, d *model.Deal, at time.Time) (*model.ApprovalAuthority, error) {
	held, err := r.hub.authoritiesOf(ctx, distributor, at)
	return strongest(held, d), err
}

// CorrectableFields are the fields of a registration that a reviewer can ask to correct.
func CorrectableFields() []string { return returnable }

// SettingRange is one number that a vendor or a program may set: its name in files and its bounds.
type SettingRange struct {
	Name             string
	Usual, Low, High int
}

// SettingRanges lists the numbers that a vendor or a program may set.
func SettingRanges() []SettingRange {
	table := settingTable()
	out := make([]SettingRange, len(table))
	for i, row := range table {
		out[i] = SettingRange{row.name, row.usual, row.low, row.high}
	}
	return out
}
