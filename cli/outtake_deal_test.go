package cli_test

import (
	"encoding/json"
	"strings"
	"testing"

	"partnerhub/model"
)

// offers is a program and a campaign in which the distributor takes part and for which the partner qualifies, and those in which
// neither does, with a deal under each.
var offers = [][2]string{
	{"organizations", "handle,kind,name,country,currency,dealPrefix\nacme,VENDOR,Acme,GB,GBP,ACM\ndist,DISTRIBUTOR,Dist,NL,,\npa,PARTNER,A,GB,,\n"},
	{"users", "email,name,organization,roles\nops@acme.example,Ops,acme,CHANNEL_OPS\ndesk@dist.example,Desk,dist,DISTRIBUTOR_ADMIN\nadmin@pa.example,Admin,pa,PARTNER_ADMIN\n"},
	{"partners", "vendor,organization,type,lifeStage,tier,distributors\nacme,pa,MSP,ACTIVE,SILVER,dist\n"},
	{"programs", "vendor,slug,name,type,status,distributors,audienceTiers\nacme,open,Open,DEAL_REGISTRATION,ACTIVE,dist,\n" +
		"acme,closed,Closed,DEAL_REGISTRATION,ACTIVE,,GOLD\n"},
	{"campaigns", "vendor,slug,name,status,direction,startsOn,distributors,audienceTiers\nacme,open,Open,ACTIVE,TO_PARTNERS,2026-01-01,dist,\n" +
		"acme,closed,Closed,ACTIVE,TO_PARTNERS,2026-01-01,,GOLD\n"},
	{"deals", "vendor,externalId,partner,distributor,program,campaign,customerName,customerCountry,lines,amount,expectedCloseOn,status,registeredBy,submittedAt\n" +
		"acme,one,pa,dist,open,closed,One,GB,cloud:::1:,5 GBP,2027-01-01,SUBMITTED,admin@pa.example,2026-11-11\n" +
		"acme,two,pa,dist,closed,open,Two,GB,cloud:::1:,5 GBP,2027-01-01,SUBMITTED,admin@pa.example,2026-11-12\n" +
		"acme,three,pa,dist,,,Three,GB,cloud:::1:,5 GBP,2027-01-01,SUBMITTED,admin@pa.example,2026-11-13\n"},
}

// TestExportNamesNoHiddenOffer: a deal of which somebody sees everything else names no program or campaign that they do not see.
func TestExportNamesNoHiddenOffer(t *testing.T) {
	clean(t)
	data := t.TempDir()
	for _, f := range offers {
		if got := run(t, "import", f[0], write(t, f[0]+".csv", f[1]), "--data", data); got.code != 0 {
			t.Fatalf("%s: %s %s", f[0], got.out, got.errOut)
		}
	}
	program := func(slug string) string { return string(model.DerivedID(model.KindProgram, "acme/"+slug)) }
	campaign := func(slug string) string { return string(model.DerivedID(model.KindCampaign, "acme/"+slug)) }
	for email, want := range map[string]map[string][2]string{
		"ops@acme.example":  {"One": {program("open"), campaign("closed")}, "Two": {program("closed"), campaign("open")}, "Three": {}},
		"desk@dist.example": {"One": {program("open"), ""}, "Two": {"", campaign("open")}, "Three": {}},
		"admin@pa.example":  {"One": {program("open"), ""}, "Two": {"", campaign("open")}, "Three": {}},
	} {
		t.Run(email, func(t *testing.T) {
			out := run(t, "export", "deals", "--as", email, "--format", "ndjson", "--data", data)
			if lines := strings.Count(out.out, "\n"); lines != len(want) {
				t.Fatalf("got %d deals and %q, want %d", lines, out.errOut, len(want))
			}
			for line := range strings.Lines(out.out) {
				var deal map[string]string
				mustNot(t, json.Unmarshal([]byte(line), &deal))
				if got, want := [2]string{deal["programId"], deal["campaignId"]}, want[deal["customerName"]]; got != want {
					t.Errorf("the deal of %s: got %q, want %q", deal["customerName"], got, want)
				}
			}
		})
	}
}
