package upsert_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/hub/intake"
	"partnerhub/model"
	"partnerhub/store"
)

// TestAThousandRowsThreeOfThemBad: 997 go in, three are named, and all of them again change nothing.
func TestAThousandRowsThreeOfThemBad(t *testing.T) {
	w := newWorld(t, 1000)
	bad := map[int]string{17: "REJECTED INVALID country", 400: "REJECTED NOT_FOUND organizationId", 999: "REJECTED INVALID employees"}
	var rows []*model.SyncPartnerRow
	for i := range 1000 {
		r := row(fmt.Sprintf("C%d", i), 1, fmt.Sprintf("p%d", i))
		r.Tier, r.Employees = set("GOLD"), set(i)
		switch i {
		case 17:
			r.Country = set(model.CountryCode("XX"))
		case 400:
			unknown := model.ID("organization_x")
			r.OrganizationID = &unknown
		case 999:
			r.Employees = set(-1)
		}
		rows = append(rows, r)
	}
	for pass, want := range []string{"UPDATED", "UNCHANGED"} {
		for from := 0; from < 1000; from += 250 {
			for i, got := range w.send("crm", rows[from:from+250]...) {
				expect := want
				if b, isBad := bad[from+i]; isBad {
					expect = b
				}
				if told(got) != expect || got.Index != i {
					t.Errorf("pass %d, row %d: got %s at %d, want %s", pass, from+i, told(got), got.Index, expect)
				}
			}
		}
	}
	changed := 0
	for i := range 1000 {
		if p := w.partner(fmt.Sprintf("p%d", i)); *p.Tier == "GOLD" && p.Version == 2 {
			changed++
		}
	}
	if changed != 997 {
		t.Errorf("got %d partners changed once, want 997", changed)
	}
}

// TestOnlyTheNewerCounts: of one source, by its versions; what the hub's people have changed since stays when a row is repeated.
func TestOnlyTheNewerCounts(t *testing.T) {
	w := newWorld(t, 2)
	at := func(version int, tier string) *model.SyncPartnerRow {
		r := row("C0", version, "p0")
		r.Tier = set(tier)
		return r
	}
	w.want(w.send("crm", at(5, "GOLD")), "UPDATED")
	w.want(w.send("crm", at(4, "BRONZE")), "UNCHANGED OUTDATED")
	w.load("partners", "vendor,organization,type,lifeStage,tier", "acme,p0,RESELLER,ACTIVE,TITANIUM")
	w.want(w.send("crm", at(5, "GOLD")), "UNCHANGED")
	if got := *w.partner("p0").Tier; got != "TITANIUM" {
		t.Errorf("a repeated row overwrites what has changed since: got %s", got)
	}
	w.want(w.send("crm", at(6, "GOLD"), at(7, "BRONZE")), "UPDATED", "REJECTED DUPLICATE externalId")
	w.want(w.send("crm", at(9007199254740991, "IRON"), row("C1", -1, "p1")), "UPDATED", "REJECTED INVALID sourceVersion")
	if got := w.partner("p0"); *got.Tier != "IRON" {
		t.Errorf("got %s, want the last one", *got.Tier)
	}
}

// TestTwoSourcesInterleave: each has its own ids and versions, sets its own fields and leaves the other's alone, also at the same time.
func TestTwoSourcesInterleave(t *testing.T) {
	w := newWorld(t, 3)
	var all sync.WaitGroup
	for _, source := range []string{"crm", "erp"} {
		all.Go(func() {
			for version := 1; version <= 8; version++ {
				var rows []*model.SyncPartnerRow
				for i := range 3 {
					r := row(fmt.Sprintf("%s-%d", source, i), version, fmt.Sprintf("p%d", i))
					if source == "crm" {
						r.Tier = set(fmt.Sprintf("T%d", version))
					} else {
						r.Employees = set(version)
					}
					rows = append(rows, r)
				}
				if got := tell(w.send(source, rows...)); !slices.Equal(got, []string{"UPDATED", "UPDATED", "UPDATED"}) {
					t.Errorf("%s at %d: got %v", source, version, got)
				}
			}
		})
	}
	all.Wait()
	for i := range 3 {
		p := w.partner(fmt.Sprintf("p%d", i))
		want := []model.ExternalID{{Source: "crm", Value: fmt.Sprintf("crm-%d", i)}, {Source: "erp", Value: fmt.Sprintf("erp-%d", i)}}
		slices.SortFunc(p.ExternalIDs, func(a, b model.ExternalID) int { return strings.Compare(a.Source, b.Source) })
		if *p.Tier != "T8" || *p.Employees != 8 || !reflect.DeepEqual(p.ExternalIDs, want) {
			t.Errorf("got %s, %d and %v, want both sources' last words", *p.Tier, *p.Employees, p.ExternalIDs)
		}
	}
}

// TestPatches: what is left out stays, null clears, and lists come whole.
func TestPatches(t *testing.T) {
	w := newWorld(t, 1)
	r := row("C0", 1, "p0")
	day := model.Date("2027-01-31")
	r.Certifications = graphql.OmittableOf([]*model.SyncSkill{{Name: "Cloud", Day: &day}, {Name: "Base"}})
	r.Attributes = graphql.OmittableOf([]*model.SyncAttribute{{Name: "seats", Value: "12.5"}})
	r.Tags, r.Region = graphql.OmittableOf([]string{"a", "b"}), set("EMEA")
	w.want(w.send("crm", r), "UPDATED")
	p := w.partner("p0")
	if *p.Tier != "SILVER" || *p.Region != "EMEA" || len(p.Certifications) != 2 || p.Certifications[1].ValidUntil != model.NoLastDay ||
		p.Attributes[0].Number == nil || !slices.Equal(p.Tags, []string{"a", "b"}) || !slices.Equal(p.DistributorIDs, []model.ID{org("dist")}) {
		t.Errorf("got %+v", p)
	}
	r = row("C0", 2, "p0")
	r.Tier, r.Tags, r.DistributorIds = graphql.OmittableOf[*string](nil), graphql.OmittableOf[[]string](nil), graphql.OmittableOf([]model.ID{})
	w.want(w.send("crm", r), "UPDATED")
	if p = w.partner("p0"); p.Tier != nil || *p.Region != "EMEA" || len(p.Tags) != 0 || len(p.DistributorIDs) != 0 {
		t.Errorf("got %+v", p)
	}
	r = row("C0", 3, "p0")
	r.Type = graphql.OmittableOf[*model.PartnerType](nil)
	w.want(w.send("crm", r), "REJECTED REQUIRED type")
}

// TestDeletedOnesStayDeleted: against older rows, also of what the hub never had, and until a newer row says otherwise.
func TestDeletedOnesStayDeleted(t *testing.T) {
	w := newWorld(t, 2)
	gone := func(id string, version int) *model.SyncPartnerRow {
		return &model.SyncPartnerRow{ExternalID: id, SourceVersion: model.Decimal(fmt.Sprint(version)), Deleted: true}
	}
	w.want(w.send("crm", row("C0", 1, "p0")), "UPDATED")
	w.want(w.send("crm", gone("C0", 5), gone("C1", 5)), "UPDATED", "UNCHANGED")
	if p := w.partner("p0"); *p.LifeStage != model.LifeStageTerminated {
		t.Errorf("got %s, want it terminated", *p.LifeStage)
	}
	w.want(w.send("crm", row("C0", 4, "p0"), row("C1", 4, "p1")), "UNCHANGED OUTDATED", "UNCHANGED OUTDATED")
	back := row("C0", 6, "p0")
	back.LifeStage = set(model.LifeStageActive)
	w.want(w.send("crm", back, gone("C0", 5)), "UPDATED", "REJECTED DUPLICATE externalId")
	if p := w.partner("p0"); *p.LifeStage != model.LifeStageActive || len(w.partner("p1").ExternalIDs) != 0 {
		t.Errorf("got %s and %v", *p.LifeStage, w.partner("p1").ExternalIDs)
	}
}

// TestADryRunKeepsNothing, no mark either.
func TestADryRunKeepsNothing(t *testing.T) {
	w := newWorld(t, 1)
	r := row("C0", 1, "p0")
	r.Tier = set("GOLD")
	for range 2 {
		out, err := w.upsert.Partners(w.as("sync@acme.example"), model.SyncPartnersInput{VendorID: org("acme"), Source: "crm", DryRun: true,
			Rows: []*model.SyncPartnerRow{r, row("C9", 1, "p9")}})
		must(t, err)
		w.want(out.Results, "UPDATED", "REJECTED NOT_FOUND organizationId")
	}
	if p := w.partner("p0"); *p.Tier != "SILVER" || p.Version != 1 {
		t.Errorf("got %s at version %d", *p.Tier, p.Version)
	}
	w.want(w.send("crm", r), "UPDATED")
}

// TestRowsTellNothingOfOthers: an organization, a distributor and an external id of another vendor are answered byte for byte as what does
// not exist anywhere.
func TestRowsTellNothingOfOthers(t *testing.T) {
	w := newWorld(t, 1)
	answer := func(r *model.SyncPartnerRow) string {
		got := w.send("crm", r)[0]
		if got.Message == nil {
			return told(got)
		}
		return told(got) + *got.Message
	}
	nobody := model.ID("organization_00000000000000000000000000")
	for name, pair := range map[string][2]*model.SyncPartnerRow{
		"organization": {row("F9", 1, "foreign"), {ExternalID: "F9", SourceVersion: "1", OrganizationID: &nobody}},
		"external id":  {{ExternalID: "F1", SourceVersion: "1"}, {ExternalID: "F2", SourceVersion: "1"}},
		"deletion":     {{ExternalID: "F1", SourceVersion: "1", Deleted: true}, {ExternalID: "F2", SourceVersion: "1", Deleted: true}},
		"kind":         {row("F9", 1, "dist"), {ExternalID: "F9", SourceVersion: "1", OrganizationID: &nobody}},
	} {
		if hidden, absent := answer(pair[0]), answer(pair[1]); hidden != absent {
			t.Errorf("%s: hidden %q, absent %q", name, hidden, absent)
		}
	}
	for _, d := range []model.ID{org("far"), nobody, org("p0"), "x;y"} {
		r := row("C0", 1, "p0")
		r.DistributorIds = graphql.OmittableOf([]model.ID{d})
		if got := answer(r); got != "REJECTED NOT_FOUND distributorIdsno such distributor" && d != "x;y" {
			t.Errorf("%s: got %q", d, got)
		}
	}
	if p, err := w.store.Partners.Load(t.Context(), authz.System(model.KindPartner, "a test looks at what is stored"), model.DerivedID(model.KindPartner, "bolt/foreign")); err != nil || p.Version != 1 {
		t.Errorf("the other vendor's partner has changed: %v %v", p, err)
	}
}

// TestWhatAVendorNarrowsAwayStaysHidden: a partner outside the narrowed rows is answered byte for byte as one that does not exist,
// whatever the row guesses of it, and the rows beside it go in.
func TestWhatAVendorNarrowsAwayStaysHidden(t *testing.T) {
	w := newWorld(t, 2)
	w.load("partners", "vendor,organization,type,lifeStage,externalIds,coverage", "acme,p0,RESELLER,ACTIVE,,sync@acme.example:PAM:primary:2020-01-01:",
		"acme,p1,RESELLER,ACTIVE,crm:C1,")
	_, err := w.hub.UpdateVisibilityPolicy(w.as("admin@acme.example"), model.UpdateVisibilityPolicyInput{VendorID: org("acme"),
		Lines: []*model.VisibilityLineInput{{Role: model.RoleVendorIntegration, Kind: "partner", Action: "sync", Rows: "covered",
			Fields: []string{"core", "tier", "region", "profile", "stage", "score", "labels", "distributors"}}}})
	must(t, err)
	guess := func(handle, tier string, of model.PartnerType) *model.SyncPartnerRow {
		r := row("C1", 1, handle)
		r.Tier, r.Type, r.LifeStage = set(tier), set(of), set(model.LifeStageActive)
		return r
	}
	nobody := model.ID("organization_00000000000000000000000000")
	version, absent := 0, guess("p1", "SILVER", model.PartnerTypeReseller)
	absent.OrganizationID = &nobody
	added := guess("", "GOLD", model.PartnerTypeMsp)
	added.OrganizationID, added.Organization = nil, &model.SyncNewOrganization{Name: "New", Country: "GB"}
	for name, r := range map[string]*model.SyncPartnerRow{"absent": absent, "right": guess("p1", "SILVER", model.PartnerTypeReseller),
		"wrong": guess("p1", "GOLD", model.PartnerTypeMsp), "lacking": row("C1", 1, "p1"), "new": added} {
		for _, dryRun := range []bool{true, false} {
			version++
			beside := row("C0", version, "p0")
			beside.Region = set(fmt.Sprintf("%s %t", name, dryRun))
			out, err := w.upsert.Partners(w.as("sync@acme.example"), model.SyncPartnersInput{VendorID: org("acme"), Source: "crm", DryRun: dryRun,
				Rows: []*model.SyncPartnerRow{r, beside}})
			must(t, err)
			w.want(out.Results, "REJECTED NOT_FOUND organizationId", "UPDATED")
			if got := out.Results[0]; got.Message == nil || *got.Message != intake.NoSuchPartner || got.RecordID != nil {
				t.Errorf("%s: got %v, want the words for what does not exist", name, got)
			}
		}
	}
	if p := w.partner("p1"); p.Version != 2 || *p.Tier != "SILVER" {
		t.Errorf("the hidden partner has changed: %v %s", p.Version, *p.Tier)
	}
}

// TestWhoSyncs: administrators and service accounts of the vendor, for it alone.
func TestWhoSyncs(t *testing.T) {
	w := newWorld(t, 1)
	for _, c := range []struct{ email, vendor, want string }{
		{"sync@acme.example", "acme", ""}, {"admin@acme.example", "acme", ""}, {"chief@acme.example", "acme", "FORBIDDEN"},
		{"admin@dist.example", "acme", "FORBIDDEN"}, {"admin@p0.example", "acme", "FORBIDDEN"},
		{"sync@acme.example", "bolt", "no such vendor"}, {"sync@acme.example", "nobody", "no such vendor"}, {"sync@acme.example", "p0", "no such vendor"},
	} {
		_, err := w.upsert.Partners(w.as(c.email), model.SyncPartnersInput{VendorID: org(c.vendor), Source: "crm", Rows: []*model.SyncPartnerRow{row("C0", 1, "p0")}})
		got := ""
		if err != nil {
			if got = err.Error(); model.CodeOf(err) == model.CodeForbidden {
				got = "FORBIDDEN"
			}
		}
		if got != c.want {
			t.Errorf("%s for %s: got %q, want %q", c.email, c.vendor, got, c.want)
		}
	}
	for name, in := range map[string]model.SyncPartnersInput{"no rows": {Source: "crm"}, "too many": {Source: "crm", Rows: make([]*model.SyncPartnerRow, 251)},
		"no source": {Rows: []*model.SyncPartnerRow{row("C0", 1, "p0")}}, "source": {Source: "c/rm", Rows: []*model.SyncPartnerRow{row("C0", 1, "p0")}}} {
		in.VendorID = org("acme")
		if _, err := w.upsert.Partners(w.as("sync@acme.example"), in); err == nil {
			t.Errorf("%s: is taken", name)
		}
	}
}

// TestASecondIdForOnePartnerFailsAlone: a source knows a partner by one id.
func TestASecondIdForOnePartnerFailsAlone(t *testing.T) {
	w := newWorld(t, 3)
	w.want(w.send("crm", row("C0", 1, "p0")), "UPDATED")
	other := row("C1", 1, "p0") // the source's second id for one partner
	w.want(w.send("crm", row("C2", 1, "p1"), other, row("C3", 1, "p2")), "UPDATED", "REJECTED CONFLICT externalId", "UPDATED")
}

// TestChangesNameWhoSends: the service account stands in the change row of what it has written.
func TestChangesNameWhoSends(t *testing.T) {
	w := newWorld(t, 1)
	r := row("C0", 1, "p0")
	r.Tier = set("GOLD")
	w.want(w.send("crm", r), "UPDATED")
	rows, err := w.store.Changes.After(t.Context(), org("acme"), 0, 100)
	must(t, err)
	last := rows[len(rows)-1]
	if last.RecordID != account("p0") || last.Actor != authz.PrincipalFrom(w.as("sync@acme.example")).UserID {
		t.Errorf("got %s by %s", last.RecordID, last.Actor)
	}
}

// TestVersionsNeverGoBack sends versions in every order from two callers: the greatest stands in the end.
func TestVersionsNeverGoBack(t *testing.T) {
	w := newWorld(t, 1)
	var all sync.WaitGroup
	ctx := w.as("sync@acme.example")
	for _, versions := range [][]int{{3, 1, 6, 2}, {5, 8, 4, 7}} {
		all.Go(func() {
			for _, v := range versions {
				r := row("C0", v, "p0")
				r.Tier = set(fmt.Sprintf("T%d", v))
				w.quietly(ctx, r)
			}
		})
	}
	all.Wait()
	if got := *w.partner("p0").Tier; got != "T8" {
		t.Errorf("got %s, want the greatest version's", got)
	}
}

func (w *world) quietly(ctx context.Context, r *model.SyncPartnerRow) {
	if _, err := w.upsert.Partners(ctx, model.SyncPartnersInput{VendorID: org("acme"), Source: "crm", Rows: []*model.SyncPartnerRow{r}}); err != nil {
		w.Errorf("%s: %v", r.SourceVersion, err)
	}
}

// TestNewPartnersBringTheirOrganization: it is made with them and never without, once, and is the vendor's to see from then on; one of
// another vendor with the same name or domain makes no difference.
func TestNewPartnersBringTheirOrganization(t *testing.T) {
	w := newWorld(t, 1)
	fresh := func(id string, version int) *model.SyncPartnerRow {
		domain := "foreign.example"
		return &model.SyncPartnerRow{ExternalID: id, SourceVersion: model.Decimal(fmt.Sprint(version)), Type: set(model.PartnerTypeMsp),
			LifeStage: set(model.LifeStageActive), Organization: &model.SyncNewOrganization{Name: "Foreign", Country: "GB", Domain: &domain}}
	}
	before := w.count()
	bad, blank, bare := fresh("N1", 1), fresh("N2", 1), fresh("N3", 1)
	bad.Employees, blank.Organization.Name, bare.LifeStage = set(-1), " ", graphql.Omittable[*model.LifeStage]{}
	got := w.send("crm", fresh("N0", 1), bad, blank, bare, row("C0", 1, "p0"))
	w.want(got, "CREATED", "REJECTED INVALID employees", "REJECTED REQUIRED organization.name", "REJECTED REQUIRED lifeStage", "UPDATED")
	if made := w.count() - before; made != 1 {
		t.Errorf("got %d new organizations, want the one of the partner that went in", made)
	}
	seen, err := w.hub.Partner(w.as("sync@acme.example"), *got[0].RecordID)
	must(t, err)
	o, err := w.hub.Organization(w.as("chief@acme.example"), seen.OrganizationID)
	if err != nil || o == nil || o.Name != "Foreign" || seen.Name != "Foreign" {
		t.Errorf("got %+v and %v, want the organization in sight", o, err)
	}
	later := fresh("N0", 2)
	later.Organization.Name, later.Tier = "Another", set("GOLD")
	w.want(w.send("crm", fresh("N0", 1), fresh("N1", 1)), "UNCHANGED", "CREATED")
	w.want(w.send("crm", later), "UPDATED")
	if o, err = w.hub.Organization(w.as("chief@acme.example"), seen.OrganizationID); err != nil || o.Name != "Foreign" || w.count()-before != 2 {
		t.Errorf("got %+v and %d more, want it as it was", o, w.count()-before)
	}
}

// count tells how many organizations there are in all.
func (w *world) count() int {
	w.Helper()
	n, err := w.store.Organizations.Count(w.Context(), authz.System(model.KindOrganization, "a test looks at what is stored"),
		store.Query{Where: filter.Everything(), Scope: filter.Everything()}, 1000)
	must(w, err)
	return n
}
