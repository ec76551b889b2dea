package store_test

import (
	"context"
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
