package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"partnerhub/model"
	"partnerhub/store"
)

func claim(deal model.ID, until time.Time) store.Claim {
	return store.Claim{VendorID: "v", CustomerKey: "domain:c.example", ProductFamily: "cloud", DealID: deal, Until: until, At: noon}
}

func acquire(s *store.Store, now time.Time, claims ...store.Claim) func(ctx context.Context) error {
	return func(ctx context.Context) error { return s.Claims.Acquire(ctx, claims, now) }
}

func holders(tb testing.TB, s *store.Store, now time.Time) []model.ID {
	tb.Helper()
	held, err := s.Claims.Holders(tb.Context(), "v", "domain:c.example", []string{"cloud", "security"}, now)
	must(tb, err)
	out := []model.ID{}
	for _, c := range held {
		out = append(out, c.DealID)
	}
	return out
}

// Of a hundred approvals at the same instant, from two processes, one wins.
func TestOneOfManyAcquires(t *testing.T) {
	b := newBase(t)
	stores := []*store.Store{b.open(t), b.open(t)}
	var group sync.WaitGroup
	var won, taken atomic.Int32
	start := make(chan struct{})
	for i := range 100 {
		group.Go(func() {
			<-start
			s, deal := stores[i%2], model.ID(fmt.Sprintf("deal_%d", i))
			err := s.Tx(t.Context(), []model.ID{"v"}, acquire(s, noon, claim(deal, noon.Add(time.Hour))))
			switch {
			case err == nil:
				won.Add(1)
			case errors.Is(err, store.ErrTaken):
				taken.Add(1)
			default:
				t.Errorf("deal %d: %v", i, err)
			}
		})
	}
	close(start)
	group.Wait()
	if won.Load() != 1 || taken.Load() != 99 {
		t.Errorf("%d won and %d found it taken, want 1 and 99", won.Load(), taken.Load())
	}
	if got := holders(t, stores[0], noon); len(got) != 1 {
		t.Errorf("held by %v", got)
	}
}

func TestAcquire(t *testing.T) {
	security := claim("deal_b", noon.Add(time.Hour))
	security.ProductFamily = "security"
	elsewhere := claim("deal_b", noon.Add(time.Hour))
	elsewhere.VendorID = "w"
	tests := map[string]struct {
		now    time.Time
		claims []store.Claim
		want   error
		held   []model.ID
	}{
		"held by another":         {noon, []store.Claim{claim("deal_b", noon.Add(2*time.Hour))}, store.ErrTaken, []model.ID{"deal_a"}},
		"held to the last moment": {noon.Add(time.Hour - time.Millisecond), []store.Claim{claim("deal_b", noon.Add(2*time.Hour))}, store.ErrTaken, []model.ID{"deal_a"}},
		"over":                    {noon.Add(time.Hour), []store.Claim{claim("deal_b", noon.Add(2*time.Hour))}, nil, []model.ID{"deal_b"}},
		"its own":                 {noon, []store.Claim{claim("deal_a", noon.Add(2*time.Hour))}, nil, []model.ID{"deal_a"}},
		"another family":          {noon, []store.Claim{security}, nil, []model.ID{"deal_a", "deal_b"}},
		"another vendor":          {noon, []store.Claim{elsewhere}, nil, []model.ID{"deal_a"}},
		"one of two is held":      {noon, []store.Claim{security, claim("deal_b", noon.Add(time.Hour))}, store.ErrTaken, []model.ID{"deal_a"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			write(t, s, acquire(s, noon, claim("deal_a", noon.Add(time.Hour))))
			if err := s.Tx(t.Context(), nil, acquire(s, tt.now, tt.claims...)); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			now := noon
			if tt.want == nil {
				now = tt.now
			}
			if diff := cmp.Diff(tt.held, holders(t, s, now)); diff != "" {
				t.Errorf("holders: -want +got\n%s", diff)
			}
		})
	}
}

func TestReleaseFreesEverythingOfADeal(t *testing.T) {
	s := open(t)
	security := claim("deal_a", noon.Add(time.Hour))
	security.ProductFamily = "security"
	write(t, s, acquire(s, noon, claim("deal_a", noon.Add(time.Hour)), security))
	write(t, s, func(ctx context.Context) error { return s.Claims.Release(ctx, "deal_a") })
	if got := holders(t, s, noon); len(got) != 0 {
		t.Errorf("still held by %v", got)
	}
	write(t, s, acquire(s, noon, claim("deal_b", noon.Add(time.Hour))))
	if diff := cmp.Diff([]model.ID{"deal_b"}, holders(t, s, noon)); diff != "" {
		t.Errorf("holders: -want +got\n%s", diff)
	}
}
