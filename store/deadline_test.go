package store_test

import (
	"context"
	"errors"
	"testing"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// reads are the ways in which a request reads records.
func reads(s *store.Store, g authz.Grant) map[string]func(ctx context.Context) error {
	all := query(filter.Everything())
	return map[string]func(ctx context.Context) error{
		"a page":  func(ctx context.Context) error { _, err := s.Deals.Find(ctx, g, all); return err },
		"a count": func(ctx context.Context) error { _, err := s.Deals.Count(ctx, g, all, 10); return err },
		"by ids":  func(ctx context.Context) error { _, err := s.Deals.ByIDs(ctx, g, []model.ID{"deal_000"}); return err },
		"one":     func(ctx context.Context) error { _, err := s.Deals.Load(ctx, g, "deal_000"); return err },
	}
}

// A request that is over reads nothing, by commands or past them.
func TestNothingIsReadForARequestThatIsOver(t *testing.T) {
	b := newBase(t)
	for way, direct := range map[string]store.Direct{"by commands": nil, "directly": b.direct()} {
		s := b.openWith(t, direct)
		g := as(t, people()[model.OrganizationKindVendor], model.KindDeal, model.RoleChannelChief)
		for name, read := range reads(s, g) {
			t.Run(way+", "+name, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				cancel()
				if err := read(ctx); err == nil {
					t.Error("got an answer, want an error")
				}
			})
		}
	}
}

// Nothing is written for a request that is over before its transaction is: it is told of a failure, and may try again.
func TestNothingIsCommittedForARequestThatIsOver(t *testing.T) {
	b := newBase(t)
	for way, direct := range map[string]store.Direct{"by commands": nil, "directly": b.direct()} {
		t.Run(way, func(t *testing.T) {
			s := b.openWith(t, direct)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			err := s.Tx(ctx, nil, func(ctx context.Context) error {
				_, err := s.Next(ctx, "things")
				cancel()
				return err
			})
			if !errors.Is(err, context.Canceled) {
				t.Errorf("got %v, want that it was cancelled", err)
			}
			last, err := s.Last(t.Context(), "things")
			must(t, err)
			if last != 0 {
				t.Errorf("it was counted to %d all the same", last)
			}
		})
	}
}
