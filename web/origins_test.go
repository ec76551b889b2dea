package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"partnerhub/web"
)

const portal = "https://portal.example.com"

func withPortal(c *web.Config) { c.Origins = []string{portal, "http://localhost:3000"} }

func TestPreflight(t *testing.T) {
	tests := []struct {
		name, origin, method, headers string
		allowed                       bool
	}{
		{"a portal", portal, "POST", "authorization,content-type,idempotency-key", true},
		{"another port", "http://localhost:3000", "POST", "authorization,content-type", true},
		{"a stranger", "https://evil.example", "POST", "authorization", false},
		{"another scheme", "http://portal.example.com", "POST", "authorization", false},
		{"a longer name", "https://portal.example.com.evil.example", "POST", "authorization", false},
		{"a name below", "https://a.portal.example.com", "POST", "authorization", false},
		{"nobody", "null", "POST", "authorization", false},
		{"another method", portal, "DELETE", "authorization", false},
		{"another header", portal, "POST", "x-secret", false},
	}
	w := newWorld(t, gives(`{"shop":null}`), withPortal)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodOptions, "/graphql", nil)
			r.Header.Set("Origin", tt.origin)
			r.Header.Set("Access-Control-Request-Method", tt.method)
			r.Header.Set("Access-Control-Request-Headers", tt.headers)
			res, _ := w.do(r)
			want := ""
			if tt.allowed {
				want = tt.origin
			}
			if got := res.Header().Get("Access-Control-Allow-Origin"); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
			if res.Header().Get("Access-Control-Allow-Credentials") != "" {
				t.Error("a browser may send its credentials")
			}
		})
	}
}

// TestPostsOfPages sends what a browser sends with a page's request. A client that is no browser sends none of it.
func TestPostsOfPages(t *testing.T) {
	tests := []struct {
		name, origin, site, host string
		want                     int
		readable                 string
	}{
		{"no browser", "", "", "hub.example", 200, ""},
		{"our own page", "https://hub.example", "same-origin", "hub.example", 200, ""},
		{"our own page in an old browser", "https://hub.example", "", "hub.example", 200, ""},
		{"a portal", portal, "cross-site", "hub.example", 200, portal},
		{"a portal of the same site", portal, "same-site", "hub.example", 200, portal},
		{"a stranger", "https://evil.example", "cross-site", "hub.example", 403, ""},
		{"a stranger in an old browser", "https://evil.example", "", "hub.example", 403, ""},
		{"a sandboxed page", "null", "cross-site", "hub.example", 403, ""},
		{"a sister", "https://www.hub.example", "same-site", "hub.example", 403, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, gives(`{"shop":null}`), withPortal)
			r := w.request(t, query("{shop{id}}"))
			r.Host = tt.host
			for name, value := range map[string]string{"Origin": tt.origin, "Sec-Fetch-Site": tt.site} {
				if value != "" {
					r.Header.Set(name, value)
				}
			}
			res, codes := w.do(r)
			if res.Code != tt.want || (codes == "FORBIDDEN") != (tt.want == 403) {
				t.Errorf("got %d %q, want %d", res.Code, codes, tt.want)
			}
			if got := res.Header().Get("Access-Control-Allow-Origin"); got != tt.readable {
				t.Errorf("readable for %q, want %q", got, tt.readable)
			}
			if exposed := res.Header().Get("Access-Control-Expose-Headers"); tt.readable != "" && !strings.Contains(exposed, "Retry-After") {
				t.Errorf("a portal may read %q only", exposed)
			}
			if !strings.Contains(strings.Join(res.Header().Values("Vary"), ","), "Origin") {
				t.Error("a cache could give the answer to another origin")
			}
		})
	}
}

// TestNoOriginByDefault is the hub as it comes.
func TestNoOriginByDefault(t *testing.T) {
	w := newWorld(t, gives(`{"shop":null}`), nil)
	for _, origin := range []string{portal, "null", "https://evil.example"} {
		r := w.request(t, query("{shop{id}}"))
		r.Header.Set("Origin", origin)
		res, _ := w.do(r)
		if res.Code != http.StatusForbidden || res.Header().Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: got %d and %q, want 403 and nothing allowed", origin, res.Code, res.Header().Get("Access-Control-Allow-Origin"))
		}
		r = httptest.NewRequestWithContext(t.Context(), http.MethodOptions, "/graphql", nil)
		r.Header.Set("Origin", origin)
		r.Header.Set("Access-Control-Request-Method", "POST")
		if res, _ := w.do(r); res.Code != http.StatusMethodNotAllowed || res.Header().Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: a preflight got %d, want 405", origin, res.Code)
		}
	}
}

func TestOriginsAreExact(t *testing.T) {
	for origin, ok := range map[string]bool{
		portal: true, "http://localhost:3000": true, "https://[::1]:8443": true, "*": false, "": false, "null": false, "https://*.example.com": false,
		"https://portal.example.com/": false, "https://Portal.example.com": false, "portal.example.com": false, "ftp://portal.example.com": false,
		"https://user@portal.example.com": false, "https://portal.example.com?x": false, "https://portal.example.com#x": false, "https://": false,
	} {
		if err := web.CheckOrigin(origin); (err == nil) != ok {
			t.Errorf("%q: got %v", origin, err)
		}
	}
	cfg := newConfig(t)
	cfg.Origins = []string{"*"}
	if _, err := web.New(cfg); err == nil {
		t.Error("a pipeline for any origin was made")
	}
}
