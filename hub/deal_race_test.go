package hub_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"partnerhub/hub"
	"partnerhub/model"
)

// together runs fn so many times at once and gathers the outcomes.
func together(n int, fn func(i int) error) []string {
	start, codes := make(chan struct{}), make([]string, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-start
			for codes[i] = outcome(fn(i)); codes[i] == string(model.CodeUnavailable); codes[i] = outcome(fn(i)) {
				continue // the store says: busy, try again
			}
		})
	}
	close(start)
	all.Wait()
	return codes
}

func tally(codes []string) map[string]int {
	out := map[string]int{}
	for _, c := range codes {
		out[c]++
	}
	return out
}

// crowd is deals of both partners for one customer, in every combination of two families, each under review.
func (l *life) crowd(n int) (out []*model.Deal) {
	l.tb.Helper()
	families := [][]string{{"cloud"}, {"backup"}, {"backup", "cloud"}, {"cloud", "backup"}}
	for i := range n {
		o := order{partner: []string{"pa", "pb"}[i%2], families: families[i%len(families)]}
		d := l.registers("sales@"+o.partner+".example", o)
		out = append(out, l.does(d, move{"desk@acme.example", "CLAIM_REVIEW"}))
	}
	return out
}

// checkOneHolder looks at a customer's deals: the protected ones hold their claims and share no family, and nobody else holds
// any but a deal that was won.
func (l *life) checkOneHolder(deals []*model.Deal) (protected int) {
	l.tb.Helper()
	held := map[string]model.ID{}
	for _, d := range deals {
		d = l.kept(d.ID)
		if !d.ProtectedAt(l.clock()) {
			continue
		}
		protected++
		for _, f := range d.Families() {
			if other, twice := held[f]; twice {
				l.tb.Errorf("%s and %s are both protected for %s", other, d.ID, f)
			}
			held[f] = d.ID
		}
	}
	for _, c := range l.holders(deals[2]) { // a deal of both families
		won := l.kept(c.DealID).Outcome != nil && held[c.ProductFamily] == ""
		if held[c.ProductFamily] != c.DealID && !won {
			l.tb.Errorf("%s is held by %s, want %s", c.ProductFamily, c.DealID, held[c.ProductFamily])
		}
	}
	return protected
}

// TestAHundredApprovalsAtOnce: whatever the interleaving, no two deals share a family, and who did not win met CONFLICT.
func TestAHundredApprovalsAtOnce(t *testing.T) {
	n := 100
	if testing.Short() {
		n = 40
	}
	l := newLife(t)
	deals := l.crowd(n)
	ctx := l.as("desk2@acme.example")
	got := tally(together(n, func(i int) error {
		_, err := l.hub.ApproveDeal(ctx, model.ApproveDealInput{ID: deals[i].ID, ExpectedVersion: deals[i].Version})
		return err
	}))
	protected := l.checkOneHolder(deals)
	if protected < 1 || protected > 2 || got[""] != protected || got["CONFLICT"] != n-protected {
		t.Errorf("got %v and %d protected, want one or two and CONFLICT for the others", got, protected)
	}
}

// TestFiftyRegistrationsAtOnce: all are taken, each with a place of its own, and none is protected.
func TestFiftyRegistrationsAtOnce(t *testing.T) {
	l := newLife(t)
	contexts := map[string]int{}
	ids := make([]model.ID, 50)
	pa, pb := l.as("sales@pa.example"), l.as("sales@pb.example")
	codes := together(len(ids), func(i int) error {
		ctx, o := pa, order{}
		if i%2 == 1 {
			ctx, o = pb, order{partner: "pb"}
		}
		d, err := l.hub.RegisterDeal(ctx, o.input())
		if err == nil {
			ids[i] = d.ID
		}
		return err
	})
	if got := tally(codes); got[""] != len(ids) {
		t.Fatalf("got %v, want all taken", got)
	}
	var places []int64
	for _, id := range ids {
		d := l.kept(id)
		places = append(places, d.Sequence)
		contexts[d.Number]++
	}
	slices.Sort(places)
	for i, p := range places {
		if p != int64(i+1) {
			t.Fatalf("places %v, want 1 to %d without a gap", places, len(ids))
		}
	}
	if len(contexts) != len(ids) || len(l.holders(l.kept(ids[0]))) != 0 {
		t.Errorf("%d numbers and %d claims, want %d and none", len(contexts), len(l.holders(l.kept(ids[0]))), len(ids))
	}
}

// TestEverythingAtOnce lets owners, reviewers, the clock and two sweepers work on one customer's deals at the same time.
func TestEverythingAtOnce(t *testing.T) {
	l := newLife(t)
	deals := l.crowd(12)
	people := []string{"desk@acme.example", "desk2@acme.example", "ops@acme.example", "cam@acme.example", "sales@pa.example", "sales@pb.example"}
	actions := []model.DealAction{"APPROVE", "APPROVE", "APPROVE", "RELEASE", "REVOKE", "MARK_LOST", "EXTEND_PROTECTION", "REINSTATE", "REOPEN", "MARK_WON"}
	rounds := 400
	if testing.Short() {
		rounds = 120
	}
	codes := together(8, func(worker int) error {
		for i := range rounds / 8 {
			if worker == 0 && i%7 == 0 {
				l.wait(13 * day)
			}
			if i%5 == worker%5 {
				if _, err := l.hub.Sweep(t.Context(), fmt.Sprint(worker%2)); err != nil && outcome(err) != "UNAVAILABLE" {
					return err
				}
			}
			d := deals[(i*5+worker*3)%len(deals)]
			who, action := people[(i+worker)%len(people)], actions[(i*3+worker)%len(actions)]
			if _, err := l.do(who, action, d.ID, toldVersion(who, l.kept(d.ID))); outcome(err) == "INTERNAL" {
				return err
			}
		}
		return nil
	})
	if got := tally(codes); got[""] != 8 {
		t.Errorf("outcomes of the workers: %v", got)
	}
	l.checkOneHolder(deals)
	rows, err := l.store.Changes.After(t.Context(), deals[0].VendorID, 0, 10_000)
	mustNot(t, err)
	for i, row := range rows {
		if row.ID.Seq != int64(i+1) {
			t.Fatalf("row %d of the feed has the number %d", i, row.ID.Seq)
		}
	}
}

// TestSweepersTakeTurns: while one instance has the turn, another rests; it takes over when the first is gone.
func TestSweepersTakeTurns(t *testing.T) {
	l := newLife(t)
	l.approvedDeal(order{})
	one, err := l.hub.Sweep(t.Context(), "one")
	mustNot(t, err)
	l.wait(91 * day)
	again := time.Duration(0)
	for _, c := range []struct {
		holder string
		wait   time.Duration
		want   hub.Swept
	}{{"two", again, hub.Swept{Expired: 1}}, {"one", again, hub.Swept{}}, {"two", again, hub.Swept{}}} {
		l.wait(c.wait)
		if got, err := l.hub.Sweep(t.Context(), c.holder); err != nil || got != c.want {
			t.Errorf("%s: got %+v (%v), want %+v", c.holder, got, err, c.want)
		}
	}
	l.approvedDeal(order{customer: "Another"})
	l.wait(90 * day)
	if got, err := l.hub.Sweep(t.Context(), "two"); err != nil || got.Expired != 1 || one != (hub.Swept{}) {
		t.Errorf("got %+v (%v), want one expired", got, err)
	}
	third := l.approvedDeal(order{customer: "A third"})
	l.at(l.kept(third.ID).ProtectedUntil.Add(-time.Minute))
	_, err = l.hub.Sweep(t.Context(), "two")
	mustNot(t, err)
	l.wait(time.Minute)
	if got, err := l.hub.Sweep(t.Context(), "one"); err != nil || got != (hub.Swept{}) {
		t.Errorf("while another has the turn: got %+v (%v), want nothing done", got, err)
	}
	l.wait(time.Minute)
	if got, err := l.hub.Sweep(t.Context(), "one"); err != nil || got.Expired != 1 {
		t.Errorf("when the other's turn is over: got %+v (%v), want one expired", got, err)
	}
}
