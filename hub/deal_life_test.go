package hub_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"partnerhub/authz"
	"partnerhub/hub"
	"partnerhub/model"
	"partnerhub/store"
)

// life is a world in which deals are followed through their life, under a clock that the test moves.
type life struct {
	*importWorld
	mu  sync.Mutex
	now time.Time
}

// lifeStart is a Monday, so that business days and days are the same until Friday.
var lifeStart = time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)

const (
	lifeOrganizations = `handle,kind,name,country,currency,dealPrefix
acme,VENDOR,Acme,GB,GBP,ACM
bolt,VENDOR,Bolt,US,USD,BLT
dist,DISTRIBUTOR,Dist,NL,,
pa,PARTNER,Partner A,GB,,
pb,PARTNER,Partner B,GB,,
`
	lifeUsers = `email,name,organization,roles
cam@acme.example,Cam,acme,CHANNEL_MANAGER
desk@acme.example,Desk,acme,DEAL_DESK
desk2@acme.example,Desk Two,acme,DEAL_DESK
ops@acme.example,Ops,acme,CHANNEL_OPS
ops2@acme.example,Ops Two,acme,CHANNEL_OPS
chief@acme.example,Chief,acme,CHANNEL_CHIEF
desk@bolt.example,Desk,bolt,DEAL_DESK
desk@dist.example,Desk,dist,DISTRIBUTOR_DEAL_DESK
desk2@dist.example,Desk Two,dist,DISTRIBUTOR_DEAL_DESK
sales@pa.example,Sales,pa,PARTNER_SALES
admin@pa.example,Admin,pa,PARTNER_ADMIN
marketing@pa.example,Marketing,pa,PARTNER_MARKETING
sales@pb.example,Sales,pb,PARTNER_SALES
`
	lifePartners = `vendor,organization,type,lifeStage,tier,distributors,coverage
acme,pa,RESELLER,ACTIVE,GOLD,dist,cam@acme.example:PAM:primary:2025-01-01:
acme,pb,MSP,ACTIVE,,dist,cam@acme.example:PAM:primary:2025-01-01:
bolt,pa,RESELLER,ACTIVE,,,
`
	lifeAuthorities = `vendor,distributor,slug,mode,validFrom,maxAmount,vetoHours
acme,dist,small,APPROVE,2025-01-01,10000 GBP,
acme,dist,middle,APPROVE_WITH_VETO,2025-01-01,50000 GBP,48
acme,dist,any,ENDORSE,2025-01-01,,
`
	lifePrograms = `vendor,slug,name,type,status,mayHideFromDistributor,approvalRules,autoApproveBelow,dealSettings,minimumAmount,productFamilies,distributors
acme,reg,Registration,DEAL_REGISTRATION,ACTIVE,true,OPERATIONS_APPROVAL:80000 GBP,,longestDays=120,,,dist
acme,strict,Strict,DEAL_REGISTRATION,ACTIVE,true,"OPERATIONS_APPROVAL:::HARD_EARLIER,HARD_PROTECTED,INCUMBENT,SOFT_NAME",,,,,dist
acme,auto,Automatic,DEAL_REGISTRATION,ACTIVE,true,,1000 GBP,autoApproveHours=4,,,dist
acme,big,Big,DEAL_REGISTRATION,ACTIVE,true,,,protectionDays=30; GOLD.protectionDays=45; longestDays=60; graceDays=3,5000 GBP,cloud,dist
`
)

func newLife(tb testing.TB) *life {
	tb.Helper()
	l := &life{now: lifeStart}
	l.importWorld = newWorldAt(tb, l.clock)
	l.loadWorld()
	return l
}

// loadWorld takes the world's files in.
func (l *life) loadWorld() {
	l.tb.Helper()
	for _, f := range [][2]string{{"organizations", lifeOrganizations}, {"users", lifeUsers}, {"partners", lifePartners},
		{"authorities", lifeAuthorities}, {"programs", lifePrograms}} {
		l.loadAll(f[0], f[1])
	}
}

func (l *life) clock() time.Time { l.mu.Lock(); defer l.mu.Unlock(); return l.now }

// at sets the clock.
func (l *life) at(now time.Time) { l.mu.Lock(); defer l.mu.Unlock(); l.now = now }

// wait moves it.
func (l *life) wait(d time.Duration) { l.at(l.clock().Add(d)) }

const day = 24 * time.Hour

// order is a registration to come.
type order struct {
	partner, distributor, program, customer, amount string
	families                                        []string
	draft                                           bool
	change                                          func(*model.RegisterDealInput)
}

func (o order) input() model.RegisterDealInput {
	in := registration("Customer")
	in.PartnerID = new(model.ID)
	*in.PartnerID = model.DerivedID(model.KindPartner, "acme/pa")
	if o.partner != "" {
		*in.PartnerID = model.DerivedID(model.KindPartner, "acme/"+o.partner)
	}
	if o.distributor != "" {
		id := model.DerivedID(model.KindOrganization, o.distributor)
		in.DistributorID = &id
	}
	if o.program != "" {
		id := model.DerivedID(model.KindProgram, "acme/"+o.program)
		in.ProgramID = &id
	}
	if o.customer != "" {
		in.Customer.Name = o.customer
	}
	if o.amount != "" {
		in.Amount.Amount = model.Decimal(o.amount)
	}
	if o.families != nil {
		in.Lines = nil
		for _, f := range o.families {
			in.Lines = append(in.Lines, &model.DealLineInput{ProductFamily: f, Quantity: 1})
		}
	}
	in.ExpectedCloseOn, in.Submit = "2199-01-01", !o.draft
	if o.change != nil {
		o.change(&in)
	}
	return in
}

// registers is a registration that must succeed.
func (l *life) registers(email string, o order) *model.Deal {
	l.tb.Helper()
	d, err := l.hub.RegisterDeal(l.as(email), o.input())
	if err != nil || d == nil {
		l.tb.Fatalf("%s registers %+v: %v", email, o, err)
	}
	return d
}

// do takes a step with ordinary arguments.
func (l *life) do(email string, action model.DealAction, id model.ID, version int) (*model.Deal, error) {
	return act(l.hub, l.as(email), action, id, version)
}

// act takes a step with ordinary arguments.
func act(h *hub.Hub, ctx context.Context, action model.DealAction, id model.ID, version int) (*model.Deal, error) {
	plain, words, order := model.DealInput{ID: id, ExpectedVersion: version}, "because", "PO-1"
	decide := model.DecideDealInput{ID: id, ExpectedVersion: version}
	revoke := model.RevokeDealInput{ID: id, ExpectedVersion: version, Reason: model.DealReasonCodeNotQualified}
	switch action {
	case model.DealActionSubmit:
		return h.SubmitDeal(ctx, plain)
	case model.DealActionClaimReview:
		return h.ClaimDealReview(ctx, plain)
	case model.DealActionReturn:
		return h.ReturnDeal(ctx, model.ReturnDealInput{ID: id, ExpectedVersion: version, Fields: []string{"expectedCloseOn"}})
	case model.DealActionEndorse:
		return h.EndorseDeal(ctx, decide)
	case model.DealActionDecline:
		return h.DeclineDeal(ctx, decide)
	case model.DealActionApprove:
		return h.ApproveDeal(ctx, model.ApproveDealInput{ID: id, ExpectedVersion: version})
	case model.DealActionReject:
		return h.RejectDeal(ctx, model.RejectDealInput{ID: id, ExpectedVersion: version, Reason: model.DealReasonCodeNotQualified})
	case model.DealActionWithdraw:
		return h.WithdrawDeal(ctx, decide)
	case model.DealActionUpdate:
		return h.UpdateDeal(ctx, closing(id, version, "2199-02-02"))
	case model.DealActionUpdateStage:
		return h.UpdateDealStage(ctx, model.UpdateDealStageInput{ID: id, ExpectedVersion: version, SalesStage: model.DealSalesStageQualified})
	case model.DealActionVeto:
		return h.VetoDeal(ctx, revoke)
	case model.DealActionExtendProtection:
		return h.ExtendDealProtection(ctx, model.ExtendDealProtectionInput{ID: id, ExpectedVersion: version, Days: 30})
	case model.DealActionReinstate:
		return h.ReinstateDeal(ctx, decide)
	case model.DealActionRelease:
		return h.ReleaseDeal(ctx, decide)
	case model.DealActionRevoke:
		return h.RevokeDeal(ctx, revoke)
	case model.DealActionMarkWon:
		return h.MarkDealWon(ctx, model.MarkDealWonInput{ID: id, ExpectedVersion: version, OrderReference: &order})
	case model.DealActionMarkLost:
		return h.MarkDealLost(ctx, model.MarkDealLostInput{ID: id, ExpectedVersion: version, Reason: model.DealLossReasonPrice})
	case model.DealActionAppeal:
		return h.AppealDeal(ctx, model.AppealDealInput{ID: id, ExpectedVersion: version, Comment: words})
	case model.DealActionReopen:
		return h.ReopenDeal(ctx, decide)
	case model.DealActionCopy:
		return h.CopyDeal(ctx, model.CopyDealInput{ID: id, ExpectedVersion: version})
	}
	return nil, errors.New("no such action: " + string(action))
}

// does takes steps that must succeed, each as "email ACTION", and answers the deal after the last one.
func (l *life) does(d *model.Deal, steps ...[2]string) *model.Deal {
	l.tb.Helper()
	for _, s := range steps {
		email, action := s[0], model.DealAction(s[1])
		next, err := l.do(email, action, d.ID, toldVersion(email, l.kept(d.ID)))
		if err != nil {
			l.tb.Fatalf("%s does %s to a deal that is %s: %v", email, action, l.kept(d.ID).ApprovalStatus, err)
		}
		if next != nil {
			d = next
		}
	}
	return d
}

// approvedDeal is a deal of a partner's that the vendor's desk has approved.
func (l *life) approvedDeal(o order) *model.Deal {
	l.tb.Helper()
	email := "sales@pa.example"
	if o.partner == "pb" {
		email = "sales@pb.example"
	}
	return l.does(l.registers(email, o), [2]string{"desk@acme.example", "CLAIM_REVIEW"}, [2]string{"desk@acme.example", "APPROVE"})
}

// kept is a deal as it is stored.
func (l *life) kept(id model.ID) *model.Deal {
	l.tb.Helper()
	d, err := l.store.Deals.Load(l.tb.Context(), authz.System(model.KindDeal, "a test looks at what is stored"), id)
	mustNot(l.tb, err)
	return d
}

// outcome is the code of a refusal, USER for what the user can mend, "" for none.
func outcome(err error) string {
	var faults model.UserErrors
	switch {
	case err == nil:
		return ""
	case errors.As(err, &faults):
		return "USER"
	}
	return string(model.CodeOf(err))
}

// holders are the live claims on an ordinary customer's product family.
func (l *life) holders(d *model.Deal) []store.Claim {
	l.tb.Helper()
	full := l.kept(d.ID)
	found, err := l.store.Claims.Holders(l.tb.Context(), full.VendorID, full.CustomerKey, full.Families(), l.clock())
	mustNot(l.tb, err)
	return found
}
