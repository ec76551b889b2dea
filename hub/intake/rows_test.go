package intake_test

import (
	"fmt"
	"strings"
	"testing"

	"partnerhub/hub/intake"
)

// A small world that the faults of every kind are tried in.
const (
	fewOrganizations = `handle,kind,name,country,currency,dealPrefix,tiers,attributes
acme,VENDOR,Acme,GB,GBP,ACM,SILVER; GOLD,growth:NUMBER
bolt,VENDOR,Bolt,US,USD,BLT,,
dist,DISTRIBUTOR,Dist,NL,,,,
other,DISTRIBUTOR,Other,DE,,,,
pa,PARTNER,Partner A,GB,,,,
pb,PARTNER,Partner B,GB,,,,
pc,PARTNER,Partner C,GB,,,,
pd,PARTNER,Partner D,GB,,,,
`
	fewUsers = `email,name,organization,roles
cam@acme.example,Cam,acme,CHANNEL_MANAGER
cam2@acme.example,Cam Two,acme,CHANNEL_MANAGER
desk@acme.example,Desk,acme,DEAL_DESK
cam@bolt.example,Cam,bolt,CHANNEL_MANAGER
desk@dist.example,Desk,dist,DISTRIBUTOR_DEAL_DESK
desk@other.example,Desk,other,DISTRIBUTOR_DEAL_DESK
sales@pa.example,Sales,pa,PARTNER_SALES
sales@pb.example,Sales,pb,PARTNER_SALES
`
	fewPartners = `vendor,organization,type,lifeStage,tier,distributors,coverage
acme,pa,RESELLER,ACTIVE,GOLD,dist,cam@acme.example:PAM:primary:2025-01-01:
acme,pb,MSP,ACTIVE,,dist,cam@acme.example:PAM:primary:2025-01-01:
bolt,pa,RESELLER,ACTIVE,,,
`
	fewPrograms = `vendor,slug,name,type,status,mayHideFromDistributor
acme,reg,Registration,DEAL_REGISTRATION,ACTIVE,true
acme,mdf,Fund,MDF,ACTIVE,false
`
)

func fewRows(tb testing.TB) *world {
	tb.Helper()
	return newWorld(tb).withFewRows()
}

func (w *world) withFewRows() *world {
	w.tb.Helper()
	w.loadAll("organizations", fewOrganizations)
	w.loadAll("users", fewUsers)
	w.loadAll("partners", fewPartners)
	w.loadAll("programs", fewPrograms)
	return w
}

// goodRows is a row of each kind that goes in.
func goodRows() map[string]map[string]string {
	return map[string]map[string]string{
		"rates":       {"vendor": "acme", "from": "USD", "to": "GBP", "validFrom": "2026-01-01", "rate": "0.75"},
		"engagements": {"vendor": "acme", "slug": "direct", "customerName": "Ours", "customerCountry": "GB", "validFrom": "2026-01-01"},
		"organizations": {"handle": "new", "kind": "VENDOR", "name": "New", "country": "DE", "domain": "www.new.example", "currency": "EUR", "dealPrefix": "NEW",
			"tiers": "ONE; TWO", "attributes": "focus:TEXT; growth:NUMBER"},
		"users": {"email": "new@acme.example", "name": "New", "organization": "acme", "roles": "DEAL_DESK; CHANNEL_OPS", "disabled": "false"},
		"partners": {"vendor": "bolt", "organization": "pb", "type": "VAR", "lifeStage": "ACTIVE", "distributors": "dist; other", "rfm": "1-2-3",
			"coverage":  "cam@bolt.example:PAM:primary:2025-01-01:; desk@dist.example:DISTRIBUTOR_MANAGED:secondary:2025-01-01:today+1d",
			"employees": "12", "monoBrand": "true", "engagementScore": "7", "externalIds": "crm:1; erp:a:b", "country": "FR", "name": "Partner B in France",
			"certifications": "one; two:today+30d", "trainings": "one:today-3d"},
		"authorities": {"vendor": "acme", "distributor": "dist", "slug": "small", "mode": "APPROVE", "validFrom": "2025-01-01", "maxAmount": "50000 GBP"},
		"segments": {"vendor": "acme", "slug": "new", "name": "New", "description": "Who is new.", "rule": `{"all":[{"test":{"attribute":"TIER","op":"AT_LEAST","values":["SILVER"]}},` +
			`{"any":[{"test":{"attribute":"CUSTOM","name":"growth","op":"ABOVE","values":["2.5"]}}]}]}`},
		"certifications": {"vendor": "acme", "partner": "pa", "type": "TRAINING", "name": "basics", "earnedOn": "today-3d", "validUntil": "today+362d",
			"reference": "ACM-1", "revoked": "true", "revocationNote": "It was another one's."},
		"revenue": {"vendor": "acme", "source": "erp", "sourceId": "new", "partner": "pa", "occurredOn": "today-3d", "productFamily": "cloud",
			"territory": "GB", "amount": "-12.50 GBP"},
		"programs": {"vendor": "acme", "slug": "new", "name": "New", "type": "SPIFF", "status": "DRAFT", "startsOn": "today", "endsOn": "today+30d",
			"protectionDays": "60", "minimumAmount": "10.50 GBP", "audienceTypes": "MSP", "audienceCountries": "GB; FR", "audienceTiers": "GOLD"},
		"enrollments": {"vendor": "acme", "program": "reg", "partner": "pa", "term": "1", "status": "REJECTED", "appliedAt": "2026-01-31",
			"sponsor": "dist", "reason": "NOT_QUALIFIED", "reapplyFrom": "2026-06-30"},
		"campaigns": {"vendor": "acme", "slug": "new", "name": "New", "status": "ACTIVE", "direction": "TO_PARTNERS", "startsOn": "2026-01-31",
			"languages": "en-GB; pt-br", "cost": "1 GBP"},
		"deals": {"vendor": "acme", "externalId": "1", "partner": "pa", "distributor": "dist", "program": "reg", "customerName": "Customer",
			"customerCountry": "GB", "lines": "cloud:C-1:Cloud, big:3:10.00 GBP; backup:::1:", "amount": "30.00 GBP", "expectedCloseOn": "today+30d",
			"status": "UNDER_REVIEW", "registeredBy": "sales@pa.example", "submittedAt": "today-3d+9h30m", "contactName": "Pat", "contactEmail": "pat@customer.example",
			"approvals": "desk@dist.example:ENDORSED:DISTRIBUTOR_ENDORSEMENT:2026-11-20T10:00:00Z", "discountPercent": "12.5", "points": "9"},
	}
}

// faults lists values that make a good row bad: kind, columns and their values, the column that is named, and a piece of the reason.
func faults() []struct{ kind, change, field, reason string } {
	return []struct{ kind, change, field, reason string }{
		{"organizations", "handle=Not A Handle", "handle", "small letters"},
		{"organizations", "handle=", "handle", "must not be empty"},
		{"organizations", "kind=BANK", "kind", "none of VENDOR, DISTRIBUTOR, PARTNER"},
		{"organizations", "name=\u202eevil", "name", "control character"},
		{"organizations", "name=" + strings.Repeat("n", 201), "name", "more than 200 characters"},
		{"organizations", "country=XX", "country", "CountryCode"},
		{"organizations", "domain=co.uk", "domain", "registered name"},
		{"organizations", "currency=GBX", "currency", "CurrencyCode"},
		{"organizations", "currency=", "currency", "every vendor has one"},
		{"organizations", "dealPrefix=n", "dealPrefix", "capitals"},
		{"organizations", "kind=PARTNER", "currency", "is for vendors"},
		{"organizations", "handle=acme|kind=PARTNER|currency=|dealPrefix=", "kind", "cannot change"},
		{"organizations", "handle=acme|currency=EUR", "currency", "cannot change"},

		{"organizations", "tiers=A; A", "tiers", "has A twice"},
		{"organizations", "attributes=focus", "attributes", "name:type"},
		{"organizations", "attributes=focus:COLOUR", "attributes", "none of"},
		{"organizations", "attributes=:TEXT", "attributes", "has no name"},
		{"organizations", "kind=PARTNER|handle=newer|currency=|dealPrefix=|attributes=", "tiers", "is for vendors"},

		{"segments", "vendor=dist", "vendor", "no such vendor"},
		{"segments", "slug=Not A Slug", "slug", "small letters"},
		{"segments", "rule={}", "rule", "exactly one of"},
		{"segments", "rule=MSP", "rule", "is no rule"},
		{"segments", `rule={"test":{"attribute":"TYPE","op":"IN","values":["MSP"]}} {}`, "rule", "is no rule"},
		{"segments", `rule={"test":{"attribute":"TYPE","op":"IN","values":["FRIEND"]}}`, "rule", "test.values[0]: is none of"},
		{"segments", `rule={"not":{"test":{"attribute":"TYPE","oper":"IN","values":["MSP"]}}}`, "rule", "is no rule"},
		{"segments", `rule={"all":[{"test":{"attribute":"CUSTOM","name":"colour","op":"IN","values":["red"]}}]}`, "rule", "all[0].test.name: is none of the vendor's attributes"},

		{"certifications", "partner=nowhere", "partner", "no such partner"},
		{"certifications", "type=HABIT", "type", "none of CERTIFICATION, TRAINING"},
		{"certifications", "name=a:b", "name", "holds a colon"},
		{"certifications", "earnedOn=", "earnedOn", "must not be empty for a training"},
		{"certifications", "earnedOn=today+1d", "earnedOn", "in the future"},
		{"certifications", "validUntil=today-4d", "validUntil", "before earnedOn"},
		{"certifications", "revoked=perhaps", "revoked", "true or false"},

		{"revenue", "partner=nowhere", "partner", "no such partner"},
		{"revenue", "occurredOn=today+1d", "occurredOn", "in the future"},
		{"revenue", "amount=5 EUR", "amount", "the vendor's currency"},
		{"revenue", "territory=XX", "territory", "CountryCode"},
		{"revenue", "sourceId=a/b", "sourceId", "holds a slash"},

		{"users", "email=nobody", "email", "address"},
		{"users", "organization=nowhere", "organization", "no such organization"},
		{"users", "roles=KING", "roles", "none of"},
		{"users", "roles=PARTNER_SALES", "roles", "not a role of a vendor"},
		{"users", "roles= ", "roles", "must not be empty"},
		{"users", "disabled=perhaps", "disabled", "true or false"},
		{"users", "email=sales@pa.example|organization=pb|roles=PARTNER_SALES", "organization", "cannot change"},

		{"partners", "vendor=dist", "vendor", "no such vendor"},
		{"partners", "organization=acme", "organization", "no such partner organization"},
		{"partners", "type=FRIEND", "type", "none of"},
		{"partners", "lifeStage=BORN", "lifeStage", "none of"},
		{"partners", "distributors=acme", "distributors", "no such distributor"},
		{"partners", "certifications=one; one:2026-01-01", "certifications", "has one twice"},
		{"partners", "certifications=one:soon", "certifications", "a Date is"},
		{"partners", "trainings=one", "trainings", "name:day"},
		{"partners", "attributes=colour:red", "attributes", "one of the vendor's attributes"},
		{"partners", "vendor=acme|attributes=growth:many|coverage=", "attributes", "is a number"},
		{"programs", "audienceSegments=nowhere", "audienceSegments", "no segment of the vendor"},
		{"partners", "rfm=1-2-9", "rfm", "quintiles"},
		{"partners", "rfm=12", "rfm", "quintiles"},
		{"partners", "costToServe=12.00 EUR", "costToServe", "currency"},
		{"partners", "costToServe=-1.00 USD", "costToServe", "small"},
		{"partners", "employees=-1", "employees", "whole number"},
		{"partners", "engagementScore=many", "engagementScore", "whole number"},
		{"partners", "externalIds=crm", "externalIds", "source:value"},
		{"partners", "coverage=cam@acme.example:PAM:primary:2025-01-01:", "coverage", "nobody of the vendor"},
		{"partners", "distributors=|coverage=desk@dist.example:PAM:primary:2025-01-01:", "coverage", "nobody of the vendor"},
		{"partners", "coverage=nobody@bolt.example:PAM:primary:2025-01-01:", "coverage", "nobody of the vendor"},
		{"partners", "coverage=cam@bolt.example:BOSS:primary:2025-01-01:", "coverage", "none of PAM"},
		{"partners", "coverage=cam@bolt.example:PAM:first:2025-01-01:", "coverage", "neither primary nor secondary"},
		{"partners", "coverage=cam@bolt.example:PAM:primary:yesterday:", "coverage", "is a day such as"},
		{"partners", "coverage=cam@bolt.example:PAM:primary:2026-01-01:2025-01-01", "coverage", "ends before it begins"},
		{"partners", "coverage=cam@bolt.example", "coverage", "email:ROLE"},

		{"authorities", "distributor=pa", "distributor", "no such distributor"},
		{"authorities", "slug=A B", "slug", "small letters"},
		{"authorities", "mode=RULE", "mode", "none of"},
		{"authorities", "maxAmount=50000 EUR", "maxAmount", "vendor's currency"},
		{"authorities", "maxAmount=0 GBP", "maxAmount", "too small"},
		{"authorities", "validTo=2024-01-01", "validTo", "not after validFrom"},
		{"authorities", "countries=GB; ZZ", "countries", "CountryCode"},

		{"programs", "vendor=nobody", "vendor", "no such vendor"},
		{"programs", "type=GIFT", "type", "none of"},
		{"programs", "protectionDays=0", "protectionDays", "from 1 to 3650"},
		{"programs", "minimumAmount=10.505 GBP", "minimumAmount", "2 decimal digits"},
		{"programs", "minimumAmount=10", "minimumAmount", "1250.00 GBP"},
		{"programs", "endsOn=today-1d", "endsOn", "before startsOn"},
		{"programs", "audienceTypes=FRIENDS", "audienceTypes", "none of"},
		{"programs", "audienceCountries=UK", "audienceCountries", "CountryCode"},

		{"enrollments", "program=none", "program", "no program of the vendor"},
		{"enrollments", "partner=pc", "partner", "no partner of the vendor"},
		{"enrollments", "term=0", "term", "whole number"},
		{"enrollments", "status=ACTIVE", "validFrom", "is needed"},
		{"enrollments", "status=ACTIVE|validFrom=2026-02-01|validUntil=2026-01-01", "validUntil", "not after validFrom"},
		{"enrollments", "renewal=true", "renewal", "no term before the first"},
		{"enrollments", "sponsor=pa", "sponsor", "no such distributor"},
		{"enrollments", "reason=DUPLICATE", "reason", "none of"},
		{"enrollments", "agreement=v1:desk@acme.example:2026-01-01", "agreement", "somebody of the partner"},
		{"enrollments", "answers=pitch=hello", "answers", "asks such partners nothing"},
		{"programs", "enrollmentPlans={}", "enrollmentPlans", "no JSON list"},
		{"programs", `enrollmentPlans=[{"steps":["AGREEMENT"]}]`, "enrollmentPlans", "go together"},
		{"programs", `enrollmentPlans=[{"steps":["REVIEW","APPLICATION"]}]`, "enrollmentPlans", "application first"},
		{"programs", "autoApproveEnrollments=KING", "autoApproveEnrollments", "none of"},
		{"campaigns", "startsOn=31.01.2026", "startsOn", "a Date is a day"},
		{"campaigns", "startsOn=2026-02-30", "startsOn", "a Date is a day"},
		{"campaigns", "startsOn=today-1x", "startsOn", "today with an offset"},
		{"campaigns", "startsOn=today-99999d", "startsOn", "today with an offset"},
		{"campaigns", "direction=SIDEWAYS", "direction", "none of"},
		{"campaigns", "languages=klingonish-x", "languages", "language tag"},
		{"campaigns", "cost=1 USD", "cost", "vendor's currency"},

		{"deals", "externalId=", "externalId", "where there is no number"},
		{"deals", "partner=pc", "partner", "no such partner"},
		{"deals", "vendor=bolt|partner=pb", "partner", "no such partner"},
		{"deals", "distributor=other|approvals=", "distributor", "does not serve the partner"},
		{"deals", "program=mdf", "program", "no such deal registration program"},
		{"deals", "program=none", "program", "no such deal registration program"},
		{"deals", "campaign=none", "campaign", "no such campaign"},
		{"deals", "customerName=...", "customerName", "who the customer is"},
		{"deals", "customerCountry=UK", "customerCountry", "CountryCode"},
		{"deals", "customerDomain=com", "customerDomain", "registered name"},
		{"deals", "contactName=", "contactName", "must not be empty when"},
		{"deals", "contactEmail=pat", "contactEmail", "address"},
		{"deals", "lines=", "lines", "must not be empty"},
		{"deals", "lines=cloud:3", "lines", "family:sku:name:quantity:unit price"},
		{"deals", "lines=cloud:::0:", "lines", "quantity is a whole number"},
		{"deals", "lines=cloud::::", "lines", "quantity must not be empty"},
		{"deals", "lines=cloud:::1:5 USD", "lines", "price is not in the vendor's currency"},
		{"deals", "amount=0.00 GBP", "amount", "too small"},
		{"deals", "amount=30.00 USD", "lines", "vendor's currency"},
		{"deals", "amount=1e9 GBP", "amount", "1250.00 GBP"},
		{"deals", "partnerMargin=-5.00 GBP", "partnerMargin", "too small"},
		{"deals", "status=LOST", "status", "none of"},
		{"deals", "status=DRAFT|approvals=", "submittedAt", "is for every deal that is no draft"},
		{"deals", "submittedAt=|approvals=", "submittedAt", "is for every deal that is no draft"},
		{"deals", "submittedAt=today+1d", "submittedAt", "in the future"},
		{"deals", "outcome=WON", "outcome", "CLOSED"},
		{"deals", "status=CLOSED", "outcome", "CLOSED"},
		{"deals", "status=APPROVED", "protectedUntil", "must not be empty"},
		{"deals", "status=EXPIRED|protectedUntil=today+5d", "protectedUntil", "is ahead"},
		{"deals", "status=APPROVED|protectedUntil=today-30d", "protectedUntil", "not after submittedAt"},
		{"deals", "protectedUntil=today+5d", "protectedUntil", "that were approved"},
		{"deals", "status=REJECTED", "reason", "REJECTED"},
		{"deals", "reason=OTHER", "reason", "REJECTED"},
		{"deals", "status=RETURNED", "returnedFields", "names fields to correct"},
		{"deals", "status=RETURNED|returnedFields=partnerMargin", "returnedFields", "names fields to correct"},
		{"deals", "registeredBy=", "registeredBy", "a new deal needs it"},
		{"deals", "registeredBy=sales@pb.example", "registeredBy", "names nobody"},
		{"deals", "registeredBy=desk@other.example", "registeredBy", "names nobody"},
		{"deals", "approvals=sales@pa.example:ENDORSED::today-1d", "approvals", "nobody who could decide"},
		{"deals", "approvals=desk@other.example:ENDORSED::today-1d", "approvals", "nobody who could decide"},
		{"deals", "registeredBy=desk@dist.example", "approvals", "nobody who could decide"},
		{"deals", "approvals=desk@dist.example:ENDORSED::today-5d", "approvals", "before submittedAt"},
		{"deals", "approvals=desk@dist.example:PRAISED::today-1d", "approvals", "none of ENDORSED"},
		{"deals", "approvals=desk@dist.example:ENDORSED", "approvals", "email:DECISION"},
		{"deals", "discountPercent=101", "discountPercent", "0 to 100"},
		{"deals", "points=-1", "points", "whole number"},
		{"deals", "number=ACM-D-000001", "number", "the hub itself gives"},
		{"deals", "hiddenFromDistributor=true|program=", "hiddenFromDistributor", "where the program allows it"},
		{"deals", "hiddenFromDistributor=true|registeredBy=cam@acme.example", "hiddenFromDistributor", "partner's own registration"},
	}
}

// TestImportNamesEveryFault puts each fault between two good rows: it is named, and they go in. Dry runs leave the world as it
// was, so that the good rows are new each time.
func TestImportNamesEveryFault(t *testing.T) {
	w := fewRows(t)
	for _, f := range faults() {
		t.Run(f.kind+" "+f.change, func(t *testing.T) {
			rows := []intake.Row{another(f.kind, "pc", 2), bad(f.kind, f.change, 3), another(f.kind, "pd", 4)}
			results, err := w.intake.Import(t.Context(), f.kind, rows, true)
			mustNot(t, err)
			if len(results) != 3 {
				t.Fatalf("got %d results, want 3", len(results))
			}
			for _, i := range []int{0, 2} {
				if results[i].Outcome != intake.Created {
					t.Errorf("good row: got %s, want it created", text(results[i]))
				}
			}
			got := results[1]
			if got.Outcome != intake.Rejected || got.Line != 3 || got.Field != f.field || !strings.Contains(got.Reason, f.reason) {
				t.Errorf("got %s, want line 3 rejected for %s: %s", text(got), f.field, f.reason)
			}
		})
	}
}

// bad is a good row with "column=value|column=value" changed.
func bad(kind, change string, line int) intake.Row {
	values := goodRows()[kind]
	for _, c := range strings.Split(change, "|") {
		column, value, _ := strings.Cut(c, "=")
		values[column] = value
	}
	return intake.Row{Line: line, Values: values}
}

// another is a good row with a key of its own.
func another(kind, key string, line int) intake.Row {
	values := goodRows()[kind]
	switch kind {
	case "organizations":
		values["handle"] = "new-" + key
	case "users":
		values["email"] = key + "@acme.example"
	case "partners":
		values = map[string]string{"vendor": "acme", "organization": key, "type": "VAR", "lifeStage": "INACTIVE"}
	case "deals":
		values["externalId"] = key
	case "enrollments":
		values["term"] = map[string]string{"pc": "2", "pd": "3"}[key]
	case "rates":
		values["from"] = map[string]string{"a": "EUR", "b": "JPY"}[key]
	case "certifications":
		values["name"] = key
	case "revenue":
		values["sourceId"] = key
	default:
		values["slug"] = fmt.Sprintf("new-%s", key)
	}
	return intake.Row{Line: line, Values: values}
}
