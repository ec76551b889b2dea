package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/web"
)

func TestQueriesByGET(t *testing.T) {
	shop := func(more ...string) string {
		v := url.Values{"query": {"query A($id:ID){shop(id:$id){id}}"}}
		for i := 0; i < len(more); i += 2 {
			v.Add(more[i], more[i+1])
		}
		return v.Encode()
	}
	text := func(query string) string { return url.Values{"query": {query}}.Encode() }
	tests := []struct{ name, address, want string }{
		{"query", shop(), "200"},
		{"variables", shop("variables", `{"id":"1"}`), "200"},
		{"all parameters", shop("variables", "{}", "operationName", "A", "extensions", "{}"), "200"},
		{"none", "", badBody},
		{"mutation", text("mutation{rename(id:1){id}}"), "405 METHOD_NOT_ALLOWED"},
		{"mutation among queries", url.Values{"query": {"query A{shop{id}} mutation B{rename(id:1){id}}"}, "operationName": {"B"}}.Encode(), "405 METHOD_NOT_ALLOWED"},
		{"query twice", shop("query", "{shop{id}}"), badBody},
		{"variables twice", shop("variables", "{}", "variables", "{}"), badBody},
		{"variables no object", shop("variables", "[]"), badBody},
		{"a variable twice", shop("variables", `{"id":1,"id":2}`), badBody},
		{"variables too deep", shop("variables", `{"id":`+strings.Repeat("[", 100)+strings.Repeat("]", 100)+"}"), badBody},
		{"unknown parameter", shop("canary", "1"), badBody},
		{"token in the address", shop("access_token", "canary"), badBody},
		{"bad UTF-8", "query=%7Bshop%7Bid%7D%7D%23%ff", badBody},
		{"bad escape", "query=%zz", badBody},
		{"semicolons", "query={shop{id}};query={shop{id}}", badBody},
		{"too complex", text(doubled(50)), tooComplex},
		{"invalid", text("{canary}"), invalid},
		{"page", text("{shops(first:0){nodes{id}}}"), badInput},
	}
	w := newWorld(t, gives(`{"shop":null}`), func(c *web.Config) { c.Get = true })
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := w.request(t, "")
			r.Method, r.URL.RawQuery, r.Body = http.MethodGet, tt.address, http.NoBody
			r.Header.Del("Content-Type")
			if got := w.verdictOf(r); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
	if log := w.log.String(); strings.Contains(log, "canary") || strings.Contains(log, "shop") {
		t.Errorf("the log holds the address: %s", log)
	}
}

func TestGETNeedsATokenAndASwitch(t *testing.T) {
	address := "/graphql?query=" + url.QueryEscape("{shop{id}}")
	on := newWorld(t, gives(`{"shop":null}`), func(c *web.Config) { c.Get = true })
	if res, codes := on.do(httptest.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)); res.Code != http.StatusUnauthorized {
		t.Errorf("a stranger got %d %q, want 401", res.Code, codes)
	}
	deleted := on.request(t, "")
	deleted.Method = http.MethodDelete
	if res, _ := on.do(deleted); res.Header().Get("Allow") != "GET, POST" {
		t.Errorf("got Allow %q, want GET, POST", res.Header().Get("Allow"))
	}
	off := newWorld(t, gives(`{"shop":null}`), nil)
	r := off.request(t, "")
	r.Method, r.URL.RawQuery = http.MethodGet, "query=%7Bshop%7Bid%7D%7D"
	if got := off.verdictOf(r); got != "405 METHOD_NOT_ALLOWED" {
		t.Errorf("as it comes: got %s, want 405", got)
	}
	if got := fmt.Sprint(on.Routes()); !strings.Contains(got, "GET /graphql bearer") {
		t.Errorf("the inventory lacks the route: %s", got)
	}
}

// TestNumbersInAddressesStayExact is TestNumbersStayExact by GET.
func TestNumbersInAddressesStayExact(t *testing.T) {
	var got any
	w := newWorld(t, func(ctx context.Context) *graphql.Response {
		got = graphql.GetOperationContext(ctx).Variables["a"]
		return &graphql.Response{Data: json.RawMessage(`{"shop":null}`)}
	}, func(c *web.Config) { c.Get = true })
	r := w.request(t, "")
	r.Method = http.MethodGet
	r.URL.RawQuery = url.Values{"query": {"query($a:ID){shop(id:$a){id}}"}, "variables": {`{"a":9007199254740993}`}}.Encode()
	if w.do(r); got != json.Number("9007199254740993") {
		t.Errorf("got %v", got)
	}
}
