package leak_test

import (
	"encoding/base64"
	"regexp"
	"strings"

	"partnerhub/tests/leak/oracle"
)

// The second judge: every stored value is a mark of its own, so that any byte that leaves can be told where it came from.

// source is where a mark stands.
type source struct{ id, path string }

// marks are all of a world's.
type marks map[string][]source

var (
	markForm   = regexp.MustCompile(`\b(zq\d{5}z|7\d{6}\.\d{2}|8\d{6}|68\d{6})\b`)
	idForm     = regexp.MustCompile(`\b(organization|user|partner|program|campaign|deal|authority|engagement|rate|enrollment|segment|certification|webhook)_[0-9a-z]{26}\b`)
	cursorForm = regexp.MustCompile(`"(cursor|startCursor|endCursor)(_\d+)?":"([^"]*)"`)
)

// shownAs says where the schema shows a column that is not called after its field. A column without a place, such as a slug,
// is shown nowhere.
var shownAs = map[string]string{
	"deals.customerName": "customer.name", "deals.customerDomain": "customer.domain", "deals.customerRegistryNumber": "customer.registryNumber",
	"deals.customerPostalCode": "customer.postalCode", "deals.contactName": "customer.contact", "deals.contactEmail": "customer.contact",
	"deals.contactPhone": "customer.contact", "deals.points": "benefit", "revenue.amount": "revenue",
	"engagements.customerName": "customer", "engagements.customerDomain": "customer", "engagements.customerRegistryNumber": "customer",
	"programs.refusalReasons": "dealRefusalReasons", "programs.lossReasons": "dealLossReasons",
	"enrollments.answers": "application", "enrollments.program": "program",
	"engagements.customerPostalCode": "customer", "engagements.slug": "id",
	"accounts.keys": "apiKeys", "hooks.path": "url",
}

// names are columns that only name other records.
var naming = map[string]bool{"organization": true, "vendor": true, "distributor": true, "distributors": true, "partner": true, "coverage": true,
	"registeredBy": true, "approvals": true, "program": true, "campaign": true, "sponsor": true, "owner": true}

func marksOf(t tables) marks {
	types := map[string]string{"organizations": "Organization", "users": "User", "partners": "Partner", "authorities": "ApprovalAuthority",
		"programs": "Program", "campaigns": "Campaign", "engagements": "DirectEngagement", "rates": "ConversionRate", "enrollments": "Enrollment", "deals": "Deal", "segments": "Segment", "revenue": "Partner", "certifications": "PartnerCertification",
		accounts: "User", hooks: "WebhookEndpoint"}
	out := marks{}
	for kind, rows := range t {
		for _, r := range rows {
			for column, value := range r {
				if naming[column] {
					continue
				}
				field := column
				if to := shownAs[kind+"."+column]; to != "" {
					field = to
				}
				for text, field := range partsOf(column, field, value) {
					for _, mark := range markForm.FindAllString(text, -1) {
						out[mark] = append(out[mark], source{idOf(kind, r), types[kind] + "." + field})
						if kind == "certifications" && column == "name" { // stands with the partner, too
							out[mark] = append(out[mark], source{idOf("partners", row{"vendor": r["vendor"], "organization": r["partner"]}), "Partner.certifications"})
						}
					}
				}
			}
		}
	}
	return out
}

// partsOf parts a column whose values are not all shown to the same people, and names the field of each part.
func partsOf(column, field, value string) map[string]string {
	if column != "tierLadder" {
		return map[string]string{value: field}
	}
	out := map[string]string{}
	for _, tier := range strings.SplitAfter(value, "]},") {
		if out[tier] = "tiers"; strings.Contains(tier, `"published":true`) {
			out[tier] = "publishedTiers"
		}
	}
	return out
}

// leaked are the marks and ids in a text that the viewer may not see; for nobody all of them.
func (m marks) leaked(v *oracle.Viewer, text string) []string {
	var out []string
	if secretForm.MatchString(text) {
		out = append(out, "a secret")
	}
	for _, mark := range markForm.FindAllString(text, -1) {
		if from, known := m[mark]; known && !m.may(v, from) {
			out = append(out, mark+" of "+from[0].path)
		}
	}
	if v == nil {
		return out
	}
	for _, id := range idForm.FindAllString(text, -1) {
		if r := v.World.Records[id]; r != nil && v.Shown(r) == nil {
			out = append(out, id)
		}
	}
	return append(out, inCursors(text)...)
}

func (m marks) may(v *oracle.Viewer, from []source) bool {
	for _, s := range from {
		if v == nil {
			return false
		}
		r := v.World.Records[s.id]
		_, field, _ := strings.Cut(s.path, ".")
		if r != nil && (v.Sees(r, s.path) || v.ToldOf(r, field) || s.path == "User.name" && v.Named(s.id)) {
			return true
		}
	}
	return false
}

// inCursors decodes every cursor: whatever it holds must not be readable, for it may be the value of a sort.
func inCursors(text string) []string {
	var out []string
	for _, c := range cursorForm.FindAllStringSubmatch(text, -1) {
		for _, part := range strings.Split(c[3], ".") {
			raw, err := base64.RawURLEncoding.DecodeString(part)
			if err == nil && (idForm.Match(raw) || markForm.Match(raw)) {
				out = append(out, "a cursor that can be read")
			}
		}
	}
	return out
}
