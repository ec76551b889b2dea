package hub_test

import (
	"context"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// TestWorkThatIsKilledAnywhereGoesOn: the work is cut off before one command to the database or another, in the middle of a
// transaction or just before its commit, again and again. Each time somebody else takes over. What is read is right all the while,
// and everybody came in once.
func TestWorkThatIsKilledAnywhereGoesOn(t *testing.T) {
	const partners, seed = 3500, 20261122
	r, now := rand.New(rand.NewPCG(seed, 3)), importTime
	var left atomic.Int64
	var kill atomic.Pointer[context.CancelFunc]
	w := newWorldWatched(t, func() time.Time { return now }, func(string) {
		if left.Add(-1) == 0 {
			(*kill.Load())()
		}
	})
	w.manyPartners(partners)
	w.loadAll("segments", "vendor,slug,name,rule\nv,gold,Gold,"+quoted(`{"test":{"attribute":"TIER","op":"AT_LEAST","values":["GOLD"]}}`)+"\n")
	id, killed := model.DerivedID(model.KindSegment, "v/gold"), 0
	for !w.state(id).Done {
		ctx, cancel := context.WithCancel(t.Context())
		kill.Store(&cancel)
		left.Store(int64(1 + r.IntN(14)))
		_, err := w.hub.Recompute(ctx, "one of many", time.Minute)
		left.Store(0)
		cancel()
		if err != nil {
			killed++
		}
		if got := w.count(id); got != partners/2 {
			t.Fatalf("seed %d: killed %d times, counts %d members, want %d", seed, killed, got, partners/2)
		}
		if killed > 200 {
			t.Fatalf("seed %d: nothing gets done: %+v", seed, w.state(id))
		}
		now = now.Add(2 * time.Minute) // its lease is over
	}
	if killed < 3 {
		t.Errorf("seed %d: killed %d times only", seed, killed)
	}
	if state := w.state(id); state.Checked != partners || state.Joined != partners/2 || state.Left != 0 {
		t.Errorf("seed %d: got %+v, want everybody looked at once and half of them in", seed, state)
	}
	in, err := w.store.Partners.Count(t.Context(), everyPartner(), store.Query{Where: filter.Everything(), Scope: filter.Is("segmentIds", id)}, partners)
	if mustNot(t, err); in != partners/2 {
		t.Errorf("seed %d: %d are stored as members, want %d", seed, in, partners/2)
	}
}
