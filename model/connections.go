package model

// The pages and edges of every list, under the names that the schema gives them.
type (
	OrganizationConnection     = Page[Organization]
	OrganizationEdge           = Edge[Organization]
	PartnerConnection          = Page[Partner]
	PartnerEdge                = Edge[Partner]
	ProgramConnection          = Page[Program]
	ProgramEdge                = Edge[Program]
	CampaignConnection         = Page[Campaign]
	CampaignEdge               = Edge[Campaign]
	DealConnection             = Page[Deal]
	DealEdge                   = Edge[Deal]
	EnrollmentConnection       = Page[Enrollment]
	EnrollmentEdge             = Edge[Enrollment]
	DealEventConnection        = Page[DealEvent]
	DealEventEdge              = Edge[DealEvent]
	DirectEngagementConnection = Page[DirectEngagement]
	DirectEngagementEdge       = Edge[DirectEngagement]
	SegmentConnection          = Page[Segment]
	SegmentEdge                = Edge[Segment]
	UserConnection             = Page[User]
	UserEdge                   = Edge[User]
	SegmentMoveConnection      = Page[SegmentMove]
	SegmentMoveEdge            = Edge[SegmentMove]
)
