package model

import "time"

// Segment is a rule over one vendor's partners under a name.
type Segment struct {
	Record      `bson:",inline"`
	VendorID    ID            `bson:"vendorId"`
	Name        string        `bson:"name"`
	NameFold    string        `bson:"nameFold"`
	Description *string       `bson:"description,omitempty"`
	Status      SegmentStatus `bson:"status"`
	Source      RuleText      `bson:"rule"`
	RuleText    string        `bson:"ruleText"`    // for people
	RuleVersion int           `bson:"ruleVersion"` // grows with every change of the rule
}

// IsNode marks the type as a GraphQL node.
func (Segment) IsNode() {}

// GetID answers the node interface.
func (s Segment) GetID() ID { return s.ID }

// Feed is the vendor's.
func (s *Segment) Feed() ID { return s.VendorID }

// Concerns is the vendor alone.
func (s *Segment) Concerns() []ID { return []ID{s.VendorID} }

// SegmentRecompute is how far the stored members of a segment are worked out. There is one a segment, and it is begun anew for
// every version of the rule and every day that can change the answer.
type SegmentRecompute struct {
	SegmentID   ID        `bson:"_id"`
	VendorID    ID        `bson:"vendorId"`
	RuleVersion int       `bson:"ruleVersion"`
	Day         Date      `bson:"day"`
	Turn        int       `bson:"turn"`  // how often the clock alone can change the answer
	After       ID        `bson:"after"` // the last partner that was looked at
	Done        bool      `bson:"done"`
	Checked     int       `bson:"checked"`
	Total       int       `bson:"total"`
	Joined      int       `bson:"joined"`
	Left        int       `bson:"left"`
	StartedAt   time.Time `bson:"startedAt"`
	UpdatedAt   time.Time `bson:"updatedAt"`
}

// How often the clock alone can change who is in a segment.
const (
	TurnNever   = 0
	TurnMonthly = 1
	TurnDaily   = 2
)

// SegmentMove is one entry of the history of a segment's members, which only grows.
type SegmentMove struct {
	// OwnID tells moves of one instant apart. The store gives it.
	OwnID       string    `bson:"-"`
	SegmentID   ID        `bson:"segmentId"`
	VendorID    ID        `bson:"vendorId"`
	PartnerID   ID        `bson:"partnerId"`
	Joined      bool      `bson:"joined"` // or else it left
	RuleVersion int       `bson:"ruleVersion"`
	At          time.Time `bson:"at"`
}

// RuleSimulation is a rule that is tried on a segment of a vendor without being saved. What it would change is worked out when it
// is asked for.
type RuleSimulation struct {
	VendorID      ID
	Segment       *Segment // nil for a new one
	Rule          *Rule
	RuleText      *string
	Offers        []*SimulatedOffer
	HasMoreOffers bool
	UserErrors    []*UserError
}

// SimulatedOffer is a program or a campaign whose audience names the segment.
type SimulatedOffer struct {
	Of       *RuleSimulation
	Program  *Program
	Campaign *Campaign
}
