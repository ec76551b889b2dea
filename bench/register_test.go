package bench_test

import (
	"context"
	"encoding/json"
	"sync/atomic"
	"testing"

	"partnerhub/bench/world"
	"partnerhub/localdb"
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
	data, err := h.ask(ctx, world.Register, map[string]any{"input": world.SellerAt(0).Registration(n)})
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
