package tests

import (
	"fmt"
	"net/http"
	"testing"
)

const syncPartners = `mutation($in:SyncPartnersInput!){syncPartners(input:$in){created updated unchanged rejected
	results{index externalId outcome recordId code field} userErrors{field code}}}`

// TestASyncWithAKey: rows go in under a key of a service account, a repetition changes nothing, and a key that is revoked between two
// calls stops at the next one.
func TestASyncWithAKey(t *testing.T) {
	t.Parallel()
	w := demoWorld(t)
	admin := w.as("admin@nimbus.example")
	vendor := admin.query(t, `{viewer{organization{id}}}`).str("viewer.organization.id")
	id := admin.query(t, newAccount, vars{"in": vars{"name": "CRM", "roles": []string{"VENDOR_INTEGRATION"}, "kinds": []string{"PARTNER"}}}).
		str("createServiceAccount.serviceAccount.id")
	made := admin.query(t, newKey, vars{"in": vars{"serviceAccountId": id, "name": "nightly"}})
	crm := client{url: w.url, token: made.str("createApiKey.secret")}
	call := func(from int) vars {
		rows := make([]vars, 5)
		for i := range rows {
			rows[i] = vars{"externalId": fmt.Sprint("N", from+i), "sourceVersion": "1", "type": "MSP", "lifeStage": "ACTIVE",
				"organization": vars{"name": fmt.Sprint("New Partner ", from+i), "country": "GB"}, "tier": nil}
		}
		rows[3]["employees"] = -1
		return vars{"in": vars{"vendorId": vendor, "source": "crm", "rows": rows}}
	}
	for pass, want := range []string{`{"created":4,"rejected":1,"unchanged":0,"updated":0}`, `{"created":0,"rejected":1,"unchanged":4,"updated":0}`} {
		got := crm.under(t, "one", syncPartners, call(0)).Data
		sums := vars{}
		for _, n := range []string{"created", "updated", "unchanged", "rejected"} {
			sums[n] = got.at("syncPartners." + n)
		}
		if o := (object{"sums": sums}); o.json("sums") != want {
			t.Errorf("pass %d: got %s, want %s", pass, o.json("sums"), want)
		}
		if bad := got.list("syncPartners.results")[3]; bad.str("field") != "employees" || bad.str("code") != "INVALID" {
			t.Errorf("pass %d: got %v", pass, bad)
		}
	}
	for kind, input := range map[string]vars{"Deals": {"vendorId": vendor, "source": "crm", "rows": []vars{}}, "Organizations": {"vendorId": vendor, "source": "crm", "rows": []vars{}}} {
		if got := crm.ask(t, `mutation($in:Sync`+kind+`Input!){sync`+kind+`(input:$in){created}}`, vars{"in": input}).code(); got != "FORBIDDEN" {
			t.Errorf("sync%s beyond the account's kinds: got %q, want FORBIDDEN", kind, got)
		}
	}
	admin.query(t, endKey, vars{"in": vars{"apiKeyId": made.str("createApiKey.apiKey.id")}})
	if status := crm.status(`{viewer{roles}}`); status != http.StatusUnauthorized {
		t.Errorf("got %d, want the key refused", status)
	}
	if got := crm.ask(t, syncPartners, call(100)).code(); got != "UNAUTHENTICATED" {
		t.Errorf("the next call under the ended key: got %q, want UNAUTHENTICATED", got)
	}
	found := admin.query(t, `{partners(filter:{name:{prefix:"New Partner"}}){totalCount}}`)
	if got := found.integer("partners.totalCount"); got != 4 {
		t.Errorf("got %d partners, want those of the first call", got)
	}
}
