package hub

import (
	"context"
	"slices"
	"time"

	"partnerhub/authz"
	"partnerhub/model"
)

// The rules of deal registration where neither the program nor the vendor has set another number. Days of review, of a held
// place and of escalation are business days.
const (
	defaultReviewDays        = 2   // until a decision is due
	defaultEscalateDays      = 1   // late by this many: the first escalation
	defaultEscalateAgainDays = 2   // late by this many: the second
	defaultHoldDays          = 5   // a returned deal keeps its place in the queue
	defaultProtectionDays    = 90  // an approved deal is protected
	defaultExtensionDays     = 30  // an account manager's one extension, and a reinstated deal
	defaultLongestDays       = 180 // of protection in all, from the approval
	defaultGraceDays         = 14  // after the protection ran out
	defaultAppeals           = 2   // of one deal
	defaultReopenDays        = 30  // after it was closed
	defaultIncumbentDays     = 365 // after another partner won the customer
	defaultRegistrationCap   = 0   // open registrations of one partner; 0 is no limit
	defaultAutoApproveHours  = 1   // until a small deal without conflict is approved by itself
)

// dealSettings are the numbers that hold for one deal.
type dealSettings struct {
	reviewDays, escalateDays, escalateAgainDays, holdDays          int
	protectionDays, extensionDays, longestDays, graceDays          int
	appeals, reopenDays, incumbentDays, registrationCap, autoHours int

	holidays  []model.Date
	reminders []int
	vendor    *model.Organization // everybody's, as the program is: not to be changed
	program   *model.Program      // nil when the deal is under none
}

// protectionName is the number that a program also tells everybody.
const protectionName = "protectionDays"

// settingRow is one setting: its names in the API and in files, its default, its range, and where it is kept.
type settingRow struct {
	key              model.DealSettingKey
	name             string
	usual, low, high int
	at               func(*dealSettings) *int
}

func settingTable() [13]settingRow {
	return [...]settingRow{
		{model.DealSettingKeyReviewDays, "reviewDays", defaultReviewDays, 1, 60, func(s *dealSettings) *int { return &s.reviewDays }},
		{model.DealSettingKeyEscalateDays, "escalateDays", defaultEscalateDays, 1, 60, func(s *dealSettings) *int { return &s.escalateDays }},
		{model.DealSettingKeyEscalateAgainDays, "escalateAgainDays", defaultEscalateAgainDays, 1, 60, func(s *dealSettings) *int { return &s.escalateAgainDays }},
		{model.DealSettingKeyHoldDays, "holdDays", defaultHoldDays, 0, 60, func(s *dealSettings) *int { return &s.holdDays }},
		{model.DealSettingKeyProtectionDays, protectionName, defaultProtectionDays, 1, 3650, func(s *dealSettings) *int { return &s.protectionDays }},
		{model.DealSettingKeyExtensionDays, "extensionDays", defaultExtensionDays, 1, 3650, func(s *dealSettings) *int { return &s.extensionDays }},
		{model.DealSettingKeyLongestDays, "longestDays", defaultLongestDays, 1, 3650, func(s *dealSettings) *int { return &s.longestDays }},
		{model.DealSettingKeyGraceDays, "graceDays", defaultGraceDays, 0, 365, func(s *dealSettings) *int { return &s.graceDays }},
		{model.DealSettingKeyAppeals, "appeals", defaultAppeals, 0, 10, func(s *dealSettings) *int { return &s.appeals }},
		{model.DealSettingKeyReopenDays, "reopenDays", defaultReopenDays, 0, 3650, func(s *dealSettings) *int { return &s.reopenDays }},
		{model.DealSettingKeyIncumbentDays, "incumbentDays", defaultIncumbentDays, 0, 3650, func(s *dealSettings) *int { return &s.incumbentDays }},
		{model.DealSettingKeyRegistrationCap, "registrationCap", defaultRegistrationCap, 0, 1_000_000, func(s *dealSettings) *int { return &s.registrationCap }},
		{model.DealSettingKeyAutoApproveHours, "autoApproveHours", defaultAutoApproveHours, 0, 720, func(s *dealSettings) *int { return &s.autoHours }},
	}
}

// settingsOf finds the numbers for a deal: the vendor's before the defaults, the program's before the vendor's, and in each
// of both those for the partner's tier before the others.
func (h *Hub) settingsOf(ctx context.Context, d *model.Deal) (*dealSettings, error) {
	vendor, err := h.vendorOf(ctx, d)
	if err != nil {
		return nil, err
	}
	return h.settingsUnder(ctx, d, vendor)
}

// vendorOf reads a deal's vendor whole, for nobody to change.
func (h *Hub) vendorOf(ctx context.Context, d *model.Deal) (*model.Organization, error) {
	return h.store.Organizations.LoadOneKept(ctx, authz.System(model.KindOrganization, "a deal goes by its vendor's settings"), d.VendorID)
}

// settingsUnder is settingsOf for whoever has read the vendor already.
func (h *Hub) settingsUnder(ctx context.Context, d *model.Deal, vendor *model.Organization) (_ *dealSettings, err error) {
	s := usualSettings()
	s.vendor, s.holidays, s.reminders = vendor, vendor.Holidays, remindersOf(vendor)
	s.apply(vendor.DealSettings, d.PartnerTier)
	if d.ProgramID == nil {
		return s, nil
	}
	s.program, err = h.store.Programs.LoadOneKept(ctx, authz.System(model.KindProgram, "a deal goes by its program's settings"), *d.ProgramID)
	if err != nil {
		return nil, err
	}
	s.apply(programNumbers(s.program), d.PartnerTier)
	return s, nil
}

func usualSettings() *dealSettings {
	s := &dealSettings{}
	for _, row := range settingTable() {
		*row.at(s) = row.usual
	}
	return s
}

// apply puts what is set on top, what is for the tier before what is for all.
func (s *dealSettings) apply(set []model.DealNumber, tier string) {
	for _, row := range settingTable() {
		if value, found := numberFor(set, row.name, tier); found {
			*row.at(s) = value
		}
	}
}

// settingNamed finds a setting by its name in the API.
func settingNamed(key model.DealSettingKey) settingRow {
	table := settingTable()
	return table[slices.IndexFunc(table[:], func(r settingRow) bool { return r.key == key })]
}

// reviewClock is when a decision is due and when it is late enough to escalate.
func (s *dealSettings) reviewClock(now time.Time) (due time.Time, escalates []time.Time) {
	due = addBusinessDays(now, s.reviewDays, s.holidays)
	return due, []time.Time{addBusinessDays(due, s.escalateDays, s.holidays), addBusinessDays(due, s.escalateAgainDays, s.holidays)}
}

// days is an instant so many whole days later.
func days(from time.Time, n int) time.Time { return from.Add(time.Duration(n) * 24 * time.Hour) }

// addBusinessDays skips Saturdays, Sundays and holidays.
func addBusinessDays(t time.Time, n int, holidays []model.Date) time.Time {
	closed := map[model.Date]bool{}
	for _, day := range holidays {
		closed[day] = true
	}
	for n > 0 {
		t = t.AddDate(0, 0, 1)
		if t.Weekday() != time.Saturday && t.Weekday() != time.Sunday && !closed[model.DateOf(t)] {
			n--
		}
	}
	return t
}
