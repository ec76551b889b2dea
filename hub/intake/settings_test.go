package intake_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

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
