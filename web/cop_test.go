package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// check is one of those that the scanner graphql-cop makes: a request, and what in its answer would be a finding.
type check struct {
	name    string
	request func(t *testing.T) *http.Request
	finding func(res *httptest.ResponseRecorder) bool
}

// posted is a request as the scanner posts it.
func posted(body string) func(*testing.T) *http.Request {
	return func(t *testing.T) *http.Request {
		t.Helper()
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		return r
	}
}

// got is the same by an address.
func got(path string, values url.Values) func(*testing.T) *http.Request {
	return func(t *testing.T) *http.Request {
		t.Helper()
		return httptest.NewRequestWithContext(t.Context(), http.MethodGet, path+"?"+values.Encode(), nil)
	}
}

// form is a body that a page of another site can send without asking.
func form(values url.Values) func(*testing.T) *http.Request {
	return func(t *testing.T) *http.Request {
		t.Helper()
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", strings.NewReader(values.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return r
	}
}

func holds(words ...string) func(*httptest.ResponseRecorder) bool {
	return func(res *httptest.ResponseRecorder) bool {
		for _, w := range words {
			if !strings.Contains(res.Body.String(), w) {
				return false
			}
		}
		return true
	}
}

// served is true when the answer has data for what was asked.
var served = holds(`"data":{`)

const answered = `{"__typename":"Query","shop":null}`

func copChecks() []check {
	typename := url.Values{"query": {"query cop { __typename }"}}
	circular := "query cop { __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }"
	return []check{
		{"alias overloading", posted(query("query cop {" + each(101, "alias%d:__typename ") + "}")), served},
		{"array-based query batching", posted("[" + strings.TrimSuffix(strings.Repeat(query("query cop { __typename }")+",", 10), ",") + "]"), holds(`[{"data"`)},
		{"directive overloading", posted(query("query cop { __typename " + strings.Repeat("@aa", 10) + " }")),
			func(res *httptest.ResponseRecorder) bool { return strings.Count(res.Body.String(), `"message"`) >= 10 }},
		{"circular query by introspection", posted(query(circular)), served},
		{"field duplication", posted(query("query cop {" + strings.Repeat("__typename ", 500) + "}")), served},
		{"field suggestions", posted(query("query cop { __schema { directive } }")), holds("Did you mean")},
		{"field suggestions of our own names", posted(query("query cop { shop { nam } }")), holds("Did you mean")},
		{"introspection", posted(query("query cop { __schema { types { name fields { name } } } }")), served},
		{"GET method", got("/graphql", typename), served},
		{"mutation by GET", got("/graphql", url.Values{"query": {"mutation cop { __typename }"}}), served},
		{"POST of a form", form(typename), served},
		{"GraphiQL", got("/", nil), holds("graphiql")},
		{"GraphiQL beside it", got("/graphiql", nil), holds("graphiql")},
		{"playground", got("/playground", nil), holds("playground")},
		{"trace mode", posted(query("query cop { __typename }")), holds(`"tracing"`)},
		{"unhandled errors", posted(query("qwerty cop { abc }")), holds(`"exception"`)},
		{"the query in the answer", posted(query("qwerty canary { abc }")), holds("canary")},
	}
}

// TestGraphQLCop asks what the scanner asks, as a stranger and as somebody who is signed in: there must be nothing to find.
func TestGraphQLCop(t *testing.T) {
	w := newWorld(t, gives(answered), nil)
	findings := 0
	for _, c := range copChecks() {
		for _, who := range []string{"", "a@acme.example"} {
			if who != "" && c.name == "introspection" {
				continue // the schema is public: whoever may ask may also read what can be asked
			}
			r := c.request(t)
			if who != "" {
				r.Header.Set("Authorization", "Bearer "+w.token(t, who))
			}
			res, _ := w.do(r)
			if c.finding(res) {
				findings++
				t.Errorf("%s, as %q: found: %d %.200s", c.name, who, res.Code, res.Body)
			}
			if strings.Contains(res.Body.String(), "goroutine") {
				t.Errorf("%s: a stack left the server", c.name)
			}
		}
	}
	if res, _ := w.post(t, query("query cop { __typename }")); res.Code != http.StatusOK || !strings.Contains(res.Body.String(), `"data":{`) {
		t.Errorf("a good query got %d %s: then nothing above means anything", res.Code, res.Body)
	}
	t.Logf("%d checks, %d findings", len(copChecks()), findings)
}
