package authz_test

import (
	"slices"
	"testing"

	"partnerhub/authz"
	"partnerhub/model"
)

// TestMatrixOfOwnDealsOnly asks for the verdicts of the book where the partner's organization keeps its salespeople to their own deals: they
// have what the book says on the situations in "mine" and nothing on others, and nobody else is touched. What is made is not there yet.
func TestMatrixOfOwnDealsOnly(t *testing.T) {
	b, p := readBook(t), mustPolicy(t)
	s, roles := b.Kinds[model.KindDeal], b.roles()
	for _, action := range actions {
		for column, role := range roles {
			shown := s.groupsBy(t, action, column, len(roles))
			s.keepOwn(t, shown, role, action)
			who := asker(role)
			who.OwnDealsOnly = true
			g := p.Grant(who, model.KindDeal, action)
			for situation := range s.Situations {
				record := s.record(model.KindDeal, situation)
				for group := range s.Fields {
					for _, f := range s.bindings(group) {
						if want := slices.Contains(shown[group], situation); f.stored != "_id" && g.Shows(record, f.stored) != want {
							t.Errorf("%s %s: %s of %s: got shown: %t, want %t", role, action, f.stored, situation, !want, want)
						}
					}
				}
			}
		}
	}
}

// keepOwn cuts what the book says of a role down to what is left of it where the organization keeps its salespeople to their own deals.
func (s *sheet) keepOwn(t testing.TB, shown map[string][]string, role model.Role, action authz.Action) {
	t.Helper()
	if role != model.RolePartnerSales || action == authz.Create {
		return
	}
	mine := s.members(t, "mine")
	for group, situations := range shown {
		shown[group] = slices.DeleteFunc(slices.Clone(situations), func(name string) bool { return !slices.Contains(mine, name) })
	}
}

// TestOthersRolesStayBesideOwnDealsOnly: a salesperson who also markets sees the organization's other deals as a marketer does.
func TestOthersRolesStayBesideOwnDealsOnly(t *testing.T) {
	s, p := readBook(t).Kinds[model.KindDeal], mustPolicy(t)
	who := asker(model.RolePartnerSales, model.RolePartnerMarketing)
	who.OwnDealsOnly = true
	g := p.Grant(who, model.KindDeal, authz.Read)
	for situation, margin := range map[string]bool{"mine_approved": true, "approved": false} {
		r := s.record(model.KindDeal, situation)
		if !g.Shows(r, "approvalStatus") || g.Shows(r, "partnerMargin") != margin {
			t.Errorf("%s: got shown: %t, its margin: %t; want it shown, its margin: %t", situation, g.Shows(r, "approvalStatus"), g.Shows(r, "partnerMargin"), margin)
		}
	}
}

// TestNoVendorLetsSalespeopleSeeMore than their own organization does: a line that leaves the end out gets it.
func TestNoVendorLetsSalespeopleSeeMore(t *testing.T) {
	s := readBook(t).Kinds[model.KindDeal]
	line := func(role model.Role, action, rows string) model.PolicyLine {
		return model.PolicyLine{Role: role, Kind: "deal", Action: action, Rows: rows, Fields: []string{"core"}}
	}
	for _, l := range []model.PolicyLine{line(model.RolePartnerSales, "read", "own"), line(model.RolePartnerSales, "read", "own_approved"),
		line(model.RolePartnerSales, "release", "own")} {
		p := mustPolicy(t)
		if faults := p.Check("nimbus", []model.PolicyLine{l}); len(faults) == 0 {
			t.Errorf("%s %s: the line is taken as it is", l.Action, l.Rows)
		}
		if err := p.Adopt(authz.Own{VendorID: "nimbus", Version: 1, Lines: authz.Current([]model.PolicyLine{l})}); err != nil {
			t.Fatalf("%s %s: %v", l.Action, l.Rows, err)
		}
		who := asker(model.RolePartnerSales)
		who.OwnDealsOnly, who.Vendors = true, []model.ID{"nimbus", "ironwall"}
		g := p.Grant(who, model.KindDeal, authz.Action(l.Action))
		if g.Allows(s.record(model.KindDeal, "approved")) || !g.Allows(s.record(model.KindDeal, "mine_approved")) {
			t.Errorf("%s %s: got a colleague's deal: %t, one's own: %t", l.Action, l.Rows, g.Allows(s.record(model.KindDeal, "approved")), g.Allows(s.record(model.KindDeal, "mine_approved")))
		}
	}
	if got := authz.Current([]model.PolicyLine{line(model.RolePartnerAdmin, "read", "own")})[0].Rows; got != "own" {
		t.Errorf("an administrator's line became %s", got)
	}
}
