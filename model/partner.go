package model

// Partner is one partner organization's account with one vendor: the partnership.
type Partner struct {
	Record             `bson:",inline"`
	VendorID           ID              `bson:"vendorId"`
	OrganizationID     ID              `bson:"organizationId"`
	Name               string          `bson:"name"`
	NameFold           string          `bson:"nameFold"` // Fold(Name), for sorting and prefixes
	Type               PartnerType     `bson:"type"`
	Country            CountryCode     `bson:"country"`
	Tier               *string         `bson:"tier,omitempty"`
	LifeStage          *LifeStage      `bson:"lifeStage,omitempty"`
	Region             *string         `bson:"region,omitempty"`
	DistributorIDs     []ID            `bson:"distributorIds"`
	Coverage           []Coverage      `bson:"coverage"`
	Employees          *int            `bson:"employees,omitempty"`
	TechnicalHeadcount *int            `bson:"technicalHeadcount,omitempty"`
	MonoBrand          *bool           `bson:"monoBrand,omitempty"`
	Certifications     []Certification `bson:"certifications"`
	Trainings          []Training      `bson:"trainings"`
	Attributes         []Attribute     `bson:"attributes"` // the vendor's own, by name
	Tags               []string        `bson:"tags"`
	EngagementScore    *int            `bson:"engagementScore"` // stored as 0 when unknown, so that sorting never meets null
	RFM                *RFM            `bson:"rfm,omitempty"`
	// CostToServe is what serving the partner costs the vendor in a year, by the vendor's own books.
	CostToServe  *Money       `bson:"costToServe,omitempty"`
	PrivateNotes *string      `bson:"privateNotes,omitempty"`
	ExternalIDs  []ExternalID `bson:"externalIds"`
	// TierHistory only grows; its last entry is Tier, unless that came before there was a history.
	TierHistory []TierHolding    `bson:"tierHistory"`
	Demotion    *PendingDemotion `bson:"demotion,omitempty"`
	TierKept    *TierKept        `bson:"tierKept,omitempty"`
	// Revenue is what the partner bought from the vendor, and Registered how many deals it submitted, by month.
	Revenue    []Turnover   `bson:"revenue"`
	Registered []MonthCount `bson:"registered"`
	// SegmentIDs are the segments that the partner was in when they were last settled.
	SegmentIDs []ID `bson:"segmentIds"`
}

// RFM is recency, frequency and monetary value as quintiles, 1 lowest to 5 highest.
type RFM struct {
	Recency   int `bson:"recency"`
	Frequency int `bson:"frequency"`
	Monetary  int `bson:"monetary"`
}

// IsNode marks the type as a GraphQL node.
func (Partner) IsNode() {}

// GetID answers the node interface.
func (p Partner) GetID() ID { return p.ID }
