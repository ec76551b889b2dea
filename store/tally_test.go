package store_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// tallied are the groupings, and how the same key is read from a deal.
func tallied() map[string]struct {
	by   store.Grouping
	keys func(d *model.Deal) []string
} {
	type grouping = struct {
		by   store.Grouping
		keys func(d *model.Deal) []string
	}
	return map[string]grouping{
		"status": {store.Grouping{Field: "approvalStatus", Past: "protectedUntil", Now: noon}, func(d *model.Deal) []string {
			past := d.ProtectedUntil != nil && !noon.Before(*d.ProtectedUntil)
			return []string{fmt.Sprint(d.ApprovalStatus, past)}
		}},
		"month": {store.Grouping{Field: "submittedAt", Month: true}, func(d *model.Deal) []string {
			if d.SubmittedAt == nil {
				return []string{"false"}
			}
			return []string{d.SubmittedAt.Format("2006-01") + "false"}
		}},
		"distributor": {store.Grouping{Field: "distributorId"}, func(d *model.Deal) []string { return []string{string(*d.DistributorID) + "false"} }},
		"family": {store.Grouping{Field: "lines.productFamily", Each: true}, func(d *model.Deal) []string {
			var out []string
			for _, family := range d.Families() {
				out = append(out, family+"false")
			}
			return out
		}},
	}
}

// partial is a policy under which finance sees amounts and products on approved deals alone.
func partial(tb testing.TB) *authz.Policy {
	tb.Helper()
	const line = "channel_finance,       *, deal,         read, vendor,                  core customerName amount cost benefit"
	text := strings.Replace(authz.Shipped(), line, "channel_finance, *, deal, read, vendor, core\n"+
		"p, channel_finance, *, deal, read, vendor_approved, amount products", 1)
	if text == authz.Shipped() {
		tb.Fatal("the policy has no such line any more")
	}
	conf, err := os.ReadFile("../authz/model.conf")
	must(tb, err)
	p, err := authz.Load(string(conf), text)
	must(tb, err)
	return p
}

// tallyWorld has deals in two currencies, with lines of several families, some submitted and some protected for a while.
func tallyWorld(tb testing.TB) *store.Store {
	tb.Helper()
	b := newBase(tb)
	s := b.open(tb)
	fill(tb, b, "deals", 600, func(i int) *model.Deal {
		d := deal(i)
		for n := range 1 + i%3 {
			d.Lines = append(d.Lines, model.DealLine{ProductFamily: fmt.Sprint("family ", (i+n*n)%5), Quantity: 1})
		}
		statuses := []model.DealApprovalStatus{model.DealApprovalStatusSubmitted, model.DealApprovalStatusApproved,
			model.DealApprovalStatusRejected, model.DealApprovalStatusApproved, model.DealApprovalStatusClosed}
		d.ApprovalStatus = statuses[i/3%5]
		if i%7 == 0 && d.Amount != nil {
			d.Amount.Currency = "USD"
		}
		if at := noon.AddDate(0, -i%14, 0); i%5 > 0 {
			d.SubmittedAt = &at
		}
		if until := noon.AddDate(0, 0, i/4%3-1); d.ApprovalStatus == model.DealApprovalStatusApproved {
			d.ProtectedUntil = &until
		}
		return d
	})
	return s
}

// TestATallyIsTheFoldOfWhatIsListed compares the one query with what a person's list holds, field by field as it is shown.
func TestATallyIsTheFoldOfWhatIsListed(t *testing.T) {
	s := tallyWorld(t)
	policies := map[string]*authz.Policy{"shipped": policy(t), "partial": partial(t)}
	wheres := []filter.Cond{filter.Everything(),
		filter.AnyOf(filter.Is("amount.currency", "GBP"), filter.OneOf("approvalStatus", []string{"APPROVED", "REJECTED"}))}
	seen := 0
	for name, p := range policies {
		for i, role := range append(model.AllRole, model.AllRole...) {
			where := wheres[i/len(model.AllRole)]
			who := people()[role.Side()]
			who.Roles, who.At = []model.Role{role}, noon
			g := p.Grant(&who, model.KindDeal, authz.Read)
			for by, grouping := range tallied() {
				got, err := s.Tally(t.Context(), g, where, grouping.by)
				listed, refused := s.Deals.Find(t.Context(), g, store.Query{Where: where, Scope: filter.Everything(), Limit: 1000})
				if refused == nil && !g.Empty() {
					refused = g.CheckGrouping(grouping.by.Field)
				}
				if model.CodeOf(err) != model.CodeOf(refused) || (err == nil) != (refused == nil) {
					t.Errorf("%s %s by %s: got %v, want %v", name, role, by, err, refused)
				}
				if err != nil {
					continue
				}
				seen += len(listed.Rows)
				if diff := cmp.Diff(folded(listed.Rows, grouping.keys), written(got)); diff != "" {
					t.Errorf("%s %s by %s (-fold +tally):\n%s", name, role, by, diff)
				}
			}
		}
	}
	if seen < 1000 {
		t.Errorf("compared with %d listed deals, too few to prove anything", seen)
	}
}

// folded adds up masked rows: what is hidden on a row is nil there.
func folded(rows []*model.Deal, keys func(*model.Deal) []string) []string {
	counts, sums := map[string]int{}, map[string]map[model.CurrencyCode]int64{}
	for _, d := range rows {
		for _, key := range keys(d) {
			counts[key]++
			if sums[key] == nil {
				sums[key] = map[model.CurrencyCode]int64{}
			}
			if d.Amount != nil {
				sums[key][d.Amount.Currency] += d.Amount.Minor
			}
		}
	}
	var out []string
	for key, n := range counts {
		out = append(out, fmt.Sprint(key, " ", n, " ", sums[key]))
	}
	slices.Sort(out)
	return out
}

func written(tallies []store.Tally) []string {
	var out []string
	for _, t := range tallies {
		sums := map[model.CurrencyCode]int64{}
		for _, m := range t.Sums {
			sums[m.Currency] += m.Minor
		}
		out = append(out, fmt.Sprint(t.Key, t.Past, " ", t.N, " ", sums))
	}
	slices.Sort(out)
	return out
}

func TestATallyWithoutAGrantIsEmpty(t *testing.T) {
	s := tallyWorld(t)
	for name, g := range map[string]authz.Grant{"none": {}, "another kind": system(model.KindPartner)} {
		got, err := s.Tally(t.Context(), g, filter.Everything(), store.Grouping{Field: "approvalStatus"})
		if len(got) != 0 || err != nil {
			t.Errorf("%s: got %v and %v, want nothing", name, got, err)
		}
	}
	got, err := s.Tally(t.Context(), system(model.KindDeal), filter.Cond{}, store.Grouping{Field: "approvalStatus"})
	if len(got) != 0 || err != nil {
		t.Errorf("a condition that was forgotten: got %v and %v, want nothing", got, err)
	}
}
