package model

import (
	"slices"
	"time"
)

// Deal is a deal registration, from draft to won or lost. ApprovalStatus, SalesStage and Outcome are three separate fields.
type Deal struct {
	Record        `bson:",inline"`
	Number        string        `bson:"number"`
	VendorID      ID            `bson:"vendorId"`
	PartnerID     ID            `bson:"partnerId"`
	PartnerOrgID  ID            `bson:"partnerOrgId"`
	DistributorID *ID           `bson:"distributorId,omitempty"`
	ProgramID     *ID           `bson:"programId,omitempty"`
	CampaignID    *ID           `bson:"campaignId,omitempty"`
	Customer      *DealCustomer `bson:"customer,omitempty"`
	Lines         []DealLine    `bson:"lines"`
	Amount        *Money        `bson:"amount"`
	// BaseAmount is the amount in the vendor's base currency, by the vendor's rate of the day on which the deal was first handed in,
	// or made. Rules read it with InBase: a deal from before there were rates has none, and an amount in the base currency.
	BaseAmount      *Money             `bson:"baseAmount,omitempty"`
	ExpectedCloseOn Date               `bson:"expectedCloseOn"`
	ApprovalStatus  DealApprovalStatus `bson:"approvalStatus"` // as stored; StatusAt tells it at an instant
	SalesStage      DealSalesStage     `bson:"salesStage"`
	Outcome         *DealOutcome       `bson:"outcome,omitempty"`
	RegisteredBy    DealParty          `bson:"registeredBy"`
	OnBehalfOf      *ID                `bson:"onBehalfOf,omitempty"`
	SubmittedAt     *time.Time         `bson:"submittedAt,omitempty"`
	ReviewDueAt     *time.Time         `bson:"reviewDueAt,omitempty"`
	HeldUntil       *time.Time         `bson:"heldUntil,omitempty"` // while RETURNED: its place in the queue
	ApprovedAt      *time.Time         `bson:"approvedAt,omitempty"`
	VetoUntil       *time.Time         `bson:"vetoUntil,omitempty"` // the vendor may veto until then
	ProtectedUntil  *time.Time         `bson:"protectedUntil,omitempty"`
	ClosedAt        *time.Time         `bson:"closedAt,omitempty"`
	WonReportedBy   *DealParty         `bson:"wonReportedBy,omitempty"`
	WonReportedAt   *time.Time         `bson:"wonReportedAt,omitempty"`
	OrderReference  *string            `bson:"orderReference,omitempty"`
	Appeals         int                `bson:"appeals"`
	Conflict        *DealConflict      `bson:"conflict,omitempty"`
	ReturnedFields  []string           `bson:"returnedFields"`
	Reason          *DealReasonCode    `bson:"reason,omitempty"`
	ReasonText      *string            `bson:"reasonText,omitempty"` // the vendor's words for either reason
	LossReason      *DealLossReason    `bson:"lossReason,omitempty"`
	ReviewComment   *string            `bson:"reviewComment,omitempty"`
	OwnerComment    *string            `bson:"ownerComment,omitempty"` // with an appeal, a withdrawal, a release or a loss
	Benefit         *DealBenefit       `bson:"benefit,omitempty"`
	PartnerMargin   *Money             `bson:"partnerMargin,omitempty"`
	MarginShared    bool               `bson:"marginShared"` // the partner lets the vendor see PartnerMargin
	DistributorCost *Money             `bson:"distributorCost,omitempty"`
	// InternalComments are the vendor's own.
	InternalComments *string        `bson:"internalComments,omitempty"`
	Approvals        []DealApproval `bson:"approvals"`
	// Plan holds the steps still to be decided, in order.
	Plan []DealStep `bson:"plan"`

	// Shared is false while the deal is a draft of somebody: only its writer and its partner see it then.
	Shared bool `bson:"shared"`
	// HiddenFromDistributor keeps the deal from the sight of the distributor that it names.
	HiddenFromDistributor bool `bson:"hiddenFromDistributor"`
	// Unserved is true when the distributor that the deal names does not serve the partner any more: it acts on nothing of it then.
	Unserved bool `bson:"unserved,omitempty"`
	// Coverage is the partner's, copied.
	Coverage []Coverage `bson:"coverage"`
	// PartnerTier, PartnerCountry, PartnerRegions and PartnerSegmentIDs are the partner's at the last submission: a distributor's
	// authority may depend on them.
	PartnerTier       string      `bson:"partnerTier"`
	PartnerCountry    CountryCode `bson:"partnerCountry"`
	PartnerRegions    []string    `bson:"partnerRegions"`
	PartnerSegmentIDs []ID        `bson:"partnerSegmentIds"`
	// CustomerKey identifies the end customer across registrations; see CustomerKey.
	CustomerKey string `bson:"customerKey"`
	// ProtectionActive and EscalatedAt are told at the instant of the request, never stored.
	ProtectionActive bool       `bson:"-"`
	EscalatedAt      *time.Time `bson:"-"`
	// Sequence is the server's order of submissions at one vendor. It settles ties and is shown to nobody.
	Sequence int64 `bson:"sequence"`
	// QueuedAt is the place in the queue: SubmittedAt, or later for a deal that let its held place lapse and where the clock had gone
	// back. It is never before that of a deal with a lower Sequence which has one.
	QueuedAt *time.Time `bson:"queuedAt,omitempty"`
	// EscalatesAt are the instants at which a review that is still open is late.
	EscalatesAt []time.Time `bson:"escalatesAt"`
	// Extensions counts how often an account manager has extended the protection.
	Extensions int `bson:"extensions"`
	// GraceUntil, LongestUntil, ReopenUntil and AppealsAllowed are what the settings said when they began to count: nil is
	// for a deal that came from elsewhere.
	GraceUntil     *time.Time `bson:"graceUntil,omitempty"`
	LongestUntil   *time.Time `bson:"longestUntil,omitempty"`
	ReopenUntil    *time.Time `bson:"reopenUntil,omitempty"`
	AppealsAllowed *int       `bson:"appealsAllowed,omitempty"`
	// NextReminderAt is when the parties are next reminded that the protection ends, LapsesAt when a returned deal lets its held
	// place lapse and others move up. The sweeper clears what it has seen to.
	NextReminderAt *time.Time `bson:"nextReminderAt,omitempty"`
	LapsesAt       *time.Time `bson:"lapsesAt,omitempty"`
	// Accrual is what of the benefit stands on the deal's ledger.
	Accrual *DealAccrual `bson:"accrual,omitempty"`
	// Unconverted is true for an amount in another currency for which the vendor had no rate.
	Unconverted bool `bson:"unconverted,omitempty"`
	// AutoApproveAt is when a small deal is approved without a reviewer, if nothing stands in its way then.
	AutoApproveAt *time.Time `bson:"autoApproveAt,omitempty"`
}

// DealCustomer is the end customer of a deal.
type DealCustomer struct {
	Name           *string      `bson:"name,omitempty"`
	NameFold       string       `bson:"nameFold"`
	Domain         *string      `bson:"domain,omitempty"`
	RegistryNumber *string      `bson:"registryNumber,omitempty"`
	Country        *CountryCode `bson:"country,omitempty"`
	PostalCode     *string      `bson:"postalCode,omitempty"`
	Contact        *DealContact `bson:"contact,omitempty"`
}

// DealContact is the person at the end customer.
type DealContact struct {
	Name  string  `bson:"name"`
	Email *string `bson:"email,omitempty"`
	Phone *string `bson:"phone,omitempty"`
}

// DealLine is one product of a deal.
type DealLine struct {
	ProductFamily string  `bson:"productFamily"`
	SKU           *string `bson:"sku,omitempty"`
	Name          *string `bson:"name,omitempty"`
	Quantity      int     `bson:"quantity"`
	UnitPrice     *Money  `bson:"unitPrice,omitempty"`
}

// DealParty is a person acting for an organization.
type DealParty struct {
	UserID         ID `bson:"userId"`
	OrganizationID ID `bson:"organizationId"`
}

// DealConflict is how a registration stands to others. RivalIDs are for the vendor's eyes only.
type DealConflict struct {
	Class            DealConflictClass `bson:"class"`
	EarliestReviewAt *time.Time        `bson:"earliestReviewAt,omitempty"`
	RivalIDs         []ID              `bson:"rivalIds"`
	EngagementIDs    []ID              `bson:"engagementIds"`
}

// DealBenefit is what the vendor gives for an approved deal.
type DealBenefit struct {
	DiscountPercent *Decimal `bson:"discountPercent,omitempty"`
	Points          *int     `bson:"points,omitempty"`
}

// DealApproval is one decision on a deal. A distributor's names the authority and the version it was made under.
type DealApproval struct {
	Step             *DealStep    `bson:"step,omitempty"`
	OrganizationID   ID           `bson:"organizationId"`
	UserID           ID           `bson:"userId"`
	Decision         DealDecision `bson:"decision"`
	At               time.Time    `bson:"at"`
	AuthorityID      ID           `bson:"authorityId,omitempty"`
	AuthorityVersion int          `bson:"authorityVersion,omitempty"`
}

// IsNode marks the type as a GraphQL node.
func (Deal) IsNode() {}

// GetID answers the node interface.
func (d Deal) GetID() ID { return d.ID }

// InBase is the amount in the vendor's base currency, nil when it is not known.
func (d *Deal) InBase() *Money {
	if d.BaseAmount == nil && !d.Unconverted {
		return d.Amount
	}
	return d.BaseAmount
}

// TakeFrom copies what the deal carries of its partner, as it is now: who covers and serves it, and what settings and
// authorities may depend on.
func (d *Deal) TakeFrom(p *Partner, vendor *Organization) {
	d.Unserved = !d.ServedBy(p)
	d.Coverage, d.PartnerTier, d.PartnerCountry, d.PartnerRegions = p.Coverage, "", p.Country, vendor.RegionsOf(p)
	d.PartnerSegmentIDs = p.SegmentIDs
	if p.Tier != nil {
		d.PartnerTier = *p.Tier
	}
}

// Name says who fulfils the deal from now on, nil for nobody in particular. The price of the distributor before and what a reviewer said
// while it was named are not for another one.
func (d *Deal) Name(distributor *ID) {
	same := d.DistributorID == distributor || d.DistributorID != nil && distributor != nil && *d.DistributorID == *distributor
	if !same {
		d.DistributorCost = nil
	}
	if !same && d.DistributorID != nil {
		d.ReviewComment = nil
	}
	d.DistributorID = distributor
}

// Price says what the deal is worth from now on. The amounts of a deal are in one currency: a margin and a distributor's price in
// another one are gone.
func (d *Deal) Price(amount *Money) {
	d.Amount = amount
	for _, figure := range []**Money{&d.PartnerMargin, &d.DistributorCost} {
		if *figure != nil && amount != nil && (*figure).Currency != amount.Currency {
			*figure = nil
		}
	}
}

// ServedBy is true while the distributor that the deal names serves the partner, and for a deal that names none.
func (d *Deal) ServedBy(p *Partner) bool {
	return d.DistributorID == nil || slices.Contains(p.DistributorIDs, *d.DistributorID)
}

// StatusAt tells the approval status at an instant: an approved deal whose protection has run out is EXPIRED,
// whatever any job has or has not done.
func (d *Deal) StatusAt(now time.Time) DealApprovalStatus {
	if d.ApprovalStatus == DealApprovalStatusApproved && d.ProtectedUntil != nil && !now.Before(*d.ProtectedUntil) {
		return DealApprovalStatusExpired
	}
	return d.ApprovalStatus
}

// ProtectedAt is true while an approved deal holds its claim.
func (d *Deal) ProtectedAt(now time.Time) bool {
	return d.StatusAt(now) == DealApprovalStatusApproved && d.ProtectedUntil != nil && d.Outcome == nil
}

// HoldsAt is true while nobody else can be protected for the customer: a protected deal, and a won one until the end of its
// protection.
func (d *Deal) HoldsAt(now time.Time) bool {
	won := d.ApprovalStatus == DealApprovalStatusClosed && d.Outcome != nil && *d.Outcome == DealOutcomeWon
	return d.ProtectedAt(now) || won && d.ProtectedUntil != nil && now.Before(*d.ProtectedUntil)
}

// EscalatedBy is the last instant at which the open review was late, nil when it was not by then.
func (d *Deal) EscalatedBy(now time.Time) *time.Time {
	if d.ApprovalStatus != DealApprovalStatusSubmitted && d.ApprovalStatus != DealApprovalStatusUnderReview {
		return nil
	}
	var last *time.Time
	for i := range d.EscalatesAt {
		if !now.Before(d.EscalatesAt[i]) {
			last = &d.EscalatesAt[i]
		}
	}
	return last
}

// Pending is true while a decision on the deal is open.
func (d *Deal) Pending() bool {
	switch d.ApprovalStatus {
	case DealApprovalStatusSubmitted, DealApprovalStatusUnderReview, DealApprovalStatusReturned:
		return true
	}
	return false
}

// Queued tells the place in the queue of registrations for one customer: the time first, then the server's sequence.
func (d *Deal) Queued() (time.Time, int64) {
	switch {
	case d.QueuedAt != nil:
		return *d.QueuedAt, d.Sequence
	case d.SubmittedAt != nil:
		return *d.SubmittedAt, d.Sequence
	}
	return Forever, d.Sequence
}

// Before is true when the deal stands ahead of another one in the queue.
func (d *Deal) Before(other *Deal) bool {
	at, sequence := d.Queued()
	otherAt, otherSequence := other.Queued()
	if !at.Equal(otherAt) {
		return at.Before(otherAt)
	}
	return sequence < otherSequence
}

// Families lists the product families of the deal, each once, in the order of its lines.
func (d *Deal) Families() []string {
	var out []string
	seen := map[string]bool{}
	for _, l := range d.Lines {
		if !seen[l.ProductFamily] {
			seen[l.ProductFamily] = true
			out = append(out, l.ProductFamily)
		}
	}
	return out
}
