package authz_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"partnerhub/authz"
	"partnerhub/model"
)

// TestMakingProgramsFollowsChangingThem: whom a vendor's own lines keep from changing its programs makes none either, nor more of one than it
// could change, until lines say so.
func TestMakingProgramsFollowsChangingThem(t *testing.T) {
	for _, tc := range []struct {
		name, lines string
		role        model.Role
		want        string // which groups of a new program of nimbus's are the role's to fill in
	}{
		{"no lines", "channel_ops, program, read, vendor, core", model.RoleChannelOps, "core audience"},
		{"none to change", "channel_ops, program, update, none,", model.RoleChannelOps, ""},
		{"none of the administrator's", "vendor_admin, program, update, none,", model.RoleVendorAdmin, ""},
		{"another role's", "vendor_admin, program, update, none,", model.RoleChannelOps, "core audience"},
		{"no audience", "channel_ops, program, update, vendor, core dealRules", model.RoleChannelOps, "core"},
		{"as by default", "channel_ops, program, update, vendor, core audience dealRules", model.RoleChannelOps, "core audience"},
		{"a line of its own", "channel_ops, program, update, none,\nchannel_ops, program, create, vendor, core audience", model.RoleChannelOps, "core audience"},
		{"none of its own", "channel_ops, program, create, none,", model.RoleChannelOps, ""},
		{"a role that makes none", "channel_chief, program, update, vendor, core audience", model.RoleChannelChief, ""},
		{"wrong lines", "channel_ops, program, update, vendor, core budget", model.RoleChannelOps, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p, who, open := mustPolicy(t), asker(tc.role), &model.Program{VendorID: "nimbus"}
			err := p.Adopt(authz.Own{VendorID: "nimbus", Version: 1, Lines: own(t, strings.Split(tc.lines, "\n")...)})
			if wrong := tc.name == "wrong lines"; (err != nil) != wrong {
				t.Fatal(err)
			}
			var got []string
			g := p.Grant(who, model.KindProgram, authz.Create)
			for _, field := range []string{"name", "audience", "autoApproveBelow"} {
				if g.Shows(open, field) {
					got = append(got, map[string]string{"name": "core", "audience": "audience", "autoApproveBelow": "dealRules"}[field])
				}
			}
			if strings.Join(got, " ") != tc.want || g.Allows(open) != (tc.want != "") {
				t.Errorf("got %q, allowed: %t; want %q", got, g.Allows(open), tc.want)
			}
		})
	}
}

// TestCertificationsFollowTheProfile: who is not shown the profile of a vendor's partners by the vendor's own lines is shown no record of what
// they hold either, until lines say so.
func TestCertificationsFollowTheProfile(t *testing.T) {
	covered := []model.Coverage{{UserID: "v.me", OrgID: "nimbus", From: time.Unix(0, 0), To: model.Forever}}
	record := func(vendor model.ID, by []model.Coverage) *model.PartnerCertification {
		return &model.PartnerCertification{VendorID: vendor, PartnerOrgID: "brightpath", Coverage: by}
	}
	for _, tc := range []struct {
		name, lines string
		role        model.Role
		want        string // of which of nimbus's partners, the covered or the other, and whether ironwall's
	}{
		{"no lines", "partner_admin, deal, read, own, core", model.RolePartnerAdmin, "covered other ironwall"},
		{"a partner without the profile", "partner_admin, partner, read, own, core tier", model.RolePartnerAdmin, "ironwall"},
		{"a partner without partners", "partner_admin, partner, read, none,", model.RolePartnerAdmin, "ironwall"},
		{"a partner with the profile", "partner_admin, partner, read, own, core profile", model.RolePartnerAdmin, "covered other ironwall"},
		{"a line of its own", "partner_admin, partner, read, own, core\npartner_admin, certification, read, own, core", model.RolePartnerAdmin, "covered other ironwall"},
		{"none of its own", "partner_admin, partner, read, own, core profile\npartner_admin, certification, read, none,", model.RolePartnerAdmin, "ironwall"},
		{"another role's line", "partner_sales, partner, read, own, core", model.RolePartnerAdmin, "covered other ironwall"},
		{"wrong lines", "partner_admin, partner, read, own, core hub", model.RolePartnerAdmin, "ironwall"},
		{"staff without the profile", "channel_chief, partner, read, vendor, core tier", model.RoleChannelChief, ""},
		{"staff with fewer rows", "channel_chief, partner, read, covered, core profile", model.RoleChannelChief, "covered"},
		{"staff with the profile of fewer rows", "channel_chief, partner, read, vendor, core\nchannel_chief, partner, read, covered, profile", model.RoleChannelChief, "covered"},
		{"staff with more rows", "channel_manager, partner, read, vendor, core profile", model.RoleChannelManager, "covered"},
		{"staff that has none by default", "deal_desk, partner, read, vendor, core profile", model.RoleDealDesk, ""},
		{"a machine without the profile", "vendor_integration, partner, read, vendor, core", model.RoleVendorIntegration, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p, who := mustPolicy(t), asker(tc.role)
			who.Vendors = []model.ID{"nimbus", "ironwall"}
			err := p.Adopt(authz.Own{VendorID: "nimbus", Version: 1, Lines: own(t, strings.Split(tc.lines, "\n")...)})
			if wrong := tc.name == "wrong lines"; (err != nil) != wrong {
				t.Fatal(err)
			}
			for _, action := range []authz.Action{authz.Read, authz.Sync} {
				var got []string
				g := p.Grant(who, model.KindCertification, action)
				for _, one := range []struct {
					name   string
					record *model.PartnerCertification
				}{{"covered", record("nimbus", covered)}, {"other", record("nimbus", nil)}, {"ironwall", record("ironwall", nil)}} {
					if g.Allows(one.record) {
						got = append(got, one.name)
					}
				}
				want := tc.want
				if action == authz.Sync {
					want = "" // a machine alone, and none on what it does not see
				}
				if strings.Join(got, " ") != want {
					t.Errorf("%s: got %q, want %q", action, got, want)
				}
			}
			told := slices.Contains(p.Noticed(model.KindCertification, record("nimbus", nil), &model.PartnerCertification{VendorID: "nimbus", PartnerOrgID: "brightpath", Name: "new"},
				[]string{"name"}), model.OrganizationKindPartner)
			if seen := tc.role.Side() == model.OrganizationKindVendor || strings.Contains(tc.want, "other"); told != seen {
				t.Errorf("got the partner's side told: %t, want %t", told, seen)
			}
		})
	}
}
