package bench_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"testing"

	"partnerhub/bench/world"
	"partnerhub/localdb"
	"partnerhub/model"
)

// BenchmarkRegister hands deals in for one vendor, one after the other and from eight sides at once, with and without waiting for
// the disk.
func BenchmarkRegister(b *testing.B) {
	for _, bc := range []struct {
		name string
		o    localdb.Options
	}{{"without sync", localdb.Options{NoSync: true}}, {"with sync", localdb.Options{}}} {
		h := open(b, 100_000, bc.o)
		ctx := h.as(b, world.Sales)
		next := &atomic.Int64{}
		b.Run(bc.name+"/1", func(b *testing.B) {
			measure(b, func() { register(b, ctx, h, next.Add(1)) })
			perSecond(b)
		})
		b.Run(bc.name+"/8", func(b *testing.B) {
			b.ReportAllocs()
			b.SetParallelism(4) // for each processor
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					register(b, ctx, h, next.Add(1))
				}
			})
			perSecond(b)
		})
	}
}

func perSecond(b *testing.B) { b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "deals/s") }

func register(b *testing.B, ctx context.Context, h *house, n int64) {
	data, err := h.ask(ctx, world.Register, map[string]any{"input": registration(n)})
	if err != nil {
		b.Error(err)
		return
	}
	var answer struct {
		RegisterDeal struct {
			Deal *struct{ ApprovalStatus string }
		}
	}
	if err := json.Unmarshal(data, &answer); err != nil || answer.RegisterDeal.Deal == nil {
		b.Errorf("%v: %s", err, data)
	}
}

// registration is a deal of the first partner with the first vendor, for a customer whom nobody has.
func registration(n int64) map[string]any {
	money := func(amount string) map[string]any { return map[string]any{"amount": amount, "currency": "EUR"} }
	return map[string]any{
		"vendorId":      string(model.DerivedID(model.KindOrganization, "v0")),
		"programId":     string(model.DerivedID(model.KindProgram, "v0/program-0")),
		"distributorId": string(model.DerivedID(model.KindOrganization, "d0")),
		"customer":      map[string]any{"name": fmt.Sprintf("New customer %d", n), "domain": fmt.Sprintf("new-%d.example", n), "country": "GB"},
		"lines": []any{
			map[string]any{"productFamily": "compute", "quantity": 3, "unitPrice": money("640.00")},
			map[string]any{"productFamily": "storage", "quantity": 9},
		},
		"amount": money("24000.00"), "expectedCloseOn": "2027-03-31",
	}
}
