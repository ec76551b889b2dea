package model

import (
	"slices"
	"time"
)

// DirectEngagement is a customer that a vendor deals with directly. Nobody outside the vendor sees it.
type DirectEngagement struct {
	Record          `bson:",inline"`
	VendorID        ID             `bson:"vendorId"`
	Customer        DirectCustomer `bson:"customer"`
	CustomerKey     string         `bson:"customerKey"`     // see CustomerKey
	ProductFamilies []string       `bson:"productFamilies"` // empty means all
	ValidFrom       time.Time      `bson:"validFrom"`
	ValidUntil      time.Time      `bson:"validUntil"` // Forever when open
	Note            *string        `bson:"note,omitempty"`
}

// DirectCustomer is the customer of a direct engagement.
type DirectCustomer struct {
	Name           string      `bson:"name"`
	NameFold       string      `bson:"nameFold"`
	Domain         *string     `bson:"domain,omitempty"`
	RegistryNumber *string     `bson:"registryNumber,omitempty"`
	Country        CountryCode `bson:"country"`
	PostalCode     *string     `bson:"postalCode,omitempty"`
}

// Reaches tells whether the engagement counts at an instant for one of the product families.
func (e *DirectEngagement) Reaches(families []string, now time.Time) bool {
	if now.Before(e.ValidFrom) || !now.Before(e.ValidUntil) {
		return false
	}
	return len(e.ProductFamilies) == 0 || slices.ContainsFunc(families, func(f string) bool { return slices.Contains(e.ProductFamilies, f) })
}

// ValidTo is the end of the engagement, nil for an open one.
func (e DirectEngagement) ValidTo() *time.Time {
	if e.ValidUntil.Equal(Forever) {
		return nil
	}
	return &e.ValidUntil
}

// IsNode marks the type as a GraphQL node.
func (DirectEngagement) IsNode() {}

// GetID answers the node interface.
func (e DirectEngagement) GetID() ID { return e.ID }

// Feed is the vendor's.
func (e *DirectEngagement) Feed() ID { return e.VendorID }

// Concerns is the vendor alone.
func (e *DirectEngagement) Concerns() []ID { return []ID{e.VendorID} }
