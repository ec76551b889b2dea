package graph_test

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
)

// types names the schema's type of each kind of the policy.
var types = map[string]string{
	"organization": "Organization", "user": "User", "partner": "Partner", "program": "Program",
	"campaign": "Campaign", "deal": "Deal", "authority": "ApprovalAuthority", "enrollment": "Enrollment",
	"engagement": "DirectEngagement", "segment": "Segment", "certification": "PartnerCertification", "webhook": "WebhookEndpoint",
	"policy": "VisibilityPolicy", "rate": "ConversionRate",
}

// shownAs names the schema's field of a stored one, where the rule of schemaName does not.
var shownAs = map[string]string{
	"partner.coverage": "managers", "partner.demotion": "pendingDemotion", "deal.plan": "pendingSteps", "partner.externalIds": "externalIds",
	"authority.validUntil": "validTo", "engagement.validUntil": "validTo", "deal.conflict.engagementIds": "conflict.directEngagements",
	"organization.refusalReasons": "dealRefusalReasons", "organization.lossReasons": "dealLossReasons",
	"policy.lines":       "overrides",
	"webhook.logId":      "vendor",
	"partner.segmentIds": "segments",
}

// kept are stored fields that no schema field shows, and why.
var kept = map[string]string{
	"organization.nameFold": "order", "partner.nameFold": "order", "program.nameFold": "order", "campaign.nameFold": "order", "segment.nameFold": "order", "certification.nameFold": "prefix search",
	"deal.customer.nameFold": "prefix search",
	"deal.partnerOrgId":      "the partner's organization, shown through partner",
	"deal.partnerTier":       "decides on authority",
	"deal.partnerCountry":    "decides on authority",
	"user.organizationKind":  "decides on roles",
	"organization.tierRules": "shown through tierLadder", "organization.tiersVersion": "shown through tierLadder", "organization.publishedTiers": "shown through tierLadder",
	"organization.segmentationLimits": "shown through segmentation",
	"organization.salesOwnDealsOnly":  "shown through salesSettings", "organization.salesVersion": "shown through salesSettings",
	"organization.dealSettings":     "a rule, shown through dealSettings",
	"organization.holidays":         "a rule, shown through dealSettings",
	"organization.regions":          "a rule, shown through dealSettings",
	"organization.reminderDays":     "a rule, shown through dealSettings",
	"organization.dealRulesVersion": "a rule, shown through dealSettings",
	"program.dealSettings":          "a rule, shown through dealSettings",
	"program.autoApproveBelow":      "a rule, shown through dealSettings",
	"program.approvalRules":         "a rule, shown through dealSettings",
	"program.dealRulesVersion":      "a rule, shown through dealSettings",
	"organization.tierReasons":      "a rule, shown through dealSettings",
	"program.refusalReasons":        "a rule, shown through dealSettings",
	"program.lossReasons":           "a rule, shown through dealSettings",
	"program.tierReasons":           "a rule, shown through dealSettings",
	"partner.registered":            "how many deals it registered, shown through explainEligibility",
	"user.version":                  "nothing changes users yet", "user.createdAt": "as version", "user.updatedAt": "as version",
	"enrollment.partnerOrgId":    "as deal.partnerOrgId",
	"certification.partnerOrgId": "as deal.partnerOrgId",
	"authority.createdAt":        "nothing changes authorities yet", "authority.updatedAt": "as createdAt",
	"policy.createdAt": "as authorities",
}

// computed are schema fields that are no stored field, and what they rest on.
var computed = map[string]string{
	"User.apiKeys":        "as serviceAccount",
	"Deal.benefitEntries": "as benefit",
	"Deal.refusalChoices": "as the vendor's dealRefusalReasons", "Deal.lossChoices": "as the vendor's dealLossReasons",
	"Deal.history":          "each value shown under the groups of its field, now and then",
	"Deal.protectionActive": "core fields", "Deal.availableActions": "the viewer's own grants", "Deal.escalatedAt": "core fields",
	"Enrollment.availableActions": "the viewer's own grants", "Partner.enrollments": "as programs", "Program.enrollments": "as Partner.enrollments",
	"WebhookEndpoint.deliveries": "messages, and what they are about for the owner alone",
	"Segment.members":            "a list with a grant of its own", "Program.eligiblePartners": "as Segment.members", "Segment.recompute": "how far the work is",
	"PartnerCertification.status": "core fields", "Partner.certificationRecords": "as programs",
	"Partner.certificates": "as certifications", "Partner.tierPath": "each value shown under the group of its fact", "Partner.tierAt": "the history",
	"Program.text":     "core fields",
	"Partner.programs": "a list with a grant of its own", "Partner.campaigns": "as programs", "Partner.deals": "as programs",
	"Segment.memberHistory": "for who sees the segments of all partners", "Partner.segmentHistory": "as segments",
	"VisibilityPolicy.lines": "the lines that hold, of the vendor and by default",
}

// stored is one line's worth of fields.csv.
type stored struct{ kind, group, path string }

// table reads fields.csv.
func table(t testing.TB) []stored {
	t.Helper()
	var out []stored
	for _, cols := range rows(t, "../authz/fields.csv") {
		for _, path := range strings.Fields(cols[2]) {
			out = append(out, stored{cols[0], cols[1], path})
		}
	}
	if len(out) < 100 {
		t.Fatalf("fields.csv has %d fields, which cannot be all", len(out))
	}
	return out
}

// rows reads the lines of a table, without comments, cell by cell.
func rows(t testing.TB, file string) [][]string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		cells := strings.Split(line, ",")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		out = append(out, cells)
	}
	return out
}

// schemaName is how the schema calls a stored field: a reference by what it refers to.
func schemaName(s stored) string {
	if name := shownAs[s.kind+"."+s.path]; name != "" {
		return name
	}
	if many, ok := strings.CutSuffix(s.path, "Ids"); ok {
		return many + "s"
	}
	one, _ := strings.CutSuffix(s.path, "Id")
	return one
}

// chain finds the fields on the way to a dotted name; nil when there is no such field.
func chain(s *ast.Schema, typ, name string) []*ast.FieldDefinition {
	var out []*ast.FieldDefinition
	for part := range strings.SplitSeq(name, ".") {
		d := s.Types[typ]
		if d == nil { // a kind that the schema does not have
			return nil
		}
		f := d.Fields.ForName(part)
		if f == nil {
			return nil
		}
		out, typ = append(out, f), f.Type.Name()
	}
	return out
}

func TestEveryStoredFieldHasItsPlace(t *testing.T) {
	t.Parallel()
	s := contract(t)
	for _, f := range table(t) {
		name := f.kind + "." + f.path
		shown := chain(s, types[f.kind], schemaName(f)) != nil
		switch {
		case f.group == "hub" && shown:
			t.Errorf("%s decides visibility and is in the schema: nobody may see it", name)
		case f.group != "hub" && shown == (kept[name] != ""):
			t.Errorf("%s: in the schema %v, listed as kept inside %v; want one of the two", name, shown, !shown)
		}
	}
}

func TestNoExceptionIsStale(t *testing.T) {
	t.Parallel()
	s := contract(t)
	known := map[string]bool{}
	for _, f := range table(t) {
		known[f.kind+"."+f.path] = true
	}
	for _, name := range slices.Concat(slices.Sorted(maps.Keys(shownAs)), slices.Sorted(maps.Keys(kept))) {
		if !known[name] {
			t.Errorf("%s is an exception here and no field in fields.csv", name)
		}
	}
	for name := range computed {
		typ, field, _ := strings.Cut(name, ".")
		if s.Types[typ].Fields.ForName(field) == nil {
			t.Errorf("%s is an exception here and no field in the schema", name)
		}
	}
}

func TestEverySchemaFieldHasAGroup(t *testing.T) {
	t.Parallel()
	s := contract(t)
	grouped := map[string]bool{}
	for _, f := range table(t) {
		typ := types[f.kind]
		for _, field := range chain(s, typ, schemaName(f)) {
			grouped[typ+"."+field.Name] = true
			typ = field.Type.Name()
		}
	}
	for _, typ := range append(slices.Sorted(maps.Values(types)), split(s, table(t))...) {
		for _, f := range fieldsOf(s.Types[typ]) {
			name := typ + "." + f.Name
			if f.Name != "id" && grouped[name] == (computed[name] != "") {
				t.Errorf("%s: in fields.csv %v, listed as computed %v; want one of the two", name, grouped[name], computed[name] != "")
			}
		}
	}
}

// split lists the types whose fields fields.csv puts into groups one by one.
func split(s *ast.Schema, all []stored) []string {
	var out []string
	for _, f := range all {
		way := chain(s, types[f.kind], schemaName(f))
		for _, field := range way[:max(len(way)-1, 0)] {
			if !slices.Contains(out, field.Type.Name()) {
				out = append(out, field.Type.Name())
			}
		}
	}
	return out
}

// TestHiddenFieldsAreNullable wants every field that some line of the policy leaves out to be able to say null.
func TestHiddenFieldsAreNullable(t *testing.T) {
	t.Parallel()
	s := contract(t)
	for _, f := range table(t) {
		if f.group == "hub" || f.group == "core" {
			continue
		}
		for i, field := range chain(s, types[f.kind], schemaName(f)) {
			if field.Type.NonNull && (i == 0 || !impliedBySiblings(t, f)) {
				t.Errorf("%s.%s is in group %s, but %s is never null", f.kind, f.path, f.group, field.Name)
			}
		}
	}
}

// impliedBySiblings is true when every line of the policy that shows another part of the same object shows this part too:
// then the object as a whole is null before this part is.
func impliedBySiblings(t testing.TB, f stored) bool {
	t.Helper()
	object := f.path[:strings.LastIndex(f.path, ".")+1]
	for _, sibling := range table(t) {
		if sibling.kind != f.kind || !strings.HasPrefix(sibling.path, object) {
			continue
		}
		for _, l := range readLines(t) {
			if l.kind == f.kind && slices.Contains(l.groups, sibling.group) && !slices.Contains(l.groups, f.group) {
				return false
			}
		}
	}
	return object != ""
}
