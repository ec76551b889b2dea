package hub_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"partnerhub/authz"
	"partnerhub/model"
)

// explained is an explanation as text: the verdict, then every test with what it found.
func (w *importWorld) explained(ctx context.Context, partner, object model.ID) string {
	w.tb.Helper()
	e, err := w.hub.ExplainEligibility(ctx, partner, object)
	mustNot(w.tb, err)
	if e == nil {
		return "nothing"
	}
	parts := []string{shownAs(e.Eligible, "eligible", "out")}
	for _, t := range e.Tests {
		parts = append(parts, told(t))
	}
	for _, s := range e.Segments {
		parts = append(parts, fmt.Sprintf("%s left out %t sound %t %s", s.Segment.Name, s.LeftOut, s.Sound, shownAs(s.Member, "member", "stranger")))
		for _, t := range s.Tests {
			parts = append(parts, told(t))
		}
	}
	for _, t := range e.Failing {
		parts = append(parts, "failing "+t.Path)
	}
	if e.Eligible == nil && e.Failing != nil {
		w.tb.Error("tells what fails without telling the verdict")
	}
	return strings.Join(parts, "; ")
}

func shownAs(b *bool, yes, no string) string {
	switch {
	case b == nil:
		return "?"
	case *b:
		return yes
	}
	return no
}

func told(t *model.EligibilityTest) string {
	value := "?"
	if t.Value != nil {
		value = *t.Value
	}
	return fmt.Sprintf("%s [%s] %s %s", t.Path, value, shownAs(t.Holds, "holds", "fails"), t.Test)
}

// TestExplainEligibility tells what was found, to whom it may, and nothing to anybody else.
func TestExplainEligibility(t *testing.T) {
	now := importTime
	w := segmentWorld(t, func() time.Time { return now })
	w.loadAll("users", "email,name,organization,roles\nchief@acme.example,Chief,acme,CHANNEL_CHIEF\nmktg@acme.example,M,acme,CHANNEL_MARKETING\n"+
		"fin@acme.example,F,acme,CHANNEL_FINANCE\nsync@acme.example,S,acme,VENDOR_INTEGRATION\nadmin@pa.example,A,pa,PARTNER_ADMIN\n")
	w.loadAll("programs", "vendor,slug,name,type,status,audienceTypes\nacme,draft,Draft,TRAINING,DRAFT,MSP\nbolt,reg,Bolt,TRAINING,ACTIVE,\n")
	w.loadAll("campaigns", "vendor,slug,name,status,direction,startsOn,audienceTiers\nacme,push,Push,ACTIVE,TO_PARTNERS,2026-01-01,GOLD\n")
	pa, pb := model.DerivedID(model.KindPartner, "acme/pa"), model.DerivedID(model.KindPartner, "acme/pb")
	club, school := model.DerivedID(model.KindProgram, "acme/club"), model.DerivedID(model.KindProgram, "acme/school")
	draft, push := model.DerivedID(model.KindProgram, "acme/draft"), model.DerivedID(model.KindCampaign, "acme/push")
	segment := model.DerivedID(model.KindSegment, "acme/certified")
	const (
		ops    = "ops@acme.example"
		alive  = "partner.lifeStage [ACTIVE] holds the partnership is neither suspended nor ended; "
		public = "status [published] holds it is published"
		count  = "the number of valid certifications is at least 1"
	)
	in := alive + public + "; Certified left out false sound true "
	for _, tc := range []struct {
		name, email     string
		partner, object model.ID
		want            string
	}{
		{"who is in", ops, pa, club, "eligible; " + in + "member; test [1] holds " + count},
		{"who is not", ops, pb, club, "out; " + in + "stranger; test [0] fails " + count + "; failing test"},
		{"left out", ops, pa, school, "out; " + strings.Replace(in, "out false", "out true", 1) + "member; test [1] holds " + count + "; failing test"},
		{"not left out", ops, pb, school, "eligible; " + strings.Replace(in, "out false", "out true", 1) + "stranger; test [0] fails " + count},
		{"a draft", ops, pa, draft, "out; " + alive + "status [draft] fails it is published; audience.types [RESELLER] fails type is MSP; failing status; failing audience.types"},
		{"a campaign", ops, pa, push, "eligible; " + alive + public + "; audience.tiers [GOLD] holds tier is GOLD"},
		{"a campaign for others", ops, pb, push, "out; " + alive + public + "; audience.tiers [] fails tier is GOLD; failing audience.tiers"},
		{"a segment", ops, pa, segment, "eligible; Certified left out false sound true member; test [1] holds " + count},
		{"the covering manager", "cam@acme.example", pa, push, "eligible; " + alive + public + "; audience.tiers [GOLD] holds tier is GOLD"},
		{"the chief", "chief@acme.example", pa, push, "eligible; " + alive + public + "; audience.tiers [GOLD] holds tier is GOLD"},
		{"a manager who covers others", "cam2@acme.example", pa, club, "nothing"},
		{"the deal desk", "desk@acme.example", pa, club, "nothing"},
		{"marketing", "mktg@acme.example", pa, club, "nothing"},
		{"finance", "fin@acme.example", pa, club, "nothing"},
		{"an integration", "sync@acme.example", pa, club, "nothing"},
		{"the partner itself", "admin@pa.example", pa, club, "nothing"},
		{"a distributor", "desk@dist.example", pa, club, "nothing"},
		{"another vendor", "ops@bolt.example", pa, club, "nothing"},
		{"another vendor's program", ops, pa, model.DerivedID(model.KindProgram, "bolt/reg"), "nothing"},
		{"another vendor's account", ops, model.DerivedID(model.KindPartner, "bolt/pa"), club, "nothing"},
		{"no such program", ops, pa, model.DerivedID(model.KindProgram, "acme/none"), "nothing"},
		{"no such partner", ops, model.DerivedID(model.KindPartner, "acme/none"), club, "nothing"},
		{"a malformed partner", ops, "partner_$ne", club, "nothing"},
		{"a malformed object", ops, pa, "program_", "nothing"},
		{"an object of another kind", ops, pa, pb, "nothing"},
		{"nothing at all", ops, "", "", "nothing"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := w.explained(w.as(tc.email), tc.partner, tc.object); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
	now = now.AddDate(0, 0, 1)
	if got := w.explained(w.as(ops), pa, club); !strings.HasPrefix(got, "out; ") || !strings.Contains(got, "test [0] fails") {
		t.Errorf("a day after the last one: got %s", got)
	}
}

// TestAnExplanationIsCut by what the vendor's own lines take away: neither value nor verdict of what is hidden, and no verdict
// of the whole that would tell it.
func TestAnExplanationIsCut(t *testing.T) {
	rule := quoted(`{"any":[{"test":{"attribute":"TECHNICAL_HEADCOUNT","op":"ABOVE","values":["5"]}},{"test":{"attribute":"COUNTRY","op":"IN","values":["DE"]}}]}`)
	for name, tc := range map[string]struct{ groups, want string }{
		"all": {"core tier region profile stage rfm score labels notes distributors managers revenue segments activity",
			"eligible; partner.lifeStage [ACTIVE] holds; status [published] holds; audience.tiers [GOLD] holds; Techs member; any[0].test [9] holds; any[1].test [GB] fails"},
		"no profile": {"core tier stage segments",
			"eligible; partner.lifeStage [ACTIVE] holds; status [published] holds; audience.tiers [GOLD] holds; Techs member; any[0].test [?] ?; any[1].test [GB] fails"},
		"no tier": {"core stage segments profile",
			"?; partner.lifeStage [ACTIVE] holds; status [published] holds; audience.tiers [?] ?; Techs member; any[0].test [9] holds; any[1].test [GB] fails"},
		"no segments": {"core stage tier",
			"?; partner.lifeStage [ACTIVE] holds; status [published] holds; audience.tiers [GOLD] holds; Techs ?; any[0].test [?] ?; any[1].test [GB] fails"},
	} {
		t.Run(name, func(t *testing.T) {
			w := segmentWorld(t, func() time.Time { return importTime })
			w.loadAll("users", "email,name,organization,roles\nadmin@acme.example,Admin,acme,VENDOR_ADMIN\n")
			w.loadAll("partners", "vendor,organization,type,lifeStage,tier,technicalHeadcount\nacme,pa,RESELLER,ACTIVE,GOLD,9\n")
			w.loadAll("segments", "vendor,slug,name,rule\nacme,techs,Techs,"+rule+"\n")
			w.loadAll("programs", "vendor,slug,name,type,status,audienceSegments,audienceTiers\nacme,club,Club,TRAINING,ACTIVE,techs,GOLD\n")
			_, err := w.hub.UpdateVisibilityPolicy(w.as("admin@acme.example"), model.UpdateVisibilityPolicyInput{VendorID: acme(),
				Lines: []*model.VisibilityLineInput{lineIn("CHANNEL_OPS partner read vendor " + tc.groups)}})
			mustNot(t, err)
			got := w.explained(w.as("ops@acme.example"), model.DerivedID(model.KindPartner, "acme/pa"), model.DerivedID(model.KindProgram, "acme/club"))
			for _, words := range []string{" left out false sound true", " the partnership is neither suspended nor ended", " it is published", " tier is GOLD",
				" technical head count is above 5", " country is DE"} {
				got = strings.ReplaceAll(got, words, "")
			}
			if got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

// TestANestedTestStaysHidden: which of its neighbours is to blame would tell what a hidden test found.
func TestANestedTestStaysHidden(t *testing.T) {
	w := segmentWorld(t, func() time.Time { return importTime })
	w.loadAll("users", "email,name,organization,roles\nadmin@acme.example,Admin,acme,VENDOR_ADMIN\n")
	w.loadAll("segments", "vendor,slug,name,rule\nacme,techs,Techs,"+quoted(`{"all":[{"any":[{"test":{"attribute":"TECHNICAL_HEADCOUNT","op":"ABOVE","values":["5"]}},`+
		`{"test":{"attribute":"COUNTRY","op":"IN","values":["DE"]}}]},{"test":{"attribute":"COUNTRY","op":"IN","values":["FR"]}}]}`)+"\n")
	_, err := w.hub.UpdateVisibilityPolicy(w.as("admin@acme.example"), model.UpdateVisibilityPolicyInput{VendorID: acme(),
		Lines: []*model.VisibilityLineInput{lineIn("CHANNEL_OPS partner read vendor core tier stage segments")}})
	mustNot(t, err)
	var told []string
	for _, heads := range []string{"1", "9"} {
		w.loadAll("partners", "vendor,organization,type,lifeStage,technicalHeadcount\nacme,pa,RESELLER,ACTIVE,"+heads+"\n")
		told = append(told, w.explained(w.as("ops@acme.example"), model.DerivedID(model.KindPartner, "acme/pa"), model.DerivedID(model.KindSegment, "acme/techs")))
	}
	if told[0] != told[1] || !strings.HasPrefix(told[0], "?; ") {
		t.Errorf("got  %s\nand  %s\nwant no verdict, and the same of both", told[0], told[1])
	}
}

// TestTheVerdictIsWhatThePartnerSees, over random audiences: whoever is told to be eligible sees the program, and nobody else.
func TestTheVerdictIsWhatThePartnerSees(t *testing.T) {
	const seed = 20261122
	r := rand.New(rand.NewPCG(seed, 1))
	w := segmentWorld(t, func() time.Time { return importTime })
	one := func(from ...string) string { return from[r.IntN(len(from))] }
	w.loadAll("organizations", "handle,kind,name,country,currency,dealPrefix,tiers\nacme,VENDOR,Acme,GB,GBP,ACM,SILVER; GOLD\n")
	w.loadAll("segments", "vendor,slug,name,rule\nacme,british,British,"+quoted(`{"test":{"attribute":"COUNTRY","op":"IN","values":["GB"]}}`)+"\n"+
		"acme,ranked,Ranked,"+quoted(`{"not":{"all":[{"test":{"attribute":"TIER","op":"AT_LEAST","values":["SILVER"]}},{"test":{"attribute":"TYPE","op":"IN","values":["MSP"]}}]}}`)+"\n")
	programs := "vendor,slug,name,type,status,audienceTypes,audienceCountries,audienceTiers,audienceSegments,audienceWithout\n"
	for i := range 30 {
		segments := []string{"", "", "certified", "british", "ranked", "certified; ranked"}
		programs += fmt.Sprintf("acme,r%d,R%d,TRAINING,%s,%s,%s,%s,%s,%s\n", i, i, one("ACTIVE", "ACTIVE", "ENDED", "DRAFT"), one("", "MSP", "MSP; VAR"),
			one("", "", "GB", "DE"), one("", "", "GOLD"), one(segments...), one(segments...))
	}
	w.loadAll("programs", programs)
	ops, verdicts := w.as("ops@acme.example"), map[bool]int{}
	for i := range 12 {
		handle := fmt.Sprintf("q%d", i)
		w.loadAll("organizations", "handle,kind,name,country\n"+handle+",PARTNER,"+handle+",GB\n")
		w.loadAll("users", "email,name,organization,roles\nadmin@"+handle+".example,A,"+handle+",PARTNER_ADMIN\n")
		w.loadAll("partners", "vendor,organization,type,country,lifeStage,tier,certifications\nacme,"+handle+","+one("MSP", "VAR", "DEALER")+","+one("GB", "DE")+","+
			one("ACTIVE", "ACTIVE", "ONBOARDING", "SUSPENDED")+","+one("", "SILVER", "GOLD")+","+one("", "a:2026-11-20", "a:2026-11-21")+"\n")
		sees := w.sees("admin@" + handle + ".example")
		page, err := w.hub.Programs(ops, model.PageArgs{First: new(100)}, nil, nil)
		mustNot(t, err)
		for _, p := range page.Nodes() {
			e, err := w.hub.ExplainEligibility(ops, model.DerivedID(model.KindPartner, "acme/"+handle), p.ID)
			if mustNot(t, err); e == nil || e.Eligible == nil {
				t.Fatalf("seed %d: %s and %s: no verdict", seed, handle, p.Name)
			}
			if *e.Eligible != slices.Contains(sees, p.Name) || *e.Eligible != (len(e.Failing) == 0) {
				t.Errorf("seed %d: %s is told eligible %t for %s and sees %v, failing %d", seed, handle, *e.Eligible, p.Name, sees, len(e.Failing))
			}
			verdicts[*e.Eligible]++
		}
	}
	if verdicts[true] < 20 || verdicts[false] < 20 {
		t.Errorf("got %v verdicts, too few of one kind to tell anything", verdicts)
	}
}

// TestThePolicyKnowsWhatRulesRead: a field in no group would be hidden from everybody, and one of another name shown to the wrong.
func TestThePolicyKnowsWhatRulesRead(t *testing.T) {
	w, ops := segmentWorld(t, func() time.Time { return importTime }), "ops@acme.example"
	tests := []string{`"attribute":"REGION","op":"IN","values":["a"]`, `"attribute":"RFM_RECENCY","op":"ABOVE","values":["1"]`, `"attribute":"TAG","op":"IN","values":["a"]`,
		`"attribute":"DEALS_REGISTERED","op":"ABOVE","values":["1"],"months":1`, `"attribute":"REVENUE","op":"ABOVE","values":["1"],"months":1,"currency":"GBP"`,
		`"attribute":"TRAINING","op":"IN","values":["a"]`, `"attribute":"ENGAGEMENT_SCORE","op":"ABOVE","values":["1"]`, `"attribute":"MONO_BRAND","op":"IS","values":["true"]`,
		`"attribute":"EMPLOYEES","op":"ABOVE","values":["1"]`, `"attribute":"TECHNICAL_HEADCOUNT","op":"ABOVE","values":["1"]`, `"attribute":"LIFE_STAGE","op":"IN","values":["ACTIVE"]`}
	w.loadAll("segments", "vendor,slug,name,rule\nacme,all,All,"+quoted(`{"any":[{"test":{`+strings.Join(tests, `}},{"test":{`)+`}}]}`)+"\n")
	e, err := w.hub.ExplainEligibility(w.as(ops), model.DerivedID(model.KindPartner, "acme/pa"), model.DerivedID(model.KindSegment, "acme/all"))
	mustNot(t, err)
	if got := len(e.Segments[0].Tests); got != len(tests) {
		t.Fatalf("got %d tests, want %d", got, len(tests))
	}
	for _, one := range e.Segments[0].Tests {
		if one.Value == nil {
			t.Errorf("%s: operations see the whole of a partner and are not told", one.Test)
		}
	}
	if !slices.Contains(authz.Paths(model.KindPartner), "registered") {
		t.Error("the policy does not know how many deals a partner registered")
	}
}
