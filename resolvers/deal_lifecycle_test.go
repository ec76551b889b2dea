package resolvers_test

import (
	"testing"
)

const change = `mutation($in:UpdateDealInput!){updateDeal(input:$in){deal{version expectedCloseOn distributor{handle}
	customer{name domain contact{name}}} userErrors{field code}}}`

// TestAbsentKeepsAndNullClears: what the caller leaves out and what it sends as null are two things, also inside the customer.
func TestAbsentKeepsAndNullClears(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := w.registration(t, sales, "Quarry Works")
	in["submit"] = false
	in["customer"] = map[string]any{"name": "Quarry Works", "domain": "quarry.example", "country": "GB", "contact": map[string]any{"name": "Pat"}}
	id := at(t, w.get(t, sales, register, map[string]any{"in": in}), "registerDeal", "deal", "id")
	for _, c := range []struct {
		name string
		in   map[string]any
		want string
	}{
		{"nothing", map[string]any{"expectedVersion": 1},
			`{"deal":{"customer":{"contact":{"name":"Pat"},"domain":"quarry.example","name":"Quarry Works"},"distributor":null,"expectedCloseOn":"2027-01-31","version":1},"userErrors":[]}`},
		{"the contact", map[string]any{"expectedVersion": 1, "customer": map[string]any{"contact": nil}},
			`{"deal":{"customer":{"contact":null,"domain":"quarry.example","name":"Quarry Works"},"distributor":null,"expectedCloseOn":"2027-01-31","version":2},"userErrors":[]}`},
		{"the domain and a new day", map[string]any{"expectedVersion": 2, "customer": map[string]any{"domain": nil}, "expectedCloseOn": "2027-02-28"},
			`{"deal":{"customer":{"contact":null,"domain":null,"name":"Quarry Works"},"distributor":null,"expectedCloseOn":"2027-02-28","version":3},"userErrors":[]}`},
		{"what cannot be cleared", map[string]any{"expectedVersion": 3, "customer": map[string]any{"name": nil}, "amount": nil},
			`{"deal":null,"userErrors":[{"code":"REQUIRED","field":"amount"},{"code":"REQUIRED","field":"customer.name"}]}`},
	} {
		c.in["id"] = id
		got := w.get(t, sales, change, map[string]any{"in": c.in})
		if text(t, at(t, got, "updateDeal")) != c.want {
			t.Errorf("%s: got %s, want %s", c.name, text(t, at(t, got, "updateDeal")), c.want)
		}
	}
}
