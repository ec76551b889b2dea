// Package authz is the only decider. It answers one question in two forms: may this person act on this record, and which
// records and fields go into this person's list. casbin loads and resolves the policy; the answers are compiled once
// into an immutable table, and nothing asks casbin per row or per field.
// No database, HTTP, GraphQL or clock belongs here: the instant of a decision is part of the Principal.
package authz

import "partnerhub/model"

// Action is what somebody wants to do with a record of a kind.
type Action string

// The actions of the policy. Deal actions beyond these are the verbs of the deal mutations.
const (
	Read        Action = "read"
	Create      Action = "create"
	Submit      Action = "submit"
	ClaimReview Action = "claimReview"
	Return      Action = "return"
	Endorse     Action = "endorse"
	Decline     Action = "decline"
	Approve     Action = "approve"
	Reject      Action = "reject"
	Withdraw    Action = "withdraw"
	Comment     Action = "comment" // with the group comments internally, with the group review to everybody on the deal
)

// actions lists every action that a policy line may name.
var actions = []Action{Read, Create, Submit, ClaimReview, Return, Endorse, Decline, Approve, Reject, Withdraw, Comment}

// kinds lists every kind that a policy line may name.
var kinds = []model.Kind{
	model.KindOrganization, model.KindUser, model.KindPartner, model.KindProgram,
	model.KindCampaign, model.KindDeal, model.KindAuthority,
}
