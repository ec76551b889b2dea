package hub_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"partnerhub/model"
)

func TestAVetoOverturnsADistributorsApproval(t *testing.T) {
	for _, c := range []struct {
		name, email, want string
		after             time.Duration
	}{
		{"the desk inside the window", "desk@acme.example", "", 48*time.Hour - time.Millisecond},
		{"operations inside the window", "ops@acme.example", "", 0},
		{"after the window", "desk@acme.example", "FORBIDDEN", 48 * time.Hour},
		{"the account manager", "cam@acme.example", "FORBIDDEN", 0},
		{"the distributor itself", "desk2@dist.example", "FORBIDDEN", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLife(t)
			d := l.registers("sales@pa.example", order{distributor: "dist", amount: "30000.00"})
			d = l.does(d, move{"desk@dist.example", "CLAIM_REVIEW"}, move{"desk@dist.example", "APPROVE"})
			waiter := l.registers("sales@pb.example", order{partner: "pb"})
			got := l.kept(d.ID)
			authority := stored(l.importWorld, l.store.Authorities, model.KindAuthority, "acme/dist/middle")
			if v := got.Approvals[0]; v.AuthorityID != authority.ID || v.AuthorityVersion != authority.Version {
				t.Errorf("the approval names authority %s version %d, want %s version %d", v.AuthorityID, v.AuthorityVersion, authority.ID, authority.Version)
			}
			if !got.ProtectedAt(l.clock()) || !got.VetoUntil.Equal(lifeStart.Add(48*time.Hour)) {
				t.Errorf("got %s, veto until %s; want it protected and open to a veto", got.ApprovalStatus, got.VetoUntil)
			}
			l.wait(c.after)
			_, err := l.do(c.email, model.DealActionVeto, d.ID, got.Version)
			if outcome(err) != c.want {
				t.Fatalf("got %v, want %q", err, c.want)
			}
			if got = l.kept(d.ID); c.want != "" {
				return
			}
			if got.ApprovalStatus != model.DealApprovalStatusRejected || got.ProtectedUntil != nil || len(l.holders(got)) != 0 || got.Reason == nil {
				t.Errorf("got %s until %v, %d claims, reason %v; want it rejected and free", got.ApprovalStatus, got.ProtectedUntil, len(l.holders(got)), got.Reason)
			}
			if l.kept(waiter.ID).Conflict.Class != model.DealConflictClassNone {
				t.Errorf("the one waiting has conflict %s, want NONE", l.kept(waiter.ID).Conflict.Class)
			}
			if got.AppealsAllowed == nil || *got.AppealsAllowed != 2 {
				t.Errorf("got %v appeals, want 2", got.AppealsAllowed)
			}
			l.does(d, move{"sales@pa.example", "APPEAL"})
			if _, err := l.do(c.email, model.DealActionClaimReview, d.ID, l.kept(d.ID).Version); outcome(err) != "FORBIDDEN" {
				t.Errorf("who vetoed reviews the appeal: got %v, want FORBIDDEN", err)
			}
		})
	}
}

func TestThePlanAsksForTwoOfTheVendor(t *testing.T) {
	l := newLife(t)
	d := l.registers("sales@pa.example", order{program: "reg", amount: "80000.00"})
	d = l.does(d, move{"desk@acme.example", "CLAIM_REVIEW"})
	for _, email := range []string{"ops@acme.example", "cam@acme.example", "desk@dist.example"} {
		if _, err := l.do(email, model.DealActionApprove, d.ID, d.Version); err == nil {
			t.Errorf("%s approves before its turn", email)
		}
	}
	d = l.does(d, move{"desk@acme.example", "APPROVE"})
	if d.ApprovalStatus != model.DealApprovalStatusUnderReview || len(l.holders(d)) != 0 || d.ProtectedUntil != nil {
		t.Errorf("after the first approval: got %s, want it under review without a claim", d.ApprovalStatus)
	}
	if diff := cmp.Diff([]model.DealStep{model.DealStepOperationsApproval}, d.Plan); diff != "" {
		t.Errorf("plan (-want +got):\n%s", diff)
	}
	if _, err := l.do("desk2@acme.example", model.DealActionApprove, d.ID, d.Version); outcome(err) != "FORBIDDEN" {
		t.Errorf("another desk gives the second approval: got %v, want FORBIDDEN", err)
	}
	d = l.does(d, move{"ops@acme.example", "APPROVE"})
	var steps []model.DealStep
	for _, a := range l.kept(d.ID).Approvals {
		steps = append(steps, *a.Step)
	}
	if d.ApprovalStatus != model.DealApprovalStatusApproved || !slices.Equal(steps, []model.DealStep{model.DealStepVendorApproval, model.DealStepOperationsApproval}) {
		t.Errorf("got %s by %v, want it approved by both", d.ApprovalStatus, steps)
	}
}

func TestOnePersonIsNotTwo(t *testing.T) {
	l := newLife(t)
	l.loadAll("users", "email,name,organization,roles\nboth@acme.example,Both,acme,DEAL_DESK; CHANNEL_OPS\n")
	d := l.registers("sales@pa.example", order{program: "reg", amount: "80000.00"})
	d = l.does(d, move{"both@acme.example", "CLAIM_REVIEW"}, move{"both@acme.example", "APPROVE"})
	if _, err := l.do("both@acme.example", model.DealActionApprove, d.ID, d.Version); outcome(err) != "FORBIDDEN" {
		t.Errorf("the same person approves twice: got %v, want FORBIDDEN", err)
	}
	l.does(d, move{"ops@acme.example", "APPROVE"})
}

func TestThePlanFollowsAmountProductAndConflict(t *testing.T) {
	l := newLife(t)
	l.loadAll("programs", "vendor,slug,name,type,status,approvalRules,distributors\n"+
		"acme,rules,Rules,DEAL_REGISTRATION,ACTIVE,OPERATIONS_APPROVAL:5000 GBP:backup; OPERATIONS_APPROVAL:::HARD_EARLIER; VENDOR_APPROVAL:7000 GBP,dist\n")
	l.registers("sales@pb.example", order{partner: "pb", customer: "Contested"})
	vendor, operations, dist := model.DealStepVendorApproval, model.DealStepOperationsApproval, model.DealStepDistributorApproval
	for _, c := range []struct {
		name string
		o    order
		want []model.DealStep
	}{
		{"small", order{amount: "4999.00", families: []string{"backup"}}, []model.DealStep{vendor}},
		{"large, of the product", order{amount: "5000.00", families: []string{"cloud", "backup"}}, []model.DealStep{vendor, operations}},
		{"large, of another product", order{amount: "5000.00"}, []model.DealStep{vendor}},
		{"in conflict, before the review", order{customer: "Contested"}, []model.DealStep{vendor}},
		{"the distributor alone", order{distributor: "dist", amount: "6999.00"}, []model.DealStep{dist}},
		{"the distributor and the vendor", order{distributor: "dist", amount: "7000.00"}, []model.DealStep{dist, vendor}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.o.program = "rules"
			if diff := cmp.Diff(c.want, l.kept(l.registers("sales@pa.example", c.o).ID).Plan); diff != "" {
				t.Errorf("plan (-want +got):\n%s", diff)
			}
		})
	}
	d := l.does(l.registers("sales@pa.example", order{customer: "Contested", program: "rules"}), move{"desk@acme.example", "CLAIM_REVIEW"})
	if diff := cmp.Diff([]model.DealStep{vendor, operations}, l.kept(d.ID).Plan); diff != "" {
		t.Errorf("in conflict, under review: plan (-want +got):\n%s", diff)
	}
}

// TestSmallDealsAreApprovedByThemselves: some time after the submission, so that the answer to it tells nothing of others.
func TestSmallDealsAreApprovedByThemselves(t *testing.T) {
	l := newLife(t)
	l.registers("sales@pb.example", order{partner: "pb", customer: "Contested"})
	small := l.registers("sales@pa.example", order{program: "auto", amount: "999.99"})
	contested := l.registers("sales@pa.example", order{program: "auto", amount: "999.99", customer: "Contested"})
	large := l.registers("sales@pa.example", order{program: "auto", amount: "1000.00", customer: "Large"})
	for _, d := range []*model.Deal{small, contested, large} {
		if d.ApprovalStatus != model.DealApprovalStatusSubmitted {
			t.Errorf("the answer is %s, want SUBMITTED", d.ApprovalStatus)
		}
	}
	l.wait(4*time.Hour - time.Millisecond)
	l.sweeps(0, 0, 0)
	l.wait(time.Millisecond)
	l.sweeps(0, 0, 1)
	got := l.kept(small.ID)
	if !got.ProtectedAt(l.clock()) || len(got.Approvals) != 1 || got.Approvals[0].UserID != "" || len(l.holders(got)) != 1 {
		t.Errorf("got %s with %v, want it approved by nobody, with its claim", got.ApprovalStatus, got.Approvals)
	}
	for _, d := range []*model.Deal{contested, large} {
		if got := l.kept(d.ID); got.ApprovalStatus != model.DealApprovalStatusSubmitted || got.AutoApproveAt != nil {
			t.Errorf("got %s, automatic at %v; want it left to a reviewer", got.ApprovalStatus, got.AutoApproveAt)
		}
	}
}

// TestSettings: the program's before the vendor's before the default, and what is for a tier before what is for all.
func TestSettings(t *testing.T) {
	l := newLife(t)
	l.loadAll("organizations", "handle,kind,name,country,currency,dealPrefix,dealSettings,holidays\n"+
		"acme,VENDOR,Acme,GB,GBP,ACM,reviewDays=1; protectionDays=80; GOLD.protectionDays=85; registrationCap=3; appeals=1; reopenDays=2,2026-11-17\n")
	protected := func(o order) time.Duration {
		d := l.kept(l.approvedDeal(o).ID)
		return d.ProtectedUntil.Sub(l.clock())
	}
	for _, c := range []struct {
		name string
		o    order
		want time.Duration
	}{
		{"the vendor's", order{partner: "pb"}, 80 * day},
		{"the vendor's for the tier", order{customer: "B"}, 85 * day},
		{"the program's", order{partner: "pb", customer: "C", program: "big", amount: "5000.00"}, 30 * day},
		{"the program's for the tier", order{customer: "D", program: "big", amount: "5000.00"}, 45 * day},
	} {
		if got := protected(c.o); got != c.want {
			t.Errorf("%s: got %s of protection, want %s", c.name, got, c.want)
		}
	}
	d := l.registers("sales@pa.example", order{customer: "E"})
	if want := lifeStart.Add(2 * day); !l.kept(d.ID).ReviewDueAt.Equal(want) {
		t.Errorf("the review is due at %s, want %s: one business day, over a holiday", l.kept(d.ID).ReviewDueAt, want)
	}
	l.does(d, move{"desk@acme.example", "CLAIM_REVIEW"}, move{"desk@acme.example", "REJECT"}, move{"sales@pa.example", "APPEAL"},
		move{"desk2@acme.example", "CLAIM_REVIEW"}, move{"desk2@acme.example", "REJECT"})
	if _, err := l.do("sales@pa.example", model.DealActionAppeal, d.ID, l.kept(d.ID).Version); outcome(err) != "FORBIDDEN" {
		t.Errorf("a second appeal of one: got %v, want FORBIDDEN", err)
	}
	for range 3 {
		l.registers("sales@pa.example", order{customer: "F"})
	}
	if _, err := l.hub.RegisterDeal(l.as("sales@pa.example"), order{customer: "G"}.input()); outcome(err) != "USER" {
		t.Errorf("beyond the cap: got %v, want a user error", err)
	}
	l.registers("sales@pb.example", order{partner: "pb", customer: "G"})
	lost := l.does(l.approvedDeal(order{partner: "pb", customer: "H"}), move{"sales@pb.example", "MARK_LOST"})
	l.wait(2 * day)
	if _, err := l.do("desk@acme.example", model.DealActionReopen, lost.ID, lost.Version); outcome(err) != "FORBIDDEN" {
		t.Errorf("reopening after the vendor's two days: got %v, want FORBIDDEN", err)
	}
}

// TestLateReviewsEscalate: on time, then one and two business days late, told at read time alone.
func TestLateReviewsEscalate(t *testing.T) {
	l := newLife(t)
	d := l.registers("sales@pa.example", order{})
	due := *l.kept(d.ID).ReviewDueAt // Wednesday
	for _, c := range []struct {
		at   time.Time
		want *time.Time
	}{
		{due, nil}, {due.Add(day - time.Millisecond), nil}, {due.Add(day), at(due.Add(day))},
		{due.Add(2*day - time.Millisecond), at(due.Add(day))}, {due.Add(2 * day), at(due.Add(2 * day))}, {due.Add(30 * day), at(due.Add(2 * day))},
	} {
		l.at(c.at)
		seen, err := l.hub.Deal(l.as("cam@acme.example"), d.ID)
		mustNot(t, err)
		if diff := cmp.Diff(c.want, seen.EscalatedAt); diff != "" {
			t.Errorf("at %s (-want +got):\n%s", c.at, diff)
		}
	}
	l.does(d, move{"desk@acme.example", "CLAIM_REVIEW"}, move{"desk@acme.example", "APPROVE"})
	if seen, _ := l.hub.Deal(l.as("cam@acme.example"), d.ID); seen.EscalatedAt != nil {
		t.Errorf("a decided deal is escalated at %s", seen.EscalatedAt)
	}
}

func at(t time.Time) *time.Time { return &t }

// TestWonNeedsTwo: the owner reports, another person of the vendor confirms, and the claim outlasts the sale.
func TestWonNeedsTwo(t *testing.T) {
	l := newLife(t)
	d := l.approvedDeal(order{})
	win := func(email string, order *string) error {
		_, err := l.hub.MarkDealWon(l.as(email), model.MarkDealWonInput{ID: d.ID, ExpectedVersion: l.kept(d.ID).Version, OrderReference: order})
		return err
	}
	blank, number, better := " ", "PO-7", "PO-8"
	for _, c := range []struct {
		name, email string
		order       *string
		want        string
	}{
		{"confirming what nobody has reported", "desk@acme.example", nil, "FORBIDDEN"},
		{"reporting without an order", "sales@pa.example", nil, "USER"},
		{"reporting with a blank one", "sales@pa.example", &blank, "USER"},
		{"a rival", "sales@pb.example", &number, "NOT_FOUND"},
		{"reporting", "sales@pa.example", &number, ""},
		{"the chief", "chief@acme.example", nil, "FORBIDDEN"},
		{"confirming with a better number", "cam@acme.example", &better, ""},
		{"reporting again", "sales@pa.example", &number, "INVALID_TRANSITION"},
	} {
		if err := win(c.email, c.order); outcome(err) != c.want {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
	got := l.kept(d.ID)
	if got.ApprovalStatus != model.DealApprovalStatusClosed || *got.Outcome != model.DealOutcomeWon || *got.OrderReference != better || len(l.holders(got)) != 1 {
		t.Errorf("got %s, %d claims, order %v; want it closed with its claim", got.ApprovalStatus, len(l.holders(got)), got.OrderReference)
	}
	rival := l.does(l.registers("sales@pb.example", order{partner: "pb"}), move{"desk@acme.example", "CLAIM_REVIEW"})
	if _, err := l.do("desk@acme.example", model.DealActionApprove, rival.ID, rival.Version); outcome(err) != "CONFLICT" {
		t.Errorf("a rival for a customer that is won: got %v, want CONFLICT", err)
	}
	l.does(d, move{"desk@acme.example", "REOPEN"})
	if got := l.kept(d.ID); got.Outcome != nil || !got.ProtectedAt(l.clock()) || got.OrderReference != nil {
		t.Errorf("reopened: got %s, outcome %v, order %v; want it approved without them", got.ApprovalStatus, got.Outcome, got.OrderReference)
	}
}

// TestReasonsAndWords: coded reasons, and the words that OTHER asks for.
func TestReasonsAndWords(t *testing.T) {
	l := newLife(t)
	d := l.approvedDeal(order{})
	if _, err := l.hub.RevokeDeal(l.as("desk@acme.example"), model.RevokeDealInput{ID: d.ID, ExpectedVersion: d.Version, Reason: model.DealReasonCodeOther}); outcome(err) != "USER" {
		t.Errorf("revoked for another reason without words: got %v, want a user error", err)
	}
	if _, err := l.hub.MarkDealLost(l.as("sales@pa.example"), model.MarkDealLostInput{ID: d.ID, ExpectedVersion: d.Version, Reason: model.DealLossReasonOther}); outcome(err) != "USER" {
		t.Errorf("lost for another reason without words: got %v, want a user error", err)
	}
	words := "the founder's cousin sells them"
	lost, err := l.hub.MarkDealLost(l.as("sales@pa.example"), model.MarkDealLostInput{ID: d.ID, ExpectedVersion: d.Version, Reason: model.DealLossReasonOther, Comment: &words})
	mustNot(t, err)
	if *lost.LossReason != model.DealLossReasonOther || *lost.OwnerComment != words || lost.Reason != nil {
		t.Errorf("got %v, %v, %v; want the reason for the loss and the owner's words", lost.LossReason, lost.OwnerComment, lost.Reason)
	}
	other := l.does(l.registers("sales@pa.example", order{customer: "Two"}), move{"desk@acme.example", "CLAIM_REVIEW"}, move{"desk@acme.example", "REJECT"})
	if _, err := l.hub.AppealDeal(l.as("sales@pa.example"), model.AppealDealInput{ID: other.ID, ExpectedVersion: other.Version, Comment: " "}); outcome(err) != "USER" {
		t.Errorf("an appeal without words: got %v, want a user error", err)
	}
}
