package model

import "time"

// Enrollment is one term of a partner in a program of its vendor, from the invitation or the first draft to its end. What comes
// after it is another term, linked to it where it renews it.
type Enrollment struct {
	Record       `bson:",inline"`
	VendorID     ID               `bson:"vendorId"`
	ProgramID    ID               `bson:"programId"`
	PartnerID    ID               `bson:"partnerId"`
	PartnerOrgID ID               `bson:"partnerOrgId"`
	Term         int              `bson:"term"` // 1 for the partner's first in this program
	Status       EnrollmentStatus `bson:"status"`
	// PendingSteps are what is left until the term is in force, the next one first.
	PendingSteps []EnrollmentStep `bson:"pendingSteps"`
	RenewsID     *ID              `bson:"renewsId,omitempty"` // the term before, in a renewal
	AppliedAt    *time.Time       `bson:"appliedAt,omitempty"`
	// ValidFrom and ValidUntil are when the term is in force, set when it begins; Forever is no end.
	ValidFrom  *time.Time `bson:"validFrom,omitempty"`
	ValidUntil *time.Time `bson:"validUntil,omitempty"`
	// RenewableFrom and RenewableUntil are between which instants the term can be renewed, as the plan said when it began.
	RenewableFrom  *time.Time `bson:"renewableFrom,omitempty"`
	RenewableUntil *time.Time `bson:"renewableUntil,omitempty"`
	// RenewalID is the term that renews this one, also while that is under way.
	RenewalID *ID `bson:"renewalId,omitempty"`
	// ReapplyFrom is when the partner may try again after a refusal or an end.
	ReapplyFrom *time.Time            `bson:"reapplyFrom,omitempty"`
	SponsorID   *ID                   `bson:"sponsorId,omitempty"` // the distributor that speaks for the partner
	Application *EnrollmentForm       `bson:"application,omitempty"`
	Agreement   *AcceptedAgreement    `bson:"agreement,omitempty"`
	Reason      *EnrollmentReasonCode `bson:"reason,omitempty"`
	Comment     *string               `bson:"comment,omitempty"` // of the vendor, for the partner
	History     []EnrollmentEvent     `bson:"history"`           // only grows

	// Holds is what only one term of a partner in a program can be at a time; "" when it is over. See SlotOf.
	Holds string `bson:"holds,omitempty"`
	// Engaged is true once the partner's own people have acted on it. Until then they see it only while the program is for them.
	Engaged bool `bson:"engaged"`
	// Coverage and DistributorIDs are the partner's, and Offer the program's, copied so that a list is one indexed query.
	Coverage       []Coverage      `bson:"coverage"`
	DistributorIDs []ID            `bson:"distributorIds"`
	Offer          EnrollmentOffer `bson:"offer"`
}

// EnrollmentOffer is what decides on the sight of the program.
type EnrollmentOffer struct {
	Type           ProgramType `bson:"type"`
	Published      bool        `bson:"published"`
	DistributorIDs []ID        `bson:"distributorIds"`
	Audience       *Audience   `bson:"audience"`
}

// EnrollmentForm is the answers of an applicant to one version of a program's questions.
type EnrollmentForm struct {
	Version int                `bson:"version"`
	Answers []EnrollmentAnswer `bson:"answers"`
}

// EnrollmentAnswer is the answer to one question. Its values are as the question's type writes them.
type EnrollmentAnswer struct {
	Key    string   `bson:"key"`
	Values []string `bson:"values"`
}

// AcceptedAgreement is which version of the program's agreement was accepted, by whom and when.
type AcceptedAgreement struct {
	Version    string    `bson:"version"`
	AcceptedBy DealParty `bson:"acceptedBy"`
	AcceptedAt time.Time `bson:"acceptedAt"`
}

// EnrollmentEvent is one step in the life of a term: who did what, when, and where it led.
type EnrollmentEvent struct {
	Action string                `bson:"action"`
	Status EnrollmentStatus      `bson:"status"` // after it
	At     time.Time             `bson:"at"`
	Actor  *DealParty            `bson:"actor,omitempty"` // nil for the hub itself
	Reason *EnrollmentReasonCode `bson:"reason,omitempty"`
	Note   *string               `bson:"note,omitempty"`
}

// What a term holds while it is open: at most one application and at most one term in force of a partner in a program. A second
// application beside a term in force is its renewal.
const (
	HoldsApplication = "APPLICATION"
	HoldsTerm        = "TERM"
)

// SlotOf is what a term of a status holds.
func SlotOf(s EnrollmentStatus) string {
	switch s {
	case EnrollmentStatusInvited, EnrollmentStatusDraft, EnrollmentStatusApplied:
		return HoldsApplication
	case EnrollmentStatusActive, EnrollmentStatusSuspended:
		return HoldsTerm
	}
	return ""
}

// StatusAt tells the status at an instant: a term whose time has run out is EXPIRED, whatever any job has or has not done.
func (e *Enrollment) StatusAt(now time.Time) EnrollmentStatus {
	if SlotOf(e.Status) == HoldsTerm && e.ValidUntil != nil && !now.Before(*e.ValidUntil) {
		return EnrollmentStatusExpired
	}
	return e.Status
}

// TakeFrom copies what the term carries of its partner and its program, as they are now.
func (e *Enrollment) TakeFrom(p *Partner, program *Program) {
	e.Coverage, e.DistributorIDs = p.Coverage, p.DistributorIDs
	e.Offer = OfferOf(program)
}

// OfferOf is what the terms of a program carry of it.
func OfferOf(p *Program) EnrollmentOffer {
	return EnrollmentOffer{Type: p.Type, Published: p.Status != ProgramStatusDraft, DistributorIDs: p.DistributorIDs, Audience: p.Audience}
}

// IsNode marks the type as a GraphQL node.
func (Enrollment) IsNode() {}

// GetID answers the node interface.
func (e Enrollment) GetID() ID { return e.ID }
