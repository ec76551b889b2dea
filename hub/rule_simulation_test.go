package hub_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"partnerhub/model"
)

// draw makes a random rule over what the partners of simulationWorld differ in.
func drawRule(r *rand.Rand, depth int) string {
	tests := []string{`"attribute":"COUNTRY","op":"IN","values":["GB"]`, `"attribute":"TIER","op":"AT_LEAST","values":["GOLD"]`, `"attribute":"TYPE","op":"IN","values":["MSP","VAR"]`,
		`"attribute":"CERTIFICATION_COUNT","op":"AT_LEAST","values":["1"]`, `"attribute":"EMPLOYEES","op":"BELOW","values":["5"]`, `"attribute":"LIFE_STAGE","op":"IN","values":["ACTIVE"]`}
	switch n := r.IntN(5); {
	case depth == 0 || n < 2:
		return `{"test":{` + tests[r.IntN(len(tests))] + `}}`
	case n == 2:
		return `{"not":` + drawRule(r, depth-1) + `}`
	case n == 3:
		return `{"all":[` + drawRule(r, depth-1) + `,` + drawRule(r, depth-1) + `]}`
	}
	return `{"any":[` + drawRule(r, depth-1) + `,` + drawRule(r, depth-1) + `]}`
}

// simulationWorld is a vendor with a dozen different partners, two segments, and programs and a campaign for and without them.
func simulationWorld(t *testing.T, r *rand.Rand) *importWorld {
	t.Helper()
	w := segmentWorld(t, func() time.Time { return importTime })
	one := func(from ...string) string { return from[r.IntN(len(from))] }
	w.loadAll("organizations", "handle,kind,name,country,currency,dealPrefix,tiers\nacme,VENDOR,Acme,GB,GBP,ACM,SILVER; GOLD\n")
	for i := range 12 {
		h := fmt.Sprintf("q%d", i)
		w.loadAll("organizations", "handle,kind,name,country\n"+h+",PARTNER,"+h+",GB\n")
		w.loadAll("partners", "vendor,organization,type,country,lifeStage,tier,certifications,employees,coverage\nacme,"+h+","+one("MSP", "VAR", "DEALER")+","+
			one("GB", "DE")+","+one("ACTIVE", "ONBOARDING", "SUSPENDED")+","+one("", "SILVER", "GOLD")+","+one("", "a:2026-11-20", "a:2026-11-21")+","+one("", "4", "5")+
			","+one("", "cam@acme.example:PAM:primary:2025-01-01:")+"\n")
	}
	w.loadAll("segments", "vendor,slug,name,rule\nacme,tried,Tried,"+quoted(drawRule(r, 2))+"\n")
	w.loadAll("programs", "vendor,slug,name,type,status,audienceCountries,audienceSegments,audienceWithout\nacme,for,For,TRAINING,ACTIVE,,tried,\n"+
		"acme,both,Both,TRAINING,DRAFT,,tried; certified,\nacme,without,Without,TRAINING,ENDED,GB,,tried\nacme,except,Except,TRAINING,ACTIVE,,certified,tried\n")
	w.loadAll("campaigns", "vendor,slug,name,status,direction,startsOn,audienceSegments\nacme,push,Push,ACTIVE,TO_PARTNERS,2026-01-01,tried\n")
	return w
}

type readPartners func(model.PageArgs) (*model.Page[model.Partner], error)

// names reads a list of partners page by page and holds its count against it.
func (w *importWorld) names(read readPartners) []string {
	w.tb.Helper()
	out, args := []string{}, model.PageArgs{First: new(3)}
	for {
		page, err := read(args)
		mustNot(w.tb, err)
		for _, p := range page.Nodes() {
			out = append(out, p.Name)
		}
		if args.After = page.PageInfo.EndCursor; page.PageInfo.HasNextPage {
			continue
		}
		if n, err := page.Total(w.tb.Context()); err != nil || n != len(out) {
			w.tb.Errorf("counts %d, lists %v (%v)", n, out, err)
		}
		return out
	}
}

// sight is who is in the segment and whom each offer is for, as the lists that exist say.
func (w *importWorld) sight(ctx context.Context, segment model.ID) map[string][]string {
	w.tb.Helper()
	s, err := w.hub.Segment(ctx, segment)
	mustNot(w.tb, err)
	out := map[string][]string{"": w.names(func(a model.PageArgs) (*model.Page[model.Partner], error) {
		return w.hub.MembersOf(ctx, s, a, nil, nil)
	})}
	programs, err := w.hub.Programs(ctx, model.PageArgs{}, nil, nil)
	mustNot(w.tb, err)
	for _, p := range programs.Nodes() {
		out[p.Name] = w.names(func(a model.PageArgs) (*model.Page[model.Partner], error) {
			return w.hub.EligiblePartners(ctx, p, a, nil, nil)
		})
	}
	out["Push"] = out["For"] // it has the same audience
	return out
}

// simulated is what a simulation says that would change.
func (w *importWorld) simulated(ctx context.Context, sim *model.RuleSimulation) (gains, loses map[string][]string) {
	w.tb.Helper()
	gains, loses = map[string][]string{}, map[string][]string{}
	for in, into := range map[bool]map[string][]string{true: gains, false: loses} {
		into[""] = w.names(func(a model.PageArgs) (*model.Page[model.Partner], error) {
			return w.hub.SimulatedMembers(ctx, sim, in, a, nil, nil)
		})
		for _, o := range sim.Offers {
			name := ""
			if o.Program != nil {
				name = o.Program.Name
			} else {
				name = o.Campaign.Name
			}
			into[name] = w.names(func(a model.PageArgs) (*model.Page[model.Partner], error) {
				return w.hub.SimulatedAudience(ctx, o, in, a, nil, nil)
			})
		}
	}
	return gains, loses
}

// minus are the names of a list that another one lacks.
func minus(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(name string) bool { return slices.Contains(b, name) })
}

// TestSimulationIsWhatSavingDoes, for random rules, whether or not the members are worked out.
func TestSimulationIsWhatSavingDoes(t *testing.T) {
	const seed = 20261122
	r := rand.New(rand.NewPCG(seed, 2))
	w := simulationWorld(t, r)
	ops, id, moved := w.as("ops@acme.example"), model.DerivedID(model.KindSegment, "acme/tried"), 0
	for round := range 8 {
		before, rule := w.sight(ops, id), ruleOf(t, model.RuleText(drawRule(r, 3)))
		sim, err := w.hub.SimulateRule(ops, &rule, &id)
		mustNot(t, err)
		if got := len(sim.Offers); got != 5 || sim.HasMoreOffers || len(sim.UserErrors) > 0 {
			t.Fatalf("got %d offers, want five and no faults %v", got, sim.UserErrors)
		}
		gains, loses := w.simulated(ops, sim)
		if again := w.sight(ops, id); fmt.Sprint(again) != fmt.Sprint(before) {
			t.Fatalf("seed %d, round %d: simulating changed %v to %v", seed, round, before, again)
		}
		s, err := w.hub.Segment(ops, id)
		mustNot(t, err)
		s, err = w.hub.UpdateSegment(ops, model.UpdateSegmentInput{ID: id, ExpectedVersion: s.Version, Rule: sent(rule)})
		mustNot(t, err)
		if *sim.RuleText != s.RuleText {
			t.Errorf("got %q, saved as %q", *sim.RuleText, s.RuleText)
		}
		if round%2 == 0 {
			_, err = w.hub.Recompute(t.Context(), "test", time.Minute)
			mustNot(t, err)
		}
		after := w.sight(ops, id)
		for what := range gains {
			if got, want := gains[what], minus(after[what], before[what]); !slices.Equal(got, want) {
				t.Errorf("seed %d, round %d, %s: %q gains %v, simulated %v", seed, round, s.RuleText, what, want, got)
			}
			if got, want := loses[what], minus(before[what], after[what]); !slices.Equal(got, want) {
				t.Errorf("seed %d, round %d, %s: %q loses %v, simulated %v", seed, round, s.RuleText, what, want, got)
			}
			moved += len(gains[what]) + len(loses[what])
		}
	}
	if moved < 50 {
		t.Errorf("got %d moves in all, too few to tell anything", moved)
	}
}

// TestSimulationIsForWhoSavesRules, and says nothing to others.
func TestSimulationIsForWhoSavesRules(t *testing.T) {
	w := simulationWorld(t, rand.New(rand.NewPCG(1, 1)))
	w.loadAll("users", "email,name,organization,roles\nchief@acme.example,C,acme,CHANNEL_CHIEF\nadmin@acme.example,A,acme,VENDOR_ADMIN\nmktg@acme.example,M,acme,CHANNEL_MARKETING\nadmin@pa.example,A,pa,PARTNER_ADMIN\n")
	w.loadAll("segments", "vendor,slug,name,rule\nacme,away,Away,"+quoted(certified)+"\nbolt,theirs,Theirs,"+quoted(certified)+"\n")
	_, err := w.hub.ArchiveSegment(w.as("ops@acme.example"), model.ArchiveSegmentInput{ID: model.DerivedID(model.KindSegment, "acme/away"), ExpectedVersion: 1})
	mustNot(t, err)
	id := func(key string) *model.ID { return new(model.DerivedID(model.KindSegment, key)) }
	good, faulty := ruleOf(t, certified), model.Rule{Not: &model.Rule{Test: &model.RuleTest{Attribute: model.RuleAttributeTier, Op: model.RuleOpAtLeast, Values: []string{"IRON"}}}}
	for _, tc := range []struct {
		name, email string
		rule        model.Rule
		segment     *model.ID
		want        string
	}{
		{"operations", "ops@acme.example", good, id("acme/tried"), "the number of valid certifications is at least 1"},
		{"the administrator, for a new one", "admin@acme.example", good, nil, "the number of valid certifications is at least 1"},
		{"a fault", "ops@acme.example", faulty, id("acme/tried"), "rule.not.test.values[0]"},
		{"the chief", "chief@acme.example", good, id("acme/tried"), "nothing"},
		{"a manager", "cam@acme.example", good, nil, "nothing"},
		{"marketing", "mktg@acme.example", good, nil, "nothing"},
		{"a partner", "admin@pa.example", good, nil, "nothing"},
		{"a distributor", "desk@dist.example", good, nil, "nothing"},
		{"another vendor", "ops@bolt.example", good, id("acme/tried"), "nothing"},
		{"another vendor's", "ops@acme.example", good, id("bolt/theirs"), "nothing"},
		{"one that is put away", "ops@acme.example", good, id("acme/away"), "nothing"},
		{"none", "ops@acme.example", good, id("acme/none"), "nothing"},
		{"malformed", "ops@acme.example", good, new(model.ID("segment_$ne")), "nothing"},
		{"empty", "ops@acme.example", good, new(model.ID("")), "nothing"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			sim, err := w.hub.SimulateRule(w.as(tc.email), &tc.rule, tc.segment)
			mustNot(t, err)
			got := "nothing"
			switch {
			case sim != nil && len(sim.UserErrors) > 0:
				got = *sim.UserErrors[0].Field
				if gains, loses := w.simulated(w.as(tc.email), sim); len(gains[""])+len(loses[""]) > 0 {
					t.Errorf("with a fault, %v gain and %v lose", gains, loses)
				}
			case sim != nil:
				got = *sim.RuleText
			}
			if got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// TestARuleLooksAtNothingHidden: neither a simulation nor a saved rule tells what the vendor's own lines take away, at any depth.
func TestARuleLooksAtNothingHidden(t *testing.T) {
	w := segmentWorld(t, func() time.Time { return importTime })
	w.loadAll("users", "email,name,organization,roles\nadmin@acme.example,Admin,acme,VENDOR_ADMIN\n")
	_, err := w.hub.UpdateVisibilityPolicy(w.as("admin@acme.example"), model.UpdateVisibilityPolicyInput{VendorID: acme(),
		Lines: []*model.VisibilityLineInput{lineIn("CHANNEL_OPS partner read vendor core tier segments"), lineIn("CHANNEL_OPS partner read covered profile")}})
	mustNot(t, err)
	ops, id := w.as("ops@acme.example"), model.DerivedID(model.KindSegment, "acme/certified")
	test := func(text string) string { return `{"test":{` + text + `}}` }
	seen := test(`"attribute":"COUNTRY","op":"IN","values":["GB"]`)
	for _, tc := range []struct{ name, rule, want string }{
		{"what is seen", seen, ""},
		{"a field that is hidden", test(`"attribute":"REVENUE","op":"ABOVE","values":["1"],"months":1,"currency":"GBP"`), "FORBIDDEN_FIELD"},
		{"one that is seen of some partners", certified, "FORBIDDEN_FIELD"},
		{"below others", `{"any":[` + seen + `,{"not":` + test(`"attribute":"LIFE_STAGE","op":"IN","values":["ACTIVE"]`) + `}]}`, "FORBIDDEN_FIELD"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			rule := ruleOf(t, model.RuleText(tc.rule))
			_, onNew := w.hub.SimulateRule(ops, &rule, nil)
			_, onOne := w.hub.SimulateRule(ops, &rule, &id)
			_, created := w.hub.CreateSegment(ops, model.CreateSegmentInput{Name: tc.name, Rule: &rule})
			s, err := w.hub.Segment(ops, id)
			mustNot(t, err)
			_, updated := w.hub.UpdateSegment(ops, model.UpdateSegmentInput{ID: id, ExpectedVersion: s.Version, Rule: sent(rule)})
			for what, err := range map[string]error{"simulated": onNew, "simulated on a segment": onOne, "created": created, "updated": updated} {
				if got := string(model.CodeOf(err)); err != nil && got != tc.want || err == nil && tc.want != "" {
					t.Errorf("%s: got %v, want %q", what, err, tc.want)
				}
			}
		})
	}
}

// TestASimulationOfANewSegment: all who meet the rule come in; a cursor belongs to its rule.
func TestASimulationOfANewSegment(t *testing.T) {
	w := simulationWorld(t, rand.New(rand.NewPCG(3, 1)))
	ops, rule := w.as("ops@acme.example"), ruleOf(t, `{"test":{"attribute":"COUNTRY","op":"IN","values":["GB"]}}`)
	sim, err := w.hub.SimulateRule(ops, &rule, nil)
	mustNot(t, err)
	gains, loses := w.simulated(ops, sim)
	page, err := w.hub.Partners(ops, model.PageArgs{First: new(100)}, &model.PartnerFilter{Country: &model.CountryFilter{Eq: new(model.CountryCode("GB"))}}, nil)
	mustNot(t, err)
	var want []string
	for _, p := range page.Nodes() {
		want = append(want, p.Name)
	}
	if !slices.Equal(gains[""], want) || len(loses[""]) > 0 || len(sim.Offers) > 0 {
		t.Errorf("got %v in, %v out, want %v in", gains, loses, want)
	}
	first, err := w.hub.SimulatedMembers(ops, sim, true, model.PageArgs{First: new(1)}, nil, nil)
	mustNot(t, err)
	other, err := w.hub.SimulateRule(ops, new(ruleOf(t, certified)), nil)
	mustNot(t, err)
	_, err = w.hub.SimulatedMembers(ops, other, true, model.PageArgs{After: first.PageInfo.EndCursor}, nil, nil)
	if model.CodeOf(err) != model.CodeBadUserInput {
		t.Errorf("a cursor of another rule: got %v", err)
	}
	if strings.Join(want, "") == "" {
		t.Error("nobody to tell by")
	}
}
