package model

import "time"

// Seen is how a record stands to each side of the triangle. A side's part moves with what somebody of the side can notice and
// with nothing else, so that it tells nobody of a change that is hidden.
type Seen struct {
	Vendor      SeenAs `bson:"vendor"`
	Distributor SeenAs `bson:"distributor"`
	Partner     SeenAs `bson:"partner"`
}

// SeenAs is the version of a record that a side is told, and the instant of the last change that the side could notice.
type SeenAs struct {
	Version int       `bson:"version"`
	At      time.Time `bson:"at"`
}

// SeenAlike is how a record stands to all sides while each has seen the same of it.
func SeenAlike(version int, at time.Time) Seen {
	one := SeenAs{version, at}
	return Seen{one, one, one}
}

// By is the part of a side, nil for none.
func (s *Seen) By(side OrganizationKind) *SeenAs {
	switch side {
	case OrganizationKindVendor:
		return &s.Vendor
	case OrganizationKindDistributor:
		return &s.Distributor
	case OrganizationKindPartner:
		return &s.Partner
	}
	return nil
}

// IsZero is true for a record of a kind that one side alone sees: it has its version and no other.
func (s Seen) IsZero() bool { return s == Seen{} }

// Sided is true for a kind that several sides see, each with a version of its own.
func (k Kind) Sided() bool {
	switch k {
	case KindPartner, KindProgram, KindCampaign, KindDeal, KindAuthority, KindEnrollment, KindCertification:
		return true
	}
	return false
}

// VersionFor is the version that a side is told: what its people send back as the version that they saw. The stored version is
// for writes alone.
func (r *Record) VersionFor(side OrganizationKind) int {
	if as := r.Seen.By(side); as != nil && !r.Seen.IsZero() {
		return as.Version
	}
	return r.Version
}

// TellTo puts what a side is told of the record in the place of what is stored.
func (r *Record) TellTo(side OrganizationKind) {
	if as := r.Seen.By(side); as != nil && !r.Seen.IsZero() {
		r.Version, r.UpdatedAt = as.Version, as.At
		r.Seen = Seen{}
	}
}
