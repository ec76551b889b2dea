package hub_test

import (
	"context"
	"slices"
	"testing"

	"partnerhub/authz"
	"partnerhub/model"
	"partnerhub/store"
)

// forgets stores a deal as it was before deals knew who serves their partner.
func (l *life) forgets(before *model.Deal) {
	l.tb.Helper()
	g := authz.System(model.KindDeal, "a test stores what an older version has stored")
	mustNot(l.tb, l.store.Tx(l.tb.Context(), nil, func(ctx context.Context) error {
		now, err := l.store.Deals.Load(ctx, g, before.ID)
		if err != nil {
			return err
		}
		doc := *now
		doc.Unserved, doc.Plan = false, before.Plan
		return l.store.Deals.Replace(ctx, g, now, &doc, store.Stamp{Action: "test"})
	}))
}

// TestServiceThatEndedBefore: of deals from an older version, once, those that name a former distributor are no longer its to decide
// on, and what waited for it goes on with the vendor. The others stay as they are.
func TestServiceThatEndedBefore(t *testing.T) {
	const desk = "desk@dist.example"
	l := newLife(t)
	asked := l.does(l.registers("sales@pa.example", order{distributor: "dist", customer: "Asked"}), move{desk, "CLAIM_REVIEW"})
	decided := l.does(l.registers(desk, order{distributor: "dist", customer: "Decided", draft: true}), move{desk, "SUBMIT"},
		move{"desk@acme.example", "CLAIM_REVIEW"}, move{"desk@acme.example", "APPROVE"})
	others := []*model.Deal{l.registers("sales@pb.example", order{partner: "pb", distributor: "dist", customer: "Served"}),
		l.registers("sales@pa.example", order{customer: "Direct"})}
	before := []*model.Deal{l.kept(asked.ID), l.kept(decided.ID), l.kept(others[0].ID), l.kept(others[1].ID)}
	l.serves("")
	actions := func(id model.ID) int { return len(l.hub.AvailableActions(l.as(desk), l.kept(id))) }
	for _, d := range before[:2] {
		if l.forgets(d); actions(d.ID) == 0 {
			t.Fatal("the distributor can do nothing on a deal of the older version: there is nothing to adopt")
		}
	}
	mustNot(t, l.hub.AdoptServedDeals(t.Context()))
	for _, d := range before[:2] {
		if n, now := actions(d.ID), l.kept(d.ID); n != 0 || !now.Unserved {
			t.Errorf("%s: got %d actions, unserved %t, want none and true", now.Customer.NameFold, n, now.Unserved)
		}
	}
	if got, want := l.kept(asked.ID).Plan, []model.DealStep{"VENDOR_APPROVAL"}; !slices.Equal(got, want) {
		t.Errorf("got plan %v, want %v", got, want)
	}
	l.does(l.kept(asked.ID), move{"desk@acme.example", "APPROVE"})
	for _, d := range before[2:] {
		if now := l.kept(d.ID); now.Version != d.Version || now.Unserved {
			t.Errorf("%s: got version %d, unserved %t, want %d and false", now.Customer.NameFold, now.Version, now.Unserved, d.Version)
		}
	}
	l.forgets(before[1])
	mustNot(t, l.hub.AdoptServedDeals(t.Context()))
	if l.kept(decided.ID).Unserved {
		t.Error("adopted twice")
	}
}
