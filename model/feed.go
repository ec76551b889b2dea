package model

import "slices"

// Noun is what the store asks of every record: its common part, the feed that its changes belong to, and the
// organizations that a change of it concerns: all whose people may see the record, or Everybody. A change is found by them, so
// one that is left out would not learn of it.
type Noun interface {
	Base() *Record
	Feed() ID
	Concerns() []ID
}

// Feed of an organization: a vendor's own, or the hub's.
func (o *Organization) Feed() ID {
	if o.Kind == OrganizationKindVendor {
		return o.ID
	}
	return HubFeed
}

// Concerns is the organization itself, and everybody who works with it.
func (o *Organization) Concerns() []ID { return []ID{o.ID, Everybody} }

// Feed of a user: its vendor's, or the hub's.
func (u *User) Feed() ID {
	if u.OrganizationKind == OrganizationKindVendor {
		return u.OrganizationID
	}
	return HubFeed
}

// Concerns is the user's organization.
func (u *User) Concerns() []ID { return []ID{u.OrganizationID} }

// Feed is the vendor's.
func (p *Partner) Feed() ID { return p.VendorID }

// Concerns is the vendor, the partner and its distributors.
func (p *Partner) Concerns() []ID {
	return append([]ID{p.VendorID, p.OrganizationID}, p.DistributorIDs...)
}

// Feed is the vendor's.
func (p *Program) Feed() ID { return p.VendorID }

// Concerns is the vendor, the distributors that take part, and the partners that follow from the audience rule.
func (p *Program) Concerns() []ID { return append([]ID{p.VendorID, Everybody}, p.DistributorIDs...) }

// Feed is the vendor's.
func (c *Campaign) Feed() ID { return c.VendorID }

// Concerns is the vendor, the distributors that take part, and the partners that follow from the audience rule.
func (c *Campaign) Concerns() []ID { return append([]ID{c.VendorID, Everybody}, c.DistributorIDs...) }

// Feed is the vendor's.
func (d *Deal) Feed() ID { return d.VendorID }

// Concerns is the vendor, the partner, and the distributor unless the deal is hidden from it.
func (d *Deal) Concerns() []ID {
	out := []ID{d.VendorID, d.PartnerOrgID}
	if d.DistributorID != nil && !d.HiddenFromDistributor {
		out = append(out, *d.DistributorID)
	}
	return out
}

// Feed is the vendor's.
func (a *ApprovalAuthority) Feed() ID { return a.VendorID }

// Concerns is the vendor and the distributor.
func (a *ApprovalAuthority) Concerns() []ID { return []ID{a.VendorID, a.DistributorID} }

// Feed is the vendor's.
func (e *Enrollment) Feed() ID { return e.VendorID }

// Concerns is the vendor, the partner, and the distributors that serve the partner and take part in the program.
func (e *Enrollment) Concerns() []ID {
	out := []ID{e.VendorID, e.PartnerOrgID}
	for _, d := range e.DistributorIDs {
		if slices.Contains(e.Offer.DistributorIDs, d) {
			out = append(out, d)
		}
	}
	return out
}
