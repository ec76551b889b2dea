// Package model holds the hub's nouns as plain structs, with their scalars, ids, limits and the closed set of error kinds.
// A field that some role may not see is a pointer or a slice, so that hiding it means nil.
// No input or output, no context-bound decision, no clock and no rule that needs another record belongs here.
package model

import "time"

// Kind names a noun of the hub: in ids, in the policy, in change rows. It is the collection's singular name.
type Kind string

// The kinds.
const (
	KindOrganization Kind = "organization"
	KindUser         Kind = "user"
	KindPartner      Kind = "partner"
	KindProgram      Kind = "program"
	KindCampaign     Kind = "campaign"
	KindDeal         Kind = "deal"
	KindAuthority    Kind = "authority"
	KindEnrollment   Kind = "enrollment"
	KindEngagement   Kind = "engagement"
	KindRate         Kind = "rate"
	KindSegment      Kind = "segment"
	KindWebhook      Kind = "webhook"
	// KindCertification is a certification or a training of a partner.
	KindCertification Kind = "certification"
	KindDelivery      Kind = "delivery"
	KindChange        Kind = "change"
	KindDealEvent     Kind = "dealevent"
	KindPolicy        Kind = "policy"
	KindKey           Kind = "key"
)

// Record is what every stored noun carries. It is embedded inline.
type Record struct {
	ID        ID        `bson:"_id"`
	Version   int       `bson:"version"`
	CreatedAt time.Time `bson:"createdAt"`
	UpdatedAt time.Time `bson:"updatedAt"`
	// Seen is what each side is told of version and time, for a kind that several sides see.
	Seen Seen `bson:"seen,omitempty"`
	// JudgedAt is the instant as of which the change feed last told who sees the record. Shown to nobody.
	JudgedAt time.Time `bson:"judgedAt,omitempty"`
	// Written is true on a record that a write has just changed. It is never stored.
	Written bool `bson:"-"`
}

// Base returns the record's common part, so that generic code can stamp ids, versions and times.
func (r *Record) Base() *Record { return r }

// Coverage grants one person sight of a record for a time. The interval is half-open: [From, To).
// Copies travel on every record that hangs on a partner, so that a covered list is one indexed query.
type Coverage struct {
	UserID  ID           `bson:"userId"`
	OrgID   ID           `bson:"orgId"` // of the person: the vendor or a distributor
	Role    CoverageRole `bson:"role"`
	Primary bool         `bson:"primary"`
	From    time.Time    `bson:"from"`
	To      time.Time    `bson:"to"` // Forever when open
}

// ExternalID is a record's id in another system.
type ExternalID struct {
	Source string `bson:"source"`
	Value  string `bson:"value"`
}

// Forever is the end of an open interval. A stored value, so that a condition never needs "or missing".
var Forever = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)
