package model

import "time"

// ApprovalAuthority is what a vendor lets a distributor do with deals, for which partners, products and amounts, and when.
type ApprovalAuthority struct {
	Record          `bson:",inline"`
	VendorID        ID            `bson:"vendorId"`
	DistributorID   ID            `bson:"distributorId"`
	Mode            AuthorityMode `bson:"mode"`
	VetoHours       *int          `bson:"vetoHours,omitempty"` // with APPROVE_WITH_VETO: how long the vendor may veto
	PartnerIDs      []ID          `bson:"partnerIds"`          // empty means all
	MaxAmount       *Money        `bson:"maxAmount,omitempty"` // nil reaches any amount
	ProductFamilies []string      `bson:"productFamilies"`     // empty means all
	Tiers           []string      `bson:"tiers"`               // empty means all
	Countries       []CountryCode `bson:"countries"`           // empty means all
	Regions         []string      `bson:"regions"`             // the vendor's names; empty means all
	SegmentIDs      []ID          `bson:"segmentIds"`          // empty means all
	ValidFrom       time.Time     `bson:"validFrom"`
	ValidUntil      time.Time     `bson:"validUntil"` // Forever when open
}

// IsNode marks the type as a GraphQL node.
func (ApprovalAuthority) IsNode() {}

// GetID answers the node interface.
func (a ApprovalAuthority) GetID() ID { return a.ID }

// ValidTo is the end of the authority, nil for an open one.
func (a ApprovalAuthority) ValidTo() *time.Time {
	if a.ValidUntil.Equal(Forever) {
		return nil
	}
	return &a.ValidUntil
}
