package store_test

import (
	"context"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"partnerhub/authz"
	"partnerhub/model"
	"partnerhub/store"
)

// TestTheTrailTellsOfEveryField fills a deal and wants a text for every field that anybody can see, except those that the
// trail passes over. A new field of a deal meets this test first.
func TestTheTrailTellsOfEveryField(t *testing.T) {
	filled := &model.Deal{}
	fill1(reflect.ValueOf(filled).Elem())
	e := store.EventOf(&model.Deal{}, filled, stamp("update"))
	told := map[string]model.DealChange{}
	for _, c := range e.Changes {
		told[c.Field] = c
	}
	for _, field := range authz.Fields(model.KindDeal) {
		_, tells := told[field]
		if passed := slices.Contains(store.Untold, field); tells == passed {
			t.Errorf("%s: told %v, passed over %v; want one of the two", field, tells, passed)
		}
	}
	if got, want := *told["amount"].After, "0.01 GBP"; got != want {
		t.Errorf("amount: got %q, want %q", got, want)
	}
	if got, want := *told["lines"].After, "1 × GBP GBP GBP at 0.01 GBP"; got != want {
		t.Errorf("lines: got %q, want %q", got, want)
	}
	if got, want := *told["protectedUntil"].After, "2026-11-21T12:00:00.000Z"; got != want {
		t.Errorf("protectedUntil: got %q, want %q", got, want)
	}
}

// fill1 gives every field a value: 1, true, a text, one element.
func fill1(v reflect.Value) {
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(noon))
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill1(v.Elem())
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill1(v.Index(0))
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			fill1(v.Field(i))
		}
	case v.Kind() == reflect.String:
		v.SetString("GBP")
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.CanInt():
		v.SetInt(1)
	}
}

// Entries that many write at once, from two processes, are numbered without a gap.
func TestTheTrailIsNumbered(t *testing.T) {
	b := newBase(t)
	stores := []*store.Store{b.open(t), b.open(t)}
	d := &model.Deal{Record: model.Record{ID: "deal_1"}, VendorID: "v", PartnerOrgID: "p", Shared: true}
	put(t, stores[0], stores[0].Deals, model.KindDeal, d)
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			s := stores[i%2]
			err := s.Tx(context.Background(), []model.ID{"v"}, func(ctx context.Context) error {
				return s.Events.Comment(ctx, d, model.DealComment{Body: "x"}, stamp("comment"))
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	events, err := stores[0].Events.Before(t.Context(), system(model.KindDeal), d, 0, 100)
	must(t, err)
	for i, e := range events {
		if got, want := e.Seq, int64(21-i); got != want {
			t.Errorf("entry %d has the number %d, want %d", i, got, want)
		}
	}
	if len(events) != 21 {
		t.Errorf("got %d entries, want 21", len(events))
	}
	hidden, err := stores[0].Events.Before(t.Context(), authz.Grant{}, d, 0, 100)
	if len(hidden) != 0 || err != nil {
		t.Errorf("without a grant: got %d entries and %v, want none", len(hidden), err)
	}
}

// TestARolledBackWriteHasNoTrail breaks a transaction after its write.
func TestARolledBackWriteHasNoTrail(t *testing.T) {
	s := open(t)
	d := &model.Deal{Record: model.Record{ID: "deal_1"}, VendorID: "v"}
	err := s.Tx(t.Context(), nil, func(ctx context.Context) error {
		if err := s.Deals.Insert(ctx, system(model.KindDeal), d, stamp("create")); err != nil {
			return err
		}
		return store.ErrTaken
	})
	if err != store.ErrTaken {
		t.Fatalf("got %v, want %v", err, store.ErrTaken)
	}
	if events, err := s.Events.Before(t.Context(), system(model.KindDeal), d, 0, 100); len(events) != 0 || err != nil {
		t.Errorf("got %d entries and %v, want none", len(events), err)
	}
}
