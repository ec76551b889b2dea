package bench_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"testing"

	"partnerhub/bench/world"
	"partnerhub/localdb"
)

// BenchmarkRegisterAndApprove takes a deal through three durable transactions for one vendor: a partner hands it in, the vendor's desk
// takes it for review, and approves it with the claim on two product families. A deal counts once, with all three.
func BenchmarkRegisterAndApprove(b *testing.B) {
	h := open(b, 100_000, localdb.Options{})
	sales, desk := h.as(b, world.Sales), h.as(b, "dealdesk@v0.example")
	next := &atomic.Int64{}
	b.Run("with sync/1", func(b *testing.B) {
		measure(b, func() { registerAndApprove(b, h, sales, desk, 1_000_000+next.Add(1)) })
		perSecond(b)
	})
	b.Run("with sync/8", func(b *testing.B) {
		b.SetParallelism(4) // for each processor
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				registerAndApprove(b, h, sales, desk, 1_000_000+next.Add(1))
			}
		})
		perSecond(b)
	})
}

// stepped is what a step answers: the deal and its version.
type stepped struct {
	Deal *struct {
		ID             string
		Version        int
		ApprovalStatus string
	}
}

func registerAndApprove(b *testing.B, h *house, sales, desk context.Context, n int64) {
	const answer = "{deal{id version approvalStatus} userErrors{message}}"
	d := step(b, h, sales, "mutation($input:RegisterDealInput!){step:registerDeal(input:$input)"+answer+"}", world.SellerAt(0).Registration(n))
	if d.Deal == nil {
		return
	}
	for _, mutation := range []string{"mutation($input:DealInput!){step:claimDealReview(input:$input)" + answer + "}",
		"mutation($input:ApproveDealInput!){step:approveDeal(input:$input)" + answer + "}"} {
		d = step(b, h, desk, mutation, map[string]any{"id": d.Deal.ID, "expectedVersion": d.Deal.Version})
		if d.Deal == nil {
			return
		}
	}
	if d.Deal.ApprovalStatus != "APPROVED" {
		b.Errorf("deal %d is %s, want APPROVED", n, d.Deal.ApprovalStatus)
	}
}

func step(b *testing.B, h *house, ctx context.Context, mutation string, input map[string]any) (s stepped) {
	data, err := h.ask(ctx, mutation, map[string]any{"input": input})
	if err != nil {
		b.Error(err)
		return s
	}
	var answer struct{ Step stepped }
	if err := json.Unmarshal(data, &answer); err != nil || answer.Step.Deal == nil {
		b.Error(fmt.Errorf("%w: %s", err, data))
	}
	return answer.Step
}
