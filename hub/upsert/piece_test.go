package upsert_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/hub"
	"partnerhub/hub/upsert"
	"partnerhub/model"
	"partnerhub/store"
)

// someDeals are the first rows of deals of p0. They are drafts: those count for no cap.
func someDeals(n int) []*model.SyncDealRow {
	rows := make([]*model.SyncDealRow, n)
	for i := range rows {
		rows[i] = deal(fmt.Sprint("D", i), 1, "p0", fmt.Sprint("Customer ", i))
		rows[i].Submit = false
	}
	return rows
}

func (w *world) outcomes(rows []*model.SyncDealRow, dryRun bool) string {
	w.Helper()
	out, err := w.upsert.Deals(w.as("sync@acme.example"), model.SyncDealsInput{VendorID: org("acme"), Source: "crm", DryRun: dryRun, Rows: rows})
	must(w, err)
	return fmt.Sprintf("%d created, %d unchanged, %d refused in %d", *out.Created, *out.Unchanged, *out.Rejected, w.tries.Swap(0))
}

// TestACallGoesInByPieces, with its last piece the shortest; an id that an earlier piece had is refused, and a trial sees all rows together.
func TestACallGoesInByPieces(t *testing.T) {
	w := newWorld(t, 1)
	rows := append(someDeals(101), deal("D0", 2, "p0", "Twice"))
	for n, want := range []string{"101 created, 0 unchanged, 1 refused in 1", "101 created, 0 unchanged, 1 refused in 3", "0 created, 101 unchanged, 1 refused in 3"} {
		if got := w.outcomes(rows, n == 0); got != want {
			t.Errorf("call %d: got %s, want %s", n, got, want)
		}
	}
}

// TestTheNumberOfRowsIsBounded, for every kind by the same number.
func TestTheNumberOfRowsIsBounded(t *testing.T) {
	w := newWorld(t, 1)
	for _, n := range []int{0, upsert.MaxRows + 1} {
		_, err := w.upsert.Deals(w.as("sync@acme.example"), model.SyncDealsInput{VendorID: org("acme"), Source: "crm", Rows: make([]*model.SyncDealRow, n)})
		var faults model.UserErrors
		if !errors.As(err, &faults) || len(faults) != 1 || faults[0].Code != model.UserErrorCodeTooMany || faults[0].Message != "a call has 1 to 250 rows" {
			t.Errorf("%d rows: got %v, want their number refused", n, err)
		}
	}
}

// TestABrokenCallGoesOn: what ends it between two pieces leaves the first one in and the caller's key free. The same call under the same key
// goes on with the rest, and only then is the key used up.
func TestABrokenCallGoesOn(t *testing.T) {
	w := newWorld(t, 1)
	ctx, cancel := context.WithCancel(w.as("sync@acme.example"))
	defer cancel()
	rows := someDeals(60)
	run := func(ctx context.Context) (*model.SyncPayload, error) {
		return w.upsert.Deals(ctx, model.SyncDealsInput{VendorID: org("acme"), Source: "crm", Rows: rows})
	}
	reads := 0
	once := func(ctx context.Context) (*model.SyncPayload, error) {
		return hub.Once(ctx, w.hub, hub.Attempt{Keys: []string{"key-1"}, Operation: "syncDeals"}, run, func(ctx context.Context, _ model.ID) (*model.SyncPayload, error) {
			reads++
			return run(ctx)
		})
	}
	second := func(n int32) {
		if n == 2 {
			cancel()
		}
	}
	w.onTry.Store(&second)
	if _, err := once(ctx); err == nil {
		t.Fatal("the call ends well, want it broken before its second piece")
	}
	for n, want := range []string{"10 created, 50 unchanged, 0 keys used", "0 created, 60 unchanged, 1 keys used"} {
		out, err := once(w.as("sync@acme.example"))
		must(t, err)
		if got := fmt.Sprintf("%d created, %d unchanged, %d keys used", *out.Created, *out.Unchanged, reads); got != want {
			t.Errorf("repetition %d: got %s, want %s", n, got, want)
		}
	}
}

// TestPiecesShrinkWithWhatFollows: two partners with more deals together than a transaction brings up to date leave their distributor, each in
// one of its own, and a trial keeps nothing.
func TestPiecesShrinkWithWhatFollows(t *testing.T) {
	w := newWorld(t, 2)
	first := deal("D", 1, "p0", "Customer")
	first.Submit = false
	w.outcomes([]*model.SyncDealRow{first}, false)
	system := authz.System(model.KindDeal, "a test makes many deals")
	found, err := w.store.Deals.LoadAll(t.Context(), system, filter.Everything(), store.Sort{Field: "_id"}, 2)
	must(t, err)
	dist := org("dist")
	var copies []*model.Deal
	for i := range 2_001 {
		doc := *found[0]
		doc.Record = model.Record{ID: model.DerivedID(model.KindDeal, fmt.Sprint("copy ", i))}
		doc.Number, doc.PartnerID = fmt.Sprint("ACM-C", i), account(fmt.Sprint("p", i%2))
		doc.DistributorID = &dist
		copies = append(copies, &doc)
	}
	must(t, w.store.Tx(t.Context(), []model.ID{org("acme")}, func(ctx context.Context) error {
		return w.store.Deals.InsertMany(ctx, system, copies, store.Stamp{Action: "create", At: noon})
	}))
	a, b := row("A", 1, "p0"), row("B", 1, "p1")
	a.DistributorIds, b.DistributorIds = graphql.OmittableOf([]model.ID{}), graphql.OmittableOf([]model.ID{})
	for _, dry := range []bool{true, false} {
		w.tries.Store(0)
		out, err := w.upsert.Partners(w.as("sync@acme.example"), model.SyncPartnersInput{VendorID: org("acme"), Source: "crm", DryRun: dry, Rows: []*model.SyncPartnerRow{a, b}})
		must(t, err)
		w.want(out.Results, "UPDATED", "UPDATED")
		last, err := w.store.Deals.Load(t.Context(), system, copies[2_000].ID)
		if err != nil || last.Unserved == dry || w.tries.Load() != 3 {
			t.Errorf("dry %t: got unserved %t after %d attempts (%v), want three, the first one in vain", dry, last.Unserved, w.tries.Load(), err)
		}
	}
}
