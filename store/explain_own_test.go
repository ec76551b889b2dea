package store_test

import (
	"fmt"
	"testing"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

// narrowed is a policy in which two of three vendors have lines of their own, so that a list of a distributor's or a partner's person
// is made of the default on the third and of each one's own on the others.
func narrowed(t *testing.T) *authz.Policy {
	t.Helper()
	p := policy(t)
	line := func(role model.Role, kind, rows string, fields ...string) model.PolicyLine {
		return model.PolicyLine{Role: role, Kind: kind, Action: "read", Rows: rows, Fields: fields}
	}
	lines := []model.PolicyLine{
		line(model.RolePartnerSales, "deal", "own_for_sales", "core"), line(model.RolePartnerSales, "deal", "own_for_sales_approved", "amount", "margin"),
		line(model.RolePartnerAdmin, "deal", "own_reviewed", "core", "amount", "margin"),
		line(model.RolePartnerSales, "partner", "own", "core"), line(model.RolePartnerSales, "campaign", "eligible", "core"),
		line(model.RolePartnerAdmin, "program", "eligible_no_money", "core"),
		line(model.RoleDistributorDealDesk, "deal", "linked", "core", "amount"), line(model.RoleDistributorDealDesk, "deal", "linked_approved", "benefit"),
		line(model.RoleDistributorDealDesk, "partner", "linked", "core"), line(model.RoleDistributorAdmin, "program", "taking_part", "core"),
		line(model.RoleDealDesk, "deal", "covered", "core", "amount"),
	}
	for i := range 2 {
		must(t, p.Adopt(authz.Own{VendorID: vendorOf(i), Version: 1, Lines: lines}))
	}
	return p
}

// Lists stay served by an index where vendors have lines of their own.
func TestListsOfChangedPoliciesAreServedByAnIndex(t *testing.T) {
	b, s := newWorld(t)
	p, plans, vendors := narrowed(t), 0, []model.ID{vendorOf(0), vendorOf(1), vendorOf(2)}
	for _, l := range lists(s) {
		for _, role := range []model.Role{model.RolePartnerSales, model.RolePartnerAdmin, model.RoleDistributorDealDesk, model.RoleDistributorAdmin, model.RoleDealDesk} {
			who := people()[role.Side()]
			who.Roles, who.At, who.Vendors = []model.Role{role}, noon, vendors
			g := p.Grant(&who, l.kind, authz.Read)
			for _, field := range l.sorts {
				if g.Empty() || g.Check(filter.Everything(), field) != nil {
					continue
				}
				for scope, cond := range l.scopes {
					name := fmt.Sprintf("%ss%s by %s as %s", l.kind, scope, field, role)
					t.Run(name, func(t *testing.T) { plans += checkPlans(t, b, l, g, field, cond) })
				}
			}
		}
	}
	if plans < 60 {
		t.Errorf("looked at %d plans only", plans)
	}
}

// Lists of salespeople whose organization keeps them to their own deals go by what they registered, and not past what their colleagues did.
func TestListsOfOwnDealsOnlyAreServedByAnIndex(t *testing.T) {
	b, s := newWorld(t)
	plans := 0
	for _, l := range lists(s) {
		if l.kind != model.KindDeal {
			continue
		}
		for _, p := range []*authz.Policy{policy(t), narrowed(t)} {
			who := people()[model.OrganizationKindPartner]
			who.Roles, who.At, who.OwnDealsOnly, who.Vendors = []model.Role{model.RolePartnerSales}, noon, true, []model.ID{vendorOf(0), vendorOf(1), vendorOf(2)}
			g := p.Grant(&who, l.kind, authz.Read)
			for _, field := range l.sorts {
				if g.Check(filter.Everything(), field) != nil {
					continue
				}
				for scope, cond := range l.scopes {
					t.Run(fmt.Sprintf("%s by %s", scope, field), func(t *testing.T) { plans += checkPlans(t, b, l, g, field, cond) })
				}
			}
		}
	}
	if plans < 20 {
		t.Errorf("looked at %d plans only", plans)
	}
}
