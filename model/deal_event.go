package model

import "time"

// DealEvent is one entry of a deal's trail: who did what, when, and what it changed. It is written once and never changed.
type DealEvent struct {
	ID     ID     `bson:"_id"`
	DealID ID     `bson:"dealId"`
	Seq    int64  `bson:"seq"` // 1, 2, 3 … within the deal; shown to nobody
	Action string `bson:"action"`
	// Actor is nil for the hub itself.
	Actor *DealParty `bson:"actor,omitempty"`
	At    time.Time  `bson:"at"`
	// Changes are empty for a new deal: what it was made with is the deal itself and the later changes.
	Changes []DealChange `bson:"changes"`
	Comment *DealComment `bson:"comment,omitempty"`
	// AuthorityID and AuthorityVersion name what a distributor acted with, "" for anybody else.
	AuthorityID      ID  `bson:"authorityId,omitempty"`
	AuthorityVersion int `bson:"authorityVersion,omitempty"`
	// Notice is true for an entry that tells something by itself, such as a reminder, to everybody on the deal.
	Notice bool `bson:"notice,omitempty"`
	// Was and Is decide who sees the values of before and of after; Was is nil for a new deal and for a comment.
	Was *DealSight `bson:"was,omitempty"`
	Is  DealSight  `bson:"is"`
}

// DealChange is one field that differs, by its stored path, with its values as text for people; nil stands for none.
type DealChange struct {
	Field  string  `bson:"field"`
	Before *string `bson:"before,omitempty"`
	After  *string `bson:"after,omitempty"`
}

// DealComment is what somebody wrote on a deal: for the vendor alone, or for everybody on the deal.
type DealComment struct {
	Body   string `bson:"body"`
	Shared bool   `bson:"shared"`
}

// DealSight is what decides about the sight of a deal and can change in its life. A value of the trail is shown to those
// alone who could have seen it then.
type DealSight struct {
	DistributorID         *ID                `bson:"distributorId,omitempty"`
	HiddenFromDistributor bool               `bson:"hidden,omitempty"`
	Unserved              bool               `bson:"unserved,omitempty"`
	Shared                bool               `bson:"shared"`
	ApprovalStatus        DealApprovalStatus `bson:"status"`
	MarginShared          bool               `bson:"marginShared,omitempty"`
	Plan                  []DealStep         `bson:"plan,omitempty"`
}

// SightOf takes down how a deal stands.
func SightOf(d *Deal) DealSight {
	return DealSight{DistributorID: d.DistributorID, HiddenFromDistributor: d.HiddenFromDistributor, Unserved: d.Unserved, Shared: d.Shared,
		ApprovalStatus: d.ApprovalStatus, MarginShared: d.MarginShared, Plan: d.Plan}
}

// On is the deal as it stood for those who looked at it then. Who covers it counts as of today.
func (s DealSight) On(d *Deal) *Deal {
	then := *d
	then.DistributorID, then.HiddenFromDistributor, then.Shared = s.DistributorID, s.HiddenFromDistributor, s.Shared
	then.Unserved = s.Unserved
	then.ApprovalStatus, then.MarginShared, then.Plan = s.ApprovalStatus, s.MarginShared, s.Plan
	return &then
}
