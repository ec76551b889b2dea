package tests

import (
	"fmt"
	"math/big"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// groupings are the ways to group deals: how a group's key is read from an insight, and the keys of a listed deal. A deal of
// which the key is hidden has no keys at all.
func groupings() map[string]struct {
	insight string
	keys    func(deal object) []string
} {
	one := func(path string) func(object) []string {
		return func(d object) []string { return []string{d.str(path)} }
	}
	type grouping = struct {
		insight string
		keys    func(deal object) []string
	}
	return map[string]grouping{
		"STATUS":      {"approvalStatus", one("approvalStatus")},
		"MONTH":       {"month", func(d object) []string { return []string{d.str("submittedAt")[:min(7, len(d.str("submittedAt")))]} }},
		"PARTNER":     {"partner.id", one("partner.id")},
		"DISTRIBUTOR": {"distributor.id", one("distributor.id")},
		"PROGRAM":     {"program.id", one("program.id")},
		"CAMPAIGN":    {"campaign.id", one("campaign.id")},
		"PRODUCT_FAMILY": {"productFamily", func(d object) []string {
			var out []string
			for _, l := range d.list("lines") {
				out = append(out, l.str("productFamily"))
			}
			slices.Sort(out)
			return slices.Compact(out)
		}},
	}
}

const insightFields = `hasMore groups{approvalStatus month partner{id} distributor{id} program{id} campaign{id} productFamily
	count amounts{amount currency}}`

// TestInsightsAreTheFoldOfTheList adds up, for every persona, what it lists itself, and wants the same numbers from the hub:
// there is nothing in them that the list does not hold.
func TestInsightsAreTheFoldOfTheList(t *testing.T) {
	w := lateWorld(t)
	total := 0
	for _, who := range []string{"admin@nimbus.example", "chief@nimbus.example", "ops@nimbus.example", "cam.uk@nimbus.example",
		"dealdesk@nimbus.example", "marketing@nimbus.example", "finance@nimbus.example", "sync@nimbus.example",
		"admin@ironwall.example", "admin@pixelforge.example", "admin@continental.example", "desk@continental.example",
		"desk@pacific.example", "admin@brightpath.example", "sales@brightpath.example", "marketing@brightpath.example", "sales@harbor.example"} {
		t.Run(who, func(t *testing.T) {
			c := w.as(who)
			for _, filter := range []string{`{}`, `{customerCountry:{in:["GB","DE"]}}`, `{or:[{approvalStatus:[APPROVED,EXPIRED]},{amount:{gte:{amount:"20000.00",currency:"GBP"}}}]}`} {
				list := c.ask(t, `{deals(first:1,filter:`+filter+`){nodes{id}}}`, nil)
				var deals []object
				if list.code() == "" {
					deals = c.everyDeal(t, filter)
				}
				total += len(deals)
				for by, g := range groupings() {
					a := c.ask(t, `{dealInsights(filter:`+filter+`,groupBy:`+by+`){`+insightFields+`}}`, nil)
					if want := refusal(list.code(), by, deals); a.code() != want {
						t.Errorf("%s by %s: got %q, want %q", filter, by, a.code(), want)
					}
					if a.code() != "" {
						continue
					}
					if diff := cmp.Diff(fold(deals, g.keys), told(a.Data, g.insight)); diff != "" {
						t.Errorf("%s by %s (-fold +insights):\n%s", filter, by, diff)
					}
				}
			}
		})
	}
	if total < 1000 {
		t.Errorf("the personas list %d deals, too few to prove anything", total)
	}
}

// lateWorld is the demo world some weeks after it was made: protections have run out since, and nobody has noticed.
func lateWorld(tb testing.TB) *world {
	tb.Helper()
	var late atomic.Int64
	w := worldAt(tb, os.DirFS("../testdata/demo"), func() time.Time {
		return time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC).AddDate(0, 0, int(late.Load()))
	})
	chief := w.as("chief@nimbus.example")
	expired := func() int {
		return chief.query(tb, `{deals(filter:{approvalStatus:[EXPIRED]}){totalCount}}`).integer("deals.totalCount")
	}
	before := expired()
	late.Store(45)
	chief = w.as("chief@nimbus.example")
	if after := expired(); after <= before {
		tb.Fatalf("%d deals have expired before and %d after, want more", before, after)
	}
	return w
}

// refusal is what a grouping is refused with: what the list is, or that the key is hidden on every deal.
func refusal(list, by string, deals []object) string {
	hidden := func(d object) bool { return d.at("lines") == nil }
	if list == "" && by == "PRODUCT_FAMILY" && len(deals) > 0 && !slices.ContainsFunc(deals, func(d object) bool { return !hidden(d) }) {
		return "FORBIDDEN_FIELD"
	}
	return list
}

func (c client) everyDeal(tb testing.TB, filter string) []object {
	tb.Helper()
	var out []object
	for after := any(nil); ; {
		page := c.query(tb, `query($after:Cursor){deals(first:100,after:$after,filter:`+filter+`){nodes{approvalStatus submittedAt partner{id}
			distributor{id} program{id} campaign{id} lines{productFamily} amount{amount currency}} pageInfo{hasNextPage endCursor}}}`, vars{"after": after})
		out = append(out, page.list("deals.nodes")...)
		if !page.boolean("deals.pageInfo.hasNextPage") {
			return out
		}
		after = page.str("deals.pageInfo.endCursor")
	}
}

// fold counts and adds up listed deals: one text a group.
func fold(deals []object, keys func(object) []string) []string {
	counts, sums := map[string]int{}, map[string]map[string]*big.Rat{}
	for _, d := range deals {
		for _, key := range keys(d) {
			counts[key]++
			if sums[key] == nil {
				sums[key] = map[string]*big.Rat{}
			}
			if currency := d.str("amount.currency"); currency != "" {
				if sums[key][currency] == nil {
					sums[key][currency] = new(big.Rat)
				}
				amount, _ := new(big.Rat).SetString(d.str("amount.amount"))
				sums[key][currency].Add(sums[key][currency], amount)
			}
		}
	}
	var out []string
	for key, n := range counts {
		var parts []string
		for currency, sum := range sums[key] {
			parts = append(parts, sum.FloatString(2)+" "+currency)
		}
		slices.Sort(parts)
		out = append(out, fmt.Sprintf("%q: %d, %s", key, n, strings.Join(parts, " + ")))
	}
	slices.Sort(out)
	return out
}

// told is what the hub says, in the same form.
func told(data object, key string) []string {
	var out []string
	for _, g := range data.list("dealInsights.groups") {
		var parts []string
		for _, m := range g.list("amounts") {
			sum, _ := new(big.Rat).SetString(m.str("amount"))
			parts = append(parts, sum.FloatString(2)+" "+m.str("currency"))
		}
		slices.Sort(parts)
		out = append(out, fmt.Sprintf("%q: %d, %s", g.str(key), g.integer("count"), strings.Join(parts, " + ")))
	}
	slices.Sort(out)
	return out
}

func TestInsightsAreCapped(t *testing.T) {
	w := demoWorld(t)
	chief := w.as("chief@nimbus.example")
	all := chief.query(t, `{dealInsights(groupBy:PARTNER){`+insightFields+`}}`)
	few := chief.query(t, `{dealInsights(groupBy:PARTNER,limit:2){`+insightFields+`}}`)
	if all.boolean("dealInsights.hasMore") || !few.boolean("dealInsights.hasMore") {
		t.Errorf("hasMore: got %v of all and %v of two, want false and true", all.at("dealInsights.hasMore"), few.at("dealInsights.hasMore"))
	}
	if diff := cmp.Diff(all.list("dealInsights.groups")[:2], few.list("dealInsights.groups")); diff != "" {
		t.Errorf("two groups are not the two largest (-want +got):\n%s", diff)
	}
	for _, limit := range []string{"0", "101"} {
		if got := chief.ask(t, `{dealInsights(groupBy:PARTNER,limit:`+limit+`){hasMore}}`, nil).code(); got != "BAD_USER_INPUT" {
			t.Errorf("limit %s: got %q, want BAD_USER_INPUT", limit, got)
		}
	}
}
