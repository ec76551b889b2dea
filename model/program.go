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
	// ReachIDs are the distributors that see the program because they serve a partner that it is for; none where it names any.
	ReachIDs []ID      `bson:"reachIds"`
	Audience *Audience `bson:"audience"`
	Budget   *Money    `bson:"budget,omitempty"`
	// Benefits and Requirements are what the program gives and asks for in its own words, and Texts what it says in others.
	Benefits         []ProgramPoint `bson:"benefits"`
	Requirements     []ProgramPoint `bson:"requirements"`
	Texts            []ProgramText  `bson:"texts"`
	ProgramDealRules `bson:",inline"`
	// EnrollmentPlans are how partners come into the program, by their type; without any it takes no enrollments.
	EnrollmentPlans []EnrollmentPlan `bson:"enrollmentPlans"`
	// AutoApproveEnrollments are the partners whose application needs no reviewer; nil asks for one always.
	AutoApproveEnrollments *Audience `bson:"autoApproveEnrollments,omitempty"`
}

// Audience says whom a program or campaign is for: every side that names something must match.
// An open side is stored as the single entry AudienceAny, so that one indexed condition can ask for "open or mine".
type Audience struct {
	Types     []string `bson:"types"`
	Countries []string `bson:"countries"`
	Tiers     []string `bson:"tiers"`
	// Segments are those that it is for, by id: a partner must be in one. Without are those that it leaves out, none when empty.
	Segments []string `bson:"segments"`
	Without  []string `bson:"without"`
}

// AudienceAny is the entry of a side that is open to all.
const AudienceAny = "*"

// IsNode marks the type as a GraphQL node.
func (Program) IsNode() {}

// GetID answers the node interface.
func (p Program) GetID() ID { return p.ID }
