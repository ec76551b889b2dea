package model

// Campaign is a marketing campaign of one vendor, to or through partners.
type Campaign struct {
	Record         `bson:",inline"`
	VendorID       ID                `bson:"vendorId"`
	Name           string            `bson:"name"`
	NameFold       string            `bson:"nameFold"`
	Description    *string           `bson:"description,omitempty"`
	Status         CampaignStatus    `bson:"status"`
	Direction      CampaignDirection `bson:"direction"`
	StartsOn       Date              `bson:"startsOn"`
	EndsOn         *Date             `bson:"endsOn,omitempty"`
	Languages      []string          `bson:"languages"`
	DistributorIDs []ID              `bson:"distributorIds"` // those that take part
	// ReachIDs are the distributors that see the campaign because they serve a partner that it is for; none where it names any.
	ReachIDs []ID      `bson:"reachIds"`
	Audience *Audience `bson:"audience"`
	Cost     *Money    `bson:"cost,omitempty"`
}

// IsNode marks the type as a GraphQL node.
func (Campaign) IsNode() {}

// GetID answers the node interface.
func (c Campaign) GetID() ID { return c.ID }
