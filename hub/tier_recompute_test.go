package hub_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"partnerhub/model"
)

// TestALadderReadsOnceForAllSegments: a vendor's partners are counted once, however many segments its tiers may move.
func TestALadderReadsOnceForAllSegments(t *testing.T) {
	var reads atomic.Int64
	w := newWorldWatched(t, func() time.Time { return importTime }, func(command string) {
		if command == "find" || command == "aggregate" {
			reads.Add(1)
		}
	}).withFewRows()
	w.loadAll("users", "email,name,organization,roles\nvadmin@acme.example,Admin,acme,VENDOR_ADMIN\n")
	vendor, ctx := model.DerivedID(model.KindOrganization, "acme"), w.as("vadmin@acme.example")
	var counts []int64
	for i, more := range []int{1, 6} {
		for n := range more {
			w.loadAll("segments", fmt.Sprintf("vendor,slug,name,rule\nacme,s%d%d,S%d%d,%s\n", i, n, i, n, quoted(certified)))
		}
		_, err := w.hub.Recompute(t.Context(), "test", time.Minute)
		mustNot(t, err)
		now, err := w.hub.TierLadder(ctx, vendor)
		mustNot(t, err)
		before := reads.Load()
		_, err = w.hub.UpdateTierLadder(ctx, model.UpdateTierLadderInput{VendorID: vendor, ExpectedVersion: now.Version,
			Tiers: []*model.TierInput{{Name: "GOLD", GraceMonths: i}}})
		mustNot(t, err)
		counts = append(counts, reads.Load()-before)
		if state := w.state(model.DerivedID(model.KindSegment, fmt.Sprintf("acme/s%d0", i))); state.Done || state.Total != 2 {
			t.Errorf("got %+v, want a recompute over two partners begun anew", state)
		}
	}
	if counts[0] != counts[1] {
		t.Errorf("got %d reads with one segment and %d with seven, want the same", counts[0], counts[1])
	}
}
