package hub_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

const certified = `{"test":{"attribute":"CERTIFICATION_COUNT","op":"AT_LEAST","values":["1"]}}`

// segmentWorld is a few partners, one of them certified until today, and what is for the certified and for the others.
func segmentWorld(tb testing.TB, now func() time.Time) *importWorld {
	tb.Helper()
	w := newWorldAt(tb, now).withFewRows()
	w.loadAll("users", "email,name,organization,roles\nops@acme.example,Ops,acme,CHANNEL_OPS\nops@bolt.example,Ops,bolt,CHANNEL_OPS\n")
	w.loadAll("partners", "vendor,organization,type,lifeStage,certifications\nacme,pa,RESELLER,ACTIVE,cloud:today\n")
	w.loadAll("segments", "vendor,slug,name,rule\nacme,certified,Certified,"+quoted(certified)+"\n")
	w.loadAll("programs", "vendor,slug,name,type,status,audienceSegments,audienceWithout\nacme,club,Club,DEAL_REGISTRATION,ACTIVE,certified,\n"+
		"acme,school,School,TRAINING,ACTIVE,,certified\n")
	return w
}

func quoted(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// sees lists the names of the programs that somebody sees.
func (w *importWorld) sees(email string) (out []string) {
	w.tb.Helper()
	page, err := w.hub.Programs(w.as(email), model.PageArgs{}, nil, nil)
	mustNot(w.tb, err)
	for _, p := range page.Nodes() {
		out = append(out, p.Name)
	}
	return out
}

// members lists the names of a segment's members, by the filter of partners, and holds the count against it.
func (w *importWorld) members(email string, segment model.ID) (out []string) {
	w.tb.Helper()
	page, err := w.hub.Partners(w.as(email), model.PageArgs{}, &model.PartnerFilter{Segment: &segment}, nil)
	mustNot(w.tb, err)
	n, err := page.TotalCount(w.as(email))
	mustNot(w.tb, err)
	for _, p := range page.Nodes() {
		out = append(out, p.Name)
	}
	if n != len(out) {
		w.tb.Errorf("counts %d members and lists %v", n, out)
	}
	return out
}

// TestSightFollowsTheFacts without any job: the day turns, a certificate is renewed, a rule changes.
func TestSightFollowsTheFacts(t *testing.T) {
	now := importTime
	w := segmentWorld(t, func() time.Time { return now })
	id := model.DerivedID(model.KindSegment, "acme/certified")
	look := func(when string, a, b, in string) {
		t.Helper()
		for email, want := range map[string]string{"sales@pa.example": a, "sales@pb.example": b} {
			if got := strings.Join(w.sees(email), ", "); got != want {
				t.Errorf("%s: %s sees %s, want %s", when, email, got, want)
			}
		}
		for _, how := range []string{"before the members are worked out", "afterwards"} {
			if got := strings.Join(w.members("ops@acme.example", id), ", "); got != in {
				t.Errorf("%s, %s: the members are %s, want %s", when, how, got, in)
			}
			_, err := w.hub.Recompute(t.Context(), "test", time.Minute)
			mustNot(t, err)
		}
		if got := w.members("ops@bolt.example", id); got != nil {
			t.Errorf("%s: another vendor's segment has the members %v", when, got)
		}
	}
	look("on the last day", "Club, Registration", "Registration, School", "Partner A")
	now = now.AddDate(0, 0, 1)
	look("a day later", "Registration, School", "Registration, School", "")
	w.loadAll("partners", "vendor,organization,type,lifeStage,certifications\nacme,pb,MSP,ACTIVE,cloud\n")
	look("with another one certified", "Registration, School", "Club, Registration", "Partner B")
	_, err := w.hub.UpdateSegment(w.as("ops@acme.example"), model.UpdateSegmentInput{ID: id, ExpectedVersion: 1, Rule: sent(ruleOf(t, `{"not":`+certified+`}`))})
	mustNot(t, err)
	look("with the rule turned around", "Club, Registration", "Registration, School", "Partner A")
}

func ruleOf(tb testing.TB, text model.RuleText) model.Rule {
	tb.Helper()
	rule, err := text.Rule()
	mustNot(tb, err)
	return *rule
}

// TestDealsGoByTheSameDecision: who does not see the program cannot name it.
func TestDealsGoByTheSameDecision(t *testing.T) {
	w := segmentWorld(t, func() time.Time { return importTime })
	club := model.DerivedID(model.KindProgram, "acme/club")
	for email, want := range map[string]model.UserErrorCode{"sales@pa.example": "", "sales@pb.example": model.UserErrorCodeNotFound} {
		_, err := w.hub.RegisterDeal(w.as(email), model.RegisterDealInput{VendorID: model.DerivedID(model.KindOrganization, "acme"), ProgramID: &club,
			Customer: &model.DealCustomerInput{Name: "Customer", Country: "GB"}, Lines: []*model.DealLineInput{{ProductFamily: "cloud", Quantity: 1}},
			Amount: &model.MoneyInput{Amount: "10", Currency: "GBP"}, ExpectedCloseOn: "2027-01-01"})
		var faults model.UserErrors
		errors.As(err, &faults)
		got := model.UserErrorCode("")
		if len(faults) > 0 {
			got = faults[0].Code
		}
		if got != want {
			t.Errorf("%s: got %v, want %q", email, err, want)
		}
	}
}

// TestWorkThatIsKilledGoesOn: a thousand partners after the other, the work is stopped in between and goes on elsewhere; reads are
// right all the while, and nobody comes in twice.
func TestWorkThatIsKilledGoesOn(t *testing.T) {
	const partners = 2500
	now := importTime
	calls, limit := 0, 0
	ctx, cancel := context.WithCancel(t.Context())
	w := newWorldAt(t, func() time.Time {
		if calls++; limit > 0 && calls > limit {
			cancel()
		}
		return now
	})
	w.manyPartners(partners)
	w.loadAll("segments", "vendor,slug,name,rule\nv,gold,Gold,"+quoted(`{"test":{"attribute":"TIER","op":"AT_LEAST","values":["GOLD"]}}`)+"\n")
	id := model.DerivedID(model.KindSegment, "v/gold")
	limit = calls + 6
	if _, err := w.hub.Recompute(ctx, "first", time.Minute); err == nil {
		t.Fatal("the work was not stopped")
	}
	limit = 0
	state := w.state(id)
	if state.Done || state.Checked == 0 || state.Checked >= partners {
		t.Fatalf("got %+v, want it to have stopped in between", state)
	}
	if got := w.count(id); got != partners/2 {
		t.Errorf("in between: counts %d members, want %d", got, partners/2)
	}
	now = now.Add(time.Hour) // its lease is over
	if _, err := w.hub.Recompute(t.Context(), "second", time.Minute); err != nil {
		t.Fatal(err)
	}
	if state := w.state(id); !state.Done || state.Checked != partners || state.Joined != partners/2 || state.Left != 0 {
		t.Errorf("got %+v, want %d looked at and half of them in", state, partners)
	}
	if got := w.count(id); got != partners/2 {
		t.Errorf("afterwards: counts %d members, want %d", got, partners/2)
	}
	in, err := w.store.Partners.Count(t.Context(), everyPartner(), store.Query{Where: filter.Everything(), Scope: filter.Is("segmentIds", id)}, partners)
	if mustNot(t, err); in != partners/2 {
		t.Errorf("%d are stored as members, want %d", in, partners/2)
	}
}

// manyPartners is a vendor with so many partners, every other one of tier GOLD. They are stored without their organizations.
func (w *importWorld) manyPartners(n int) {
	w.tb.Helper()
	w.loadAll("organizations", "handle,kind,name,country,currency,dealPrefix,tiers\nv,VENDOR,V,GB,GBP,VVV,SILVER; GOLD\n")
	w.loadAll("users", "email,name,organization,roles\nops@v.example,Ops,v,CHANNEL_OPS\n")
	vendor := model.DerivedID(model.KindOrganization, "v")
	for from := 0; from < n; from += 1000 {
		mustNot(w.tb, w.store.Tx(w.tb.Context(), []model.ID{vendor}, func(ctx context.Context) error {
			for i := from; i < min(n, from+1000); i++ {
				if err := w.store.Partners.Insert(ctx, everyPartner(), onePartner(vendor, i), store.Stamp{Action: "create"}); err != nil {
					return err
				}
			}
			return nil
		}))
	}
}

func onePartner(vendor model.ID, i int) *model.Partner {
	key, tier, stage, none := fmt.Sprintf("v/p%d", i), []string{"SILVER", "GOLD"}[i%2], model.LifeStageActive, 0
	return &model.Partner{Record: model.Record{ID: model.DerivedID(model.KindPartner, key)}, VendorID: vendor,
		OrganizationID: model.DerivedID(model.KindOrganization, key), Name: key, NameFold: key, Type: model.PartnerTypeMsp, Country: "GB",
		Tier: &tier, LifeStage: &stage, EngagementScore: &none, SegmentIDs: []model.ID{}}
}

func (w *importWorld) state(id model.ID) *model.SegmentRecompute {
	w.tb.Helper()
	state, err := w.store.Recomputes.Get(w.tb.Context(), id)
	mustNot(w.tb, err)
	return state
}

func (w *importWorld) count(id model.ID) int {
	w.tb.Helper()
	ctx := w.as("ops@v.example")
	s, err := w.hub.Segment(ctx, id)
	mustNot(w.tb, err)
	page, err := w.hub.MembersOf(ctx, s, model.PageArgs{}, nil, nil)
	mustNot(w.tb, err)
	n, err := page.TotalCount(ctx)
	mustNot(w.tb, err)
	return n
}

func everyPartner() authz.Grant {
	return authz.System(model.KindPartner, "a test looks at what is stored")
}

// TestASegmentInUseStays until nothing that runs names it; then it has no members.
func TestASegmentInUseStays(t *testing.T) {
	w := segmentWorld(t, func() time.Time { return importTime })
	ops, id := w.as("ops@acme.example"), model.DerivedID(model.KindSegment, "acme/certified")
	in := model.ArchiveSegmentInput{ID: id, ExpectedVersion: 1}
	var faults model.UserErrors
	if _, err := w.hub.ArchiveSegment(ops, in); !errors.As(err, &faults) {
		t.Errorf("archiving what a program names: got %v", err)
	}
	if _, err := w.hub.ArchiveSegment(w.as("cam@acme.example"), in); model.CodeOf(err) != model.CodeForbidden {
		t.Errorf("as an account manager: got %v", err)
	}
	w.loadAll("programs", "vendor,slug,name,type,status,audienceSegments,audienceWithout\nacme,club,Club,DEAL_REGISTRATION,ENDED,,\nacme,school,School,TRAINING,ENDED,,\n")
	got, err := w.hub.ArchiveSegment(ops, in)
	if mustNot(t, err); got.Status != model.SegmentStatusArchived {
		t.Errorf("got %+v", got)
	}
	if members := w.members("ops@acme.example", id); members != nil {
		t.Errorf("put away, it has the members %v", members)
	}
	if _, err := w.hub.UpdateSegment(ops, model.UpdateSegmentInput{ID: id, ExpectedVersion: 2}); model.CodeOf(err) != model.CodeInvalidTransition {
		t.Errorf("changing it: got %v", err)
	}
}

// TestFaultsOfARuleNameTheWay through the use-case.
func TestFaultsOfARuleNameTheWay(t *testing.T) {
	w := segmentWorld(t, func() time.Time { return importTime })
	rule := &model.Rule{All: []*model.Rule{{Any: []*model.Rule{{Test: &model.RuleTest{Attribute: model.RuleAttributeType, Op: model.RuleOpIn, Values: []string{"MSP", "FRIEND"}}}}}}}
	_, err := w.hub.CreateSegment(w.as("ops@acme.example"), model.CreateSegmentInput{Name: " ", Rule: rule})
	var faults model.UserErrors
	errors.As(err, &faults)
	var got []string
	for _, f := range faults {
		got = append(got, *f.Field)
	}
	if want := []string{"name", "rule.all[0].any[0].test.values[1]"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// BenchmarkRecompute works out a rule over 100,000 partners, half of whom come in or go out each time.
func BenchmarkRecompute(b *testing.B) {
	const partners = 100_000
	now := importTime
	w := newWorldAt(b, func() time.Time { return now })
	w.manyPartners(partners)
	w.loadAll("segments", "vendor,slug,name,rule\nv,gold,Gold,"+quoted(`{"test":{"attribute":"TIER","op":"IN","values":["GOLD"]}}`)+"\n")
	for i := 0; b.Loop(); i++ {
		rule := `{"test":{"attribute":"TIER","op":"IN","values":["` + []string{"SILVER", "GOLD"}[i%2] + `"]}}`
		b.StopTimer()
		w.loadAll("segments", "vendor,slug,name,rule\nv,gold,Gold,"+quoted(rule)+"\n")
		b.StartTimer()
		_, err := w.hub.Recompute(b.Context(), "bench", time.Minute)
		mustNot(b, err)
	}
}
