package model

// Organization is a vendor, a distributor or a partner organization.
type Organization struct {
	Record   `bson:",inline"`
	Kind     OrganizationKind `bson:"kind"`
	Handle   string           `bson:"handle"` // unique, [a-z0-9-]{1,40}
	Name     string           `bson:"name"`
	NameFold string           `bson:"nameFold"` // Fold(Name), for sorting and prefixes
	Country  CountryCode      `bson:"country"`
	Domain   *string          `bson:"domain,omitempty"`
	Currency *CurrencyCode    `bson:"currency,omitempty"` // vendors only: base currency
	// DealPrefix starts the numbers of a vendor's deals, such as NIM.
	DealPrefix string `bson:"dealPrefix,omitempty"`
	// DealSettings are a vendor's own rules for deals, where no program says otherwise.
	DealSettings []DealSetting `bson:"dealSettings"`
	// Holidays are the days on which a vendor's reviewers do not work, besides weekends.
	Holidays []Date `bson:"holidays"`
	// RelatedIDs are the organizations that work with this one. They decide who sees it and are shown to nobody.
	RelatedIDs []ID `bson:"relatedIds"`
	// Coverage names the people who cover the organization's partners at any vendor or distributor. Shown to nobody.
	Coverage []Coverage `bson:"coverage"`
}

// IsNode marks the type as a GraphQL node.
func (Organization) IsNode() {}

// GetID answers the node interface.
func (o Organization) GetID() ID { return o.ID }
