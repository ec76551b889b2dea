package store_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"partnerhub/model"
	"partnerhub/store"
)

func receipt(record model.ID, expires time.Time) store.Receipt {
	return store.Receipt{ID: "r", Operation: "registerDeal", BodyHash: []byte{1}, RecordID: record, Expires: expires}
}

func keep(s *store.Store, now time.Time, r store.Receipt) error {
	return s.Tx(context.Background(), nil, func(ctx context.Context) error { return s.Receipts.Keep(ctx, r, now) })
}

func TestReceipts(t *testing.T) {
	s := open(t)
	find := func(now time.Time) model.ID {
		t.Helper()
		r, err := s.Receipts.Find(t.Context(), "r", now)
		must(t, err)
		if r == nil {
			return ""
		}
		return r.RecordID
	}
	if err := s.Receipts.Keep(t.Context(), receipt("deal_a", noon.Add(time.Hour)), noon); err == nil {
		t.Error("a receipt was kept outside a transaction")
	}
	must(t, keep(s, noon, receipt("deal_a", noon.Add(time.Hour))))
	if err := keep(s, noon, receipt("deal_b", noon.Add(2*time.Hour))); !errors.Is(err, store.ErrKept) {
		t.Errorf("again: got %v, want %v", err, store.ErrKept)
	}
	if got := find(noon.Add(time.Hour - time.Millisecond)); got != "deal_a" {
		t.Errorf("before it expires: got %q, want deal_a", got)
	}
	if got := find(noon.Add(time.Hour)); got != "" {
		t.Errorf("once it has expired: got %q, want nothing", got)
	}
	must(t, keep(s, noon.Add(time.Hour), receipt("deal_b", noon.Add(2*time.Hour))))
	if got := find(noon.Add(time.Hour)); got != "deal_b" {
		t.Errorf("in place of an expired one: got %q, want deal_b", got)
	}
}

// TestAnEffectAndItsReceiptAreOne breaks a transaction after either of the two was written.
func TestAnEffectAndItsReceiptAreOne(t *testing.T) {
	s := open(t)
	broken := errors.New("broken")
	err := s.Tx(t.Context(), nil, func(ctx context.Context) error {
		_, err := s.Next(ctx, "effects")
		if err == nil {
			err = s.Receipts.Keep(ctx, receipt("deal_a", noon.Add(time.Hour)), noon)
		}
		return errors.Join(err, broken)
	})
	if !errors.Is(err, broken) {
		t.Fatalf("got %v, want %v", err, broken)
	}
	if r, err := s.Receipts.Find(t.Context(), "r", noon); r != nil || err != nil {
		t.Errorf("got %v and %v, want no receipt of an effect that did not happen", r, err)
	}
}

// Of many attempts at the same instant, from two processes, one has an effect.
func TestOneOfManyIsKept(t *testing.T) {
	b := newBase(t)
	stores := []*store.Store{b.open(t), b.open(t)}
	var group sync.WaitGroup
	var kept, late atomic.Int32
	for i := range 20 {
		group.Go(func() {
			switch err := keep(stores[i%2], noon, receipt("deal_a", noon.Add(time.Hour))); {
			case err == nil:
				kept.Add(1)
			case errors.Is(err, store.ErrKept):
				late.Add(1)
			default:
				t.Errorf("attempt %d: %v", i, err)
			}
		})
	}
	group.Wait()
	if kept.Load() != 1 || late.Load() != 19 {
		t.Errorf("%d kept and %d too late, want 1 and 19", kept.Load(), late.Load())
	}
}
