package hub_test

import (
	"testing"

	"partnerhub/authz"
	"partnerhub/model"
)

// TestSalespeopleKeptToTheirOwnDeals: from the next request on they neither see nor act on a colleague's deal, and the administrator does.
func TestSalespeopleKeptToTheirOwnDeals(t *testing.T) {
	l := newLife(t)
	l.loadAll("users", "email,name,organization,roles\nsales2@pa.example,Sales Two,pa,PARTNER_SALES\nboss@pa.example,Boss,pa,PARTNER_ADMIN\n")
	d := l.approvedDeal(order{})
	sees := func(email string) bool {
		t.Helper()
		got, err := l.hub.Deal(l.as(email), d.ID)
		mustNot(t, err)
		groups, err := l.hub.DealInsights(l.as(email), nil, model.DealGroupByStatus, nil)
		mustNot(t, err)
		if (got != nil) != (len(groups.Groups) == 1) {
			t.Errorf("%s: sees the deal: %t, counts %d groups", email, got != nil, len(groups.Groups))
		}
		return got != nil
	}
	before := authz.PrincipalFrom(l.as("sales2@pa.example"))
	if !sees("sales2@pa.example") {
		t.Error("a colleague's deal is hidden without the setting")
	}
	s, err := l.hub.UpdateSalesSettings(l.as("boss@pa.example"), model.UpdateSalesSettingsInput{OwnDealsOnly: true, ExpectedVersion: 1})
	mustNot(t, err)
	if !s.OwnDealsOnly || s.Version != 2 {
		t.Errorf("got %+v, want it turned at version 2", s)
	}
	for email, want := range map[string]bool{"sales@pa.example": true, "sales2@pa.example": false, "boss@pa.example": true} {
		if got := sees(email); got != want {
			t.Errorf("%s sees the deal: %t, want %t", email, got, want)
		}
	}
	if _, err := l.do("sales2@pa.example", model.DealActionRelease, d.ID, 1); outcome(err) != "NOT_FOUND" {
		t.Errorf("acting on a colleague's deal: got %v, want NOT_FOUND", err)
	}
	after := authz.PrincipalFrom(l.as("sales2@pa.example"))
	kinds := []model.Kind{model.KindDeal}
	policy, err := authz.Default()
	mustNot(t, err)
	if policy.Standing(before, kinds, authz.Read) == policy.Standing(after, kinds, authz.Read) {
		t.Error("whoever follows the feed is not told to start anew")
	}
	l.does(l.registers("sales2@pa.example", order{customer: "Mine"}), move{"sales2@pa.example", "WITHDRAW"})
}

// TestWhoTurnsSalesSettings, and what a stale or idle change does.
func TestWhoTurnsSalesSettings(t *testing.T) {
	l := newLife(t)
	l.loadAll("users", "email,name,organization,roles\nboss@pa.example,Boss,pa,PARTNER_ADMIN\nmarketing@pa.example,Mark,pa,PARTNER_MARKETING\n")
	on := func(version int) model.UpdateSalesSettingsInput {
		return model.UpdateSalesSettingsInput{OwnDealsOnly: true, ExpectedVersion: version}
	}
	for _, c := range []struct {
		email, want string
		version     int
		shown       bool
	}{
		{"sales@pa.example", "FORBIDDEN", 1, true}, {"marketing@pa.example", "FORBIDDEN", 1, false}, {"ops@acme.example", "FORBIDDEN", 1, false},
		{"desk@dist.example", "FORBIDDEN", 1, false}, {"boss@pa.example", "CONFLICT", 2, true}, {"boss@pa.example", "", 1, true},
		{"boss@pa.example", "CONFLICT", 1, true}, {"boss@pa.example", "", 2, true},
	} {
		ctx := l.as(c.email)
		if _, err := l.hub.UpdateSalesSettings(ctx, on(c.version)); outcome(err) != c.want {
			t.Errorf("%s at version %d: got %v, want %q", c.email, c.version, err, c.want)
		}
		s, err := l.hub.SalesSettings(ctx)
		mustNot(t, err)
		if (s != nil) != c.shown {
			t.Errorf("%s is shown the settings: %t, want %t", c.email, s != nil, c.shown)
		}
	}
	o := stored(l.importWorld, l.store.Organizations, model.KindOrganization, "pa")
	if !o.SalesOwnDealsOnly || o.SalesVersion != 1 {
		t.Errorf("got %t at %d, want it turned once", o.SalesOwnDealsOnly, o.SalesVersion)
	}
	if other := stored(l.importWorld, l.store.Organizations, model.KindOrganization, "pb"); other.SalesOwnDealsOnly {
		t.Error("another organization was turned, too")
	}
}
