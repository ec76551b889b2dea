package tests

import (
	"testing"
)

// The story of the triangle, told over HTTP: three sides, one deal after the other, each side seeing its own slice.

func TestDistributorRegistersAndTheVendorApproves(t *testing.T) {
	w := demoWorld(t)
	desk, vendor := w.as("desk@continental.example"), w.as("dealdesk@nimbus.example")

	deal := desk.register(t, w.registration("Orchard Lane Dental", "49999.99"))
	if got, want := deal.str("approvalStatus"), "SUBMITTED"; got != want {
		t.Fatalf("a registration is %s, want %s", got, want)
	}
	if deal.str("onBehalfOf.name") != "Brightpath IT" || deal.str("registeredBy.organization.name") != "Continental Distribution" {
		t.Errorf("both the registrant and whom it was for are kept: got %v", deal)
	}

	desk.refused(t, "CLAIM", claimReview, deal, "FORBIDDEN")
	desk.refused(t, "APPROVE", approve, deal, "FORBIDDEN")
	desk.lacks(t, deal, "APPROVE", "CLAIM_REVIEW", "ENDORSE")

	deal = vendor.act(t, claimReview, deal)
	deal = vendor.act(t, approve, deal)
	if got, want := deal.str("approvalStatus"), "APPROVED"; got != want {
		t.Errorf("after the deal desk: got %s, want %s", got, want)
	}
	if !deal.boolean("protectionActive") {
		t.Error("an approved deal is protected")
	}
}

func TestPartnerRegistersAndTheDistributorDecidesWithinItsAuthority(t *testing.T) {
	w := demoWorld(t)
	sales, desk := w.as("sales@brightpath.example"), w.as("desk@continental.example")

	t.Run("below the limit it approves", func(t *testing.T) {
		deal := sales.register(t, w.through("continental", w.registration("Quayside Logistics", "50000.00")))
		deal = desk.act(t, claimReview, desk.read(t, deal))
		desk.has(t, deal, "APPROVE")
		deal = desk.act(t, approve, deal)
		if got, want := deal.str("approvalStatus"), "APPROVED"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
	t.Run("above it it can only endorse", func(t *testing.T) {
		deal := sales.register(t, w.through("continental", w.registration("Northgate Foods", "50000.01")))
		deal = desk.act(t, claimReview, desk.read(t, deal))
		desk.lacks(t, deal, "APPROVE", "REJECT")
		desk.refused(t, "APPROVE", approve, deal, "FORBIDDEN")
		deal = desk.act(t, endorse, deal)
		desk.lacks(t, deal, "APPROVE", "ENDORSE", "RETURN")
		vendor := w.as("dealdesk@nimbus.example")
		if got, want := vendor.act(t, approve, deal).str("approvalStatus"), "APPROVED"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
}

func TestARivalSeesNothing(t *testing.T) {
	w := demoWorld(t)
	brightpath, harbor := w.as("sales@brightpath.example"), w.as("sales@harbor.example")
	secret := brightpath.register(t, w.through("continental", w.registration("Silvermere Hospice", "31337.00")))
	unknown := secret.with("id", "deal_00000000000000000000000000")

	t.Run("by id, node and mutation it does not exist", func(t *testing.T) {
		for _, q := range []string{`query($id:ID!){deal(id:$id){id}}`, `query($id:ID!){node(id:$id){id}}`, `query($id:ID!){nodes(ids:[$id]){id}}`} {
			got, want := harbor.raw(t, q, vars{"id": secret.str("id")}), harbor.raw(t, q, vars{"id": unknown.str("id")})
			if got != want {
				t.Errorf("%s: hidden %s, unknown %s", q, got, want)
			}
		}
		for name, m := range map[string]string{"submit": submit, "withdraw": withdraw} {
			got, want := harbor.try(t, m, secret), harbor.try(t, m, unknown)
			if got != want || got != "NOT_FOUND" {
				t.Errorf("%s: hidden %s, unknown %s, want NOT_FOUND", name, got, want)
			}
		}
	})
	t.Run("no list, count, search, filter or order tells of it", func(t *testing.T) {
		for name, args := range map[string]string{
			"all":      `first: 100`,
			"prefix":   `filter: {customerName: {prefix: "silverm"}}`,
			"domain":   `filter: {customerDomain: {eq: "silvermere.example"}}`,
			"number":   `filter: {number: {eq: "` + secret.str("number") + `"}}`,
			"partner":  `filter: {partnerId: {eq: "` + secret.str("partner.id") + `"}}`,
			"not mine": `filter: {not: {customerCountry: {eq: "FR"}}}, orderBy: {field: AMOUNT, direction: DESC}, first: 100`,
			"negated":  `filter: {not: {customerName: {eq: "nobody"}}}, first: 100`,
		} {
			for _, row := range harbor.query(t, `{deals(`+args+`){totalCount nodes{id customer{name} partner{name}}}}`).list("deals.nodes") {
				if row.str("id") == secret.str("id") || row.str("partner.name") != "Harbor Systems" {
					t.Errorf("%s: a rival's list holds %v", name, row)
				}
			}
		}
	})
	t.Run("its own registration for the same customer tells it nothing", func(t *testing.T) {
		same := harbor.register(t, w.forHarbor(w.registration("Silvermere Hospice", "900.00")))
		alone := harbor.register(t, w.forHarbor(w.registration("Nobody Else Asked Ltd", "900.00")))
		for _, field := range []string{"approvalStatus", "conflict", "protectionActive", "availableActions", "pendingSteps", "reason"} {
			if got, want := same.json(field), alone.json(field); got != want {
				t.Errorf("%s: with a rival %s, without %s", field, got, want)
			}
		}
	})
	t.Run("the reviewer sees the clash, the vendor's desk also with whom", func(t *testing.T) {
		mine := harbor.query(t, `{deals(filter:{customerName:{prefix:"silvermere"}}){nodes{id version}}}`).list("deals.nodes")[0]
		seen := w.as("dealdesk@nimbus.example").read(t, mine)
		if got, want := seen.str("conflict.class"), "HARD_EARLIER"; got != want {
			t.Errorf("class: got %s, want %s", got, want)
		}
		if rivals := seen.list("conflict.rivals"); len(rivals) == 0 || rivals[0].str("id") != secret.str("id") {
			t.Errorf("rivals: got %v, want %s", rivals, secret.str("id"))
		}
	})
}
