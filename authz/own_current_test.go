package authz_test

import (
	"slices"
	"strings"
	"testing"

	"partnerhub/authz"
	"partnerhub/model"
)

// TestLinesOfBefore: what a vendor stored when distributors acted on any deal that a line named is accepted, and names the deals of
// partners that they serve; what it shows stays what it was.
func TestLinesOfBefore(t *testing.T) {
	for _, tc := range []struct{ name, lines, want string }{
		{"comments", "distributor_deal_desk, deal, comment, linked, core review", "linked_served"},
		{"comments on some", "distributor_admin, deal, comment, linked_covered, core", "linked_covered_served"},
		{"comments on what was reviewed", "distributor_admin, deal, comment, linked_reviewed, core\ndistributor_admin, deal, comment, linked_approved, review",
			"linked_reviewed_served linked_approved_served"},
		{"its own", "distributor_admin, deal, update, linked_registered, core amount", "linked_registered_served"},
		{"its word", "distributor_deal_desk, deal, approve, linked_by_others, core", "linked_by_others_served"},
		{"nothing", "distributor_deal_desk, deal, approve, none,", "none"},
		{"of today", "distributor_deal_desk, deal, comment, linked_served, core", "linked_served"},
		{"what is read", "distributor_deal_desk, deal, read, linked_registered, core", "linked_registered"},
		{"what is made", "distributor_deal_desk, deal, create, linked, core", "linked"},
		{"other records", "distributor_deal_desk, partner, read, linked, core", "linked"},
		{"a salesperson's", "partner_sales, deal, comment, own, core", "own_for_sales"},
		{"a salesperson's on some", "partner_sales, deal, read, own_reviewed, core\npartner_sales, deal, read, own_approved, amount",
			"own_for_sales_reviewed own_for_sales_approved"},
		{"a salesperson's new deals", "partner_sales, deal, create, own, core", "own"},
		{"a salesperson's accounts", "partner_sales, partner, read, own, core", "own"},
		{"an administrator's", "partner_admin, deal, comment, own, core", "own"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			stored := own(t, strings.Split(tc.lines, "\n")...)
			before := slices.Clone(stored)
			lines, rows := authz.Current(stored), []string{}
			for _, l := range lines {
				rows = append(rows, l.Rows)
			}
			if got := strings.Join(rows, " "); got != tc.want {
				t.Errorf("got rows %q, want %q", got, tc.want)
			}
			if faults := mustPolicy(t).Check("nimbus", lines); len(faults) > 0 {
				t.Error(faults)
			}
			if stored[0].Rows != before[0].Rows {
				t.Error("what was given has changed")
			}
		})
	}
}

// TestRivalsNeedTheirClass: a line that shows the rivals of a conflict and not its class shows neither, and never brings the default back.
func TestRivalsNeedTheirClass(t *testing.T) {
	for _, tc := range []struct{ name, lines, want string }{
		{"both", "deal_desk, deal, read, vendor, core conflict rivals", "vendor: core conflict rivals"},
		{"rivals", "deal_desk, deal, read, vendor, core rivals amount", "vendor: core amount"},
		{"alone", "deal_desk, deal, read, vendor, rivals", "none:"},
		{"alone, twice", "deal_desk, deal, read, vendor, rivals\ndeal_desk, deal, read, vendor_approved, rivals", "none:"},
		{"beside another", "deal_desk, deal, read, vendor, rivals\ndeal_desk, deal, read, vendor_approved, core", "vendor_approved: core"},
		{"beside one before", "deal_desk, deal, read, vendor_approved, core\ndeal_desk, deal, read, vendor, rivals", "vendor_approved: core"},
		{"none", "deal_desk, deal, read, none,", "none:"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			lines, got := authz.Current(own(t, strings.Split(tc.lines, "\n")...)), []string{}
			for _, l := range lines {
				got = append(got, strings.TrimSpace(l.Rows+": "+strings.Join(l.Fields, " ")))
			}
			if strings.Join(got, "; ") != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
			if faults := mustPolicy(t).Check("nimbus", lines); len(faults) > 0 {
				t.Error(faults)
			}
		})
	}
}

// TestReadAndDoneWithoutService: a vendor's line that shows a distributor what it registered goes on showing that when it serves the
// partner no longer, and no line lets it act.
func TestReadAndDoneWithoutService(t *testing.T) {
	p, desk := mustPolicy(t), asker(model.RoleDistributorDealDesk)
	desk.Vendors = []model.ID{"nimbus"}
	d := dealOf("nimbus", "SUBMITTED")
	d.DistributorID, d.RegisteredBy.OrganizationID = &desk.OrganizationID, desk.OrganizationID
	must(t, p.Adopt(authz.Own{VendorID: "nimbus", Version: 1, Lines: authz.Current(own(t,
		"distributor_deal_desk, deal, read, linked_registered, core", "distributor_deal_desk, deal, withdraw, linked_registered, core",
		"distributor_deal_desk, deal, comment, linked, core"))}))
	for _, d.Unserved = range []bool{false, true} {
		for action, want := range map[authz.Action]bool{authz.Read: true, authz.Withdraw: !d.Unserved, authz.Comment: !d.Unserved, authz.Copy: !d.Unserved} {
			if got := p.Grant(desk, model.KindDeal, action).Allows(d); got != want {
				t.Errorf("%s, unserved %t: got %t, want %t", action, d.Unserved, got, want)
			}
		}
	}
}
