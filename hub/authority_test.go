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

// TestAnAuthorityReachesItsRegionsAlone: by the region that the partner's record names, and by that of its country.
func TestAnAuthorityReachesItsRegionsAlone(t *testing.T) {
	l := newLife(t)
	l.loadAll("organizations", "handle,kind,name,country,currency,dealPrefix,regions\n"+
		"acme,VENDOR,Acme,GB,GBP,ACM,\"Islands=GB,IE; Northern Europe=GB,NO,SE; DACH=DE,AT,CH\"\n")
	l.loadAll("partners", "vendor,organization,type,lifeStage,region,country,distributors\n"+
		"acme,pa,RESELLER,ACTIVE,,GB,dist\nacme,pb,MSP,ACTIVE,Key accounts,US,dist\n")
	for _, c := range []struct{ name, regions, pa, pb string }{
		{"open", "", "DISTRIBUTOR_APPROVAL", "DISTRIBUTOR_APPROVAL"},
		{"of the country", "Islands", "DISTRIBUTOR_APPROVAL", "VENDOR_APPROVAL"},
		{"another of the same country", "DACH; Northern Europe", "DISTRIBUTOR_APPROVAL", "VENDOR_APPROVAL"},
		{"of the record", "Key accounts", "VENDOR_APPROVAL", "DISTRIBUTOR_APPROVAL"},
		{"of neither", "DACH", "VENDOR_APPROVAL", "VENDOR_APPROVAL"},
		{"unknown", "Nowhere", "VENDOR_APPROVAL", "VENDOR_APPROVAL"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l.loadAll("authorities", "vendor,distributor,slug,mode,validFrom,maxAmount,regions,vetoHours\n"+
				"acme,dist,small,APPROVE,2025-01-01,10000 GBP,"+c.regions+",\nacme,dist,middle,VIEW,2025-01-01,1 GBP,,\nacme,dist,any,VIEW,2025-01-01,,,\n")
			for partner, want := range map[string]string{"pa": c.pa, "pb": c.pb} {
				d := l.registers("sales@"+partner+".example", order{partner: partner, distributor: "dist", customer: c.name + " of " + partner})
				if got := l.kept(d.ID).Plan; len(got) != 1 || string(got[0]) != want {
					t.Errorf("%s: got plan %v, want %s", partner, got, want)
				}
			}
		})
	}
}

// TestTheRegionIsThatOfTheSubmission: what a partner moves to later does not take a deal out of a distributor's hands.
func TestTheRegionIsThatOfTheSubmission(t *testing.T) {
	l := newLife(t)
	move := func(region string) {
		l.loadAll("partners", "vendor,organization,type,lifeStage,region,distributors\nacme,pa,RESELLER,ACTIVE,"+region+",dist\n")
	}
	l.loadAll("authorities", "vendor,distributor,slug,mode,validFrom,maxAmount,regions,vetoHours\n"+
		"acme,dist,small,APPROVE,2025-01-01,10000 GBP,North,\nacme,dist,middle,VIEW,2025-01-01,1 GBP,,\nacme,dist,any,VIEW,2025-01-01,,,\n")
	move("North")
	d := l.registers("sales@pa.example", order{distributor: "dist"})
	move("South")
	l.does(d, [2]string{"desk@dist.example", "CLAIM_REVIEW"}, [2]string{"desk@dist.example", "APPROVE"})
	later := l.registers("sales@pa.example", order{distributor: "dist", customer: "Later"})
	if _, err := l.do("desk@dist.example", "CLAIM_REVIEW", later.ID, later.Version); outcome(err) != "FORBIDDEN" {
		t.Errorf("a deal of a partner in another region: got %v, want FORBIDDEN", err)
	}
}

// TestAnAuthorityReachesItsSegmentsAlone: by the segments that the partner was in when the deal was handed in.
func TestAnAuthorityReachesItsSegmentsAlone(t *testing.T) {
	l := newLife(t)
	l.loadAll("segments", "vendor,slug,name,rule\nacme,gold,Gold,\"{\"\"test\"\":{\"\"attribute\"\":\"\"TYPE\"\",\"\"op\"\":\"\"IN\"\",\"\"values\"\":[\"\"RESELLER\"\"]}}\"\n")
	l.loadAll("authorities", "vendor,distributor,slug,mode,validFrom,maxAmount,segments,vetoHours\n"+
		"acme,dist,small,APPROVE,2025-01-01,10000 GBP,gold,\nacme,dist,middle,VIEW,2025-01-01,1 GBP,,\nacme,dist,any,VIEW,2025-01-01,,,\n")
	l.loadAll("partners", lifePartners)
	_, err := l.hub.Sweep(t.Context(), "one")
	mustNot(t, err)
	for partner, want := range map[string]model.DealStep{"pa": model.DealStepDistributorApproval, "pb": model.DealStepVendorApproval} {
		d := l.registers("sales@"+partner+".example", order{partner: partner, distributor: "dist", customer: "Of " + partner})
		if got := l.kept(d.ID); len(got.Plan) != 1 || got.Plan[0] != want {
			t.Errorf("%s in %v: got plan %v, want %s", partner, got.PartnerSegmentIDs, got.Plan, want)
		}
	}
	for email, want := range map[string]int{"ops@acme.example": 1, "cam@acme.example": 1, "desk@acme.example": 0, "desk@dist.example": 0} {
		all, err := l.hub.Authorities(l.as(email), nil)
		mustNot(t, err)
		seen := 0
		for _, a := range all {
			seen += len(a.SegmentIDs)
		}
		if len(all) != 3 || seen != want {
			t.Errorf("%s sees %d authorities with %d segments, want 3 with %d", email, len(all), seen, want)
		}
	}
	if r := l.load("authorities", "vendor,distributor,slug,mode,validFrom,segments\nacme,dist,x,VIEW,2025-01-01,nothing\n")[0]; r.Outcome != "REJECTED" {
		t.Errorf("a segment that there is not: got %s, want it rejected", r.Outcome)
	}
}
