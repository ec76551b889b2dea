package web_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"partnerhub/web"
)

const registered = "query Registered($id: ID) { shop(id: $id) { id } }"

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// manifest lists documents by what the usual generators call them.
func manifest(tb testing.TB, documents map[string]string) []byte {
	tb.Helper()
	text, err := json.Marshal(documents)
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

func trusted(tb testing.TB, only bool) *web.Trusted {
	tb.Helper()
	deep := "{" + strings.Repeat("shop{", 8) + "id" + strings.Repeat("}", 8) + "}"
	t, err := web.NewTrusted(manifest(tb, map[string]string{digest(registered): registered, "sha256:" + digest(deep): deep, digest("{unknown}"): "{unknown}"}), only)
	if err != nil {
		tb.Fatal(err)
	}
	return t
}

func TestTrustedDocuments(t *testing.T) {
	deep := "{" + strings.Repeat("shop{", 8) + "id" + strings.Repeat("}", 8) + "}"
	named := func(id string, more string) string { return `{"documentId":"` + id + `"` + more + "}" }
	notFound := "400 NOT_FOUND"
	tests := []struct{ name, body, off, prefer, only string }{
		{"a query", query("{shop{id}}"), "200", "200", badBody},
		{"a registered query by its text", query(registered), "200", "200", badBody},
		{"registered", named(digest(registered), ""), badBody, "200", "200"},
		{"with variables", named(digest(registered), `,"variables":{"id":"1"},"operationName":"Registered"`), badBody, "200", "200"},
		{"with its kind", named("sha256:"+digest(registered), ""), badBody, "200", "200"},
		{"in capitals", named(strings.ToUpper(digest(registered)), ""), badBody, "200", "200"},
		{"unknown", named(digest("{shop{name}}"), ""), badBody, notFound, notFound},
		{"no digest", named("../../etc/passwd", ""), badBody, notFound, notFound},
		{"empty", named("", ""), badBody, badBody, badBody},
		{"a number", `{"documentId":1}`, badBody, badBody, badBody},
		{"both", named(digest(registered), `,"query":"{shop{id}}"`), badBody, badBody, badBody},
		{"none", "{}", badBody, badBody, badBody},
		{"too deep", named(digest(deep), ""), badBody, tooComplex, tooComplex},
		{"invalid", named(digest("{unknown}"), ""), badBody, invalid, invalid},
		{"persisted by the client", `{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"` + digest(registered) + `"}}}`, badBody, badBody, badBody},
	}
	for mode, with := range map[string]*web.Trusted{"off": nil, "prefer": trusted(t, false), "only": trusted(t, true)} {
		w := newWorld(t, gives(`{"shop":null}`), func(c *web.Config) { c.Trusted, c.Get = with, true })
		for _, tt := range tests {
			t.Run(mode+" "+tt.name, func(t *testing.T) {
				want := map[string]string{"off": tt.off, "prefer": tt.prefer, "only": tt.only}[mode]
				if got := w.verdict(t, tt.body); got != want {
					t.Errorf("got %s, want %s", got, want)
				}
			})
		}
		r := w.request(t, "")
		r.Method, r.URL.RawQuery = http.MethodGet, url.Values{"documentId": {digest(registered)}}.Encode()
		if got := w.verdictOf(r); (got == "200") != (mode != "off") {
			t.Errorf("%s, by GET: got %s", mode, got)
		}
	}
}

func TestManifests(t *testing.T) {
	for name, text := range map[string]string{
		"no JSON": "{", "a list": `["{shop{id}}"]`, "no texts": `{"a":1}`,
		"another document": string(manifest(t, map[string]string{digest(registered): "{shop{id}}"})),
		"another digest":   string(manifest(t, map[string]string{"md5:abc": registered})),
		"a space more":     string(manifest(t, map[string]string{digest(registered): registered + " "})),
	} {
		if _, err := web.NewTrusted([]byte(text), true); err == nil {
			t.Errorf("%s: got no error", name)
		}
	}
	if _, err := web.NewTrusted([]byte("{}"), true); err != nil {
		t.Errorf("none: %v", err)
	}
}
