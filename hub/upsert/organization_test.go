package upsert_test

import (
	"fmt"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/authz"
	"partnerhub/model"
)

func company(external string, version int, name string) *model.SyncOrganizationRow {
	return &model.SyncOrganizationRow{ExternalID: external, SourceVersion: model.Decimal(fmt.Sprint(version)), Name: set(name), Country: set(model.CountryCode("GB"))}
}

func (w *world) sendCompanies(rows ...*model.SyncOrganizationRow) []*model.SyncResult {
	w.Helper()
	out, err := w.upsert.Organizations(w.as("sync@acme.example"), model.SyncOrganizationsInput{VendorID: org("acme"), Source: "crm", Rows: rows})
	must(w, err)
	return out.Results
}

func (w *world) company(id model.ID) *model.Organization {
	w.Helper()
	o, err := w.store.Organizations.Load(w.Context(), authz.System(model.KindOrganization, "a test looks at what is stored"), id)
	must(w, err)
	return o
}

// TestAVendorBringsOrganizations: they are its own to see and to write from then on, partners can name them, and a deletion is a mark.
func TestAVendorBringsOrganizations(t *testing.T) {
	w := newWorld(t, 1)
	got := w.sendCompanies(company("O1", 1, "Quarry"), company("O2", 1, " "), company("O3", 1, "Mill"))
	w.want(got, "CREATED", "REJECTED REQUIRED name", "CREATED")
	id := *got[0].RecordID
	seen, err := w.hub.Organization(w.as("chief@acme.example"), id)
	if err != nil || seen == nil || seen.Name != "Quarry" {
		t.Fatalf("the vendor's chief sees %v (%v), want the new one", seen, err)
	}
	if other, err := w.hub.Organization(w.as("admin@dist.example"), id); other != nil {
		t.Errorf("the distributor sees %v (%v)", other, err)
	}
	partner := row("P1", 1, "")
	partner.OrganizationID, partner.Type, partner.LifeStage = &id, set(model.PartnerTypeMsp), set(model.LifeStageActive)
	w.want(w.send("crm", partner), "CREATED")
	w.want(w.sendCompanies(company("O1", 1, "Quarry"), company("O3", 2, "Mill")), "UNCHANGED", "UNCHANGED")
	renamed := company("O1", 2, "Quarry & Sons")
	renamed.Domain = set("https://www.quarry.example/")
	w.want(w.sendCompanies(renamed, company("O1", 3, "X")), "UPDATED", "REJECTED DUPLICATE externalId")
	if o := w.company(id); o.Name != "Quarry & Sons" || o.Domain == nil || *o.Domain != "quarry.example" || o.Country != "GB" || o.KeeperID != org("acme") {
		t.Errorf("got %+v", o)
	}
	w.want(w.sendCompanies(&model.SyncOrganizationRow{ExternalID: "O1", SourceVersion: "5", Deleted: true}), "UNCHANGED")
	w.want(w.sendCompanies(company("O1", 4, "Late")), "UNCHANGED OUTDATED")
	if o := w.company(id); o.Name != "Quarry & Sons" {
		t.Errorf("an older row has changed it to %s", o.Name)
	}
}

// TestOnlyItsOwnOrganizationsAreAVendorsToWrite: those that others have brought answer like those that do not exist, seen or not.
func TestOnlyItsOwnOrganizationsAreAVendorsToWrite(t *testing.T) {
	w := newWorld(t, 1)
	brought := &model.SyncPartnerRow{ExternalID: "N0", SourceVersion: "1", Type: set(model.PartnerTypeMsp), LifeStage: set(model.LifeStageActive),
		Organization: &model.SyncNewOrganization{Name: "Brought", Country: "GB"}}
	made := w.send("crm", brought)
	w.want(made, "CREATED")
	p, err := w.hub.Partner(w.as("sync@acme.example"), *made[0].RecordID)
	must(t, err)
	named := func(external string, id model.ID) *model.SyncOrganizationRow {
		r := company(external, 1, "Another name")
		r.OrganizationID = &id
		return r
	}
	var words []string
	for _, id := range []model.ID{org("p0"), org("foreign"), org("acme"), org("dist"), "organization_00000000000000000000000000", "x;y"} {
		got := w.sendCompanies(named("X1", id))
		w.want(got, "REJECTED NOT_FOUND organizationId")
		if words = append(words, *got[0].Message); words[0] != *got[0].Message {
			t.Errorf("%s: got %q, want the same words for all", id, *got[0].Message)
		}
	}
	nameless := named("O9", p.OrganizationID)
	nameless.Name = graphql.OmittableOf[*string](nil)
	w.want(w.sendCompanies(nameless, named("O1", p.OrganizationID), named("O2", p.OrganizationID)), "REJECTED REQUIRED name", "UPDATED", "REJECTED CONFLICT externalId")
	w.want(w.sendCompanies(named("O2", p.OrganizationID)), "REJECTED CONFLICT externalId")
	if o := w.company(p.OrganizationID); o.Name != "Another name" {
		t.Errorf("got %s, want the new name", o.Name)
	}
	if o := w.company(org("p0")); o.Version != 1 && o.Name != "Partner 0" {
		t.Errorf("an organization of the operator's has changed: %+v", o)
	}
	cleared := company("O1", 2, "")
	cleared.Name = graphql.OmittableOf[*string](nil)
	w.want(w.sendCompanies(cleared), "REJECTED REQUIRED name")
	_, err = w.upsert.Organizations(w.as("chief@acme.example"), model.SyncOrganizationsInput{VendorID: org("acme"), Source: "crm", Rows: []*model.SyncOrganizationRow{company("O9", 1, "A")}})
	if model.CodeOf(err) != model.CodeForbidden {
		t.Errorf("got %v, want it forbidden to whoever does not sync", err)
	}
}
