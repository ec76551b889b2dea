package intake_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partnerhub/authz"
	"partnerhub/hub/intake"
	"partnerhub/model"
	"partnerhub/store"
)

// stored reads a record by its natural key, as it is stored.
func stored[T any](w *world, from *store.Collection[T], kind model.Kind, key string) *T {
	w.tb.Helper()
	doc, err := from.Load(w.tb.Context(), authz.System(kind, "a test looks at what is stored"), model.DerivedID(kind, key))
	mustNot(w.tb, err)
	return doc
}

// related tells which of the small world's organizations work with one, by handle.
func (w *world) related(handle string) []string {
	w.tb.Helper()
	o := stored(w, w.store.Organizations, model.KindOrganization, handle)
	out := []string{}
	for _, other := range []string{"acme", "bolt", "dist", "other", "pa", "pb", "pc", "pd"} {
		if slices.Contains(o.RelatedIDs, model.DerivedID(model.KindOrganization, other)) {
			out = append(out, other)
		}
	}
	if len(out) != len(o.RelatedIDs) {
		w.tb.Errorf("%s is related to %d organizations, of which %v are known", handle, len(o.RelatedIDs), out)
	}
	return out
}

// TestWhoWorksWithWhomFollowsFromRecords imports step by step and looks at the organizations' relations in between.
func TestWhoWorksWithWhomFollowsFromRecords(t *testing.T) {
	w := fewRows(t)
	for _, step := range []struct {
		name, kind, file string
		want             map[string][]string
	}{
		{"partners with their distributor", "partners", fewPartners, map[string][]string{
			"acme": {"dist", "pa", "pb"}, "bolt": {"pa"}, "dist": {"acme", "pa", "pb"}, "other": {}, "pa": {"acme", "bolt", "dist"}, "pb": {"acme", "dist"}}},
		{"one moves to another distributor", "partners", "vendor,organization,type,lifeStage,distributors\nacme,pa,RESELLER,ACTIVE,other\n", map[string][]string{
			"acme": {"dist", "other", "pa", "pb"}, "dist": {"acme", "pb"}, "other": {"acme", "pa"}, "pa": {"acme", "bolt", "other"}}},
		{"another vendor's account keeps a tie", "partners", "vendor,organization,type,lifeStage,distributors\nbolt,pb,MSP,ACTIVE,dist\nacme,pb,MSP,ACTIVE,\n", map[string][]string{
			"acme": {"other", "pa", "pb"}, "bolt": {"dist", "pa", "pb"}, "dist": {"bolt", "pb"}, "pb": {"acme", "bolt", "dist"}}},
		{"an authority ties", "authorities", "vendor,distributor,slug,mode,validFrom\nacme,dist,x,VIEW,2025-01-01\n", map[string][]string{
			"acme": {"dist", "other", "pa", "pb"}, "dist": {"acme", "bolt", "pb"}}},
		{"a campaign ties, without partners", "campaigns", "vendor,slug,name,status,direction,startsOn,distributors\nbolt,c,C,ACTIVE,TO_PARTNERS,2026-01-01,other\n", map[string][]string{
			"bolt": {"dist", "other", "pa", "pb"}, "other": {"acme", "bolt", "pa"}}},
		{"and unties", "campaigns", "vendor,slug,name,status,direction,startsOn,distributors\nbolt,c,C,ACTIVE,TO_PARTNERS,2026-01-01,\n", map[string][]string{
			"bolt": {"dist", "pa", "pb"}, "other": {"acme", "pa"}}},
		{"an account that loses its distributor, while an authority holds the vendor", "partners", "vendor,organization,type,lifeStage,distributors\nbolt,pb,MSP,ACTIVE,\n", map[string][]string{
			"bolt": {"pa", "pb"}, "dist": {"acme"}, "pb": {"acme", "bolt"}}},
	} {
		w.loadAll(step.kind, step.file)
		for handle, want := range step.want {
			if diff := cmp.Diff(want, w.related(handle)); diff != "" {
				t.Errorf("%s: %s works with (-want +got):\n%s", step.name, handle, diff)
			}
		}
	}
}

const aDeal = `vendor,externalId,partner,customerName,customerCountry,lines,amount,expectedCloseOn,status,registeredBy,submittedAt
acme,1,pa,Customer,GB,cloud:::1:,5 GBP,2027-01-01,SUBMITTED,sales@pa.example,today-1d
bolt,1,pa,Customer,GB,cloud:::1:,5 USD,2027-01-01,SUBMITTED,sales@pa.example,today-1d
`

func TestCoverageMovesWithItsCopiesAndWithSight(t *testing.T) {
	w := fewRows(t)
	w.loadAll("deals", aDeal)
	look := func(email string, wantDeals, wantPartners int) {
		t.Helper()
		deals, partners := w.count(email)
		if deals != wantDeals || partners != wantPartners {
			t.Errorf("%s sees %d deals and %d partners, want %d and %d", email, deals, partners, wantDeals, wantPartners)
		}
	}
	look("cam@acme.example", 1, 2)
	look("cam2@acme.example", 0, 0)

	moved := "vendor,organization,type,lifeStage,coverage\nacme,pa,RESELLER,ACTIVE,cam2@acme.example:PAM:primary:today-1d:; cam@acme.example:PAM:primary:2025-01-01:today-1d\n"
	w.loadAll("partners", moved)
	look("cam@acme.example", 0, 1)
	look("cam2@acme.example", 1, 1)
	look("cam@bolt.example", 0, 0)
	if got, err := w.hub.Organizations(w.as("cam2@acme.example"), model.PageArgs{}, nil, nil); err != nil || len(got.Edges) < 1 {
		t.Errorf("the new manager sees %d organizations (%v), want the partner's among them", len(got.Edges), err)
	}

	partner := w.partner("acme", "pa")
	deal := stored(w, w.store.Deals, model.KindDeal, "acme/1")
	organization := stored(w, w.store.Organizations, model.KindOrganization, "pa")
	if diff := cmp.Diff(partner.Coverage, deal.Coverage); diff != "" {
		t.Errorf("the deal's copy (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(partner.Coverage, organization.Coverage); diff != "" {
		t.Errorf("the organization's copy (-want +got):\n%s", diff)
	}
	if again := w.load("partners", moved); again[0].Outcome != intake.Unchanged {
		t.Errorf("again: got %s, want it unchanged", text(again[0]))
	}
}
