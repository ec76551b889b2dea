package hub_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"partnerhub/model"
)

// serves says which distributors serve partner pa from now on.
func (l *life) serves(distributors string) {
	l.tb.Helper()
	l.loadAll("partners", "vendor,organization,type,lifeStage,distributors\nacme,pa,RESELLER,ACTIVE,"+distributors+"\n")
}

// TestAFormerDistributorActsOnNothing brings deals that name a distributor into each state, ends its service of the partner, and lets
// its desk try every action: the deal is still there to be seen, and nothing can be done to it, whatever authority is in force.
func TestAFormerDistributorActsOnNothing(t *testing.T) {
	l := newLife(t)
	desk, own := "desk@dist.example", move{"desk@dist.example", "SUBMIT"}
	for name, made := range map[string]func() *model.Deal{
		"asked": func() *model.Deal {
			return l.registers("sales@pa.example", order{distributor: "dist", customer: "Asked"})
		},
		"taken up": func() *model.Deal {
			return l.does(l.registers("sales@pa.example", order{distributor: "dist", customer: "Taken"}), move{desk, "CLAIM_REVIEW"})
		},
		"to endorse": func() *model.Deal {
			return l.does(l.registers("sales@pa.example", order{distributor: "dist", customer: "Endorse", amount: "60000.00"}), move{desk, "CLAIM_REVIEW"})
		},
		"its draft": func() *model.Deal {
			return l.registers(desk, order{distributor: "dist", customer: "Draft", draft: true})
		},
		"its own": func() *model.Deal {
			return l.does(l.registers(desk, order{distributor: "dist", customer: "Own", draft: true}), own)
		},
		"its own, protected": func() *model.Deal {
			return l.does(l.registers(desk, order{distributor: "dist", customer: "Kept", draft: true}), own,
				move{"desk@acme.example", "CLAIM_REVIEW"}, move{"desk@acme.example", "APPROVE"})
		},
		"its own, refused": func() *model.Deal {
			return l.does(l.registers(desk, order{distributor: "dist", customer: "Refused", draft: true}), own,
				move{"desk@acme.example", "CLAIM_REVIEW"}, move{"desk@acme.example", "REJECT"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := made()
			l.serves("")
			defer l.serves("dist")
			before := l.kept(d.ID)
			seen, err := l.hub.Deal(l.as(desk), d.ID)
			mustNot(t, err)
			if seen == nil {
				t.Fatal("the deal is gone from sight")
			}
			if got := l.hub.AvailableActions(l.as(desk), before); len(got) != 0 {
				t.Errorf("told that it can %v, want nothing", got)
			}
			for _, action := range model.AllDealAction {
				if _, err := l.do(desk, action, d.ID, seen.Version); outcome(err) != "FORBIDDEN" {
					t.Errorf("%s: got %v, want FORBIDDEN", action, err)
				}
			}
			_, err = l.hub.AddDealComment(l.as(desk), model.AddDealCommentInput{DealID: d.ID, Body: "still here", Shared: true})
			if outcome(err) != "FORBIDDEN" {
				t.Errorf("a comment: got %v, want FORBIDDEN", err)
			}
			if after := l.kept(d.ID); after.Version != before.Version {
				t.Errorf("got version %d, want %d", after.Version, before.Version)
			}
		})
	}
}

// TestAPlanGoesOnWithoutAFormerDistributor: what waited for it waits for the vendor, and stays with the vendor when it comes back,
// until the deal is handed in again.
func TestAPlanGoesOnWithoutAFormerDistributor(t *testing.T) {
	for _, c := range []struct {
		name, amount, program string
		want                  []model.DealStep
	}{
		{"approval", "5000.00", "", []model.DealStep{"VENDOR_APPROVAL"}},
		{"endorsement", "60000.00", "", []model.DealStep{"VENDOR_APPROVAL"}},
		{"and operations", "90000.00", "reg", []model.DealStep{"VENDOR_APPROVAL", "OPERATIONS_APPROVAL"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLife(t)
			d := l.registers("sales@pa.example", order{distributor: "dist", amount: c.amount, program: c.program})
			asked := l.kept(d.ID).Plan
			l.serves("")
			if got := l.kept(d.ID).Plan; !slices.Equal(got, c.want) {
				t.Errorf("got plan %v, want %v", got, c.want)
			}
			l.serves("dist")
			if got := l.kept(d.ID).Plan; !slices.Equal(got, c.want) {
				t.Errorf("when it serves again: got plan %v, want %v still", got, c.want)
			}
			d = l.does(d, move{"cam@acme.example", "CLAIM_REVIEW"}, move{"cam@acme.example", "RETURN"}, move{"sales@pa.example", "SUBMIT"})
			if got := l.kept(d.ID).Plan; !slices.Equal(got, asked) {
				t.Errorf("handed in again: got plan %v, want %v", got, asked)
			}
		})
	}
}

// TestADealIsHandedInForADistributorThatServes: a draft that names a former one cannot be handed in, as if there were no such
// distributor; a deal that was handed in before goes on, and its returned fields can be corrected.
func TestADealIsHandedInForADistributorThatServes(t *testing.T) {
	l := newLife(t)
	draft := l.registers("sales@pa.example", order{distributor: "dist", customer: "Draft", draft: true})
	back := l.does(l.registers("sales@pa.example", order{distributor: "dist", customer: "Back"}),
		move{"cam@acme.example", "CLAIM_REVIEW"}, move{"cam@acme.example", "RETURN"})
	l.serves("")
	if _, err := l.do("sales@pa.example", "SUBMIT", draft.ID, l.kept(draft.ID).Version); outcome(err) != "USER" {
		t.Errorf("the draft: got %v, want a fault", err)
	}
	_, err := l.hub.UpdateDeal(l.as("sales@pa.example"), model.UpdateDealInput{ID: draft.ID, ExpectedVersion: l.kept(draft.ID).Version,
		DistributorID: null[model.ID]()})
	mustNot(t, err)
	l.does(draft, move{"sales@pa.example", "SUBMIT"})
	l.does(back, move{"sales@pa.example", "UPDATE"}, move{"sales@pa.example", "SUBMIT"})
	if got := l.kept(back.ID).Plan; !slices.Equal(got, []model.DealStep{"VENDOR_APPROVAL"}) {
		t.Errorf("handed in again: got plan %v, want the vendor's step alone", got)
	}
}

// TestAServiceThatEndedMeanwhileDecidesNothing: what counts is who serves the partner when the change is made.
func TestAServiceThatEndedMeanwhileDecidesNothing(t *testing.T) {
	l := newLife(t)
	d := l.does(l.registers("sales@pa.example", order{distributor: "dist"}), move{"desk@dist.example", "CLAIM_REVIEW"})
	seen, err := l.hub.Deal(l.as("desk@dist.example"), d.ID)
	mustNot(t, err)
	waiting := l.as("desk@dist.example")
	l.serves("")
	if _, err := act(l.hub, waiting, model.DealActionApprove, d.ID, seen.Version); outcome(err) != "FORBIDDEN" {
		t.Errorf("approving: got %v, want FORBIDDEN", err)
	}
	if _, err := l.hub.RegisterDeal(waiting, order{distributor: "dist", customer: "New"}.input()); outcome(err) != "USER" {
		t.Errorf("registering: got %v, want a fault", err)
	}
}

// TestAServiceEndsWhileItsDeskDecides lets the desk decide and register while the service ends: in the order of the change feed, nothing
// of the desk's comes after the end.
func TestAServiceEndsWhileItsDeskDecides(t *testing.T) {
	l := newLife(t)
	var open []*model.Deal
	for i := range 24 {
		d := l.registers("sales@pa.example", order{distributor: "dist", customer: "Customer " + string(rune('A'+i))})
		open = append(open, l.does(d, move{"desk@dist.example", "CLAIM_REVIEW"}))
	}
	desk := l.as("desk@dist.example")
	var all sync.WaitGroup
	for n := range 2 {
		all.Go(func() { l.decidesHalf(desk, open, n) })
	}
	all.Go(func() {
		for i := range 6 {
			_, _ = l.hub.RegisterDeal(desk, order{distributor: "dist", customer: "Own " + string(rune('A'+i))}.input())
		}
	})
	l.serves("")
	all.Wait()
	rows, err := l.store.Changes.After(t.Context(), acme(), 0, 10_000)
	mustNot(t, err)
	partner, ended := model.DerivedID(model.KindPartner, "acme/pa"), int64(0)
	for _, row := range rows {
		if row.RecordID == partner && slices.Contains(row.Fields, "distributorIds") {
			ended = row.ID.Seq
		}
	}
	for _, row := range rows {
		late := ended > 0 && row.ID.Seq > ended && row.Kind == model.KindDeal
		if late && (row.Action == "approve" || row.Action == "create") {
			t.Errorf("%s of %s has the number %d, after the end at %d", row.Action, row.RecordID, row.ID.Seq, ended)
		}
	}
	if ended == 0 {
		t.Error("the feed does not tell of the end")
	}
}

// decidesHalf approves every other deal, as far as that goes.
func (l *life) decidesHalf(desk context.Context, open []*model.Deal, from int) {
	for i := from; i < len(open); i += 2 {
		_, _ = act(l.hub, desk, model.DealActionApprove, open[i].ID, open[i].Version)
	}
}

// TestADraftOfAFormerDistributorIsThePartners: what a distributor was writing for a partner when its service ended is the partner's to go
// on with, which hands it in without the distributor.
func TestADraftOfAFormerDistributorIsThePartners(t *testing.T) {
	l := newLife(t)
	draft := l.registers("desk@dist.example", order{distributor: "dist", draft: true})
	l.serves("")
	_, err := l.hub.UpdateDeal(l.as("sales@pa.example"), model.UpdateDealInput{ID: draft.ID, ExpectedVersion: toldVersion("sales@pa.example", l.kept(draft.ID)),
		DistributorID: null[model.ID]()})
	mustNot(t, err)
	l.does(draft, move{"sales@pa.example", "SUBMIT"})
	if got := l.kept(draft.ID); got.ApprovalStatus != "SUBMITTED" || got.Unserved || !slices.Equal(got.Plan, []model.DealStep{"VENDOR_APPROVAL"}) {
		t.Errorf("got a deal that is %s, unserved %t, with plan %v", got.ApprovalStatus, got.Unserved, got.Plan)
	}
}
