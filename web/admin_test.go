package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/web"
)

func mustGet(tb testing.TB, path string) *http.Request {
	tb.Helper()
	r := httptest.NewRequestWithContext(tb.Context(), http.MethodGet, path, nil)
	r.Host = "127.0.0.1"
	return r
}

func scrape(tb testing.TB, w *world) string {
	tb.Helper()
	res := httptest.NewRecorder()
	w.Admin().ServeHTTP(res, mustGet(tb, "/metrics"))
	if res.Code != http.StatusOK {
		tb.Fatalf("metrics answered %d", res.Code)
	}
	return res.Body.String()
}

func TestMetrics(t *testing.T) {
	w := newWorld(t, gives(`{"shop":null}`), nil)
	w.post(t, query("{shop{id}}"))
	w.post(t, query("{shop{id}}"))
	w.post(t, query("mutation{rename(id:1){id}}"))
	w.post(t, query("{shops(first:0){nodes{id}}}"))
	w.post(t, query("{unknown}"))
	w.do(mustGet(t, "/healthz"))
	w.do(mustGet(t, "/schema.graphqls"))
	got := scrape(t, w)
	for _, want := range []string{
		`partnerhub_graphql_operations_total{code="OK",operation="query"} 2`,
		`partnerhub_graphql_operations_total{code="OK",operation="mutation"} 1`,
		`partnerhub_graphql_operations_total{code="BAD_USER_INPUT",operation="query"} 1`,
		`partnerhub_graphql_refused_total{rule="page"} 1`,
		`partnerhub_graphql_refused_total{rule="validation"} 1`,
		`partnerhub_graphql_documents_total{result="hit"} 1`,
		`partnerhub_auth_refused_total{reason="missing"} 1`,
		`partnerhub_http_requests_total{route="/healthz",status="200"} 1`,
		`partnerhub_graphql_in_flight 0`,
		`go_goroutines`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s", want)
		}
	}
}

// TestNothingOfTheRequestIsKept sends marked words everywhere and looks for them in the log and the metrics.
func TestNothingOfTheRequestIsKept(t *testing.T) {
	exec := func(ctx context.Context) *graphql.Response { return fails(`{"shop":null}`, "NOT_FOUND")(ctx) }
	w := newWorld(t, exec, nil)
	for _, body := range []string{
		query(`query Named($a:ID){shop(id:$a){id}}`, `{"a":"canary"}`), query(`{shop(id:"canary"){id}}`), query("{canary}"), query("canary"),
		`{"canary":1}`, "canary", `{"query":"{shop{id}}","operationName":"canary"}`, query("query($c:Color){shop(color:$c){id}}", `{"c":"canary"}`),
	} {
		w.post(t, body)
	}
	r := w.request(t, query("{shop{id}}"))
	token := r.Header.Get("Authorization")
	r.URL.RawQuery = "canary=1"
	r.Header.Set("User-Agent", "canary")
	w.do(r)
	r = w.request(t, "")
	r.Method, r.URL.Path = "CANARY", "/canary"
	w.do(r)
	r = w.request(t, "")
	r.Header.Set("Authorization", "Bearer canary")
	w.do(r)
	log, numbers := w.log.String(), scrape(t, w)
	if strings.Contains(log, "canary") || strings.Contains(log, strings.TrimPrefix(token, "Bearer ")) {
		t.Errorf("the log holds words of requests:\n%s", log)
	}
	if strings.Contains(strings.ToLower(numbers), "canary") || strings.Contains(numbers, "acme") {
		t.Error("the metrics hold words of requests or tenants")
	}
	for _, want := range []string{`"user":"a@acme.example"`, `"name":"Named"`, `"operation":"query"`, `"code":"NOT_FOUND"`, `"requestId":`, `"ms":`, `"rule":"malformed"`} {
		if !strings.Contains(log, want) {
			t.Errorf("the log has no %s", want)
		}
	}
}

func TestProfilesAreForThisMachine(t *testing.T) {
	w := newWorld(t, gives("null"), nil)
	for host, want := range map[string]int{"127.0.0.1:9090": 200, "localhost:9090": 200, "[::1]:9090": 200, "evil.example:9090": 403, "localhost.evil.example": 403, "": 403} {
		r := mustGet(t, "/debug/pprof/cmdline")
		r.Host = host
		res := httptest.NewRecorder()
		w.Admin().ServeHTTP(res, r)
		if res.Code != want {
			t.Errorf("host %q: got %d, want %d", host, res.Code, want)
		}
	}
}

func TestServedQueriesAreKeptWithinBounds(t *testing.T) {
	w := newWorld(t, gives(`{"shop":null}`), func(c *web.Config) { c.Limits.Documents = 10 })
	hits := func() string {
		_, rest, found := strings.Cut(scrape(t, w), `partnerhub_graphql_documents_total{result="hit"} `)
		if !found {
			return "0"
		}
		n, _, _ := strings.Cut(rest, "\n")
		return n
	}
	first := query("query First{shop{id}}")
	w.post(t, first)
	for i := range 10 {
		w.post(t, query("query Q"+strings.Repeat("x", i+1)+"{shop{id}}"))
	}
	w.post(t, first) // pushed out by ten others
	if got := hits(); got != "0" {
		t.Errorf("got %s hits, want 0: more than ten queries are kept", got)
	}
	w.post(t, first)
	if got := hits(); got != "1" {
		t.Errorf("got %s hits, want 1", got)
	}
	large := query("{shop{id}}#" + strings.Repeat("ü", 8_000))
	w.post(t, large)
	w.post(t, large)
	w.post(t, query("{unknown}"))
	w.post(t, query("{unknown}"))
	if got := hits(); got != "1" {
		t.Errorf("got %s hits, want 1: a large or an invalid query was kept", got)
	}
}

// somePlans are the numbers of plans that answered and left some fields.
type somePlans struct{}

func (somePlans) Planned() uint64         { return 7 }
func (somePlans) Left() map[string]uint64 { return map[string]uint64{"Deal.history": 2} }

func TestMetricsOfPlans(t *testing.T) {
	w := newWorld(t, gives(`{"shop":null}`), func(c *web.Config) { c.Plans = somePlans{} })
	got := scrape(t, w)
	for _, want := range []string{"partnerhub_graphql_planned_total 7", `partnerhub_graphql_unplanned_total{reason="Deal.history"} 2`} {
		if !strings.Contains(got, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
}
