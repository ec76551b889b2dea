package upsert_test

import (
	"context"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/authz"
	"partnerhub/model"
)

// TestListsNeedTheRightToTheirRecords: what a partner holds is written in its row by those alone who may sync certifications, whether the vendor's
// lines or an account's kinds say so.
func TestListsNeedTheRightToTheirRecords(t *testing.T) {
	w := newWorld(t, 2)
	scoped := func(kinds ...model.Kind) context.Context {
		who, err := w.hub.PrincipalByEmail(t.Context(), "sync@acme.example")
		must(t, err)
		who.Scope = &authz.Scope{Kinds: kinds}
		return authz.WithPrincipal(t.Context(), who)
	}
	version := 0
	send := func(ctx context.Context) []*model.SyncResult {
		version++
		one, two, three := row("C0", version, "p0"), row("C1", version, "p1"), row("C2", version, "p1")
		one.Certifications = graphql.OmittableOf([]*model.SyncSkill{{Name: "Cloud"}})
		day := model.Date("2026-11-01")
		two.Trainings = graphql.OmittableOf([]*model.SyncSkill{{Name: "Basics", Day: &day}})
		three.Region, three.OrganizationID = set("North"), nil
		out, err := w.upsert.Partners(ctx, model.SyncPartnersInput{VendorID: org("acme"), Source: "crm", Rows: []*model.SyncPartnerRow{one, two, three}})
		must(t, err)
		return out.Results
	}
	policy := 0
	says := func(fields []string, rows string) {
		_, err := w.hub.UpdateVisibilityPolicy(w.as("admin@acme.example"), model.UpdateVisibilityPolicyInput{VendorID: org("acme"), ExpectedVersion: policy,
			Lines: []*model.VisibilityLineInput{{Role: model.RoleVendorIntegration, Kind: "certification", Action: "sync", Rows: rows, Fields: fields}}})
		must(t, err)
		policy++
	}
	const absent = "REJECTED REQUIRED organizationId"
	refused := []string{"REJECTED FORBIDDEN_FIELD certifications", "REJECTED FORBIDDEN_FIELD trainings", absent}
	w.want(send(scoped(model.KindPartner)), refused...)
	w.want(send(scoped(model.KindPartner, model.KindCertification)), "UPDATED", "UPDATED", absent)
	says(nil, model.RowsNone)
	w.want(send(w.as("sync@acme.example")), refused...)
	w.load("partners", "vendor,organization,type,lifeStage,coverage", "acme,p1,RESELLER,ACTIVE,sync@acme.example:PAM:primary:2020-01-01:")
	says([]string{"core"}, "covered")
	w.want(send(w.as("sync@acme.example")), "REJECTED FORBIDDEN_FIELD certifications", "UNCHANGED", absent)
	if got := w.held("p0"); len(got) != 1 {
		t.Errorf("got %v, want what was sent with the right", got)
	}
}
