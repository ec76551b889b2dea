package upsert_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"partnerhub/model"
)

// TestARowThatBreaksTheTransactionIsLeftOut: a value that no two records may share is found by the store alone when the other record is out of
// the sender's sight. The row is named, the others go in, and all of them again change nothing.
func TestARowThatBreaksTheTransactionIsLeftOut(t *testing.T) {
	w := newWorld(t, 6)
	mine := "sync@acme.example:PAM:primary:2020-01-01:"
	w.load("partners", "vendor,organization,type,lifeStage,externalIds,coverage", "acme,p0,RESELLER,ACTIVE,,"+mine, "acme,p1,RESELLER,ACTIVE,,"+mine,
		"acme,p2,RESELLER,ACTIVE,,"+mine, "acme,p3,RESELLER,ACTIVE,,"+mine, "acme,p4,RESELLER,ACTIVE,crm:TAKEN;erp:TAKEN,", "acme,p5,RESELLER,ACTIVE,crm:GONE,")
	_, err := w.hub.UpdateVisibilityPolicy(w.as("admin@acme.example"), model.UpdateVisibilityPolicyInput{VendorID: org("acme"),
		Lines: []*model.VisibilityLineInput{{Role: model.RoleVendorIntegration, Kind: "partner", Action: "sync", Rows: "covered",
			Fields: []string{"core", "tier", "region", "profile", "stage", "score", "labels", "distributors"}}}})
	must(t, err)
	at := func(external, handle string) *model.SyncPartnerRow {
		r := row(external, 1, handle)
		r.Tier = set("GOLD")
		return r
	}
	rows := []*model.SyncPartnerRow{at("C0", "p0"), at("TAKEN", "p1"), at("C2", "p2"), at("GONE", "p3")}
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
