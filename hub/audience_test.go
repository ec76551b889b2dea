package hub_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/authz"
	"partnerhub/model"
)

// offers is the world of segments with a distributor that only a campaign ties to the vendor.
func offers(tb testing.TB) *importWorld {
	tb.Helper()
	w := segmentWorld(tb, func() time.Time { return importTime })
	w.loadAll("organizations", "handle,kind,name,country,tiers\nacme,VENDOR,Acme,GB,SILVER; GOLD\n")
	w.loadAll("users", "email,name,organization,roles\nvadmin@acme.example,Admin,acme,VENDOR_ADMIN\nmkt@acme.example,Mkt,acme,CHANNEL_MARKETING\n")
	w.loadAll("segments", "vendor,slug,name,rule\nbolt,theirs,Theirs,"+quoted(certified)+"\n")
	w.loadAll("campaigns", "vendor,slug,name,status,direction,startsOn,distributors\nacme,push,Push,ACTIVE,TO_PARTNERS,2026-01-01,other\n")
	return w
}

func all[T any](values ...T) graphql.Omittable[[]T] { return graphql.OmittableOf(values) }

// audience changes whom the club is for, at the version that it has.
func (w *importWorld) audience(email string, change func(*model.UpdateAudienceInput)) (*model.Program, error) {
	w.tb.Helper()
	club := stored(w, w.store.Programs, model.KindProgram, "acme/club")
	in := model.UpdateAudienceInput{ID: club.ID, ExpectedVersion: club.Version}
	change(&in)
	return w.hub.UpdateProgramAudience(w.as(email), in)
}

// TestAnAudienceMovesSightAtOnce: in lists, counts and by id, for partners and distributors; sides that are left out stay.
func TestAnAudienceMovesSightAtOnce(t *testing.T) {
	w := offers(t)
	certified, dist := model.DerivedID(model.KindSegment, "acme/certified"), model.DerivedID(model.KindOrganization, "dist")
	look := func(when string, want map[string]bool) {
		t.Helper()
		for email, sees := range want {
			ctx := w.as(email)
			id := model.DerivedID(model.KindProgram, "acme/club")
			one, err := w.hub.Program(ctx, id)
			mustNot(t, err)
			page, err := w.hub.Programs(ctx, model.PageArgs{}, nil, nil)
			mustNot(t, err)
			n, err := page.TotalCount(ctx)
			mustNot(t, err)
			listed := slices.ContainsFunc(page.Nodes(), func(p *model.Program) bool { return p.ID == id })
			if (one != nil) != sees || listed != sees || n != len(page.Nodes()) {
				t.Errorf("%s: %s: found %t, listed %t, want %t; %d rows and %d counted", when, email, one != nil, listed, sees, len(page.Nodes()), n)
			}
		}
	}
	look("before", map[string]bool{"sales@pa.example": true, "sales@pb.example": false, "desk@dist.example": false})
	for _, step := range []struct {
		when   string
		change func(*model.UpdateAudienceInput)
		want   map[string]bool
	}{
		{"for nobody certified", func(in *model.UpdateAudienceInput) {
			in.SegmentIds, in.WithoutSegmentIds = all[model.ID](), all(certified)
		}, map[string]bool{"sales@pa.example": false, "sales@pb.example": true, "desk@dist.example": false}},
		{"for resellers", func(in *model.UpdateAudienceInput) {
			in.Types, in.WithoutSegmentIds = all(model.PartnerTypeReseller), all[model.ID]()
		}, map[string]bool{"sales@pa.example": true, "sales@pb.example": false, "desk@dist.example": true, "desk@other.example": false}},
		{"for a distributor, too", func(in *model.UpdateAudienceInput) { in.DistributorIds = all(dist, dist) },
			map[string]bool{"sales@pa.example": true, "sales@pb.example": false, "desk@dist.example": true, "desk@other.example": false}},
		{"for silver", func(in *model.UpdateAudienceInput) { in.Types, in.Tiers = all[model.PartnerType](), all("SILVER") },
			map[string]bool{"sales@pa.example": false, "sales@pb.example": false, "desk@dist.example": true}},
		{"for Germans", func(in *model.UpdateAudienceInput) {
			in.Tiers, in.Countries, in.DistributorIds = all[string](), all(model.CountryCode("DE")), all[model.ID]()
		}, map[string]bool{"sales@pa.example": false, "sales@pb.example": false, "desk@dist.example": false}},
		{"for all", func(in *model.UpdateAudienceInput) { in.Countries = all[model.CountryCode]() },
			map[string]bool{"sales@pa.example": true, "sales@pb.example": true, "desk@dist.example": true, "desk@other.example": false}},
	} {
		before := stored(w, w.store.Programs, model.KindProgram, "acme/club")
		p, err := w.audience("ops@acme.example", step.change)
		mustNot(t, err)
		if p.Version != before.Version+1 {
			t.Errorf("%s: got version %d, want one more than %d", step.when, p.Version, before.Version)
		}
		look(step.when, step.want)
	}
	before := stored(w, w.store.Programs, model.KindProgram, "acme/club")
	if p, err := w.audience("ops@acme.example", func(in *model.UpdateAudienceInput) { in.Types = all[model.PartnerType]() }); err != nil || p.Version != before.Version {
		t.Errorf("got %v, want nothing changed by the same once more", err)
	}
}

// TestAnAudienceNamesOnlyWhatIsTheVendors: and what is hidden is told as what does not exist.
func TestAnAudienceNamesOnlyWhatIsTheVendors(t *testing.T) {
	w := offers(t)
	stranger := model.DerivedID(model.KindOrganization, "dist2")
	theirs := model.DerivedID(model.KindSegment, "bolt/theirs")
	for name, c := range map[string]struct {
		change func(*model.UpdateAudienceInput)
		want   string
	}{
		"a tier of nobody": {func(in *model.UpdateAudienceInput) { in.Tiers = all("BRONZE") }, "tiers NOT_FOUND"},
		"another vendor's": {func(in *model.UpdateAudienceInput) { in.SegmentIds = all(theirs) }, "segmentIds NOT_FOUND"},
		"left out":         {func(in *model.UpdateAudienceInput) { in.WithoutSegmentIds = all(theirs) }, "withoutSegmentIds NOT_FOUND"},
		"no segment":       {func(in *model.UpdateAudienceInput) { in.SegmentIds = all(model.ID("x")) }, "segmentIds NOT_FOUND"},
		"no distributor":   {func(in *model.UpdateAudienceInput) { in.DistributorIds = all(stranger) }, "distributorIds NOT_FOUND"},
		"a partner": {func(in *model.UpdateAudienceInput) {
			in.DistributorIds = all(model.DerivedID(model.KindOrganization, "pa"))
		}, "distributorIds NOT_FOUND"},
		"too many":                {func(in *model.UpdateAudienceInput) { in.SegmentIds = graphql.OmittableOf(make([]model.ID, 251)) }, "segmentIds TOO_MANY"},
		"an older version":        {func(in *model.UpdateAudienceInput) { in.ExpectedVersion-- }, "CONFLICT"},
		"a program of nobody":     {func(in *model.UpdateAudienceInput) { in.ID = "program_x" }, "NOT_FOUND"},
		"another vendor's people": {func(in *model.UpdateAudienceInput) { in.ID = model.DerivedID(model.KindProgram, "bolt/x") }, "NOT_FOUND"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.audience("ops@acme.example", c.change)
			got := outcome(err)
			if strings.Contains(c.want, " ") {
				got = codeOf(err)
			}
			if got != c.want {
				t.Errorf("got %s (%v), want %s", got, err, c.want)
			}
		})
	}
	for email, want := range map[string]string{"vadmin@acme.example": "", "ops@bolt.example": "NOT_FOUND", "cam@acme.example": "FORBIDDEN",
		"mkt@acme.example": "FORBIDDEN", "sales@pa.example": "FORBIDDEN", "desk@dist.example": "FORBIDDEN"} {
		if _, err := w.audience(email, func(*model.UpdateAudienceInput) {}); err != nil && outcome(err) != want || err == nil && want != "" {
			t.Errorf("%s: got %v, want %q", email, err, want)
		}
	}
}

// TestACampaignIsReaddressed by marketing, and a distributor that nothing else ties to the vendor is forgotten with it.
func TestACampaignIsReaddressed(t *testing.T) {
	w := offers(t)
	acme, other := model.DerivedID(model.KindOrganization, "acme"), model.DerivedID(model.KindOrganization, "other")
	related := func(of, to model.ID) bool {
		o, err := w.store.Organizations.Load(t.Context(), authz.System(model.KindOrganization, "a test looks"), of)
		mustNot(t, err)
		return slices.Contains(o.RelatedIDs, to)
	}
	if !related(acme, other) || !related(other, acme) {
		t.Fatal("the campaign ties nobody")
	}
	push := stored(w, w.store.Campaigns, model.KindCampaign, "acme/push")
	in := model.UpdateAudienceInput{ID: push.ID, ExpectedVersion: push.Version, Types: all(model.PartnerTypeMsp),
		DistributorIds: all(model.DerivedID(model.KindOrganization, "dist"))}
	if _, err := w.hub.UpdateCampaignAudience(w.as("cam@acme.example"), in); outcome(err) != "FORBIDDEN" {
		t.Errorf("got %v, want FORBIDDEN", err)
	}
	c, err := w.hub.UpdateCampaignAudience(w.as("mkt@acme.example"), in)
	mustNot(t, err)
	if c.Version != push.Version+1 || related(acme, other) || related(other, acme) {
		t.Errorf("version %d after %d; related: %t and %t", c.Version, push.Version, related(acme, other), related(other, acme))
	}
	for email, want := range map[string]bool{"desk@dist.example": true, "desk@other.example": false, "sales@pa.example": false, "sales@pb.example": true} {
		got, err := w.hub.Campaign(w.as(email), push.ID)
		mustNot(t, err)
		if (got != nil) != want {
			t.Errorf("%s sees the campaign: %t, want %t", email, got != nil, want)
		}
	}
}

// TestTermsFollowTheAudience: an invitation to a program that is not for the partner any more is gone in the same transaction.
func TestTermsFollowTheAudience(t *testing.T) {
	w := newTerms(t)
	w.loadAll("organizations", "handle,kind,name,country,tiers\nacme,VENDOR,Acme,GB,SILVER; GOLD\n")
	e, err := w.invites("ops@acme.example", "pa", "club")
	mustNot(t, err)
	found := func() bool {
		got, err := w.hub.Enrollment(w.as("sales@pa.example"), e.ID)
		mustNot(t, err)
		return got != nil
	}
	if !found() {
		t.Fatal("the invitation is not there")
	}
	_, err = w.audience("ops@acme.example", func(in *model.UpdateAudienceInput) { in.Tiers = all("SILVER") })
	mustNot(t, err)
	if found() {
		t.Error("the invitation is still there")
	}
}
