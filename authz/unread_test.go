package authz_test

import (
	"slices"
	"strings"
	"testing"

	"partnerhub/authz"
	"partnerhub/model"
)

// TestHiddenEverywhere: the store leaves unread what no row shows, but never what decides on a row.
func TestHiddenEverywhere(t *testing.T) {
	for _, tc := range []struct {
		name string
		role model.Role
		kind model.Kind
		want string
	}{
		{"all is shown", model.RoleChannelChief, model.KindPartner, ""},
		{"some of it", model.RoleChannelFinance, model.KindProgram, "approvalRules autoApproveBelow dealRulesVersion dealSettings lossReasons refusalReasons tierReasons"},
		{"the distributors decide", model.RoleDistributorFinance, model.KindPartner,
			"attributes certifications costToServe coverage demotion employees engagementScore externalIds lifeStage monoBrand privateNotes region registered revenue rfm segmentIds tags technicalHeadcount tierHistory tierKept trainings"},
		{"the coverage decides", model.RoleOutsourcedRep, model.KindPartner,
			"attributes certifications costToServe demotion distributorIds employees externalIds lifeStage monoBrand privateNotes region registered revenue rfm segmentIds tags technicalHeadcount tierHistory tierKept trainings"},
		{"the audience decides", model.RolePartnerAdmin, model.KindCampaign, "cost distributorIds"},
		{"the audience and the budget do not", model.RoleDistributorManager, model.KindProgram,
			"approvalRules audience autoApproveBelow autoApproveEnrollments budget dealRulesVersion dealSettings lossReasons refusalReasons tierReasons"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := mustPolicy(t).Grant(asker(tc.role), tc.kind, authz.Read).HiddenEverywhere()
			if want := strings.Fields(tc.want); !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

// TestHiddenParts: of a struct whose parts have groups of their own, the hidden parts alone are left unread.
func TestHiddenParts(t *testing.T) {
	got := mustPolicy(t).Grant(asker(model.RoleChannelFinance), model.KindDeal, authz.Read).HiddenEverywhere()
	for path, want := range map[string]bool{"customer": false, "customer.name": false, "customer.domain": true, "customer.contact": true,
		"conflict": false, "conflict.class": true, "amount": false, "lines": true, "registeredBy": false, "shared": false, "_id": false} {
		if slices.Contains(got, path) != want {
			t.Errorf("%s: got left unread: %t, want %t", path, !want, want)
		}
	}
}
