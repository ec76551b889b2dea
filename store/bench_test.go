package store_test

import (
	"context"
	"fmt"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// BenchmarkPage compares a page of twenty deals through a grant with the same read through the driver alone.
func BenchmarkPage(b *testing.B) {
	base, s := newWorld(b)
	g := as(b, people()[model.OrganizationKindVendor], model.KindDeal, model.RoleChannelChief)
	q := store.Query{Where: filter.Everything(), Scope: filter.Everything(), Sort: store.Sort{Field: "updatedAt", Descending: true}, Limit: 20}
	b.Run("store", func(b *testing.B) {
		for b.Loop() {
			_, err := s.Deals.Find(b.Context(), g, q)
			must(b, err)
		}
	})
	b.Run("raw", func(b *testing.B) {
		for b.Loop() {
			c, err := base.db().Collection("deals").Find(b.Context(), bson.D{{Key: "vendorId", Value: vendorOf(0)}, {Key: "shared", Value: true}},
				options.Find().SetSort(bson.D{{Key: "updatedAt", Value: -1}, {Key: "_id", Value: -1}}).SetLimit(21))
			must(b, err)
			var rows []*model.Deal
			must(b, c.All(b.Context(), &rows))
		}
	})
}

// BenchmarkRegister is one transaction: a number, a deal and its change row.
func BenchmarkRegister(b *testing.B) {
	s := open(b)
	for i := 0; b.Loop(); i++ {
		d := deal(1)
		d.ID, d.Number = model.ID(fmt.Sprintf("deal_%d", i)), fmt.Sprintf("N-%d", i)
		must(b, s.Tx(b.Context(), []model.ID{d.VendorID}, func(ctx context.Context) error {
			if _, err := s.Next(ctx, "deal-number:"+string(d.VendorID)); err != nil {
				return err
			}
			return s.Deals.Insert(ctx, system(model.KindDeal), d, stamp("register"))
		}))
	}
}
