package authz_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

// own reads lines such as "deal_desk, deal, read, vendor, core amount".
func own(t testing.TB, texts ...string) (out []model.PolicyLine) {
	t.Helper()
	for _, text := range texts {
		cols := strings.Split(text, ",")
		for i := range cols {
			cols[i] = strings.TrimSpace(cols[i])
		}
		if len(cols) != 5 {
			t.Fatalf("%q has %d columns", text, len(cols))
		}
		out = append(out, model.PolicyLine{Role: model.Role(strings.ToUpper(cols[0])), Kind: cols[1], Action: cols[2], Rows: cols[3],
			Fields: strings.Fields(cols[4])})
	}
	return out
}

// TestOwnLines: what a vendor may put in the place of the default's lines, and what not.
func TestOwnLines(t *testing.T) {
	p := mustPolicy(t)
	for _, tc := range []struct {
		name, lines, want string // want names the line and the column at fault, "" for none
	}{
		{"staff gets more", "deal_desk, partner, read, vendor, core tier stage", ""},
		{"staff gets less", "channel_chief, deal, read, vendor, core amount", ""},
		{"staff gets the rows of another role", "outsourced_rep, organization, read, related, core", ""},
		{"staff gets fewer rows", "deal_desk, deal, read, covered, core amount", ""},
		{"staff gets an action of another role", "channel_manager, deal, approve, covered_by_others, core benefit", ""},
		{"staff loses an action", "deal_desk, deal, revoke, none,", ""},
		{"the chief gets what is nobody's at a vendor", "channel_chief, deal, withdraw, vendor, core", "1 fields"},
		{"margins that are not shared", "channel_chief, deal, read, vendor, core margin", "1 fields"},
		{"margins that are shared", "deal_desk, deal, read, vendor, core\ndeal_desk, deal, read, vendor_margin_shared, margin", ""},
		{"one's own registrations approved", "deal_desk, deal, approve, vendor, core benefit", "1 fields"},
		{"others' registrations changed", "channel_ops, deal, update, vendor, core amount", "1 fields"},
		{"the hub's own group", "channel_chief, deal, read, vendor, core hub", "1 fields"},
		{"an administrator approves", "vendor_admin, deal, approve, vendor_by_others, core benefit", "1 fields"},
		{"an administrator vetoes", "vendor_admin, deal, veto, vendor_by_others, core", "1 fields"},
		{"an administrator reads less", "vendor_admin, deal, read, vendor, core", ""},
		{"an agency gets deals", "outsourced_rep, deal, read, covered, core customerName", ""},
		{"an agency gets amounts", "outsourced_rep, deal, read, covered, core amount", "1 fields"},
		{"an agency gets budgets", "outsourced_rep, program, read, vendor, core budget", "1 fields"},
		{"an agency countersigns", "outsourced_rep, deal, countersign, vendor_by_others, core", "1 fields"},
		{"finance gets contacts", "channel_finance, deal, read, vendor, core contact", "1 fields"},
		{"a machine approves", "vendor_integration, deal, approve, vendor_by_others, core", "1 fields"},
		{"a machine gives authority", "vendor_integration, authority, create, vendor, core", "1 fields"},
		{"an agency gives authority", "outsourced_rep, authority, update, vendor, core", "1 fields"},
		{"a machine demotes", "vendor_integration, partner, demote, vendor, core tier", "1 fields"},
		{"a machine promotes", "vendor_integration, partner, assignTier, vendor, core tier", "1 fields"},
		{"a partner gets less", "partner_sales, deal, read, own_for_sales, core customerName amount", ""},
		{"a partner gets fewer rows", "partner_sales, deal, read, own_for_sales_approved, core amount margin conflict benefit", ""},
		{"a partner's conflict once approved", "partner_admin, deal, read, own, core\npartner_admin, deal, read, own_approved, conflict", ""},
		{"a partner gets another group", "partner_marketing, deal, read, own, core amount", "1 fields"},
		{"a partner gets a group on more rows", "partner_sales, deal, read, own_for_sales, core benefit", "1 fields"},
		{"a partner gets a set that only looks smaller", "partner_sales, deal, read, own_for_sales, core\npartner_sales, deal, read, own_for_sales_reviewed, benefit", "2 fields"},
		{"a partner gets another action", "partner_marketing, deal, submit, own, core", "1 fields"},
		{"a partner gets another kind", "partner_member, campaign, read, eligible, core", "1 fields"},
		{"a partner gets nothing", "partner_marketing, deal, read, none,", ""},
		{"a partner's programs", "partner_admin, program, read, eligible_no_money, core", ""},
		{"a partner's people", "partner_admin, user, read, colleagues, core", "1 kind"},
		{"a distributor's organizations", "distributor_admin, organization, read, related, core", "1 kind"},
		{"a distributor gets less", "distributor_deal_desk, deal, read, linked_covered, core amount", ""},
		{"a distributor gets more", "distributor_manager, deal, read, linked, core", "1 fields"},
		{"a distributor's conflict whenever", "distributor_deal_desk, deal, read, linked, core conflict", "1 fields"},
		{"rows of another side", "partner_sales, deal, read, vendor, core", "1 rows"},
		{"rows that the kind never has", "deal_desk, deal, read, colleagues, core", "1 rows"},
		{"unknown role", "boss, deal, read, vendor, core", "1 role"},
		{"group of roles", "vendor_lead, deal, read, vendor, core", "1 role"},
		{"every role", "*, deal, read, vendor, core", "1 role"},
		{"unknown kind", "deal_desk, deals, read, vendor, core", "1 kind"},
		{"every kind", "deal_desk, *, read, vendor, core", "1 kind"},
		{"kind of the machinery", "deal_desk, change, read, vendor, core", "1 kind"},
		{"the policy itself", "deal_desk, policy, read, vendor, core", "1 kind"},
		{"unknown action", "deal_desk, deal, see, vendor, core", "1 action"},
		{"every action", "deal_desk, deal, *, vendor, core", "1 action"},
		{"unknown rows", "deal_desk, deal, read, all, core", "1 rows"},
		{"no rows named", "deal_desk, deal, read, , core", "1 rows"},
		{"unknown group", "deal_desk, deal, read, vendor, core salary", "1 fields"},
		{"group of another kind", "deal_desk, deal, read, vendor, core tier", "1 fields"},
		{"no group", "deal_desk, deal, read, vendor, ", "1 fields"},
		{"fields without rows", "deal_desk, deal, read, none, core", "1 fields"},
		{"no rows beside others", "deal_desk, deal, read, none,\ndeal_desk, deal, read, vendor, core", "1 rows"},
		{"the same rows twice", "deal_desk, deal, read, vendor, core\ndeal_desk, deal, read, vendor, core amount", "2 rows"},
		{"no core", "deal_desk, deal, read, vendor, amount", "1 fields"},
		{"core on other rows only", "deal_desk, deal, read, covered, core\ndeal_desk, deal, read, vendor, amount", "2 fields"},
		{"several at fault", "boss, deal, read, vendor, core\ndeal_desk, deal, read, vendor, core\ndeal_desk, deals, read, vendor, core", "1 role,3 kind"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			faults := p.Check("nimbus", own(t, strings.Split(tc.lines, "\n")...))
			got := []string{}
			for _, f := range faults {
				got = append(got, string(rune('1'+f.Line))+" "+f.Column)
			}
			if strings.Join(slices.Compact(got), ",") != tc.want {
				t.Errorf("got faults %q, want %q: %v", got, tc.want, faults)
			}
			if err := mustPolicy(t).Adopt(authz.Own{VendorID: "nimbus", Version: 1, Lines: own(t, strings.Split(tc.lines, "\n")...)}); (err != nil) != (tc.want != "") {
				t.Errorf("got adopted with %v, want as in the check", err)
			}
		})
	}
}

func TestOwnLinesNeedAVendor(t *testing.T) {
	lines := own(t, "deal_desk, deal, read, vendor, core")
	for _, vendor := range []model.ID{"", "*"} {
		if mustPolicy(t).Check(vendor, lines) == nil || mustPolicy(t).Adopt(authz.Own{VendorID: vendor, Version: 1, Lines: lines}) == nil {
			t.Errorf("vendor %q was accepted", vendor)
		}
	}
	if faults := mustPolicy(t).Check("nimbus", make([]model.PolicyLine, 201)); len(faults) != 1 || faults[0].Code != model.UserErrorCodeTooMany {
		t.Errorf("201 lines: got %v", faults)
	}
}

// dealOf is a deal of brightpath with a vendor.
func dealOf(vendor model.ID, status model.DealApprovalStatus) *model.Deal {
	distributor := model.ID("continental")
	return &model.Deal{VendorID: vendor, PartnerOrgID: "brightpath", DistributorID: &distributor, ApprovalStatus: status, Shared: true}
}

// TestOwnCountsForOneVendor: nimbus has narrowed its partners and changed its desk; ironwall's data and desk stay as they were.
func TestOwnCountsForOneVendor(t *testing.T) {
	p := mustPolicy(t)
	must(t, p.Adopt(authz.Own{VendorID: "nimbus", Version: 1, Lines: own(t,
		"partner_sales, deal, read, own_for_sales, core", "partner_sales, deal, read, own_for_sales_approved, amount",
		"partner_marketing, deal, read, none,", "deal_desk, deal, read, vendor, core amount comments",
		"channel_manager, deal, approve, covered_by_others, core benefit")}))
	stranger := asker(model.RoleDealDesk)
	stranger.OrganizationID = "ironwall"
	sales := asker(model.RolePartnerSales)
	sales.Vendors = []model.ID{"ironwall", "nimbus"}
	marketing := asker(model.RolePartnerMarketing)
	marketing.Vendors = sales.Vendors
	for _, tc := range []struct {
		name   string
		who    *authz.Principal
		vendor model.ID
		status model.DealApprovalStatus
		want   string // of amount, customer.name, internalComments
	}{
		{"partner, before approval", sales, "nimbus", "SUBMITTED", "seen"},
		{"partner, approved", sales, "nimbus", "APPROVED", "seen amount"},
		{"partner, other vendor", sales, "ironwall", "SUBMITTED", "seen amount customer.name"},
		{"partner without a deal", marketing, "nimbus", "SUBMITTED", ""},
		{"the same at the other vendor", marketing, "ironwall", "SUBMITTED", "seen"},
		{"the vendor's desk", asker(model.RoleDealDesk), "nimbus", "SUBMITTED", "seen amount internalComments"},
		{"the other vendor's desk", stranger, "ironwall", "SUBMITTED", "seen amount customer.name internalComments"},
		{"the other vendor's desk here", stranger, "nimbus", "SUBMITTED", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			g, d := p.Grant(tc.who, model.KindDeal, authz.Read), dealOf(tc.vendor, tc.status)
			var got []string
			if g.Allows(d) {
				got = append(got, "seen")
			}
			for _, field := range []string{"amount", "customer.name", "internalComments"} {
				if g.Shows(d, field) {
					got = append(got, field)
				}
			}
			if strings.Join(got, " ") != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
			if listed := g.Rows().Match(filter.DocOf(d)); listed != (tc.want != "") {
				t.Errorf("got listed: %t", listed)
			}
		})
	}
	manager := asker(model.RoleChannelManager)
	if p.Grant(manager, model.KindDeal, authz.Approve).Empty() {
		t.Error("the account manager got no approval")
	}
	manager.OrganizationID = "ironwall"
	if !p.Grant(manager, model.KindDeal, authz.Approve).Empty() {
		t.Error("another vendor's account manager got the approval")
	}
}

// TestUnknownVendorsShowNothing: a vendor with lines of its own is left out for whom it is not known to work with.
func TestUnknownVendorsShowNothing(t *testing.T) {
	p := mustPolicy(t)
	must(t, p.Adopt(authz.Own{VendorID: "nimbus", Version: 1, Lines: own(t, "partner_sales, deal, read, own_for_sales, core")}))
	g := p.Grant(asker(model.RolePartnerSales), model.KindDeal, authz.Read)
	if g.Allows(dealOf("nimbus", "APPROVED")) || !g.Allows(dealOf("ironwall", "APPROVED")) {
		t.Error("want the deals of ironwall alone")
	}
	if !p.MindsVendors(asker(model.RolePartnerSales)) || p.MindsVendors(asker(model.RolePartnerAdmin)) || p.MindsVendors(asker(model.RoleDealDesk)) {
		t.Error("want the vendors to matter to whom a line is for")
	}
}

// TestOrdersAmongVendors: what one vendor hides orders no list in which its rows can be, and any other.
func TestOrdersAmongVendors(t *testing.T) {
	p, sales := mustPolicy(t), asker(model.RolePartnerSales)
	sales.Vendors = []model.ID{"ironwall", "nimbus", "pixel"}
	must(t, p.Adopt(authz.Own{VendorID: "nimbus", Version: 1, Lines: own(t, "partner_sales, deal, read, own_for_sales, core")}))
	vendor := func(ids ...model.ID) filter.Cond { return filter.OneOf("vendorId", ids) }
	g := p.Grant(sales, model.KindDeal, authz.Read)
	if err := g.Check(filter.AllOf(vendor("nimbus"), vendor("ironwall")), "createdAt"); err != nil {
		t.Errorf("an order that everybody has, where nothing can be listed: got %v", err)
	}
	for _, tc := range []struct {
		name string
		c    filter.Cond
		want bool
	}{
		{"all", filter.Everything(), false},
		{"one that shows it", filter.Is("vendorId", "ironwall"), true},
		{"two that show it", vendor("ironwall", "pixel"), true},
		{"beside another condition", filter.AllOf(filter.Is("number", "N-1"), vendor("ironwall")), true},
		{"the one that hides it", filter.Is("vendorId", "nimbus"), false},
		{"that one among others", vendor("ironwall", "nimbus"), false},
		{"all but that one", filter.NoneOf(filter.Is("vendorId", "nimbus")), true},
		{"all but another one", filter.NoneOf(filter.Is("vendorId", "ironwall")), false},
		{"in an alternative", filter.AnyOf(filter.Is("vendorId", "ironwall"), filter.Is("number", "N-1")), false},
		{"none at all", filter.AllOf(vendor("nimbus"), vendor("ironwall")), false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if err := g.Check(tc.c, "amount.minor"); (err == nil) != tc.want {
				t.Errorf("got %v, want allowed: %t", err, tc.want)
			}
		})
	}
}

// TestNobodyActsOnWhatIsHidden: less sight takes the actions along.
func TestNobodyActsOnWhatIsHidden(t *testing.T) {
	p, sales := mustPolicy(t), asker(model.RolePartnerSales)
	sales.Vendors = []model.ID{"nimbus", "ironwall"}
	must(t, p.Adopt(authz.Own{VendorID: "nimbus", Version: 1, Lines: own(t, "partner_sales, deal, read, own_for_sales_approved, core")}))
	for _, action := range []authz.Action{authz.Withdraw, authz.Update, authz.Copy} {
		g := p.Grant(sales, model.KindDeal, action)
		for _, tc := range []struct {
			deal *model.Deal
			want bool
		}{{dealOf("nimbus", "SUBMITTED"), false}, {dealOf("nimbus", "APPROVED"), true}, {dealOf("ironwall", "SUBMITTED"), true}} {
			if got := g.Allows(tc.deal); got != tc.want {
				t.Errorf("%s a deal of %s that is %s: got %t, want %t", action, tc.deal.VendorID, tc.deal.ApprovalStatus, got, tc.want)
			}
		}
	}
}

// TestAdopting: a later version counts, an older one does not, and a wrong one never shows more.
func TestAdopting(t *testing.T) {
	seen := func(p *authz.Policy) string {
		g := p.Grant(asker(model.RoleDealDesk), model.KindDeal, authz.Read)
		switch d := dealOf("nimbus", "APPROVED"); {
		case g.Shows(d, "amount"):
			return "amount"
		case g.Allows(d):
			return "core"
		}
		return "nothing"
	}
	good, bad := own(t, "deal_desk, deal, read, vendor, core"), own(t, "deal_desk, deal, read, vendor, core hub")
	for _, tc := range []struct {
		name   string
		adopts []authz.Own
		want   string
		wrong  bool
	}{
		{"none", nil, "amount", false},
		{"one", []authz.Own{{VendorID: "nimbus", Version: 1, Lines: good}}, "core", false},
		{"reset", []authz.Own{{VendorID: "nimbus", Version: 1, Lines: good}, {VendorID: "nimbus", Version: 2}}, "amount", false},
		{"an older one later", []authz.Own{{VendorID: "nimbus", Version: 2, Lines: good}, {VendorID: "nimbus", Version: 1}}, "core", false},
		{"a wrong one after a good one", []authz.Own{{VendorID: "nimbus", Version: 1, Lines: good}, {VendorID: "nimbus", Version: 2, Lines: bad}}, "core", true},
		{"a wrong one first", []authz.Own{{VendorID: "nimbus", Version: 4, Lines: bad}}, "nothing", true},
		{"mended", []authz.Own{{VendorID: "nimbus", Version: 4, Lines: bad}, {VendorID: "nimbus", Version: 5, Lines: good}}, "core", false},
		{"a stranger's", []authz.Own{{VendorID: "ironwall", Version: 4, Lines: bad}}, "amount", true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p, err := mustPolicy(t), error(nil)
			for _, o := range tc.adopts {
				err = p.Adopt(o)
			}
			if got := seen(p); got != tc.want || (err != nil) != tc.wrong {
				t.Errorf("got %s and %v, want %s and an error: %t", got, err, tc.want, tc.wrong)
			}
		})
	}
	p := mustPolicy(t)
	if err := p.Adopt(authz.Own{VendorID: "ironwall", Version: 1, Lines: bad}, authz.Own{VendorID: "nimbus", Version: 1, Lines: good}); err == nil || seen(p) != "core" {
		t.Errorf("beside a wrong one: got %v and %s, want the good one to count", err, seen(p))
	}
}

func TestBadLimitsStopTheStart(t *testing.T) {
	must(t, authz.ReadLimits(authz.LimitsText))
	for name, line := range map[string]string{"empty": "", "columns": "vendor_admin, *, *", "role": "boss, *, *, *", "capitals": "VENDOR_ADMIN, *, *, *",
		"side": "partner_sales, *, *, *", "kind": "vendor_admin, deals, *, *", "action": "vendor_admin, *, see, *",
		"fields": "vendor_admin, deal, *, salary", "no fields": "vendor_admin, deal, *, ", "fields of every kind": "vendor_admin, *, *, core"} {
		if authz.ReadLimits(line) == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// TestRowsHaveWords: every set of rows says in plain words what it holds, and no two say the same.
func TestRowsHaveWords(t *testing.T) {
	said := map[string]string{}
	for _, role := range model.AllRole {
		for _, kind := range kinds {
			for _, s := range authz.RowSets(role, kind) {
				if s.Words == "" || strings.HasSuffix(s.Words, ", ") || strings.HasPrefix(s.Words, ", ") {
					t.Errorf("%s has no words", s.Name)
				}
				if other, twice := said[s.Words]; twice && other != s.Name {
					t.Errorf("%s and %s say the same", other, s.Name)
				}
				said[s.Words] = s.Name
			}
		}
	}
	if got, want := len(said), len(authz.RowSetNames()); got != want {
		t.Errorf("got %d sets that somebody can have, want %d", got, want)
	}
	if got := authz.RowSets(model.RolePartnerFinance, model.KindPartner); !reflect.DeepEqual([]string{got[0].Name, got[1].Name}, []string{"none", "own"}) {
		t.Errorf("got %v", got)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
