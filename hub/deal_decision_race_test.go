package hub_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"testing"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// decisionRounds are how many deals are decided twice at once. HUB_TEST_THOROUGH asks for more.
func decisionRounds() int {
	if os.Getenv("HUB_TEST_THOROUGH") == "" {
		return 200
	}
	return 1000
}

// TestApprovalAgainstRejection: two reviewers of two processes decide on one version of a deal at once, one for it and one against
// it. One decision counts, and the other leaves no trace: neither in the deal, nor in its history, the feed or the claims.
func TestApprovalAgainstRejection(t *testing.T) {
	one, two := twoLives(t)
	lives, decided := []*life{one, two}, map[model.ID]string{}
	sales := one.as("sales@pa.example")
	desk, desk2 := one.as("desk@acme.example"), []context.Context{one.as("desk2@acme.example"), two.as("desk2@acme.example")}
	for round := range decisionRounds() {
		d, err := one.hub.RegisterDeal(sales, order{customer: fmt.Sprintf("Customer %d", round)}.input())
		mustNot(t, err)
		d, err = act(one.hub, desk, model.DealActionClaimReview, d.ID, d.VersionFor(model.OrganizationKindVendor))
		mustNot(t, err)
		codes := together(2, func(i int) error {
			if i == round%2 {
				_, err := one.hub.RejectDeal(desk, model.RejectDealInput{ID: d.ID, ExpectedVersion: d.Version, Reason: model.DealReasonCodeNotQualified})
				return err
			}
			_, err := lives[round/2%2].hub.ApproveDeal(desk2[round/2%2], model.ApproveDealInput{ID: d.ID, ExpectedVersion: d.Version})
			return err
		})
		won := slices.Index(codes, "")
		if lost := codes[max(0, 1-won)]; won < 0 || lost != "CONFLICT" && lost != "INVALID_TRANSITION" {
			t.Fatalf("round %d: got %q, want one decision and a conflict", round, codes)
		}
		decided[d.ID] = "approve"
		if won == round%2 {
			decided[d.ID] = "reject"
		}
		one.checkOneDecision(d, decided[d.ID])
	}
	one.checkToldOnce(decided)
}

// checkOneDecision looks at a deal that was under review: it is what the one decision has made of it.
func (l *life) checkOneDecision(before *model.Deal, action string) {
	l.tb.Helper()
	want := map[string]struct {
		status   model.DealApprovalStatus
		decision model.DealDecision
		claims   int
	}{"approve": {model.DealApprovalStatusApproved, model.DealDecisionApproved, 1}, "reject": {model.DealApprovalStatusRejected, model.DealDecisionRejected, 0}}[action]
	got := l.kept(before.ID)
	if got.ApprovalStatus != want.status || got.Version != before.Version+1 || len(l.holders(got)) != want.claims {
		l.tb.Fatalf("after %s: got %s, version %d and the claims %v; want %s, %d and %d of them", action, got.ApprovalStatus, got.Version, l.holders(got),
			want.status, before.Version+1, want.claims)
	}
	if len(got.Approvals) != len(before.Approvals)+1 || got.Approvals[len(got.Approvals)-1].Decision != want.decision {
		l.tb.Fatalf("after %s: got the decisions %+v, want one more", action, got.Approvals)
	}
	trail, err := l.store.Events.Before(l.tb.Context(), authz.System(model.KindDeal, "a test reads whole trails"), got, 0, 10)
	mustNot(l.tb, err)
	if len(trail) != 3 || trail[0].Action != action {
		l.tb.Fatalf("after %s: got a history of %d entries that ends with %s", action, len(trail), trail[0].Action)
	}
}

// checkToldOnce reads the feed: each decision is told once, and no other.
func (l *life) checkToldOnce(decided map[model.ID]string) {
	l.tb.Helper()
	rows, err := l.store.Changes.After(l.tb.Context(), acme(), 0, 10_000)
	mustNot(l.tb, err)
	told := map[model.ID][]string{}
	for _, row := range rows {
		told[row.RecordID] = append(told[row.RecordID], row.Action)
	}
	counts := map[string]int{}
	for id, action := range decided {
		counts[action]++
		if want := []string{"create", "claimReview", action}; !slices.Equal(told[id], want) {
			l.tb.Errorf("the feed tells %v of %s, want %v", told[id], id, want)
		}
	}
	if len(counts) != 2 {
		l.tb.Errorf("got %v, want rounds that each of them won", counts)
	}
}

// TestTheCapHoldsAtOnce: many registrations and submissions of two processes at once, where the vendor's or a program's cap leaves
// room for a few. Those are taken, and no more.
func TestTheCapHoldsAtOnce(t *testing.T) {
	const most, before, many = 5, 2, 30
	for name, program := range map[string]string{"the vendor's": "", "a program's": "strict"} {
		t.Run(name, func(t *testing.T) {
			one, two := twoLives(t)
			in := model.UpdateDealSettingsInput{Numbers: numbers(number(model.DealSettingKeyRegistrationCap, "", most))}
			if program != "" {
				in.ProgramID = programID(program)
			}
			_, err := one.set("ops@acme.example", in)
			mustNot(t, err)
			lives, sales := []*life{one, two}, []context.Context{one.as("sales@pa.example"), two.as("sales@pa.example")}
			for range before {
				one.registers("sales@pa.example", order{program: program})
			}
			drafts := make([]*model.Deal, many)
			for i := range drafts {
				if i%3 == 0 {
					drafts[i] = one.registers("sales@pa.example", order{program: program, draft: true})
				}
			}
			codes := tally(together(many, func(i int) error {
				h, ctx := lives[i%2].hub, sales[i%2]
				if drafts[i] != nil {
					_, err := h.SubmitDeal(ctx, model.DealInput{ID: drafts[i].ID, ExpectedVersion: drafts[i].Version})
					return err
				}
				_, err := h.RegisterDeal(ctx, order{program: program}.input())
				return err
			}))
			if codes[""] != most-before || codes["USER"] != many-most+before {
				t.Errorf("got %v, want %d taken and the others told of the cap", codes, most-before)
			}
			if got := one.pending("pa"); got != most {
				t.Errorf("got %d open registrations, want %d", got, most)
			}
		})
	}
}

// pending counts a partner's open registrations.
func (l *life) pending(partner string) (n int) {
	l.tb.Helper()
	all, err := l.store.Deals.LoadAll(l.tb.Context(), authz.System(model.KindDeal, "a test counts"),
		filter.Is("partnerId", model.DerivedID(model.KindPartner, "acme/"+partner)), store.Sort{Field: "_id"}, 1000)
	mustNot(l.tb, err)
	for _, d := range all {
		if d.Pending() {
			n++
		}
	}
	return n
}
