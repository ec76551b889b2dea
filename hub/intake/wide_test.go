package intake_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partnerhub/hub/intake"
	"partnerhub/model"
)

// servedPartners are so many partners of acme that dist serves, the first ones with two deals each.
func servedPartners(w *world, partners, withDeals int) {
	w.tb.Helper()
	orgs, accounts, deals := strings.Builder{}, strings.Builder{}, strings.Builder{}
	orgs.WriteString("handle,kind,name,country\n")
	accounts.WriteString("vendor,organization,type,lifeStage,distributors\n")
	deals.WriteString("vendor,externalId,partner,distributor,customerName,customerCountry,lines,amount,expectedCloseOn,status,registeredBy,submittedAt\n")
	for i := range partners {
		fmt.Fprintf(&orgs, "s%d,PARTNER,Served %d,GB\n", i, i)
		fmt.Fprintf(&accounts, "acme,s%d,MSP,ACTIVE,dist\n", i)
		for n := range 2 {
			if i < withDeals {
				fmt.Fprintf(&deals, "acme,%d-%d,s%d,dist,Customer %d-%d,GB,cloud:::1:,5 GBP,2027-01-01,SUBMITTED,cam@acme.example,today-1d\n", i, n, i, i, n)
			}
		}
	}
	w.loadAll("organizations", orgs.String())
	w.loadAll("partners", accounts.String())
	w.loadAll("deals", deals.String())
}

// TestWhatFollowsFromRowsBoundsTheirTransaction drops the distributor of every partner, and reads from the order of acme's log
// which rows shared a transaction: partners first, then what follows from them.
func TestWhatFollowsFromRowsBoundsTheirTransaction(t *testing.T) {
	for name, tt := range map[string]struct {
		partners, withDeals, limit int
		want                       string
	}{
		"all of it fits":                  {4, 4, 8, "4 PARTNER, 8 DEAL"},
		"a half of it fits":               {4, 4, 4, "2 PARTNER, 4 DEAL, 2 PARTNER, 4 DEAL"},
		"not even one partner's fit":      {2, 2, 1, "1 PARTNER, 2 DEAL, 1 PARTNER, 2 DEAL"},
		"more partners than are followed": {251, 1, math.MaxInt, "250 PARTNER, 2 DEAL, 1 PARTNER"},
	} {
		t.Run(name, func(t *testing.T) {
			w := fewRows(t)
			servedPartners(w, tt.partners, tt.withDeals)
			acme := model.DerivedID(model.KindOrganization, "acme")
			before, err := w.store.Changes.After(t.Context(), acme, 0, 10_000)
			mustNot(t, err)
			f, err := w.intake.File("partners", []string{"vendor", "organization", "type", "lifeStage", "distributors"}, false)
			mustNot(t, err)
			f.CopyAtMost(tt.limit)
			var rows []intake.Row
			for i := range tt.partners {
				rows = append(rows, intake.Row{Line: i + 2, Values: map[string]string{"vendor": "acme", "organization": fmt.Sprintf("s%d", i),
					"type": "MSP", "lifeStage": "ACTIVE", "distributors": ""}})
			}
			results, err := f.Add(t.Context(), rows)
			mustNot(t, err)
			if n := len(results); n != tt.partners || slices.ContainsFunc(results, func(r intake.Result) bool { return r.Outcome != intake.Updated }) {
				t.Errorf("got %d results that are not all UPDATED, want %d", n, tt.partners)
			}
			after, err := w.store.Changes.After(t.Context(), acme, before[len(before)-1].ID.Seq, 10_000)
			mustNot(t, err)
			if diff := cmp.Diff(tt.want, stretches(after)); diff != "" {
				t.Errorf("the log (-want +got):\n%s", diff)
			}
			if deal := stored(w, w.store.Deals, model.KindDeal, "acme/0-1"); !deal.Unserved {
				t.Error("the deal is still the distributor's to act on")
			}
		})
	}
}

// stretches counts changes of one kind that stand together. The vendor's own record does not count.
func stretches(changes []*model.Change) string {
	var out []string
	for i := 0; i < len(changes); {
		n := 1
		for i+n < len(changes) && changes[i+n].Kind == changes[i].Kind {
			n++
		}
		out = append(out, fmt.Sprintf("%d %s", n, strings.ToUpper(string(changes[i].Kind))))
		i += n
	}
	return strings.Join(out, ", ")
}
