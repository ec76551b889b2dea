package model

import "time"

// PartnerCertification is a certification or a training of a partner: what it is, since when and until when it counts. A partner has
// one record of each name and type, whatever has become of it.
type PartnerCertification struct {
	Record       `bson:",inline"`
	VendorID     ID                `bson:"vendorId"`
	PartnerID    ID                `bson:"partnerId"`
	PartnerOrgID ID                `bson:"partnerOrgId"`
	Type         CertificationType `bson:"type"`
	Name         string            `bson:"name"`
	NameFold     string            `bson:"nameFold"`
	// EarnedOn is when it was issued or completed. A training always has it.
	EarnedOn   *Date   `bson:"earnedOn,omitempty"`
	ValidUntil Date    `bson:"validUntil"` // its last day, NoLastDay when it has none
	Reference  *string `bson:"reference,omitempty"`
	// RevokedAt is when the vendor took it back, Forever while it has not.
	RevokedAt      time.Time `bson:"revokedAt"`
	RevocationNote *string   `bson:"revocationNote,omitempty"`

	// Coverage is the partner's, copied so that a list is one indexed query.
	Coverage []Coverage `bson:"coverage"`
}

// CertificationID is the id of a partner's record of a name and type. There is no second one.
func CertificationID(partner ID, typ CertificationType, name string) ID {
	return DerivedID(KindCertification, string(partner)+"/"+string(typ)+"/"+name)
}

// Held is true while the vendor has not taken it back, whether or not it has expired.
func (c *PartnerCertification) Held() bool { return c.RevokedAt.Equal(Forever) }

// StatusOn is where it stands on a day, whatever any job has or has not done.
func (c *PartnerCertification) StatusOn(day Date) CertificationStatus {
	switch {
	case !c.Held():
		return CertificationStatusRevoked
	case c.ValidUntil < day:
		return CertificationStatusExpired
	}
	return CertificationStatusValid
}

// Feed is the vendor's.
func (c *PartnerCertification) Feed() ID { return c.VendorID }

// Concerns is the vendor and the partner.
func (c *PartnerCertification) Concerns() []ID { return []ID{c.VendorID, c.PartnerOrgID} }

// IsNode marks the type as a GraphQL node.
func (PartnerCertification) IsNode() {}

// GetID answers the node interface.
func (c PartnerCertification) GetID() ID { return c.ID }
