package tests

import "testing"

const updatePolicy = `mutation($in:UpdateVisibilityPolicyInput!){updateVisibilityPolicy(input:$in){
	policy{version vendor{handle} overrides{role kind action rows words fields source number} lines(role:PARTNER_SALES,kind:"deal"){action rows fields source}}
	userErrors{field code message}}}`

func policyLine(role, rows string, fields ...string) vars {
	return vars{"role": role, "kind": "deal", "action": "read", "rows": rows, "fields": fields}
}

// TestPolicyStory: a vendor narrows what its partners' salespeople see of deals, asks why, and takes it back. The next request goes
// by it, and nobody at another vendor notices.
func TestPolicyStory(t *testing.T) {
	w := demoWorld(t)
	admin, sales := w.as("admin@nimbus.example"), w.as("sales@brightpath.example")
	const amounts = `{deals(first:100){totalCount nodes{id vendor{handle} amount{amount}}}}`
	before := sales.query(t, amounts)
	nimbus := admin.query(t, `{viewer{organization{id}}}`).str("viewer.organization.id")
	read := vars{"in": vars{"vendorId": nimbus, "expectedVersion": 0, "lines": []vars{policyLine("PARTNER_SALES", "own", "core", "customerName")}}}
	if got := admin.query(t, updatePolicy, read).integer("updateVisibilityPolicy.policy.version"); got != 1 {
		t.Errorf("got version %d, want 1", got)
	}
	var hidden string
	seen := map[string]int{}
	for _, d := range sales.query(t, amounts).list("deals.nodes") {
		if d.at("amount") != nil {
			seen[d.str("vendor.handle")]++
		} else if d.str("vendor.handle") == "nimbus" {
			hidden = d.str("id")
		}
	}
	if hidden == "" || seen["nimbus"] != 0 || seen["ironwall"]+seen["pixelforge"] == 0 {
		t.Errorf("got amounts of %v, want those of the other vendors alone", seen)
	}
	if got := sales.ask(t, `{deals(orderBy:{field:AMOUNT,direction:DESC}){nodes{id}}}`, nil).code(); got != "FORBIDDEN_FIELD" {
		t.Errorf("an order by what some rows hide: got %q", got)
	}
	checkExplained(t, w, hidden)
	reset := admin.query(t, `mutation($in:ResetVisibilityPolicyInput!){resetVisibilityPolicy(input:$in){policy{version overrides{role}} userErrors{message}}}`,
		vars{"in": vars{"vendorId": nimbus, "expectedVersion": 1}})
	if reset.integer("resetVisibilityPolicy.policy.version") != 2 || len(reset.list("resetVisibilityPolicy.policy.overrides")) != 0 {
		t.Errorf("got %v after the reset", reset)
	}
	if after := sales.query(t, amounts); after.json("deals") != before.json("deals") {
		t.Errorf("got %v after the reset, want %v", after, before)
	}
}

// checkExplained asks why the salesperson of the partner does not see the amount.
func checkExplained(t *testing.T, w *world, deal string) {
	t.Helper()
	brightpath := w.as("sales@brightpath.example").query(t, `{viewer{organization{id}}}`).str("viewer.organization.id")
	const why = `query($d:ID!,$o:ID!){explainVisibility(objectId:$d,field:"amount",role:PARTNER_SALES,organizationId:$o){allowed reason
		lines{line{rows source number} hasRecord showsField why}}}`
	got := w.as("chief@nimbus.example").query(t, why, vars{"d": deal, "o": brightpath})
	if got.boolean("explainVisibility.allowed") || len(got.list("explainVisibility.lines")) != 1 || got.list("explainVisibility.lines")[0].str("line.source") != "VENDOR" {
		t.Errorf("got the explanation %v", got)
	}
	if got := w.as("desk@continental.example").ask(t, why, vars{"d": deal, "o": brightpath}).code(); got != "FORBIDDEN" {
		t.Errorf("a distributor asks: got %q", got)
	}
}

// TestPolicyOnce: a repeated change has one effect and answers the policy as it is now.
func TestPolicyOnce(t *testing.T) {
	w := demoWorld(t)
	admin := w.as("admin@nimbus.example")
	nimbus := admin.query(t, `{viewer{organization{id}}}`).str("viewer.organization.id")
	in := vars{"in": vars{"vendorId": nimbus, "expectedVersion": 0, "lines": []vars{policyLine("DEAL_DESK", "vendor", "core")}}}
	first, second := admin.under(t, "policy-1", updatePolicy, in), admin.under(t, "policy-1", updatePolicy, in)
	for _, a := range []answer{first, second} {
		if a.code() != "" || a.Data.integer("updateVisibilityPolicy.policy.version") != 1 {
			t.Errorf("got %+v, want version 1", a)
		}
	}
}
