package tests

import (
	"bytes"
	"encoding/json"
	"net/http"
	"sync"
	"testing"
)

// under sends an operation with an Idempotency-Key.
func (c client) under(tb testing.TB, key, query string, v vars) answer {
	tb.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": v})
	if err != nil {
		tb.Fatal(err)
	}
	req, err := http.NewRequestWithContext(tb.Context(), http.MethodPost, c.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		tb.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Idempotency-Key", key)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		tb.Fatal(err)
	}
	defer resp.Body.Close()
	var a answer
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
		tb.Fatal(err)
	}
	return a
}

// Ten copies of one request at the same time register one deal, and each is answered with it.
func TestARepeatedRequestRegistersOnce(t *testing.T) {
	w := demoWorld(t)
	sales := w.as("sales@brightpath.example")
	in := vars{"input": w.registration("Twice Sent Ltd", "4200.00")}
	ids := make([]string, 10)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() { ids[i] = payload(sales.under(t, "retry-1", registerDeal, in).Data).str("deal.id") })
	}
	all.Wait()
	for _, id := range ids {
		if id == "" || id != ids[0] {
			t.Errorf("got the deals %v, want one", ids)
			break
		}
	}
	found := sales.query(t, `{deals(filter:{customerName:{eq:"Twice Sent Ltd"}}){totalCount}}`)
	if got := found.integer("deals.totalCount"); got != 1 {
		t.Errorf("got %d deals, want 1", got)
	}
	in["input"].(vars)["amount"] = vars{"amount": "4300.00", "currency": "GBP"}
	if got := sales.under(t, "retry-1", registerDeal, in).code(); got != "IDEMPOTENCY_KEY_REUSED" {
		t.Errorf("another amount under the key: got %q, want IDEMPOTENCY_KEY_REUSED", got)
	}
	if got := w.as("admin@brightpath.example").under(t, "retry-1", registerDeal, in).code(); got != "" {
		t.Errorf("the key of a colleague: got %q, want it free", got)
	}
}
