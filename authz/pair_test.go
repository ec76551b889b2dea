package authz_test

import (
	"testing"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

// TestTwoRolesStayPaired: an account manager who also works in finance sees every partner, but the score of the covered ones
// alone; asking for the score counts there only, and nothing can be ordered by it.
func TestTwoRolesStayPaired(t *testing.T) {
	g := mustPolicy(t).Grant(asker(model.RoleChannelManager, model.RoleChannelFinance), model.KindPartner, authz.Read)
	score, mine := 7, model.Coverage{UserID: "v.me", OrgID: "nimbus", From: noon, To: model.Forever}
	covered := &model.Partner{VendorID: "nimbus", EngagementScore: &score, Coverage: []model.Coverage{mine}}
	other := &model.Partner{VendorID: "nimbus", EngagementScore: &score}
	for _, tc := range []struct {
		name           string
		cond           filter.Cond
		covered, other bool
	}{
		{"no condition", filter.Everything(), true, true},
		{"on the score", filter.Is("engagementScore", 7), true, false},
		{"not on the score", filter.NoneOf(filter.Is("engagementScore", 8)), true, false},
		{"on the score or the vendor", filter.AnyOf(filter.Is("engagementScore", 7), filter.Is("vendorId", "nimbus")), true, true},
		{"on the tier, which both see", filter.Is("tier", nil), true, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if err := g.Check(tc.cond, "name"); err != nil {
				t.Fatal(err)
			}
			c := g.Narrow(tc.cond)
			if a, b := c.Match(filter.DocOf(covered)), c.Match(filter.DocOf(other)); a != tc.covered || b != tc.other {
				t.Errorf("got %t and %t, want %t and %t", a, b, tc.covered, tc.other)
			}
		})
	}
	for _, field := range []string{"engagementScore", "rfm", "coverage.userId", "privateNotes"} {
		if code := model.CodeOf(g.Check(filter.Everything(), field)); code != model.CodeForbiddenField {
			t.Errorf("an order by %s: got %s, want %s", field, code, model.CodeForbiddenField)
		}
	}
}

// TestHiddenStructIsNil: a struct of which nothing is shown is nil, like one that never was.
func TestHiddenStructIsNil(t *testing.T) {
	name := "Acme"
	for role, wantCustomer := range map[model.Role]bool{model.RolePartnerMarketing: false, model.RolePartnerSales: true} {
		t.Run(string(role), func(t *testing.T) {
			d := &model.Deal{PartnerOrgID: "brightpath", ApprovalStatus: model.DealApprovalStatusSubmitted,
				Customer: &model.DealCustomer{Name: &name}, Conflict: &model.DealConflict{RivalIDs: []model.ID{"deal_2"}}}
			mustPolicy(t).Grant(asker(role), model.KindDeal, authz.Read).Mask(d)
			if (d.Customer != nil) != wantCustomer || d.Conflict != nil {
				t.Errorf("got customer %v and conflict %v", d.Customer, d.Conflict)
			}
		})
	}
}

// TestRefusalNamesWhatTheCallerNamed: not the shadow that is stored for it.
func TestRefusalNamesWhatTheCallerNamed(t *testing.T) {
	g := mustPolicy(t).Grant(asker(model.RolePartnerMarketing), model.KindDeal, authz.Read)
	for field, want := range map[string]string{
		"customer.nameFold":      "you may not filter by customer.name",
		"amount.minor":           "you may not filter by amount",
		"partnerMargin.currency": "you may not filter by partnerMargin",
		"conflict.class":         "you may not filter by conflict.class",
	} {
		if err := g.Check(filter.Present(field), ""); err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %q", field, err, want)
		}
	}
}
