package model

import "time"

// Change is one entry of a vendor's ordered change feed, written in the transaction of the write that it tells of.
// It names fields and never carries values: a reader looks the record up under its own grant.
type Change struct {
	ID       ChangeID  `bson:"_id"`
	Kind     Kind      `bson:"kind"`
	RecordID ID        `bson:"recordId"`
	Action   string    `bson:"action"` // create, update, or the deal action
	Fields   []string  `bson:"fields"` // changed fields, as the visibility rules name them
	Actor    ID        `bson:"actor"`  // the user, or empty for the hub itself
	At       time.Time `bson:"at"`
	Audience []ID      `bson:"audience"` // organizations that the record concerns, or Everybody
	// BeforeAt and AfterAt are the instants at which it was decided who saw the record before and after; BeforeAt is zero for a
	// new record. What is after one change is before the next.
	BeforeAt time.Time `bson:"beforeAt,omitempty"`
	AfterAt  time.Time `bson:"afterAt"`
	Version  int       `bson:"version"` // of the record after the change
}

// ChangeID orders the feed: gapless per vendor. Records without a vendor are in the feed of HubFeed.
type ChangeID struct {
	VendorID ID    `bson:"vendorId"`
	Seq      int64 `bson:"seq"`
}

// Everybody stands in an audience for organizations that cannot be named one by one: whether a record concerns them follows from
// a rule.
const Everybody ID = "*"

// HubFeed is the feed of records that belong to no vendor.
const HubFeed ID = "hub"
