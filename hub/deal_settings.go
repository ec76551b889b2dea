package hub

import (
	"context"
	"errors"
	"slices"

	"partnerhub/authz"
	"partnerhub/model"
)

// remindersOf are how many days before the end of a protection its parties are reminded.
func remindersOf(vendor *model.Organization) []int {
	if vendor.ReminderDays == nil {
		return []int{30, 14, 7, 1}
	}
	return vendor.ReminderDays
}

// DealSettings tells the rules of deal registration of a vendor, or of one of its programs; nil when they are hidden.
func (h *Hub) DealSettings(ctx context.Context, vendorID model.ID, programID *model.ID) (*model.DealSettings, error) {
	r, err := h.rulesUnder(ctx, vendorID, programID)
	if errors.Is(err, model.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return r.tell(), nil
}

// DealSettingsByID reads the rules that are kept with a record: those of a vendor, or of a program.
func (h *Hub) DealSettingsByID(ctx context.Context, id model.ID) (*model.DealSettings, error) {
	if id.Kind() != model.KindProgram {
		return h.DealSettings(ctx, id, nil)
	}
	p, err := one(ctx, h.store.Programs, h.grant(ctx, model.KindProgram, authz.Read), id)
	if err != nil || p == nil {
		return nil, err
	}
	return h.DealSettings(ctx, p.VendorID, &id)
}

// dealRules are the rules as they are kept, for somebody who sees them.
type dealRules struct {
	vendor  *model.Organization
	program *model.Program // nil for the vendor's own
}

// rulesUnder reads rules under the viewer's sight, model.ErrNotFound when a part of them is hidden.
func (h *Hub) rulesUnder(ctx context.Context, vendorID model.ID, programID *model.ID) (r dealRules, err error) {
	g := h.grant(ctx, model.KindOrganization, authz.Read)
	if r.vendor, err = h.store.Organizations.Load(ctx, g, vendorID); err != nil {
		return r, err
	}
	if !g.Shows(r.vendor, "dealSettings") || r.vendor.Kind != model.OrganizationKindVendor {
		return r, model.ErrNotFound
	}
	if programID == nil {
		return r, nil
	}
	g = h.grant(ctx, model.KindProgram, authz.Read)
	if r.program, err = h.store.Programs.Load(ctx, g, *programID); err != nil {
		return r, err
	}
	if !g.Shows(r.program, "dealSettings") || r.program.VendorID != vendorID {
		return r, model.ErrNotFound
	}
	return r, nil
}

// tell puts the rules in force together.
func (r dealRules) tell() *model.DealSettings {
	v := r.vendor
	out := &model.DealSettings{VendorID: v.ID, Version: v.DealRulesVersion + 1, Numbers: r.numbers(), Holidays: v.Holidays,
		ReminderDays: remindersOf(v), Regions: v.Regions, ReasonLists: r.reasons()}
	general := reasonLists(v, r.program, "")
	out.RefusalReasons, out.LossReasons = refusalsIn(general), lossesIn(general)
	if p := r.program; p != nil {
		out.ProgramID, out.Version = &p.ID, p.DealRulesVersion+1
		out.AutoApproveBelow, out.ApprovalRules = p.AutoApproveBelow, p.ApprovalRules
	}
	return out
}

// reasons lists every list of reasons that was set, in the order in which they are looked through.
func (r dealRules) reasons() []model.DealReasonList {
	out := []model.DealReasonList{}
	if p := r.program; p != nil {
		out = append(out, listsOf(model.DealSettingSourceProgram, p.TierReasons, p.RefusalReasons, p.LossReasons)...)
	}
	return append(out, listsOf(model.DealSettingSourceVendor, r.vendor.TierReasons, r.vendor.RefusalReasons, r.vendor.LossReasons)...)
}

// numbers lists every number in force, and behind it those for the tiers that have one of their own.
func (r dealRules) numbers() (out []model.DealSetting) {
	for _, row := range settingTable() {
		for _, tier := range append([]string{""}, r.tiers(row.name)...) {
			out = append(out, r.number(row, tier))
		}
	}
	return out
}

// tiers are those for which a number is set, in the order of the alphabet.
func (r dealRules) tiers(name string) (out []string) {
	for _, set := range [][]model.DealNumber{r.vendor.DealSettings, programNumbers(r.program)} {
		for _, n := range set {
			if n.Name == name && n.Tier != "" {
				out = append(out, n.Tier)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// number is what holds for the partners of a tier, found as settingsOf finds it.
func (r dealRules) number(row settingRow, tier string) model.DealSetting {
	out := model.DealSetting{Key: row.key, Value: row.usual, Source: model.DealSettingSourceDefault, Least: row.low, Most: row.high}
	if tier != "" {
		out.Tier = &tier
	}
	for _, from := range []struct {
		set    []model.DealNumber
		source model.DealSettingSource
	}{{r.vendor.DealSettings, model.DealSettingSourceVendor}, {programNumbers(r.program), model.DealSettingSourceProgram}} {
		if value, found := numberFor(from.set, row.name, tier); found {
			out.Value, out.Source = value, from.source
		}
	}
	return out
}

// programNumbers are a program's own, its protection first, which the program tells everybody: what is set as a number comes
// before it.
func programNumbers(p *model.Program) []model.DealNumber {
	if p == nil {
		return nil
	}
	if p.ProtectionDays == nil {
		return p.DealSettings
	}
	return append([]model.DealNumber{{Name: protectionName, Value: *p.ProtectionDays}}, p.DealSettings...)
}

// numberFor finds what is set for a tier, or else for all.
func numberFor(set []model.DealNumber, name, tier string) (value int, found bool) {
	for _, wanted := range []string{"", tier} {
		for _, n := range set {
			if n.Name == name && n.Tier == wanted {
				value, found = n.Value, true
			}
		}
	}
	return value, found
}
