package web_test

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/auth"
	"partnerhub/web"
)

// probe is a pair of requests around a limit: what is served at it and what is refused one past it.
type probe struct {
	value string

	at, past string // bodies of GraphQL requests
	refused  string // status and code of what is past
}

// probes are those of the limits on a single request.
func probes() map[string]probe {
	r := strings.Repeat
	sized := func(n int) string { return query("{shop{id}}") + r(" ", n-len(query("{shop{id}}"))) }
	vars := func(v string) string { return query("{shop{id}}", `{"a":`+v+`}`) }
	operations := func(n int) string {
		return strings.Replace(query(each(n, "query Q%d{shop{id}}")), "{", `{"operationName":"Q0",`, 1)
	}
	fragments := func(n int) string {
		return query("{shop{" + each(n, "...F%d ") + "}}" + each(n, "fragment F%d on Shop{id}"))
	}
	nested := func(n int) string { return query("{shop{" + r("owner{", n-2) + "id" + r("}", n-2) + "}}") }
	shown := func(n int) string {
		return query(`{__type(name:"Shop"){` + r("ofType{", n-2) + "name" + r("}", n-2) + "}}")
	}
	return map[string]probe{
		"body":                {value: "1000", at: sized(1000), past: sized(1001), refused: "413 PAYLOAD_TOO_LARGE"},
		"json-depth":          {value: "5", at: vars("[[[]]]"), past: vars("[[[[]]]]"), refused: badBody},
		"json-values":         {value: "10", at: vars("[1,2,3,4,5,6,7]"), past: vars("[1,2,3,4,5,6,7,8]"), refused: badBody},
		"list-items":          {value: "3", at: query("{nodes(ids:[1,2,3]){id}}"), past: query("{nodes(ids:[1,2,3,4]){id}}"), refused: badInput},
		"characters":          {value: "100", at: query("{shop{id}}" + r(" ", 90)), past: query("{shop{id}}" + r(" ", 91)), refused: tooComplex},
		"tokens":              {value: "10", at: query("{shop{" + r("id ", 5) + "}}"), past: query("{shop{" + r("id ", 6) + "}}"), refused: tooComplex},
		"operations":          {value: "3", at: operations(3), past: operations(4), refused: tooComplex},
		"fragments":           {value: "3", at: fragments(3), past: fragments(4), refused: tooComplex},
		"depth":               {value: "4", at: nested(4), past: nested(5), refused: tooComplex},
		"introspection-depth": {value: "4", at: shown(4), past: shown(5), refused: tooComplex},
		"aliases":             {value: "2", at: query("{a:shop{b:id}}"), past: query("{a:shop{b:id c:id}}"), refused: tooComplex},
		"repeats":             {value: "3", at: query("{shop{id id id}}"), past: query("{shop{id id id id}}"), refused: tooComplex},
		"selections":          {value: "3", at: query("{shop{id name}}"), past: query("{shop{id name __typename}}"), refused: tooComplex},
		"directives": {value: "2", at: query("{shop@skip(if:false){id@skip(if:false)}}"),
			past: query("{shop@skip(if:false){id@skip(if:false) name@skip(if:false)}}"), refused: tooComplex},
		"field-directives": {value: "1", at: query("{shop{id@skip(if:false)}}"), past: query("{shop{id@skip(if:false)@include(if:true)}}"), refused: tooComplex},
		"mutations": {value: "2", at: query("mutation{a:rename(id:1){id} b:rename(id:1){id}}"),
			past: query("mutation{a:rename(id:1){id} b:rename(id:1){id} c:rename(id:1){id}}"), refused: tooComplex},
		"page": {value: "30", at: query("{shops(first:30){nodes{id}}}"), past: query("{shops(last:31){nodes{id}}}"), refused: badInput},
		"cost": {value: "100", at: query("{shops(first:99){nodes{id}}}"), past: query("{shops(first:100){nodes{id}}}"), refused: tooComplex},
	}
}

func TestAtTheLimitAndPastIt(t *testing.T) {
	for name, p := range probes() {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, gives(`{"shop":null}`), limits(t, name+"="+p.value))
			if got := w.verdict(t, p.at); got != "200" {
				t.Errorf("at the limit: got %s, want 200", got)
			}
			if got := w.verdict(t, p.past); got != p.refused {
				t.Errorf("past it: got %s, want %s", got, p.refused)
			}
		})
	}
}

// limits changes some of the test world's limits, given as name=value.
func limits(tb testing.TB, changes ...string) func(*web.Config) {
	tb.Helper()
	return func(c *web.Config) {
		for _, change := range changes {
			name, value, _ := strings.Cut(change, "=")
			if err := c.Limits.Set(name, value); err != nil {
				tb.Fatal(err)
			}
		}
	}
}

func (w *world) verdict(tb testing.TB, body string) string {
	tb.Helper()
	return w.verdictOf(w.request(tb, body))
}

func (w *world) verdictOf(r *http.Request) string {
	res, codes := w.do(r)
	return strings.TrimSpace(fmt.Sprint(res.Code, " ", codes))
}

// shownElsewhere are limits that take more than two requests to show, and the tests that show them.
var shownElsewhere = map[string]string{
	"integration-tokens": "TestIntegrationsMaySendLongerQueries", "points": "TestPoints", "points-per-second": "TestPoints",
	"integration-points": "TestPoints", "integration-points-per-second": "TestPoints", "organization-points": "TestPoints",
	"organization-points-per-second": "TestPoints", "mutations-per-minute": "TestMutationsPerMinute",
	"auth-failures-per-minute": "TestRefusedTokensAreCountedByAddress", "anonymous-per-minute": "TestOpenRoutesAreCountedByAddress",
	"buckets": "TestAddressesAreForgotten", "in-flight": "TestServerFull", "organization-in-flight": "TestOneOrganizationLeavesRoomForOthers",
	"wait": "TestWaitingForAPlace", "waiting": "TestWhoRestsLeavesItsPlace", "organization-waiting": "TestWhoRestsLeavesItsPlace", "query-deadline": "TestDeadlinesAreSettings", "mutation-deadline": "TestDeadlinesAreSettings", "errors": "TestErrorsAreBounded",
	"response": "TestAnswerIsBounded", "documents": "TestServedQueriesAreKeptWithinBounds", "document-size": "TestServedQueriesAreKeptWithinBounds",
	"header-bytes": "TestHeaderBytes", "header-timeout": "TestSlowHeader", "read-timeout": "TestSlowBody", "write-timeout": "TestSlowReader",
	"idle-timeout": "TestIdleConnection", "connections": "TestConnections", "streams": "TestStreams", "drain": "TestServerSettings",
}

// TestEveryLimitIsShown walks the settings: each has a test at the limit and one past it.
func TestEveryLimitIsShown(t *testing.T) {
	tests := testsHere(t)
	for _, s := range web.DefaultLimits().Settings() {
		_, probed := probes()[s.Name]
		elsewhere := shownElsewhere[s.Name]
		if probed == (elsewhere != "") {
			t.Errorf("%s: probed %v and shown by %q, want one of the two", s.Name, probed, elsewhere)
		}
		if elsewhere != "" && !tests[elsewhere] {
			t.Errorf("%s: there is no test %s", s.Name, elsewhere)
		}
	}
}

func testsHere(tb testing.TB) map[string]bool {
	tb.Helper()
	packages, err := parser.ParseDir(token.NewFileSet(), ".", nil, parser.SkipObjectResolution) //nolint:staticcheck // one directory without build tags
	if err != nil {
		tb.Fatal(err)
	}
	out := map[string]bool{}
	for _, p := range packages {
		for _, f := range p.Files {
			for _, d := range f.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok {
					out[fn.Name.Name] = true
				}
			}
		}
	}
	return out
}

func TestIntegrationsMaySendLongerQueries(t *testing.T) {
	set := limits(t, "tokens=10", "integration-tokens=12")
	w := newWorld(t, gives(`{"shop":null}`), func(c *web.Config) { set(c); c.Integration = isBot })
	ask := func(who string, fields int) string {
		r := w.request(t, query("{shop{"+strings.Repeat("id ", fields)+"}}"))
		r.Header.Set("Authorization", "Bearer "+w.token(t, who))
		return w.verdictOf(r)
	}
	for _, tt := range []struct {
		who    string
		fields int
		want   string
	}{
		{"bot@acme.example", 7, "200"}, {"bot@acme.example", 8, tooComplex}, {"a@acme.example", 5, "200"}, {"a@acme.example", 6, tooComplex},
		{"a@acme.example", 7, tooComplex}, // although an integration has had it kept
		{"bot@acme.example", 5, "200"}, {"a@acme.example", 5, "200"}, {"bot@acme.example", 7, "200"},
	} {
		if got := ask(tt.who, tt.fields); got != tt.want {
			t.Errorf("%s with %d fields: got %s, want %s", tt.who, tt.fields, got, tt.want)
		}
	}
}

func isBot(who *auth.Principal) bool { return strings.HasPrefix(string(who.UserID), "bot@") }

func TestDeadlinesAreSettings(t *testing.T) {
	slow := func(ctx context.Context) *graphql.Response {
		<-ctx.Done()
		return nil
	}
	for name, body := range map[string]string{"query-deadline": query("{shop{id}}"), "mutation-deadline": query("mutation{rename(id:1){id}}")} {
		w := newWorld(t, slow, limits(t, name+"="+time.Millisecond.String()))
		if got := w.verdict(t, body); got != "504 TIMEOUT" {
			t.Errorf("%s: got %s, want 504 TIMEOUT", name, got)
		}
	}
}
