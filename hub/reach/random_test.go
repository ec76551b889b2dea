package reach_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// TestRandomMoves: whatever happens to partners and offers, what is kept with every offer is what a look at all partners says.
func TestRandomMoves(t *testing.T) {
	const seed = 20261122
	r, w := rand.New(rand.NewPCG(seed, 6)), newWorld(t)
	one := func(of ...string) string { return of[r.IntN(len(of))] }
	reached := 0
	for step := range 60 {
		switch r.IntN(3) {
		case 0:
			w.load("programs", "vendor|slug|name|type|status|distributors|audienceTypes|audienceCountries|audienceTiers|audienceSegments",
				fmt.Sprintf("acme|%s|Any|%s|ACTIVE|%s|%s|%s|%s|%s", one("all", "msp", "gold"), one("TRAINING", "TRAINING", "REBATE"), one("", "", "north"),
					one("", "MSP", "VAR; MSP"), one("", "DE", "GB"), one("", "", "GOLD"), one("", "", "large")))
		default:
			row := func(p string) string {
				return fmt.Sprintf("acme|%s|%s|ACTIVE|%s|%s|%s", p, one("MSP", "VAR", "ISV"), one("GB", "DE"), one("10", "100"), one("", "north", "south", "north; south"))
			}
			w.load("partners", "vendor|organization|type|lifeStage|country|employees|distributors", row("pa"), row("pb"), row("pc"))
		}
		reached += w.compare(t, fmt.Sprintf("seed %d, step %d", seed, step))
	}
	if reached < 100 {
		t.Errorf("seed %d: seen through partners %d times only", seed, reached)
	}
}

// compare counts distributors that are kept with programs.
func (w *world) compare(t *testing.T, when string) (reached int) {
	t.Helper()
	partners, err := w.store.Partners.LoadAll(t.Context(), everything(model.KindPartner), filter.Everything(), store.Sort{Field: "_id"}, 50)
	w.must(err)
	programs, err := w.store.Programs.LoadAll(t.Context(), everything(model.KindProgram), filter.Everything(), store.Sort{Field: "_id"}, 50)
	w.must(err)
	for _, p := range programs {
		var want []model.ID
		for _, partner := range partners {
			if throughPartners(p, partner) {
				want = append(want, partner.DistributorIDs...)
			}
		}
		slices.Sort(want)
		want = slices.Compact(want)
		if !slices.Equal(p.ReachIDs, want) {
			t.Fatalf("%s: %s is seen by %v, want %v", when, p.Name, p.ReachIDs, want)
		}
		reached += len(want)
	}
	return reached
}

// throughPartners says in plain words when a distributor of the partner sees the program.
func throughPartners(p *model.Program, partner *model.Partner) bool {
	tier := ""
	if partner.Tier != nil {
		tier = *partner.Tier
	}
	open := func(side []string, value string) bool { return side[0] == "*" || slices.Contains(side, value) }
	a := p.Audience
	return p.VendorID == partner.VendorID && len(p.DistributorIDs) == 0 && p.Type != "REBATE" && p.Type != "MDF" &&
		a.Segments[0] == "*" && len(a.Without) == 0 &&
		open(a.Types, string(partner.Type)) && open(a.Countries, string(partner.Country)) && open(a.Tiers, tier)
}
