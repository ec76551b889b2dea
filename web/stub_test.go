package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"partnerhub/auth"
	"partnerhub/web"
)

const sdl = `
type Shop { id: ID! name: String owner: Shop shops(first: Int, last: Int): ShopConnection! }
type ShopEdge { cursor: String! node: Shop! }
type ShopConnection { edges: [ShopEdge!]! nodes: [Shop!]! totalCount: Int! }
enum Color { RED GREEN }
type Query { shop(id: ID, color: Color): Shop shops(first: Int, last: Int): ShopConnection! nodes(ids: [ID!]!): [Shop]! }
type Mutation { approveShop(id: ID!): Shop rename(id: ID!, name: String): Shop }
`

// stub is a schema whose every operation gives what a test wants.
type stub struct {
	schema *ast.Schema
	exec   func(context.Context) *graphql.Response
}

func (s stub) Schema() *ast.Schema { return s.schema }

func (s stub) Complexity(context.Context, string, string, int, map[string]any) (int, bool) {
	return 0, false
}

func (s stub) Exec(context.Context) graphql.ResponseHandler {
	done := false
	return func(ctx context.Context) *graphql.Response {
		if done {
			return nil
		}
		done = true
		return s.exec(ctx)
	}
}

func gives(data string) func(context.Context) *graphql.Response {
	return func(context.Context) *graphql.Response { return &graphql.Response{Data: json.RawMessage(data)} }
}

// people knows everybody with an address, each in an organization named by the address's domain.
type people struct{}

func (people) PrincipalByEmail(_ context.Context, email string) (*auth.Principal, error) {
	_, domain, _ := strings.Cut(email, "@")
	return &auth.Principal{UserID: auth.ID(email), OrganizationID: auth.ID(domain)}, nil
}

func (p people) PrincipalByUser(ctx context.Context, id auth.ID) (*auth.Principal, error) {
	return p.PrincipalByEmail(ctx, string(id))
}

// world is a pipeline over a stub, with what it writes.
type world struct {
	*web.Web
	auth *auth.Authenticator
	log  *buffer
}

type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func newWorld(tb testing.TB, exec func(context.Context) *graphql.Response, change func(*web.Config)) *world {
	tb.Helper()
	now := func() time.Time { return time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC) }
	a, err := auth.New(tb.Context(), auth.Config{Dev: true, DevKey: bytes.Repeat([]byte("k"), 32), Now: now}, people{}, nil)
	if err != nil {
		tb.Fatal(err)
	}
	w := &world{auth: a, log: &buffer{}}
	cfg := web.Config{
		Schema:  stub{schema: gqlparser.MustLoadSchema(&ast.Source{Input: sdl}), exec: exec},
		Present: graphql.DefaultErrorPresenter, Recover: graphql.DefaultRecover, Auth: a,
		Ready: func(context.Context) error { return nil },
		Log:   slog.New(slog.NewJSONHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})), Now: now, Limits: unhurried(),
	}
	if change != nil {
		change(&cfg)
	}
	if w.Web, err = web.New(cfg); err != nil {
		tb.Fatal(err)
	}
	return w
}

// unhurried are the limits without those over time: the clock of these tests stands still.
func unhurried() web.Limits {
	l := web.DefaultLimits()
	const much = 1 << 30
	l.Rates = web.Rates{Points: much, PerSecond: 1, IntegrationPoints: much, IntegrationPerSecond: 1, OrganizationPoints: much,
		OrganizationPerSecond: 1, Mutations: much, AuthFailures: much, Anonymous: much, Buckets: 100}
	return l
}

func (w *world) token(tb testing.TB, email string) string {
	tb.Helper()
	token, err := w.auth.SignDev(email, time.Hour)
	if err != nil {
		tb.Fatal(err)
	}
	return token
}

// request makes a good GraphQL request of one person.
func (w *world) request(tb testing.TB, body string) *http.Request {
	tb.Helper()
	r := httptest.NewRequestWithContext(tb.Context(), http.MethodPost, "/graphql", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+w.token(tb, "a@acme.example"))
	return r
}

// do runs a request, and tells its status, the codes of its errors and its body.
func (w *world) do(r *http.Request) (res *httptest.ResponseRecorder, codes string) {
	res = httptest.NewRecorder()
	w.ServeHTTP(res, r)
	var body struct {
		Errors []struct{ Extensions struct{ Code string } }
	}
	_ = json.Unmarshal(res.Body.Bytes(), &body)
	var list []string
	for _, e := range body.Errors {
		list = append(list, e.Extensions.Code)
	}
	return res, strings.Join(list, " ")
}

func (w *world) post(tb testing.TB, body string) (*httptest.ResponseRecorder, string) {
	tb.Helper()
	return w.do(w.request(tb, body))
}

// query is a body with a query and, if given, variables as JSON.
func query(text string, variables ...string) string {
	body, _ := json.Marshal(text)
	if len(variables) == 0 {
		return `{"query":` + string(body) + `}`
	}
	return `{"query":` + string(body) + `,"variables":` + variables[0] + `}`
}

// endless is a body that never ends and counts what is read of it.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	e.read += len(p)
	return len(p), nil
}

var _ io.Reader = (*endless)(nil)
