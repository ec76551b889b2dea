package upsert_test

import (
	"context"
	"strings"
	"testing"

	"partnerhub/authz"
	"partnerhub/model"
	"partnerhub/store"
)

// brought has the vendor bring an organization along with a partner, as it was stored before anybody kept one.
func (w *world) brought(external string) *model.Organization {
	w.Helper()
	got := w.send("crm", &model.SyncPartnerRow{ExternalID: external, SourceVersion: "1", Type: set(model.PartnerTypeMsp),
		LifeStage: set(model.LifeStageActive), Organization: &model.SyncNewOrganization{Name: external, Country: "GB"}})
	w.want(got, "CREATED")
	p, err := w.hub.Partner(w.as("sync@acme.example"), *got[0].RecordID)
	must(w, err)
	w.forget(p.OrganizationID)
	return w.company(p.OrganizationID)
}

// forget takes an organization's keeper away.
func (w *world) forget(id model.ID) {
	w.Helper()
	must(w, w.store.Tx(w.Context(), nil, func(ctx context.Context) error {
		old := w.company(id)
		doc := *old
		doc.KeeperID = ""
		return w.store.Organizations.Replace(ctx, authz.System(model.KindOrganization, "a test makes old data"), old, &doc, store.Stamp{Action: "update", At: noon})
	}))
}

// TestBroughtOrganizationsFindTheirVendor: once, and only where it is certain who brought them.
func TestBroughtOrganizationsFindTheirVendor(t *testing.T) {
	w := newWorld(t, 1)
	mine, shared, also, unnamed := w.brought("Mine"), w.brought("Shared"), w.brought("Also shared"), w.brought("Unnamed")
	operators := "p-" + strings.Repeat("0", 32)
	w.load("organizations", "handle,kind,name,country", operators+",PARTNER,Other,GB")
	w.load("partners", "vendor,organization,type,lifeStage,externalIds", "bolt,"+shared.Handle+",MSP,ACTIVE,", "bolt,"+also.Handle+",MSP,ACTIVE,",
		"acme,"+unnamed.Handle+",MSP,ACTIVE,",
		"acme,"+operators+",MSP,ACTIVE,crm:O1")
	rename := func(id model.ID) *model.SyncOrganizationRow {
		r := company("O-"+string(id), 1, "Renamed")
		r.OrganizationID = &id
		return r
	}
	w.want(w.sendCompanies(rename(mine.ID)), "REJECTED NOT_FOUND organizationId")
	must(t, w.upsert.AdoptKeepers(t.Context()))
	const hidden = "REJECTED NOT_FOUND organizationId"
	w.want(w.sendCompanies(rename(mine.ID), rename(shared.ID), rename(also.ID), rename(unnamed.ID), rename(org(operators))), "UPDATED",
		hidden, hidden, hidden, hidden)
	if got := w.company(mine.ID); got.KeeperID != org("acme") {
		t.Errorf("got the keeper %q, want acme", got.KeeperID)
	}
	w.forget(mine.ID)
	must(t, w.upsert.AdoptKeepers(t.Context()))
	if got := w.company(mine.ID).KeeperID; got != "" {
		t.Errorf("got the keeper %q from a second time", got)
	}
}
