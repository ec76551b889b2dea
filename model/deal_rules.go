package model

import "reflect"

// VendorDealRules are a vendor's own rules of deal registration.
type VendorDealRules struct {
	// DealSettings count where no program says otherwise.
	DealSettings []DealNumber `bson:"dealSettings"`
	// Holidays are the days on which a vendor's reviewers do not work, besides weekends.
	Holidays []Date `bson:"holidays"`
	// Regions are a vendor's names for parts of the world. A country may be in several, or in none.
	Regions []Region `bson:"regions"`
	// ReminderDays are how long before the end of a protection its parties are reminded; nil is the usual.
	ReminderDays []int `bson:"reminderDays"`
	// RefusalReasons and LossReasons, where there are any, are all that can be given.
	RefusalReasons []DealRefusalChoice `bson:"refusalReasons"`
	LossReasons    []DealLossChoice    `bson:"lossReasons"`
	// TierReasons are those for the partners of a tier, in the place of the two lists above. Shown to whoever sees the rules.
	TierReasons []TierReasons `bson:"tierReasons"`
	// DealRulesVersion counts the changes of these rules alone: the organization's own version moves with much else.
	DealRulesVersion int `bson:"dealRulesVersion"`
}

// ProgramDealRules are a program's own rules for deals.
type ProgramDealRules struct {
	// DealSettings are the program's numbers, and those for the partners of a tier.
	DealSettings []DealNumber `bson:"dealSettings"`
	// AutoApproveBelow lets a deal of a smaller amount be approved without a reviewer when nothing stands in its way.
	AutoApproveBelow *Money `bson:"autoApproveBelow,omitempty"`
	// ApprovalRules ask for more steps than the vendor's usual one.
	ApprovalRules []ApprovalRule `bson:"approvalRules"`
	// RefusalReasons, LossReasons and TierReasons are a vendor's, for the deals of the program.
	RefusalReasons []DealRefusalChoice `bson:"refusalReasons"`
	LossReasons    []DealLossChoice    `bson:"lossReasons"`
	TierReasons    []TierReasons       `bson:"tierReasons"`
	// DealRulesVersion counts the changes of these rules alone.
	DealRulesVersion int `bson:"dealRulesVersion"`
}

// Count raises the version when the rules differ from what they were.
func (r *VendorDealRules) Count(before VendorDealRules) {
	r.DealRulesVersion = before.DealRulesVersion
	if !reflect.DeepEqual(*r, before) {
		r.DealRulesVersion++
	}
}

// Count raises the version when the rules differ from what they were.
func (r *ProgramDealRules) Count(before ProgramDealRules) {
	r.DealRulesVersion = before.DealRulesVersion
	if !reflect.DeepEqual(*r, before) {
		r.DealRulesVersion++
	}
}

// DealNumber is one number that the rules of deal registration work with, such as reviewDays.
type DealNumber struct {
	Name  string `bson:"name"`
	Tier  string `bson:"tier"` // of the partners that it is for; all when empty
	Value int    `bson:"value"`
}

// ApprovalRule adds a step to the approval plan of deals that match every side that is set.
type ApprovalRule struct {
	Step            DealStep            `bson:"step"`
	From            *Money              `bson:"from,omitempty"` // this amount or more
	ProductFamilies []string            `bson:"productFamilies"`
	Conflicts       []DealConflictClass `bson:"conflicts"`
}

// Region is a vendor's name for some countries.
type Region struct {
	Name      string        `bson:"name"`
	Countries []CountryCode `bson:"countries"`
}

// DealRefusalChoice is a reason that a reviewer can give for some actions: a code, with the vendor's own words.
type DealRefusalChoice struct {
	Key     string         `bson:"key"`
	Code    DealReasonCode `bson:"code"`
	Actions []DealAction   `bson:"actions"`
	Text    *string        `bson:"text,omitempty"`
}

// DealLossChoice is a reason that can be given for a loss.
type DealLossChoice struct {
	Key  string         `bson:"key"`
	Code DealLossReason `bson:"code"`
	Text *string        `bson:"text,omitempty"`
}

// TierReasons are the reasons for the deals of the partners of a tier.
type TierReasons struct {
	Tier           string              `bson:"tier"`
	RefusalReasons []DealRefusalChoice `bson:"refusalReasons"`
	LossReasons    []DealLossChoice    `bson:"lossReasons"`
}

// DealReasonList is one list of reasons as it was set, by whom and for which partners; no tier means all.
type DealReasonList struct {
	Tier           *string
	Source         DealSettingSource
	RefusalReasons []DealRefusalChoice
	LossReasons    []DealLossChoice
}

// DealChoices are the reasons that can be given with one deal; nil where they are hidden.
type DealChoices struct {
	Refusals []*DealRefusalChoice
	Losses   []*DealLossChoice
}

// DealSettings are the rules in force for a vendor's deals, or for those of a program.
type DealSettings struct {
	VendorID         ID
	ProgramID        *ID
	Version          int
	Numbers          []DealSetting
	Holidays         []Date
	ReminderDays     []int
	Regions          []Region
	RefusalReasons   []DealRefusalChoice
	LossReasons      []DealLossChoice
	ReasonLists      []DealReasonList
	AutoApproveBelow *Money
	ApprovalRules    []ApprovalRule
}
