package resolvers_test

import (
	"strings"
	"testing"

	"partnerhub/hub/intake"
)

// imports takes one row in.
func (w *world) imports(tb testing.TB, kind string, values map[string]string) {
	tb.Helper()
	done, err := w.intake.Import(tb.Context(), kind, []intake.Row{{Line: 2, Values: values}}, false)
	must(tb, err)
	if len(done) != 1 || done[0].Outcome != intake.Updated {
		tb.Fatalf("%s: got %+v, want one row that changes something", kind, done)
	}
}

// TestARepeatedStepShowsNoMoreThanTheCallerSeesNow repeats a mutation under its key after its caller's sight was taken away: the answer
// is made anew under what is shown today, and nothing happens a second time.
func TestARepeatedStepShowsNoMoreThanTheCallerSeesNow(t *testing.T) {
	t.Parallel()
	const registers = `mutation($in:RegisterDealInput!){registerDeal(input:$in){deal{approvalStatus amount{amount} customer{name}} userErrors{code}}}`
	const claims = `mutation($in:DealInput!){claimDealReview(input:$in){deal{approvalStatus availableActions partner{name}} userErrors{code}}}`
	registered := func(t *testing.T, w *world) map[string]any { return w.registration(t, sales, "Quarry Works") }
	for _, c := range []struct {
		name, email, query string
		in                 func(t *testing.T, w *world) map[string]any
		before, after      string
		revoke             func(t *testing.T, w *world)
	}{
		{"the person has another role", sales, registers, registered,
			`{"registerDeal":{"deal":{"amount":{"amount":"1250.00"},"approvalStatus":"SUBMITTED","customer":{"name":"Quarry Works"}},"userErrors":[]}}`,
			`{"registerDeal":{"deal":null,"userErrors":[]}}`,
			func(t *testing.T, w *world) {
				w.imports(t, "users", map[string]string{"email": sales, "name": "Tom Ashworth", "organization": "brightpath", "roles": "PARTNER_MEMBER"})
			}},
		{"the distributor serves the partner no more", desk, claims, func(t *testing.T, w *world) map[string]any {
			in := w.registration(t, sales, "Quarry Works")
			in["distributorId"] = at(t, w.get(t, desk, `{viewer{organization{id}}}`, nil), "viewer", "organization", "id")
			id := at(t, w.get(t, sales, register, map[string]any{"in": in}), "registerDeal", "deal", "id")
			return map[string]any{"id": id, "expectedVersion": 1}
		},
			`{"claimDealReview":{"deal":{"approvalStatus":"UNDER_REVIEW","availableActions":["RETURN","APPROVE","REJECT"],"partner":{"name":"Brightpath IT"}},"userErrors":[]}}`,
			// The deal names it, so it is read; the partner is hidden, and nothing can be done.
			`{"claimDealReview":{"deal":{"approvalStatus":"UNDER_REVIEW","availableActions":[],"partner":null},"userErrors":[]}}`,
			func(t *testing.T, w *world) {
				w.imports(t, "partners", map[string]string{"vendor": "nimbus", "organization": "brightpath", "type": "MSP", "lifeStage": "ACTIVE", "distributors": "pacific"})
			}},
		{"the vendor shows less", sales, registers, registered,
			`{"registerDeal":{"deal":{"amount":{"amount":"1250.00"},"approvalStatus":"SUBMITTED","customer":{"name":"Quarry Works"}},"userErrors":[]}}`,
			`{"registerDeal":{"deal":{"amount":null,"approvalStatus":"SUBMITTED","customer":{"name":"Quarry Works"}},"userErrors":[]}}`,
			func(t *testing.T, w *world) {
				vendor := at(t, w.get(t, "admin@nimbus.example", `{viewer{organization{id}}}`, nil), "viewer", "organization", "id")
				w.get(t, "admin@nimbus.example", `mutation($in:UpdateVisibilityPolicyInput!){updateVisibilityPolicy(input:$in){policy{version} userErrors{code}}}`,
					map[string]any{"in": map[string]any{"vendorId": vendor, "expectedVersion": 0, "lines": []any{map[string]any{
						"role": "PARTNER_SALES", "kind": "deal", "action": "read", "rows": "own", "fields": []any{"core", "customerName"}}}}})
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			v := map[string]any{"in": c.in(t, w)}
			if got := w.askUnder(t, "k", c.email, c.query, v); text(t, got.Data) != c.before || len(got.Errors) > 0 {
				t.Fatalf("at first: got %s, want %s", text(t, got), c.before)
			}
			c.revoke(t, w)
			kept := w.dealsOf(t, "Quarry Works")
			for range 2 {
				if got := w.askUnder(t, "k", c.email, c.query, v); text(t, got.Data) != c.after || len(got.Errors) > 0 {
					t.Errorf("again: got %s, want %s", text(t, got), c.after)
				}
			}
			if got := w.dealsOf(t, "Quarry Works"); got != kept || !strings.Contains(kept, `"totalCount":1}`) {
				t.Errorf("got %s, want one deal as it was: %s", got, kept)
			}
		})
	}
}

// dealsOf is how the deals for a customer stand, as the vendor sees it.
func (w *world) dealsOf(t *testing.T, customer string) string {
	t.Helper()
	return text(t, w.get(t, chief, `query($c:String!){deals(filter:{customerName:{eq:$c}}){totalCount nodes{id version approvalStatus}}}`, map[string]any{"c": customer}))
}
