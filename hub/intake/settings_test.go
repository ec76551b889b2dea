package intake_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partnerhub/hub"
	"partnerhub/hub/intake"
	"partnerhub/model"
)

func TestImportedSettingsOfDeals(t *testing.T) {
	w := newWorld(t)
	w.loadAll("organizations", "handle,kind,name,country,currency,dealPrefix,dealSettings,holidays\n"+
		"acme,VENDOR,Acme,GB,GBP,ACM,reviewDays=3; GOLD.protectionDays=120,2026-12-25; 2027-01-01\n")
	acme := stored(w, w.store.Organizations, model.KindOrganization, "acme")
	if diff := cmp.Diff([]model.DealNumber{{Name: "reviewDays", Value: 3}, {Name: "protectionDays", Tier: "GOLD", Value: 120}}, acme.DealSettings); diff != "" {
		t.Errorf("settings (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]model.Date{"2026-12-25", "2027-01-01"}, acme.Holidays); diff != "" {
		t.Errorf("holidays (-want +got):\n%s", diff)
	}
	w.loadAll("programs", "vendor,slug,name,type,status,dealSettings,autoApproveBelow,approvalRules\n"+
		"acme,p,P,DEAL_REGISTRATION,ACTIVE,appeals=1,500 GBP,\"OPERATIONS_APPROVAL:1000 GBP:cloud,backup:HARD_EARLIER\"\n")
	p := stored(w, w.store.Programs, model.KindProgram, "acme/p")
	want := []model.ApprovalRule{{Step: model.DealStepOperationsApproval, From: &model.Money{Minor: 100_000, Currency: "GBP"},
		ProductFamilies: []string{"cloud", "backup"}, Conflicts: []model.DealConflictClass{model.DealConflictClassHardEarlier}}}
	if diff := cmp.Diff(want, p.ApprovalRules); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}
	if p.AutoApproveBelow.Minor != 50_000 || p.DealSettings[0].Value != 1 {
		t.Errorf("got %v and %v, want 500 GBP and one appeal", p.AutoApproveBelow, p.DealSettings)
	}
}

func TestSettingsThatAreRefused(t *testing.T) {
	w := fewRows(t)
	for _, c := range []struct{ kind, columns, row, field string }{
		{"organizations", "handle,kind,name,country,currency,dealPrefix,dealSettings", "acme,VENDOR,Acme,GB,GBP,ACM,patience=3", "dealSettings"},
		{"organizations", "handle,kind,name,country,currency,dealPrefix,dealSettings", "acme,VENDOR,Acme,GB,GBP,ACM,reviewDays=0", "dealSettings"},
		{"organizations", "handle,kind,name,country,currency,dealPrefix,dealSettings", "acme,VENDOR,Acme,GB,GBP,ACM,reviewDays", "dealSettings"},
		{"organizations", "handle,kind,name,country,currency,dealPrefix,dealSettings", "acme,VENDOR,Acme,GB,GBP,ACM,appeals=1; appeals=2", "dealSettings"},
		{"organizations", "handle,kind,name,country,dealSettings", "pa,PARTNER,Partner A,GB,appeals=1", "dealSettings"},
		{"organizations", "handle,kind,name,country,holidays", "pa,PARTNER,Partner A,GB,2026-12-25", "holidays"},
		{"organizations", "handle,kind,name,country,currency,dealPrefix,holidays", "acme,VENDOR,Acme,GB,GBP,ACM,Christmas", "holidays"},
		{"organizations", "handle,kind,name,country,regions", "pa,PARTNER,Partner A,GB,North=GB", "regions"},
		{"organizations", "handle,kind,name,country,currency,dealPrefix,regions", "acme,VENDOR,Acme,GB,GBP,ACM,North", "regions"},
		{"organizations", "handle,kind,name,country,currency,dealPrefix,regions", "acme,VENDOR,Acme,GB,GBP,ACM,North=ZZ", "regions"},
		{"organizations", "handle,kind,name,country,currency,dealPrefix,regions", "acme,VENDOR,Acme,GB,GBP,ACM,=GB", "regions"},
		{"programs", "vendor,slug,name,type,status,approvalRules", "acme,reg,R,DEAL_REGISTRATION,ACTIVE,DISTRIBUTOR_APPROVAL", "approvalRules"},
		{"programs", "vendor,slug,name,type,status,approvalRules", "acme,reg,R,DEAL_REGISTRATION,ACTIVE,:5 GBP", "approvalRules"},
		{"programs", "vendor,slug,name,type,status,approvalRules", "acme,reg,R,DEAL_REGISTRATION,ACTIVE,OPERATIONS_APPROVAL:5 USD", "approvalRules"},
		{"programs", "vendor,slug,name,type,status,approvalRules", "acme,reg,R,DEAL_REGISTRATION,ACTIVE,OPERATIONS_APPROVAL:::BAD", "approvalRules"},
		{"authorities", "vendor,distributor,slug,mode,validFrom,vetoHours", "acme,dist,x,APPROVE_WITH_VETO,2025-01-01,", "vetoHours"},
		{"authorities", "vendor,distributor,slug,mode,validFrom,vetoHours", "acme,dist,x,APPROVE,2025-01-01,4", "vetoHours"},
		{"authorities", "vendor,distributor,slug,mode,validFrom,partners", "acme,dist,x,APPROVE,2025-01-01,nobody", "partners"},
	} {
		if r := w.load(c.kind, c.columns+"\n"+c.row+"\n")[0]; r.Outcome != intake.Rejected || r.Field != c.field {
			t.Errorf("%s: got %s, want it rejected for %s", c.row, text(r), c.field)
		}
	}
}

// numbered are so many entries of a list, each with its number.
func numbered(n int, entry string) string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf(entry, i)
	}
	return strings.Join(out, "; ")
}

// TestImportedReasons: a column is taken over as a whole, with the reasons of tiers; a key is there once for the same partners.
func TestImportedReasons(t *testing.T) {
	w := newWorld(t)
	vendor := func(refusals, losses string) string {
		return "handle,kind,name,country,currency,dealPrefix,refusalReasons,lossReasons\nacme,VENDOR,Acme,GB,GBP,ACM,\"" + refusals + "\",\"" + losses + "\"\n"
	}
	w.loadAll("organizations", vendor("thin:OTHER:REJECT,VETO:Too thin; Very.GOLD.thin:OTHER:REJECT:", "GOLD.price:PRICE:Too dear"))
	words := func(s string) *string { return &s }
	acme := stored(w, w.store.Organizations, model.KindOrganization, "acme")
	want := []model.TierReasons{
		{Tier: "GOLD", RefusalReasons: []model.DealRefusalChoice{}, LossReasons: []model.DealLossChoice{{Key: "price", Code: "PRICE", Text: words("Too dear")}}},
		{Tier: "Very.GOLD", RefusalReasons: []model.DealRefusalChoice{{Key: "thin", Code: "OTHER", Actions: []model.DealAction{"REJECT"}}}, LossReasons: []model.DealLossChoice{}}}
	if diff := cmp.Diff(want, acme.TierReasons); diff != "" || len(acme.RefusalReasons) != 1 || len(acme.LossReasons) != 0 {
		t.Errorf("got %d and %d for all, and of tiers (-want +got):\n%s", len(acme.RefusalReasons), len(acme.LossReasons), diff)
	}
	w.loadAll("organizations", vendor("thin:OTHER:REJECT:", "GOLD.price:PRICE:Too dear"))
	if got := stored(w, w.store.Organizations, model.KindOrganization, "acme").TierReasons; len(got) != 1 || got[0].Tier != "GOLD" {
		t.Errorf("got %+v, want those of one tier", got)
	}
	w.loadAll("organizations", vendor(numbered(hub.MaxReasons, "a%d:OTHER:REJECT:"), numbered(hub.MaxTiers, "T%d.a:OTHER:")))
	w.loadAll("programs", "vendor,slug,name,type,status,refusalReasons,lossReasons\nacme,p,P,DEAL_REGISTRATION,ACTIVE,own:OTHER:REVOKE:,GOLD.own:OTHER:\n")
	if p := stored(w, w.store.Programs, model.KindProgram, "acme/p"); len(p.RefusalReasons) != 1 || len(p.TierReasons) != 1 || len(p.LossReasons) != 0 {
		t.Errorf("got %+v, want a reason for all and one of a tier", p.ProgramDealRules)
	}
	for _, c := range []struct{ kind, file, field string }{
		{"organizations", vendor("a:OTHER:REJECT:; a:OTHER:VETO:", ""), "refusalReasons"},
		{"organizations", vendor("", "GOLD.a:OTHER:; GOLD.a:PRICE:"), "lossReasons"},
		{"organizations", vendor("", ".a:OTHER:"), "lossReasons"},
		{"organizations", vendor(numbered(hub.MaxReasons+1, "a%d:OTHER:REJECT:"), ""), "refusalReasons"},
		{"organizations", vendor("", numbered(hub.MaxReasons+1, "GOLD.a%d:OTHER:")), "lossReasons"},
		{"organizations", vendor("", numbered(hub.MaxTiers+1, "T%d.a:OTHER:")), "lossReasons"},
		{"organizations", "handle,kind,name,country,lossReasons\npa,PARTNER,Partner A,GB,GOLD.a:OTHER:\n", "refusalReasons"},
		{"programs", "vendor,slug,name,type,status,refusalReasons\nacme,p,P,DEAL_REGISTRATION,ACTIVE,own:OTHER:APPROVE:\n", "refusalReasons"},
	} {
		if r := w.load(c.kind, c.file)[0]; r.Outcome != intake.Rejected || r.Field != c.field {
			t.Errorf("%s: got %s, want it rejected for %s", c.file, text(r), c.field)
		}
	}
}
