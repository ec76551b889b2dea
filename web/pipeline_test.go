package web_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partnerhub/auth"
	"partnerhub/web"
)

func everything(c *web.Config) {
	c.IDE = true
	c.Personas = func(context.Context) ([]web.Persona, error) {
		return []web.Persona{{Email: "a@acme.example", Name: "A", Organization: "Acme", Roles: []string{"X"}, Token: "t"}}, nil
	}
}

func TestRoutes(t *testing.T) {
	want := []string{
		"GET /dev/personas open", "GET /healthz open", "GET /readyz open", "GET /schema.graphqls bearer", "POST /graphql bearer",
		"GET / open", "GET /ide/ide.css open", "GET /ide/ide.js open",
	}
	var got []string
	for _, r := range newWorld(t, gives("null"), everything).Routes() {
		if !isCompiledIn(r) {
			got = append(got, r)
		}
	}
	if diff := cmp.Diff(sorted(want), got); diff != "" {
		t.Errorf("a route came or went: decide who may use it (-want +got)\n%s", diff)
	}
	bare := []string{"GET /healthz open", "GET /readyz open", "GET /schema.graphqls bearer", "POST /graphql bearer"}
	if diff := cmp.Diff(bare, newWorld(t, gives("null"), nil).Routes()); diff != "" {
		t.Errorf("without the IDE and personas (-want +got)\n%s", diff)
	}
}

func TestStrangersGetNothing(t *testing.T) {
	w := newWorld(t, gives("null"), everything)
	for _, line := range append(w.Routes(), "GET /nowhere bearer", "GET /metrics bearer", "GET /debug/pprof/ bearer", "POST /GraphQL bearer", "GET //graphql bearer") {
		part := strings.Fields(line)
		t.Run(line, func(t *testing.T) {
			r := httptest.NewRequestWithContext(t.Context(), part[0], "/", strings.NewReader("{"))
			r.URL.Path, r.Host = part[1], "localhost"
			r.Header.Set("Content-Type", "application/json")
			res, codes := w.do(r)
			if part[2] == "open" {
				if res.Code != http.StatusOK {
					t.Errorf("got %d, want 200", res.Code)
				}
				return
			}
			if res.Code != http.StatusUnauthorized || codes != "UNAUTHENTICATED" || res.Header().Get("WWW-Authenticate") == "" {
				t.Errorf("got %d %q, want 401 UNAUTHENTICATED with a challenge", res.Code, codes)
			}
		})
	}
}

func TestUnknownPathForSomebody(t *testing.T) {
	w := newWorld(t, gives("null"), nil)
	for _, path := range []string{"/nowhere", "/", "/ide/ide.js", "/dev/personas", "/graphql/", "/GRAPHQL"} {
		r := w.request(t, "")
		r.URL.Path = path
		if res, codes := w.do(r); res.Code != http.StatusNotFound || codes != "NOT_FOUND" {
			t.Errorf("%s: got %d %q, want 404 NOT_FOUND", path, res.Code, codes)
		}
	}
}

func TestAuthenticationComesBeforeTheBody(t *testing.T) {
	w := newWorld(t, gives("null"), nil)
	body := &endless{}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", body)
	r.Header.Set("Content-Type", "application/json")
	for _, header := range []string{"", "Bearer x.y.z", "Basic abc", "Bearer hub_x"} {
		r.Header.Set("Authorization", header)
		if res, _ := w.do(r); res.Code != http.StatusUnauthorized {
			t.Errorf("%q: got %d, want 401", header, res.Code)
		}
	}
	if body.read != 0 {
		t.Errorf("%d bytes of a stranger's body were read", body.read)
	}
}

func TestTwoAuthorizationHeadersAreNone(t *testing.T) {
	w := newWorld(t, gives("null"), nil)
	r := w.request(t, query("{shop{id}}"))
	r.Header.Add("Authorization", r.Header.Get("Authorization"))
	if res, _ := w.do(r); res.Code != http.StatusUnauthorized {
		t.Errorf("got %d, want 401", res.Code)
	}
}

func TestTokenInTheAddressIsNone(t *testing.T) {
	w := newWorld(t, gives("null"), nil)
	r := w.request(t, query("{shop{id}}"))
	r.Header.Del("Authorization")
	r.URL.RawQuery = "access_token=" + w.token(t, "canary@acme.example")
	if res, _ := w.do(r); res.Code != http.StatusUnauthorized {
		t.Errorf("got %d, want 401", res.Code)
	}
	if strings.Contains(w.log.String(), "access_token") {
		t.Error("the log holds the query string")
	}
}

type broken struct{}

func (broken) Known(string) bool { return false }

func (broken) Authenticate(context.Context, string) (*auth.Principal, error) {
	return nil, errors.New("directory canary down")
}

func TestBrokenDirectoryIsNoRefusal(t *testing.T) {
	w := newWorld(t, gives("null"), func(c *web.Config) { c.Auth = broken{} })
	res, codes := w.post(t, query("{shop{id}}"))
	if res.Code != http.StatusServiceUnavailable || codes != "UNAVAILABLE" || res.Header().Get("Retry-After") == "" {
		t.Errorf("got %d %q, want 503 UNAVAILABLE with Retry-After", res.Code, codes)
	}
	if strings.Contains(res.Body.String(), "canary") {
		t.Errorf("the cause left the server: %s", res.Body)
	}
}

func TestMethodsAndContentTypes(t *testing.T) {
	tests := []struct {
		name, method, kind, encoding string
		want                         int
	}{
		{"post", "POST", "application/json", "", 200},
		{"post with charset", "POST", "application/json; charset=UTF-8", "", 200},
		{"get", "GET", "application/json", "", 405}, {"head", "HEAD", "", "", 405}, {"put", "PUT", "application/json", "", 405},
		{"delete", "DELETE", "", "", 405}, {"options", "OPTIONS", "", "", 405}, {"made up", "QUERY", "application/json", "", 405},
		{"text", "POST", "text/plain", "", 415}, {"text that says JSON", "POST", "text/plain; application/json", "", 415},
		{"form", "POST", "application/x-www-form-urlencoded", "", 415}, {"multipart", "POST", "multipart/form-data; boundary=x", "", 415},
		{"graphql", "POST", "application/graphql", "", 415}, {"graphql+json", "POST", "application/graphql+json", "", 415},
		{"none", "POST", "", "", 415}, {"nonsense", "POST", ";;", "", 415}, {"other charset", "POST", "application/json; charset=utf-16", "", 415},
		{"gzip", "POST", "application/json", "gzip", 415}, {"identity", "POST", "application/json", "identity", 415},
	}
	w := newWorld(t, gives(`{"shop":null}`), nil)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := w.request(t, query("{shop{id}}"))
			r.Method = tt.method
			r.Header.Set("Content-Type", tt.kind)
			if tt.kind == "" {
				r.Header.Del("Content-Type")
			}
			if tt.encoding != "" {
				r.Header.Set("Content-Encoding", tt.encoding)
			}
			res, _ := w.do(r)
			if res.Code != tt.want {
				t.Errorf("got %d, want %d", res.Code, tt.want)
			}
			if tt.want == 405 && res.Header().Get("Allow") != "POST" {
				t.Errorf("got Allow %q, want POST", res.Header().Get("Allow"))
			}
		})
	}
}

func TestHeaders(t *testing.T) {
	w := newWorld(t, gives(`{"shop":null}`), everything)
	for _, path := range []string{"/graphql", "/healthz", "/", "/ide/ide.js", "/nowhere"} {
		r := w.request(t, query("{shop{id}}"))
		r.URL.Path = path
		if path != "/graphql" {
			r.Method = http.MethodGet
		}
		res, _ := w.do(r)
		for name, want := range map[string]string{
			"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Resource-Policy": "same-origin", "Access-Control-Allow-Origin": "", "Set-Cookie": "",
		} {
			if got := res.Header().Get(name); got != want {
				t.Errorf("%s %s: got %q, want %q", path, name, got, want)
			}
		}
		if vary := res.Header().Get("Vary"); !strings.Contains(vary, "Authorization") || !strings.Contains(vary, "Origin") {
			t.Errorf("%s: got Vary %q", path, vary)
		}
		if policy := res.Header().Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'") || strings.Contains(policy, "http") {
			t.Errorf("%s: got policy %q", path, policy)
		}
	}
}

func TestRequestID(t *testing.T) {
	var seen string
	type key struct{}
	w := newWorld(t, gives("null"), func(c *web.Config) {
		c.WithRequestID = func(ctx context.Context, id string) context.Context { return context.WithValue(ctx, key{}, id) }
		c.Ready = func(ctx context.Context) error {
			seen, _ = ctx.Value(key{}).(string)
			if web.RequestID(ctx) != seen {
				t.Errorf("got %q, want %q", web.RequestID(ctx), seen)
			}
			return nil
		}
	})
	for given, kept := range map[string]bool{"abcd-1234_XYZ": true, "": false, "short": false, "with space and more": false,
		"line\nbreak-here": false, strings.Repeat("a", 65): false} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/readyz", nil)
		r.Header.Set("X-Request-Id", given)
		res, _ := w.do(r)
		got := res.Header().Get("X-Request-Id")
		if got == "" || got != seen || (got == given) != kept {
			t.Errorf("given %q: answered %q, passed on %q, kept should be %v", given, got, seen, kept)
		}
	}
}

func TestHealthAndReadiness(t *testing.T) {
	var cause error
	w := newWorld(t, gives("null"), func(c *web.Config) { c.Ready = func(context.Context) error { return cause } })
	get := func(path string) *httptest.ResponseRecorder {
		res, _ := w.do(httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		return res
	}
	if got := get("/readyz"); got.Code != http.StatusOK {
		t.Errorf("ready: got %d, want 200", got.Code)
	}
	cause = errors.New("canary: the database is down")
	if got := get("/readyz"); got.Code != http.StatusServiceUnavailable || strings.Contains(got.Body.String(), "canary") {
		t.Errorf("not ready: got %d %s, want 503 without the cause", got.Code, got.Body)
	}
	if got := get("/healthz"); got.Code != http.StatusOK {
		t.Errorf("alive: got %d, want 200 whatever the database does", got.Code)
	}
}

func TestSchemaText(t *testing.T) {
	w := newWorld(t, gives("null"), nil)
	r := w.request(t, "")
	r.Method, r.URL.Path = http.MethodGet, "/schema.graphqls"
	res, _ := w.do(r)
	if res.Code != http.StatusOK || !strings.Contains(res.Body.String(), "type ShopConnection {") {
		t.Errorf("got %d %s", res.Code, res.Body)
	}
}
