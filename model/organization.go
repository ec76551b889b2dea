package model

import "slices"

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
	// Tiers are a vendor's own, from the lowest to the highest, and Attributes what it keeps on partners under names of its own.
	Tiers      []string              `bson:"tiers"`
	Attributes []AttributeDefinition `bson:"attributes"`
	// TierRules are what each of the tiers asks for and gives, in the order of Tiers, and PublishedTiers those that partners see.
	TierRules      []Tier `bson:"tierRules"`
	PublishedTiers []Tier `bson:"publishedTiers"`
	// TiersVersion counts the changes of the ladder alone.
	TiersVersion int `bson:"tiersVersion"`
	// SegmentationLimits are for vendors: when they are warned of their segments.
	SegmentationLimits *SegmentationLimits `bson:"segmentationLimits,omitempty"`
	// RelatedIDs are the organizations that work with this one. They decide who sees it and are shown to nobody.
	RelatedIDs []ID `bson:"relatedIds"`
	// KeeperID is the vendor that brought the organization and may write it from its own systems, "" for the operator's. Shown to nobody.
	KeeperID ID `bson:"keeperId,omitempty"`
	// Coverage names the people who cover the organization's partners at any vendor or distributor. Shown to nobody.
	Coverage []Coverage `bson:"coverage"`
	// SalesOwnDealsOnly is for partner organizations: its salespeople see the deals alone that they registered themselves. SalesVersion
	// counts the changes of it.
	SalesOwnDealsOnly bool `bson:"salesOwnDealsOnly,omitempty"`
	SalesVersion      int  `bson:"salesVersion,omitempty"`
	// VendorDealRules are for vendors.
	VendorDealRules `bson:",inline"`
}

// IsNode marks the type as a GraphQL node.
func (Organization) IsNode() {}

// GetID answers the node interface.
func (o Organization) GetID() ID { return o.ID }

// RegionsOf lists the vendor's regions that a partner is in: the one that the partner's record names, and those of its country.
// Each is there once, in no meant order.
func (o *Organization) RegionsOf(p *Partner) []string {
	out := []string{}
	if p.Region != nil {
		out = append(out, *p.Region)
	}
	for _, r := range o.Regions {
		if slices.Contains(r.Countries, p.Country) && !slices.Contains(out, r.Name) {
			out = append(out, r.Name)
		}
	}
	return out
}
