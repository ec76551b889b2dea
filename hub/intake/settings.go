package intake

import (
	"errors"
	"fmt"
	"strings"

	"partnerhub/hub"
	"partnerhub/model"
)

// The settings of deal registration in files: name=value, or TIER.name=value for the partners of a tier.

func settingsColumn(whose string) Column {
	var names []string
	for _, row := range hub.SettingRanges() {
		names = append(names, row.Name)
	}
	return optional("dealSettings", whose+" rules for deals as name=value, separated by semicolons, TIER.name=value for the partners of a tier; the names are "+
		strings.Join(names, ", "))
}

// dealSettingsOf reads the column. No setting may be there twice for the same partners.
func dealSettingsOf(r *row, into *[]model.DealNumber) {
	setList(r, "dealSettings", into, readSetting)
	seen := map[string]bool{}
	for _, s := range *into {
		key := s.Tier + "." + s.Name
		r.wants(!seen[key], "dealSettings", "has %s twice", s.Name)
		seen[key] = true
	}
}

func readSetting(entry string) (s model.DealNumber, err error) {
	name, value, ok := strings.Cut(entry, "=")
	if !ok {
		return s, errors.New("is name=value")
	}
	s.Name = strings.TrimSpace(name)
	if i := strings.LastIndexByte(s.Name, '.'); i >= 0 {
		s.Tier, s.Name = s.Name[:i], s.Name[i+1:]
	}
	for _, row := range hub.SettingRanges() {
		if row.Name == s.Name {
			s.Value, err = readNumber(row.Low, row.High)(strings.TrimSpace(value))
			return s, err
		}
	}
	return s, fmt.Errorf("%s is no setting", s.Name)
}

// approvalRulesOf reads entries such as OPERATIONS_APPROVAL:100000.00 GBP:cloud,backup:HARD_EARLIER; each part but the step may
// be empty, which means any.
func approvalRulesOf(r *row, vendor *model.Organization, into *[]model.ApprovalRule) {
	setList(r, "approvalRules", into, func(entry string) (model.ApprovalRule, error) { return readRule(vendor, entry) })
}

func readRule(vendor *model.Organization, entry string) (rule model.ApprovalRule, err error) {
	part := append(parts(entry, 4), "", "", "")[:4]
	row := &row{values: map[string]string{"step": part[0], "from": part[1],
		"families": strings.ReplaceAll(part[2], ",", ";"), "conflicts": strings.ReplaceAll(part[3], ",", ";")}}
	rule.ProductFamilies, rule.Conflicts = []string{}, []model.DealConflictClass{}
	set(row, "step", &rule.Step, readEnum([]model.DealStep{model.DealStepVendorApproval, model.DealStepOperationsApproval}))
	setOptional(row, "from", &rule.From, readMoney(vendor, 0))
	setList(row, "families", &rule.ProductFamilies, readText(model.MaxCode))
	setList(row, "conflicts", &rule.Conflicts, readEnum(model.AllDealConflictClass))
	if rule.Step == "" && !row.faulty() {
		row.fail("step", "must not be empty")
	}
	if row.faulty() {
		err = errors.New(row.faults[0].column + " " + row.faults[0].reason)
	}
	return rule, err
}
