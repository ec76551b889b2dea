// Package authz is the only decider. It answers one question in two forms: may this person act on this record, and which
// records and fields go into this person's list. casbin loads and resolves the policy; the answers are compiled once
// into an immutable table, and nothing asks casbin per row or per field.
// No database, HTTP, GraphQL or clock belongs here: the instant of a decision is part of the Principal.
package authz

import (
	"slices"

	"partnerhub/model"
)

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
	Update      Action = "update"
	UpdateStage Action = "updateStage"
	Copy        Action = "copy"
	Veto        Action = "veto"
	Reinstate   Action = "reinstate"
	Release     Action = "release"
	Revoke      Action = "revoke"
	MarkLost    Action = "markLost"
	Appeal      Action = "appeal"
	Reopen      Action = "reopen"

	// What two sides do in their own way has a verb for each.
	Countersign   Action = "countersign"   // the vendor's second approval
	Extend        Action = "extend"        // the account manager's one extension
	ExtendFurther Action = "extendFurther" // beyond it
	ReportWon     Action = "reportWon"     // by the owner
	ConfirmWon    Action = "confirmWon"    // by the vendor

	// What is done with enrollments besides.
	Invite    Action = "invite"
	Sponsor   Action = "sponsor"
	Accept    Action = "accept"
	Suspend   Action = "suspend"
	Terminate Action = "terminate"
	Renew     Action = "renew"

	// What is done with a partner's tier.
	AssignTier Action = "assignTier"
	Demote     Action = "demote"

	// Sync is to make and change records as another system knows them.
	Sync Action = "sync"
	// ReportRevenue is to tell what a partner has bought.
	ReportRevenue Action = "reportRevenue"
	// ConfigureSales is to say what an organization's salespeople see.
	ConfigureSales Action = "configureSales"

	// Explain is to ask why somebody sees a record or does not.
	Explain Action = "explain"
)

// actions lists every action that a policy line may name.
var actions = []Action{Read, Create, Submit, ClaimReview, Return, Endorse, Decline, Approve, Reject, Withdraw, Comment,
	Update, UpdateStage, Copy, Veto, Reinstate, Release, Revoke, MarkLost, Appeal, Reopen,
	Countersign, Extend, ExtendFurther, ReportWon, ConfirmWon,
	Invite, Sponsor, Accept, Suspend, Terminate, Renew, AssignTier, Demote, Sync, ReportRevenue, ConfigureSales, Explain}

// IsAction tells whether a policy line may name the action.
func IsAction(a Action) bool { return slices.Contains(actions, a) }

// IsKind tells whether a policy line may name the kind.
func IsKind(k model.Kind) bool { return slices.Contains(kinds, k) }

// kinds lists every kind that a policy line may name.
var kinds = []model.Kind{
	model.KindOrganization, model.KindUser, model.KindPartner, model.KindProgram,
	model.KindCampaign, model.KindDeal, model.KindAuthority, model.KindEnrollment,
	model.KindEngagement, model.KindRate, model.KindPolicy, model.KindSegment, model.KindWebhook,
	model.KindCertification,
}
