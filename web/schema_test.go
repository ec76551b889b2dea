package web_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"partnerhub/graph"
	"partnerhub/web"
)

// product is a pipeline over the hub's own schema, without its resolvers.
func product(tb testing.TB) *world {
	tb.Helper()
	return newWorld(tb, gives("{}"), func(c *web.Config) {
		c.Schema = stub{schema: graph.NewExecutableSchema(graph.Config{}).Schema(), exec: gives("{}")}
	})
}

// introspection is what the usual tools ask, at their deepest.
const introspection = `query IntrospectionQuery {
  __schema {
    description
    queryType { name kind } mutationType { name kind } subscriptionType { name kind }
    types { ...FullType }
    directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } }
  }
}
fragment FullType on __Type {
  kind name description specifiedByURL isOneOf
  fields(includeDeprecated: true) { name description args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
  inputFields(includeDeprecated: true) { ...InputValue }
  interfaces { ...TypeRef }
  enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
  possibleTypes { ...TypeRef }
}
fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue isDeprecated deprecationReason }
fragment TypeRef on __Type {
  kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
  ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } }
}`

const dealsPage = `query Deals($first: Int, $after: Cursor) {
  deals(first: $first, after: $after, filter: {approvalStatus: [SUBMITTED, UNDER_REVIEW]}, orderBy: {field: UPDATED_AT, direction: DESC}) {
    totalCount
    pageInfo { hasNextPage endCursor }
    edges { cursor node {
      id number version approvalStatus salesStage expectedCloseOn availableActions
      amount { amount currency } customer { name domain contact { name email } }
      lines { productFamily quantity unitPrice { amount currency } }
      approvals { step decision at by { name } organization { name } }
      partner { id name tier organization { name } } vendor { name } distributor { name } program { name } campaign { name }
    } }
  }
}`

func TestUsualQueriesPass(t *testing.T) {
	w := product(t)
	for name, body := range map[string]string{
		"introspection": query(introspection), "deals": query(dealsPage, `{"first":20}`), "100 deals": query(dealsPage, `{"first":100}`),
		"default page": query(dealsPage), "the IDE's query": query(ideQuery(t)),
	} {
		if res, codes := w.post(t, body); res.Code != 200 {
			t.Errorf("%s: got %d %q %.300s", name, res.Code, codes, res.Body)
		}
	}
}

// ideQuery is the query that the IDE opens with.
func ideQuery(tb testing.TB) string {
	tb.Helper()
	text, err := os.ReadFile("ide/ide.js")
	if err != nil {
		tb.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "const defaultQuery = `")
	found, _, ok := strings.Cut(rest, "`")
	if !ok {
		tb.Fatal("ide.js has no default query")
	}
	return found
}

// BenchmarkPipeline is what the pipeline adds to a request: everything but the resolvers. "nothing" is the harness alone: the
// same request made, sent to a handler that answers at once, and recorded.
func BenchmarkPipeline(b *testing.B) {
	w := product(b)
	nothing := http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = rw.Write([]byte(`{"data":{}}`))
	})
	for _, bench := range []struct {
		name, body string
		handler    http.Handler
	}{
		{"nothing", query(dealsPage, `{"first":20}`), nothing}, {"deals", query(dealsPage, `{"first":20}`), w},
		{"refused", query(doubled(50)), w}, {"invalid", query("{unknown}"), w},
	} {
		b.Run(bench.name, func(b *testing.B) {
			r := w.request(b, "")
			body, read := []byte(bench.body), bytes.NewReader(nil)
			token := r.Header.Get("Authorization")
			b.ReportAllocs()
			used := cpu(b)
			defer func() { b.ReportMetric(float64((cpu(b)-used).Nanoseconds())/1000/float64(b.N), "cpu-µs/op") }()
			for b.Loop() {
				read.Reset(body)
				r.Body, r.ContentLength = io.NopCloser(read), int64(len(body))
				r.Header.Set("Authorization", token)
				bench.handler.ServeHTTP(httptest.NewRecorder(), r)
			}
		})
	}
}

// cpu is the processor time that this process has used: on a busy machine it moves least.
func cpu(tb testing.TB) time.Duration {
	tb.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
