package web_test

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"partnerhub/web"
)

func TestPageOfTheIDE(t *testing.T) {
	w := newWorld(t, gives("null"), everything)
	res, _ := w.do(mustGet(t, "/"))
	if res.Code != http.StatusOK || !strings.HasPrefix(res.Header().Get("Content-Type"), "text/html") {
		t.Fatalf("got %d %q, want a page", res.Code, res.Header().Get("Content-Type"))
	}
	policy := res.Header().Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "script-src 'self';", "connect-src 'self'", "frame-ancestors 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the policy %q has no %q", policy, want)
		}
	}
	if _, err := os.Stat("ide/dist/graphiql.min.js"); errors.Is(err, os.ErrNotExist) {
		if !strings.Contains(res.Body.String(), "make ide") {
			t.Error("the page without GraphiQL does not say how to get it")
		}
		return
	}
	for _, file := range regexp.MustCompile(`(?:src|href)="(/[^"]+)"`).FindAllStringSubmatch(res.Body.String(), -1) {
		if got, _ := w.do(mustGet(t, file[1])); got.Code != http.StatusOK {
			t.Errorf("the page wants %s and gets %d", file[1], got.Code)
		}
	}
}

// TestPagesStandAlone looks for anything that a page would fetch from elsewhere, keep or write inline.
func TestPagesStandAlone(t *testing.T) {
	pages, err := filepath.Glob("ide/*.*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range pages {
		if ext := filepath.Ext(name); ext != ".html" && ext != ".js" && ext != ".css" {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, pattern := range []string{`(src|href)="(https?:)?//`, `url\(`, `@import`, `localStorage`, `document\.cookie`, ` on[a-z]+="`, `<script>`, `<style`, `eval\(`, `innerHTML`} {
			if found := regexp.MustCompile(pattern).Find(text); found != nil {
				t.Errorf("%s has %q", name, found)
			}
		}
	}
}

func TestLockNamesNoRegistry(t *testing.T) {
	text, err := os.ReadFile("ide/package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), `"resolved"`) {
		t.Error("package-lock.json names where packages were fetched from")
	}
}

func TestPersonasAreForOwnPages(t *testing.T) {
	w := newWorld(t, gives("null"), everything)
	tests := []struct {
		host, site string
		want       int
	}{
		{"127.0.0.1:8080", "", 200}, {"localhost:8080", "same-origin", 200}, {"[::1]:8080", "none", 200}, {"::1", "", 200}, {"192.168.0.7", "", 200},
		{"evil.example:8080", "", 403}, {"evil.example", "same-origin", 403}, {"127.0.0.1.evil.example", "", 403},
		{"127.0.0.1:8080", "cross-site", 403}, {"127.0.0.1:8080", "same-site", 403},
	}
	for _, tt := range tests {
		r := mustGet(t, "/dev/personas")
		r.Host = tt.host
		r.Header.Set("Sec-Fetch-Site", tt.site)
		res, _ := w.do(r)
		if res.Code != tt.want || strings.Contains(res.Body.String(), "token") != (tt.want == 200) {
			t.Errorf("host %q, site %q: got %d %s, want %d", tt.host, tt.site, res.Code, res.Body, tt.want)
		}
	}
}

func TestPersonasBroken(t *testing.T) {
	w := newWorld(t, gives("null"), func(c *web.Config) {
		c.Personas = func(context.Context) ([]web.Persona, error) { return nil, errors.New("canary") }
	})
	if res, codes := w.do(mustGet(t, "/dev/personas")); res.Code != http.StatusServiceUnavailable || codes != "UNAVAILABLE" || strings.Contains(res.Body.String(), "canary") {
		t.Errorf("got %d %s", res.Code, res.Body)
	}
}
