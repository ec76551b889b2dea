package hub_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"partnerhub/model"
)

func orgOf(handle string) model.ID { return model.DerivedID(model.KindOrganization, handle) }

// grants gives the distributor an authority with some changes of the input.
func (l *life) grants(email string, change func(*model.GrantAuthorityInput)) (*model.ApprovalAuthority, error) {
	in := model.GrantAuthorityInput{VendorID: orgOf("acme"), DistributorID: orgOf("dist"), Mode: model.AuthorityModeApprove}
	if change != nil {
		change(&in)
	}
	return l.hub.GrantAuthority(l.as(email), in)
}

// TestAnAuthorityCountsFromItsGrantToItsEnd: plans ask for the distributor's word while it holds one, and its people decide within it.
func TestAnAuthorityCountsFromItsGrantToItsEnd(t *testing.T) {
	l := newLife(t)
	l.loadAll("authorities", "vendor,distributor,slug,mode,validFrom,maxAmount,vetoHours\n"+
		"acme,dist,small,VIEW,2025-01-01,,\nacme,dist,middle,VIEW,2025-01-01,,\nacme,dist,any,VIEW,2025-01-01,,\n")
	plan := func(customer string) model.DealStep {
		return l.kept(l.registers("sales@pa.example", order{distributor: "dist", customer: customer}).ID).Plan[0]
	}
	if got := plan("Before"); got != model.DealStepVendorApproval {
		t.Errorf("before: got %s, want the vendor's approval", got)
	}
	a, err := l.grants("ops@acme.example", func(in *model.GrantAuthorityInput) { in.Countries = []model.CountryCode{"GB", "GB"} })
	mustNot(t, err)
	if diff := cmp.Diff([]model.CountryCode{"GB"}, a.Countries); diff != "" || a.Version != 1 || a.ValidTo() != nil {
		t.Errorf("got version %d, countries (-want +got):\n%s", a.Version, diff)
	}
	d := l.registers("sales@pa.example", order{distributor: "dist", customer: "During"})
	if got := l.kept(d.ID).Plan[0]; got != model.DealStepDistributorApproval {
		t.Errorf("during: got %s, want the distributor's approval", got)
	}
	d = l.does(d, [2]string{"desk@dist.example", "CLAIM_REVIEW"})
	ended, err := l.hub.EndAuthority(l.as("ops2@acme.example"), model.EndAuthorityInput{ID: a.ID, ExpectedVersion: a.Version})
	mustNot(t, err)
	if end := ended.ValidTo(); ended.Version != 2 || end == nil || !end.Equal(l.clock()) {
		t.Errorf("got version %d and end %v, want 2 and now", ended.Version, end)
	}
	if _, err := l.do("desk@dist.example", "APPROVE", d.ID, d.Version); outcome(err) != "FORBIDDEN" {
		t.Errorf("deciding after the end: got %v, want FORBIDDEN", err)
	}
	if got := plan("After"); got != model.DealStepVendorApproval {
		t.Errorf("after: got %s, want the vendor's approval", got)
	}
	l.checkAuthorityChanges(a.ID)
}

// checkAuthorityChanges: both changes are told to the vendor and the distributor, and to nobody else.
func (l *life) checkAuthorityChanges(id model.ID) {
	l.tb.Helper()
	rows, err := l.store.Changes.After(l.tb.Context(), orgOf("acme"), 0, 10_000)
	mustNot(l.tb, err)
	var got []string
	for _, row := range rows {
		if row.RecordID == id {
			got = append(got, row.Action)
			if !slices.Equal(row.Audience, []model.ID{orgOf("acme"), orgOf("dist")}) || row.Actor == "" {
				l.tb.Errorf("%s is told to %v by %q", row.Action, row.Audience, row.Actor)
			}
		}
	}
	if diff := cmp.Diff([]string{"create", "end"}, got); diff != "" {
		l.tb.Errorf("changes (-want +got):\n%s", diff)
	}
}

// TestAPatchOfAnAuthorityKeepsWhatItLeavesOut, clears what is null, and refuses a stale version.
func TestAPatchOfAnAuthorityKeepsWhatItLeavesOut(t *testing.T) {
	l := newLife(t)
	a, err := l.grants("ops@acme.example", func(in *model.GrantAuthorityInput) {
		in.MaxAmount, in.Countries = &model.MoneyInput{Amount: "500.00", Currency: "GBP"}, []model.CountryCode{"GB"}
		in.PartnerIds = []model.ID{model.DerivedID(model.KindPartner, "acme/pb")}
	})
	mustNot(t, err)
	hours := 24
	got, err := l.hub.UpdateAuthority(l.as("ops@acme.example"), model.UpdateAuthorityInput{ID: a.ID, ExpectedVersion: 1,
		Mode: sent(model.AuthorityModeApproveWithVeto), VetoHours: sent(hours), MaxAmount: null[model.MoneyInput]()})
	mustNot(t, err)
	if got.Mode != model.AuthorityModeApproveWithVeto || *got.VetoHours != 24 || got.MaxAmount != nil || len(got.PartnerIDs) != 1 || len(got.Countries) != 1 || got.Version != 2 {
		t.Errorf("got %+v", got)
	}
	_, err = l.hub.UpdateAuthority(l.as("ops@acme.example"), model.UpdateAuthorityInput{ID: a.ID, ExpectedVersion: 1, VetoHours: sent(hours)})
	if outcome(err) != "CONFLICT" {
		t.Errorf("a stale version: got %v, want CONFLICT", err)
	}
	for range 2 {
		_, err = l.hub.EndAuthority(l.as("ops@acme.example"), model.EndAuthorityInput{ID: a.ID, ExpectedVersion: l.authorityVersion(a.ID)})
	}
	if outcome(err) != "INVALID_TRANSITION" {
		t.Errorf("ending twice: got %v, want INVALID_TRANSITION", err)
	}
}

func (l *life) authorityVersion(id model.ID) int {
	a, err := l.hub.Authority(l.as("ops@acme.example"), id)
	mustNot(l.tb, err)
	return a.Version
}

// TestWhoSetsAuthorities, and whom a refusal tells nothing.
func TestWhoSetsAuthorities(t *testing.T) {
	l := newLife(t)
	a, err := l.grants("ops@acme.example", nil)
	mustNot(t, err)
	for email, want := range map[string]string{"ops2@acme.example": "", "desk@acme.example": "FORBIDDEN", "cam@acme.example": "FORBIDDEN",
		"chief@acme.example": "FORBIDDEN", "desk@dist.example": "FORBIDDEN", "admin@pa.example": "FORBIDDEN", "desk@bolt.example": "FORBIDDEN"} {
		if _, err := l.grants(email, nil); outcome(err) != want {
			t.Errorf("%s grants one: got %v, want %q", email, err, want)
		}
		_, hidden := l.hub.EndAuthority(l.as(email), model.EndAuthorityInput{ID: a.ID, ExpectedVersion: 7})
		_, absent := l.hub.EndAuthority(l.as(email), model.EndAuthorityInput{ID: "authority_00000000000000000000000000", ExpectedVersion: 7})
		if want != "" && outcome(hidden) != outcome(absent) {
			t.Errorf("%s: got %v and %v, want the same for one that is there and one that is not", email, hidden, absent)
		}
	}
}

func TestAuthoritiesWithFaults(t *testing.T) {
	l := newLife(t)
	l.loadAll("users", "email,name,organization,roles\nops@bolt.example,Ops,bolt,CHANNEL_OPS\n")
	hours, many := 1000, 24
	early := lifeStart.Add(-time.Hour)
	for name, change := range map[string]func(*model.GrantAuthorityInput){
		"another vendor's":     func(in *model.GrantAuthorityInput) { in.VendorID = orgOf("bolt") },
		"no distributor":       func(in *model.GrantAuthorityInput) { in.DistributorID = orgOf("pa") },
		"a veto without hours": func(in *model.GrantAuthorityInput) { in.Mode = model.AuthorityModeApproveWithVeto },
		"too many hours": func(in *model.GrantAuthorityInput) {
			in.Mode, in.VetoHours = model.AuthorityModeApproveWithVeto, &hours
		},
		"hours without a veto":  func(in *model.GrantAuthorityInput) { in.VetoHours = &many },
		"ends before it begins": func(in *model.GrantAuthorityInput) { in.ValidTo = &early },
		"another currency":      func(in *model.GrantAuthorityInput) { in.MaxAmount = &model.MoneyInput{Amount: "5.00", Currency: "EUR"} },
		"nothing at most":       func(in *model.GrantAuthorityInput) { in.MaxAmount = &model.MoneyInput{Amount: "0.00", Currency: "GBP"} },
		"another vendor's partner": func(in *model.GrantAuthorityInput) {
			in.PartnerIds = []model.ID{model.DerivedID(model.KindPartner, "bolt/pa")}
		},
		"an unknown segment": func(in *model.GrantAuthorityInput) { in.SegmentIds = []model.ID{"segment_00000000000000000000000000"} },
		"an unknown tier":    func(in *model.GrantAuthorityInput) { in.Tiers = []string{"GOLD"} },
		"a blank region":     func(in *model.GrantAuthorityInput) { in.Regions = []string{" "} },
	} {
		before, err := l.hub.Authorities(l.as("ops@acme.example"), nil)
		mustNot(t, err)
		if _, err := l.grants("ops@acme.example", change); outcome(err) != "USER" {
			t.Errorf("%s: got %v, want a user error", name, err)
		}
		after, err := l.hub.Authorities(l.as("ops@acme.example"), nil)
		mustNot(t, err)
		if len(after) != len(before) {
			t.Errorf("%s: got %d authorities, want %d as before", name, len(after), len(before))
		}
	}
	if _, err := l.grants("ops@bolt.example", func(in *model.GrantAuthorityInput) { in.VendorID = orgOf("bolt") }); outcome(err) != "USER" {
		t.Errorf("a distributor that the vendor does not work with: got %v, want a user error", err)
	}
}
