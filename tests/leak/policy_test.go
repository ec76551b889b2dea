package leak_test

import (
	"math/rand/v2"
	"slices"
	"strings"

	"partnerhub/tests/leak/oracle"
)

// Vendors change who sees what of their data. Their lines are rows of a table that no file holds: the hub is told over its API.

const policies = "policies"

// kindOf is the policy's name of a type.
var kindOf = map[string]string{"Deal": "deal", "Partner": "partner", "Program": "program", "Campaign": "campaign"}

// linesOf is the table as the oracle has it, by vendor.
func linesOf(t tables) map[string][]oracle.Word {
	out := map[string][]oracle.Word{}
	for _, r := range t[policies] {
		l := oracle.Word{Role: r["role"], Type: r["type"], Rows: r["rows"], Groups: strings.Fields(r["groups"])}
		out[orgID(r["vendor"])] = append(out[orgID(r["vendor"])], l)
	}
	return out
}

// repolicy lets every vendor think again. What stewards see stays as it is, because others' sight is learned from theirs.
func repolicy(random *rand.Rand, e *epoch) {
	e.name, e.tables[policies] = "repolicy", nil
	for _, o := range e.tables["organizations"] {
		if o["kind"] != "VENDOR" || administrator(e.tables, o["handle"]) == "" || random.IntN(4) == 0 {
			continue
		}
		for _, role := range everyRole {
			for _, typ := range []string{"Deal", "Partner", "Program", "Campaign"} {
				if !strings.HasSuffix(role, "_ADMIN") && random.IntN(3) == 0 {
					for _, l := range thought(random, role, typ) {
						e.tables[policies] = append(e.tables[policies], row{"vendor": o["handle"], "role": role, "type": typ, "rows": l.Rows, "groups": strings.Join(l.Groups, " ")})
					}
				}
			}
		}
	}
}

var everyRole = []string{"CHANNEL_CHIEF", "CHANNEL_OPS", "CHANNEL_MANAGER", "DEAL_DESK", "CHANNEL_MARKETING", "CHANNEL_FINANCE", "OUTSOURCED_REP", "VENDOR_INTEGRATION",
	"DISTRIBUTOR_DEAL_DESK", "DISTRIBUTOR_MANAGER", "DISTRIBUTOR_FINANCE", "PARTNER_SALES", "PARTNER_MARKETING", "PARTNER_FINANCE", "PARTNER_MEMBER"}

// thought draws what a vendor may say of a role: less than it has, or for its own people what another of them has.
func thought(random *rand.Rand, role, typ string) []oracle.Word {
	from := oracle.Default(role, typ)
	if oracle.Side(role) == "VENDOR" {
		from = oracle.Default([]string{"CHANNEL_CHIEF", "CHANNEL_MANAGER", "DEAL_DESK", "CHANNEL_MARKETING", role}[random.IntN(5)], typ)
	}
	if len(from) == 0 {
		return nil
	}
	if random.IntN(5) == 0 {
		return []oracle.Word{{Role: role, Type: typ, Rows: "none"}}
	}
	if whole := from[0].Rows; random.IntN(3) == 0 {
		if fewer := narrower[typ+" "+whole]; fewer != nil { // only some of the rows, and nothing besides them
			from = []oracle.Word{{Rows: fewer[random.IntN(len(fewer))], Groups: from[0].Groups}}
		}
	}
	var out []oracle.Word
	for i, l := range from {
		kept := fewerGroups(random, role, typ, l.Groups)
		if i == 0 || len(kept) > 0 {
			out = append(out, oracle.Word{Role: role, Type: typ, Rows: l.Rows, Groups: kept})
		}
	}
	return classed(merged(out))
}

// classed keeps rivals only where the class of their conflict is kept, as the hub does with whatever it is told.
func classed(lines []oracle.Word) []oracle.Word {
	for i, l := range lines {
		if !slices.Contains(l.Groups, "conflict") {
			lines[i].Groups = slices.DeleteFunc(slices.Clone(l.Groups), func(g string) bool { return g == "rivals" })
		}
	}
	return lines
}

// narrower are sets of rows within others, by type and set.
var narrower = map[string][]string{
	"Deal own": {"own/approved", "own/reviewed"}, "Deal own/forSales": {"own/forSalesApproved", "own/forSalesReviewed"}, "Deal linked": {"linked/approved", "linked/reviewed"}, "Deal vendor": {"covered", "vendor/approved"},
	"Program eligible": {"eligible/noMoney", "eligible/noRebates"}, "Program vendor": {"vendor/noMoney"}, "Partner vendor": {"covered"}, "Partner linked": {"linked/covered"},
}

// fewerGroups keeps core, and some of the others: never what no vendor can give to the role.
func fewerGroups(random *rand.Rand, role, typ string, groups []string) []string {
	var out []string
	for _, g := range groups {
		money := slices.Contains([]string{"amount", "margin", "cost", "benefit", "budget"}, g)
		if role == "OUTSOURCED_REP" && money || role == "CHANNEL_FINANCE" && g == "contact" {
			continue
		}
		if g == "core" || random.IntN(3) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// merged names each set of rows once.
func merged(lines []oracle.Word) []oracle.Word {
	var out []oracle.Word
	for _, l := range lines {
		i := slices.IndexFunc(out, func(o oracle.Word) bool { return o.Rows == l.Rows })
		if i < 0 {
			out = append(out, l)
			continue
		}
		out[i].Groups = append(slices.Clone(out[i].Groups), l.Groups...)
	}
	return out
}

// legislate tells both hubs what has changed, as the vendors' administrators.
func (r *run) legislate(before, after tables) {
	for _, o := range after["organizations"] {
		was, is := policyOf(before, o["handle"]), policyOf(after, o["handle"])
		if o["kind"] != "VENDOR" || slices.EqualFunc(was, is, sameRow) {
			continue
		}
		for _, s := range []*server{r.here, r.twin.there} {
			r.enact(s, administrator(after, o["handle"]), orgID(o["handle"]), is)
		}
	}
}

// administrator is who may change a vendor's policy, "" for nobody.
func administrator(t tables, vendor string) string {
	for _, u := range t["users"] {
		if u["organization"] == vendor && u["roles"] == "VENDOR_ADMIN" && u["disabled"] != "true" {
			return u["email"]
		}
	}
	return ""
}

func policyOf(t tables, vendor string) (out []row) {
	for _, r := range t[policies] {
		if r["vendor"] == vendor {
			out = append(out, r)
		}
	}
	return out
}

// enact takes back what the vendor said before, and lets it say something else. A refusal is a fault of the hub or of the harness.
func (r *run) enact(s *server, email, vendor string, lines []row) {
	const answer = "{policy{version} userErrors{field message}}}"
	ask := func(query string, in map[string]any) *reply {
		got := s.ask(r.tb, request{Email: email, Query: query, Variables: map[string]any{"in": in}})
		if len(got.Errors) > 0 || strings.Contains(got.body, `"message"`) {
			r.tb.Fatalf("%s may not change the policy: %s\n%v", email, got.body, in)
		}
		return got
	}
	policy := s.ask(r.tb, request{Email: email, Query: "query($v:ID!){visibilityPolicy(vendorId:$v){version}}", Variables: map[string]any{"v": vendor}})
	version := policy.Data.(map[string]any)["visibilityPolicy"].(map[string]any)["version"]
	if version != 0.0 {
		reset := ask("mutation($in:ResetVisibilityPolicyInput!){r:resetVisibilityPolicy(input:$in)"+answer, map[string]any{"vendorId": vendor, "expectedVersion": version})
		version = reset.Data.(map[string]any)["r"].(map[string]any)["policy"].(map[string]any)["version"]
	}
	var in []map[string]any
	for _, l := range lines {
		in = append(in, map[string]any{"role": l["role"], "kind": kindOf[l["type"]], "action": "read", "rows": rowsName(l["rows"]), "fields": strings.Fields(l["groups"])})
	}
	if len(in) > 0 {
		ask("mutation($in:UpdateVisibilityPolicyInput!){r:updateVisibilityPolicy(input:$in)"+answer, map[string]any{"vendorId": vendor, "expectedVersion": version, "lines": in})
	}
}

// rowsName is the policy's name of a set of rows.
func rowsName(set string) string {
	return strings.NewReplacer("takingPart", "taking_part", "inReach", "in_reach", "/shared", "_margin_shared", "/toDecide", "_to_decide", "/noRebates", "_no_rebates",
		"/noMoney", "_no_money", "/forSalesApproved", "_for_sales_approved", "/forSalesReviewed", "_for_sales_reviewed", "/forSales", "_for_sales", "/", "_").Replace(set)
}
