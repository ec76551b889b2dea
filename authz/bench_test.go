package authz_test

import (
	"testing"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

// pageOf is a page of deals that a role sees, with the copies that a mask may spoil.
type pageOf struct {
	deals  [20]model.Deal
	copies [20]model.Deal
	nested [20]struct {
		customer model.DealCustomer
		conflict model.DealConflict
	}
}

func newPage(tb testing.TB) *pageOf {
	tb.Helper()
	p, s := &pageOf{}, readBook(tb).Kinds[model.KindDeal]
	for i := range p.deals {
		p.deals[i] = *s.record(model.KindDeal, []string{"covered", "covered_approved", "covered_shared"}[i%3]).(*model.Deal)
	}
	return p
}

// fresh restores the copies. Its own cost is in every figure; the benchmark "copy alone" tells it.
func (p *pageOf) fresh() {
	for i := range p.deals {
		p.copies[i] = p.deals[i]
		p.nested[i].customer, p.nested[i].conflict = *p.deals[i].Customer, *p.deals[i].Conflict
		p.copies[i].Customer, p.copies[i].Conflict = &p.nested[i].customer, &p.nested[i].conflict
	}
}

// BenchmarkMaskPage authorizes a page of 20 whole deals: which rows, which of their fields.
func BenchmarkMaskPage(b *testing.B) {
	policy, page := mustPolicy(b), newPage(b)
	b.Run("copy alone", func(b *testing.B) {
		for b.Loop() {
			page.fresh()
		}
	})
	for _, bc := range []struct {
		name  string
		roles []model.Role
	}{
		{"one alternative/channel_finance", []model.Role{model.RoleChannelFinance}},
		{"one alternative/partner_marketing", []model.Role{model.RolePartnerMarketing}},
		{"three alternatives/channel_manager", []model.Role{model.RoleChannelManager}},
		{"three alternatives/partner_sales", []model.Role{model.RolePartnerSales}},
		{"four alternatives/distributor_deal_desk", []model.Role{model.RoleDistributorDealDesk}},
		{"two roles/channel_manager+deal_desk", []model.Role{model.RoleChannelManager, model.RoleDealDesk}},
	} {
		b.Run(bc.name, func(b *testing.B) {
			g := policy.Grant(asker(bc.roles...), model.KindDeal, authz.Read)
			b.ReportAllocs()
			for b.Loop() {
				page.fresh()
				for i := range page.copies {
					g.Mask(&page.copies[i])
				}
			}
		})
	}
}

// BenchmarkGrant makes the decision of one request about one kind.
func BenchmarkGrant(b *testing.B) {
	policy := mustPolicy(b)
	for _, role := range []model.Role{model.RoleChannelFinance, model.RoleChannelManager, model.RoleDistributorDealDesk, model.RolePartnerSales} {
		b.Run(string(role), func(b *testing.B) {
			who := asker(role)
			b.ReportAllocs()
			for b.Loop() {
				policy.Grant(who, model.KindDeal, authz.Read)
			}
		})
	}
}

// BenchmarkNarrow cuts a caller's condition of three parts.
func BenchmarkNarrow(b *testing.B) {
	g := mustPolicy(b).Grant(asker(model.RoleChannelManager), model.KindDeal, authz.Read)
	c := filter.AllOf(filter.Is("approvalStatus", "APPROVED"), filter.AtLeast("amount.minor", 100), filter.AtLeast("partnerMargin.minor", 1))
	b.ReportAllocs()
	for b.Loop() {
		g.Narrow(c)
	}
}

// BenchmarkMatch asks one condition of one record.
func BenchmarkMatch(b *testing.B) {
	page := newPage(b)
	rows := mustPolicy(b).Grant(asker(model.RoleChannelManager), model.KindDeal, authz.Read).Rows()
	b.ReportAllocs()
	for b.Loop() {
		rows.Match(filter.DocOf(&page.deals[0]))
	}
}

// TestMaskAllocatesNothing holds the ground that the benchmarks won: deciding on a row makes no garbage.
func TestMaskAllocatesNothing(t *testing.T) {
	g, page := mustPolicy(t).Grant(asker(model.RoleChannelManager, model.RoleDealDesk), model.KindDeal, authz.Read), newPage(t)
	page.fresh()
	if got := testing.AllocsPerRun(100, func() { g.Mask(&page.copies[0]) }); got != 0 {
		t.Errorf("got %v allocations, want none", got)
	}
}
