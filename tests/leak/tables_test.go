package leak_test

import (
	"bytes"
	"encoding/csv"
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"

	"partnerhub/model"
)

// row is one line of a file, by column.
type row map[string]string

// tables are the world as files, by the kind that each holds. They are its only description: the hub imports them, and the
// oracle is built from them.
type tables map[string][]row

// kinds are the files in the order of the import.
var kinds = []string{"organizations", "users", "partners", "authorities", "segments", "programs", "campaigns", "enrollments", "rates", "engagements", "deals", "revenue", "certifications"}

// columns of each file, so that a file without rows has its header all the same.
var columns = map[string][]string{
	"organizations": {"handle", "kind", "name", "country", "domain", "currency", "dealPrefix", "refusalReasons", "lossReasons", "tierLadder", "attributes", "salesOwnDealsOnly"},
	"users":         {"email", "name", "organization", "roles", "disabled"},
	"partners": {"vendor", "organization", "name", "type", "country", "tier", "lifeStage", "region", "distributors", "coverage", "employees",
		"technicalHeadcount", "monoBrand", "tags", "engagementScore", "costToServe", "rfm", "privateNotes", "externalIds", "trainings", "attributes"},
	"certifications": {"vendor", "partner", "type", "name", "earnedOn", "validUntil", "reference", "revoked", "revocationNote"},
	"segments":       {"vendor", "slug", "name", "description", "rule"},
	"revenue":        {"vendor", "source", "sourceId", "partner", "occurredOn", "productFamily", "territory", "amount"},
	"authorities":    {"vendor", "distributor", "slug", "mode", "maxAmount", "productFamilies", "tiers", "countries", "regions", "validFrom", "validTo"},
	"programs": {"vendor", "slug", "name", "description", "type", "status", "startsOn", "endsOn", "productFamilies", "minimumAmount",
		"protectionDays", "mayHideFromDistributor", "distributors", "audienceTypes", "audienceCountries", "audienceTiers", "audienceSegments", "audienceWithout", "budget", "refusalReasons", "lossReasons", "enrollmentPlans", "benefits"},
	"enrollments": {"vendor", "program", "partner", "term", "status", "sponsor", "appliedAt", "validFrom", "validUntil", "answers", "agreement",
		"reason", "comment", "reapplyFrom"},
	"campaigns": {"vendor", "slug", "name", "description", "status", "direction", "startsOn", "endsOn", "languages", "distributors",
		"audienceTypes", "audienceCountries", "audienceTiers", "audienceSegments", "audienceWithout", "cost"},
	"rates": {"vendor", "from", "to", "validFrom", "rate"}, // of a currency that no deal is in: what they make is in everybody's own sums
	"engagements": {"vendor", "slug", "customerName", "customerDomain", "customerRegistryNumber", "customerCountry", "customerPostalCode",
		"productFamilies", "validFrom", "validTo", "note"},
	"deals": {"vendor", "externalId", "partner", "distributor", "program", "campaign", "customerName", "customerDomain", "customerRegistryNumber",
		"customerCountry", "customerPostalCode", "contactName", "contactEmail", "contactPhone", "lines", "amount", "expectedCloseOn", "status",
		"salesStage", "outcome", "registeredBy", "submittedAt", "protectedUntil", "returnedFields", "reason", "reviewComment", "discountPercent",
		"points", "partnerMargin", "marginShared", "distributorCost", "internalComments", "approvals", "hiddenFromDistributor"},
}

// idOf is the id that the import gives a row.
func idOf(kind string, r row) string {
	if kind == "certifications" {
		return skillID(idOf("partners", row{"vendor": r["vendor"], "organization": r["partner"]}), r["type"], r["name"])
	}
	if r["id"] != "" {
		return r["id"] // the hub's own choice
	}
	one := map[string]model.Kind{"organizations": model.KindOrganization, "users": model.KindUser, "partners": model.KindPartner,
		"authorities": model.KindAuthority, "programs": model.KindProgram, "campaigns": model.KindCampaign, "enrollments": model.KindEnrollment, "rates": model.KindRate, "engagements": model.KindEngagement, "deals": model.KindDeal, "segments": model.KindSegment,
		"revenue": model.KindPartner}[kind] // a line of revenue shows in its partner
	key := map[string]string{"organizations": r["handle"], "users": r["email"], "partners": r["vendor"] + "/" + r["organization"],
		"authorities": r["vendor"] + "/" + r["distributor"] + "/" + r["slug"], "programs": r["vendor"] + "/" + r["slug"],
		"campaigns": r["vendor"] + "/" + r["slug"], "enrollments": r["vendor"] + "/" + r["program"] + "/" + r["partner"] + "/" + r["term"],
		"rates":       r["vendor"] + "/" + r["from"] + "/" + r["to"] + "/" + r["validFrom"],
		"engagements": r["vendor"] + "/" + r["slug"], "deals": r["vendor"] + "/" + r["externalId"],
		"segments": r["vendor"] + "/" + r["slug"], "revenue": r["vendor"] + "/" + r["partner"]}[kind]
	return string(model.DerivedID(one, key))
}

// skillID is the id of what a partner has learned.
func skillID(partner, typ, name string) string {
	return string(model.DerivedID(model.KindCertification, partner+"/"+typ+"/"+name))
}

func orgID(handle string) string { return idOf("organizations", row{"handle": handle}) }
func userID(email string) string { return idOf("users", row{"email": email}) }

// files is what the import reads.
func (t tables) files(tb testing.TB) fs.FS {
	tb.Helper()
	out := fstest.MapFS{}
	for _, kind := range kinds {
		lines := [][]string{columns[kind]}
		for _, r := range t[kind] {
			line := make([]string, len(columns[kind]))
			for i, c := range columns[kind] {
				line[i] = r[c]
			}
			lines = append(lines, line)
		}
		var b bytes.Buffer
		if err := csv.NewWriter(&b).WriteAll(lines); err != nil {
			tb.Fatal(err)
		}
		out[kind+".csv"] = &fstest.MapFile{Data: b.Bytes()}
	}
	return out
}

// clone is a copy whose rows can be changed.
func (t tables) clone() tables {
	out := tables{}
	for kind, rows := range t {
		for _, r := range rows {
			c := row{}
			for k, v := range r {
				c[k] = v
			}
			out[kind] = append(out[kind], c)
		}
	}
	return out
}

// changed are the rows that another state of the world adds or alters.
func (t tables) changed(before tables) tables {
	out := tables{}
	for kind, rows := range t {
		for _, r := range rows {
			if !slices.ContainsFunc(before[kind], func(o row) bool { return sameRow(o, r) }) {
				out[kind] = append(out[kind], r)
			}
		}
	}
	return out
}

func sameRow(a, b row) bool {
	for k, v := range b {
		if a[k] != v {
			return false
		}
	}
	return len(a) == len(b)
}
