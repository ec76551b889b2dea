package model

// Program is a channel program of one vendor.
type Program struct {
	Record                 `bson:",inline"`
	VendorID               ID            `bson:"vendorId"`
	Name                   string        `bson:"name"`
	NameFold               string        `bson:"nameFold"`
	Description            *string       `bson:"description,omitempty"`
	Type                   ProgramType   `bson:"type"`
	Status                 ProgramStatus `bson:"status"`
	StartsOn               *Date         `bson:"startsOn,omitempty"`
	EndsOn                 *Date         `bson:"endsOn,omitempty"`
	ProductFamilies        []string      `bson:"productFamilies"`
	MinimumAmount          *Money        `bson:"minimumAmount,omitempty"`
	ProtectionDays         *int          `bson:"protectionDays,omitempty"` // DefaultProtectionDays when nil
	MayHideFromDistributor bool          `bson:"mayHideFromDistributor"`
	DistributorIDs         []ID          `bson:"distributorIds"` // those that take part
	Audience               *Audience     `bson:"audience"`
	Budget                 *Money        `bson:"budget,omitempty"`
	// DealSettings are the program's own rules for deals, and those for the partners of a tier.
	DealSettings []DealSetting `bson:"dealSettings"`
	// AutoApproveBelow lets a deal of a smaller amount be approved without a reviewer when nothing stands in its way.
	AutoApproveBelow *Money `bson:"autoApproveBelow,omitempty"`
	// ApprovalRules ask for more steps than the vendor's usual one.
	ApprovalRules []ApprovalRule `bson:"approvalRules"`
}

// DealSetting is one number that the rules of deal registration work with, such as reviewDays.
type DealSetting struct {
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

// Audience says whom a program or campaign is for: every side that names something must match.
// An open side is stored as the single entry AudienceAny, so that one indexed condition can ask for "open or mine".
type Audience struct {
	Types     []string `bson:"types"`
	Countries []string `bson:"countries"`
	Tiers     []string `bson:"tiers"`
}

// AudienceAny is the entry of a side that is open to all.
const AudienceAny = "*"

// IsNode marks the type as a GraphQL node.
func (Program) IsNode() {}

// GetID answers the node interface.
func (p Program) GetID() ID { return p.ID }
