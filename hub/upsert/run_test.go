package upsert_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"partnerhub/model"
)

// coverAllBut has the service account see and write four partners and no others, of which it gives the rows.
func (w *world) coverAllBut(others ...string) {
	w.Helper()
	lines := []string{"vendor,organization,type,lifeStage,externalIds,coverage"}
	for n := range 4 {
		lines = append(lines, fmt.Sprintf("acme,p%d,RESELLER,ACTIVE,,sync@acme.example:PAM:primary:2020-01-01:", n))
	}
	w.load("partners", append(lines, others...)...)
	_, err := w.hub.UpdateVisibilityPolicy(w.as("admin@acme.example"), model.UpdateVisibilityPolicyInput{VendorID: org("acme"),
		Lines: []*model.VisibilityLineInput{{Role: model.RoleVendorIntegration, Kind: "partner", Action: "sync", Rows: "covered",
			Fields: []string{"core", "tier", "region", "profile", "stage", "score", "labels", "distributors"}}}})
	must(w, err)
}

func golden(external, handle string) *model.SyncPartnerRow {
	r := row(external, 1, handle)
	r.Tier = set("GOLD")
	return r
}

// TestABadRowIsLookedForByHalves: a trial of every row would make a long call longer than its deadline.
func TestABadRowIsLookedForByHalves(t *testing.T) {
	w := newWorld(t, 5)
	w.coverAllBut("acme,p4,RESELLER,ACTIVE,crm:TAKEN,")
	rows, want := []*model.SyncPartnerRow{golden("TAKEN", "p1")}, []string{"REJECTED CONFLICT externalId"}
	for n := range 31 {
		rows, want = append(rows, &model.SyncPartnerRow{ExternalID: fmt.Sprint("N", n), SourceVersion: "1", Deleted: true}), append(want, "UNCHANGED")
	}
	w.want(w.send("crm", rows...), want...)
	if got := w.tries.Load(); got > 1+2*5+1 {
		t.Errorf("got %d attempts for 32 rows, want two for each of five halvings, the first and the last", got)
	}
}

// TestDealsDoNotWaitForOtherVendors: while somebody writes organizations, whose turn is one for all vendors.
func TestDealsDoNotWaitForOtherVendors(t *testing.T) {
	w := newWorld(t, 1)
	ctx, cancel := context.WithTimeout(w.as("sync@acme.example"), 20*time.Second)
	defer cancel()
	must(t, w.store.Tx(t.Context(), []model.ID{model.HubFeed}, func(context.Context) error {
		out, err := w.upsert.Deals(ctx, model.SyncDealsInput{VendorID: org("acme"), Source: "crm", Rows: []*model.SyncDealRow{deal("D1", 1, "p0", "Quarry")}})
		if err == nil {
			w.want(out.Results, "CREATED")
		}
		return err
	}))
}

// TestACallThatNeverGetsItsTurn answers with why, though no row was judged.
func TestACallThatNeverGetsItsTurn(t *testing.T) {
	w := newWorld(t, 1)
	ctx, cancel := context.WithTimeout(w.as("sync@acme.example"), 300*time.Millisecond)
	defer cancel()
	must(t, w.store.Tx(t.Context(), []model.ID{org("acme")}, func(context.Context) error {
		out, err := w.upsert.Deals(ctx, model.SyncDealsInput{VendorID: org("acme"), Source: "crm", Rows: []*model.SyncDealRow{deal("D1", 1, "p0", "Quarry")}})
		if out != nil || err == nil {
			t.Errorf("got %v and %v, want an error alone", out, err)
		}
		return nil
	}))
}

// TestARowThatBreaksTheTransactionIsLeftOut: a value that no two records may share is found by the store alone when the other record is out of
// the sender's sight. The row is named, the others go in, and all of them again change nothing.
func TestARowThatBreaksTheTransactionIsLeftOut(t *testing.T) {
	w := newWorld(t, 6)
	w.coverAllBut("acme,p4,RESELLER,ACTIVE,crm:TAKEN;erp:TAKEN,", "acme,p5,RESELLER,ACTIVE,crm:GONE,")
	rows := []*model.SyncPartnerRow{golden("C0", "p0"), golden("TAKEN", "p1"), golden("C2", "p2"), golden("GONE", "p3")}
	w.want(w.send("crm", rows...), "UPDATED", "REJECTED CONFLICT externalId", "UPDATED", "REJECTED CONFLICT externalId")
	w.want(w.send("crm", rows...), "UNCHANGED", "REJECTED CONFLICT externalId", "UNCHANGED", "REJECTED CONFLICT externalId")
	for handle, want := range map[string]string{"p0": "GOLD", "p1": "SILVER", "p2": "GOLD", "p3": "SILVER", "p4": "SILVER"} {
		if got := *w.partner(handle).Tier; got != want {
			t.Errorf("%s: got %s, want %s", handle, got, want)
		}
	}
}

// TestTwoSourcesSendLinesAtOnce, each its own under the same ids, again and again: every line counts once.
func TestTwoSourcesSendLinesAtOnce(t *testing.T) {
	w := newWorld(t, 2)
	ctx := w.as("sync@acme.example")
	var all sync.WaitGroup
	for _, source := range []string{"erp", "shop", "erp", "shop"} {
		all.Go(func() {
			for version := 1; version <= 4; version++ {
				var rows []*model.SyncRevenueLineRow
				for n := range 4 {
					rows = append(rows, line(fmt.Sprint("L", n), version, fmt.Sprint("p", n%2), fmt.Sprintf("%d.00", version)))
				}
				if _, err := w.upsert.RevenueLines(ctx, model.SyncRevenueLinesInput{VendorID: org("acme"), Source: source, Rows: rows}); err != nil {
					t.Errorf("%s at %d: %v", source, version, err)
				}
			}
		})
	}
	all.Wait()
	for _, handle := range []string{"p0", "p1"} {
		if got := w.bought(handle); got != 2*2*400 {
			t.Errorf("%s: got %d, want two lines of two sources at their last version", handle, got)
		}
	}
}

// TestTwoCallersSendTheSameDeals at once: each deal is registered once.
func TestTwoCallersSendTheSameDeals(t *testing.T) {
	w := newWorld(t, 1)
	ctx := w.as("sync@acme.example")
	var all sync.WaitGroup
	var mu sync.Mutex
	var told []string
	for range 3 {
		all.Go(func() {
			out, err := w.upsert.Deals(ctx, model.SyncDealsInput{VendorID: org("acme"), Source: "crm", Rows: []*model.SyncDealRow{deal("D1", 1, "p0", "A"), deal("D2", 1, "p0", "B")}})
			if err != nil {
				t.Errorf("a call fails: %v", err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			told = append(told, tell(out.Results)...)
		})
	}
	all.Wait()
	slices.Sort(told)
	if want := []string{"CREATED", "CREATED", "UNCHANGED", "UNCHANGED", "UNCHANGED", "UNCHANGED"}; !slices.Equal(told, want) {
		t.Errorf("got %v, want %v", told, want)
	}
	if n := w.nextNumber(); n != 3 {
		t.Errorf("got %d as the next number, want 3", n)
	}
}
