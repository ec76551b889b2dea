package hub

import (
	"regexp"
	"slices"

	"partnerhub/model"
)

// Limits of a vendor's rules.
const (
	maxHolidays  = 1000
	maxReminders = 10
	maxReminder  = 365
	maxRegions   = 250
	MaxReasons   = 100
	maxRules     = 50
)

// rulesUpdate is one change of rules under way.
type rulesUpdate struct {
	in       model.UpdateDealSettingsInput
	currency *model.CurrencyCode // the vendor's
	faults   model.UserErrors
}

// onVendor puts what was sent onto a vendor.
func (u *rulesUpdate) onVendor(v *model.Organization) error {
	if u.in.AutoApproveBelow.IsSet() {
		u.faults.Add("autoApproveBelow", model.UserErrorCodeInvalid, "is for a program")
	}
	if u.in.ApprovalRules.IsSet() {
		u.faults.Add("approvalRules", model.UserErrorCodeInvalid, "is for a program")
	}
	v.DealSettings = u.numbers(v.DealSettings)
	if days, sent := u.in.Holidays.ValueOK(); sent {
		v.Holidays = u.holidays(days)
	}
	if days, sent := u.in.ReminderDays.ValueOK(); sent {
		v.ReminderDays = u.reminders(days)
	}
	if regions, sent := u.in.Regions.ValueOK(); sent {
		v.Regions = u.regions(regions)
	}
	u.reasons(&v.RefusalReasons, &v.LossReasons, &v.TierReasons)
	return u.faults.OrNil()
}

// onProgram puts what was sent onto a program.
func (u *rulesUpdate) onProgram(p *model.Program) error {
	for field, sent := range map[string]bool{"holidays": u.in.Holidays.IsSet(), "reminderDays": u.in.ReminderDays.IsSet(), "regions": u.in.Regions.IsSet()} {
		if sent {
			u.faults.Add(field, model.UserErrorCodeInvalid, "is for a vendor")
		}
	}
	p.DealSettings = u.numbers(p.DealSettings)
	if below, sent := u.in.AutoApproveBelow.ValueOK(); sent {
		p.AutoApproveBelow = u.money("autoApproveBelow", below, 1)
	}
	if rules, sent := u.in.ApprovalRules.ValueOK(); sent {
		p.ApprovalRules = u.rules(rules)
	}
	u.reasons(&p.RefusalReasons, &p.LossReasons, &p.TierReasons)
	return u.faults.OrNil()
}

// numbers sets and takes back single numbers; those that were not sent stay.
func (u *rulesUpdate) numbers(old []model.DealNumber) []model.DealNumber {
	sent, _ := u.in.Numbers.ValueOK()
	if u.in.Numbers.IsSet() && sent == nil {
		return []model.DealNumber{}
	}
	out, seen := slices.Clone(old), map[model.DealNumber]bool{}
	for _, in := range sent {
		n := model.DealNumber{Name: settingNamed(in.Key).name, Tier: u.tier("numbers.tier", in.Tier)}
		if seen[n] {
			u.faults.Add("numbers", model.UserErrorCodeInvalid, "%s is there twice", in.Key)
		}
		seen[n] = true
		out = slices.DeleteFunc(out, func(o model.DealNumber) bool { return o.Name == n.Name && o.Tier == n.Tier })
		if in.Value != nil {
			n.Value = u.bounded(in.Key, *in.Value)
			out = append(out, n)
		}
	}
	return out
}

func (u *rulesUpdate) tier(field string, in *string) string {
	if in == nil {
		return ""
	}
	tier := u.text(field, *in, model.MaxCode)
	if tier == "" {
		u.faults.Add(field, model.UserErrorCodeRequired, "must not be blank")
	}
	return tier
}

func (u *rulesUpdate) bounded(key model.DealSettingKey, value int) int {
	if row := settingNamed(key); value < row.low || value > row.high {
		u.faults.Add("numbers.value", model.UserErrorCodeOutOfRange, "%s is %d to %d", key, row.low, row.high)
	}
	return value
}

func (u *rulesUpdate) holidays(days []model.Date) []model.Date {
	u.few("holidays", len(days), maxHolidays)
	out := append([]model.Date{}, days...)
	slices.Sort(out)
	return slices.Compact(out)
}

// reminders is nil for the usual ones.
func (u *rulesUpdate) reminders(days []int) []int {
	if days == nil {
		return nil
	}
	u.few("reminderDays", len(days), maxReminders)
	out := slices.Clone(days)
	slices.Sort(out)
	slices.Reverse(out)
	for _, n := range out {
		if n < 1 || n > maxReminder {
			u.faults.Add("reminderDays", model.UserErrorCodeOutOfRange, "a reminder is 1 to %d days before the end", maxReminder)
		}
	}
	return slices.Compact(out)
}

func (u *rulesUpdate) regions(in []*model.RegionInput) []model.Region {
	u.few("regions", len(in), maxRegions)
	out, seen := []model.Region{}, map[string]bool{}
	for _, r := range in {
		name := u.text("regions.name", r.Name, model.MaxCode)
		if name == "" || seen[name] {
			u.faults.Add("regions.name", model.UserErrorCodeInvalid, "each region has a name of its own")
		}
		if len(r.Countries) == 0 {
			u.faults.Add("regions.countries", model.UserErrorCodeRequired, "name at least one country")
		}
		seen[name] = true
		countries := slices.Clone(r.Countries)
		slices.Sort(countries)
		out = append(out, model.Region{Name: name, Countries: slices.Compact(countries)})
	}
	return out
}

func (u *rulesUpdate) rules(in []*model.DealApprovalRuleInput) []model.ApprovalRule {
	u.few("approvalRules", len(in), maxRules)
	out := []model.ApprovalRule{}
	for _, r := range in {
		if r.Step != model.DealStepVendorApproval && r.Step != model.DealStepOperationsApproval {
			u.faults.Add("approvalRules.step", model.UserErrorCodeInvalid, "a rule asks for VENDOR_APPROVAL or OPERATIONS_APPROVAL")
		}
		u.few("approvalRules.productFamilies", len(r.ProductFamilies), maxLines)
		rule := model.ApprovalRule{Step: r.Step, From: u.money("approvalRules.from", r.From, 0), ProductFamilies: []string{},
			Conflicts: append([]model.DealConflictClass{}, r.Conflicts...)}
		for _, family := range r.ProductFamilies {
			rule.ProductFamilies = append(rule.ProductFamilies, u.text("approvalRules.productFamilies", family, model.MaxCode))
		}
		out = append(out, rule)
	}
	return out
}

// money reads an amount in the vendor's currency.
func (u *rulesUpdate) money(field string, in *model.MoneyInput, least int64) *model.Money {
	if in == nil {
		return nil
	}
	m, err := model.ParseMoney(in.Amount, in.Currency)
	switch {
	case err != nil:
		u.faults.Add(field, model.UserErrorCodeInvalid, "%s", err.Error())
	case u.currency == nil || m.Currency != *u.currency:
		u.faults.Add(field, model.UserErrorCodeCurrencyMismatch, "the vendor's currency is another")
	case m.Minor < least:
		u.faults.Add(field, model.UserErrorCodeOutOfRange, "the amount is too small")
	}
	return &m
}

func (u *rulesUpdate) few(field string, n, most int) {
	if n > most {
		u.faults.Add(field, model.UserErrorCodeTooMany, "at most %d", most)
	}
}

func (u *rulesUpdate) text(field, in string, limit int) string {
	s, err := model.CleanName(in)
	if err != nil {
		u.faults.Add(field, model.UserErrorCodeInvalid, "%s", err.Error())
	}
	if len([]rune(s)) > limit {
		u.faults.Add(field, model.UserErrorCodeTooLong, "at most %d characters", limit)
	}
	return s
}

var reasonKeyForm = regexp.MustCompile(`^[a-z0-9-]{1,40}$`)

// reasonKey checks that each reason has a name of its own.
func (u *rulesUpdate) reasonKey(field, key string, seen map[string]bool) {
	if !reasonKeyForm.MatchString(key) || seen[key] {
		u.faults.Add(field+".key", model.UserErrorCodeInvalid, "each reason has a key of its own: 1 to 40 small letters, digits and dashes")
	}
	seen[key] = true
}

// words is a reason's text; nil for none.
func (u *rulesUpdate) words(field string, in *string) *string {
	if in == nil {
		return nil
	}
	s := u.text(field+".text", *in, model.MaxName)
	if s == "" {
		return nil
	}
	return &s
}
