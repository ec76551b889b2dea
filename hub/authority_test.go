package hub_test

import (
	"testing"

	"partnerhub/model"
)

// TestAnAuthorityReachesItsPartnersAlone: the scope of an authority is the plan's business and the guard's.
func TestAnAuthorityReachesItsPartnersAlone(t *testing.T) {
	l := newLife(t)
	l.loadAll("authorities", "vendor,distributor,slug,mode,validFrom,maxAmount,partners,vetoHours\n"+
		"acme,dist,small,APPROVE,2025-01-01,10000 GBP,pb,\nacme,dist,middle,VIEW,2025-01-01,1 GBP,,\nacme,dist,any,VIEW,2025-01-01,,,\n")
	for partner, want := range map[string]model.DealStep{"pa": model.DealStepVendorApproval, "pb": model.DealStepDistributorApproval} {
		d := l.registers("sales@"+partner+".example", order{partner: partner, distributor: "dist", customer: "Of " + partner})
		if got := l.kept(d.ID).Plan; len(got) != 1 || got[0] != want {
			t.Errorf("%s: got plan %v, want %s", partner, got, want)
		}
	}
}
