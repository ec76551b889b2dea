package model

import "time"

// Change is one entry of a vendor's ordered change feed, written in the transaction of the write that it tells of.
// It names fields and never carries values: a reader looks the record up under its own grant.
type Change struct {
	ID       ChangeID  `bson:"_id"`
	Kind     Kind      `bson:"kind"`
	RecordID ID        `bson:"recordId"`
	Action   string    `bson:"action"` // create, update, or the deal action
	Fields   []string  `bson:"fields"` // changed top-level fields, in document terms
	Actor    ID        `bson:"actor"`  // the user, or empty for the hub itself
	At       time.Time `bson:"at"`
	Audience []ID      `bson:"audience"` // organizations that the record concerns
	Version  int       `bson:"version"`  // of the record after the change
}

// ChangeID orders the feed: gapless per vendor. Records without a vendor are in the feed of HubFeed.
type ChangeID struct {
	VendorID ID    `bson:"vendorId"`
	Seq      int64 `bson:"seq"`
}

// HubFeed is the feed of records that belong to no vendor.
const HubFeed ID = "hub"
