package auth_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"partnerhub/auth"
)

func TestStartFailsClosed(t *testing.T) {
	is := newIssuer(t)
	keys := string(must(json.Marshal(map[string]any{"keys": is.keys()})))
	says := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) }
	}
	tests := map[string]http.HandlerFunc{
		"down": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusServiceUnavailable)
			fmt.Fprint(w, keys)
		},
		"huge":         says(keys + strings.Repeat(" ", 2<<20)),
		"not JSON":     says("<html>"),
		"no keys":      says(`{"keys":[]}`),
		"slow":         func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"secrets only": says(`{"keys":[{"kty":"oct","kid":"a","k":"AAAA"}]}`),
		"short RSA":    says(`{"keys":[{"kty":"RSA","kid":"a","n":"` + b64(make([]byte, 128)) + `","e":"AQAB"}]}`),
		"too many":     says(strings.Replace(keys, "[", "["+strings.Repeat(`{"kid":"a"},`, 100), 1)),
		"redirected": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.RawQuery == "" {
				http.Redirect(w, r, "/keys?again", http.StatusFound)
				return
			}
			fmt.Fprint(w, keys)
		},
	}
	for name, h := range tests {
		t.Run(name, func(t *testing.T) {
			is, c := newIssuer(t), newClock()
			is.answer(h)
			cfg := is.config(c)
			cfg.FetchTimeout = 200 * time.Millisecond
			if _, err := auth.New(t.Context(), cfg, &people{}, nil); err == nil {
				t.Error("got no error, want one")
			}
		})
	}
}

func TestDiscoveryIsExact(t *testing.T) {
	type doc = map[string]any
	for name, document := range map[string]func(url string) doc{
		"another issuer":  func(url string) doc { return doc{"issuer": url + "/", "jwks_uri": url + "/keys"} },
		"no key address":  func(url string) doc { return doc{"issuer": url} },
		"plain HTTP keys": func(string) doc { return doc{"jwks_uri": "http://id.example/k"} },
		"keys in a file":  func(string) doc { return doc{"jwks_uri": "file:///etc/passwd"} },
	} {
		t.Run(name, func(t *testing.T) {
			is := newIssuer(t)
			is.discovery.Store(func() any { return merge(doc{"issuer": is.URL}, document(is.URL)) })
			if _, err := auth.New(t.Context(), is.config(newClock()), &people{}, nil); err == nil {
				t.Error("got no error, want one")
			}
		})
	}
}

func TestUnknownKeysDoNotStormTheIssuer(t *testing.T) {
	is, c := newIssuer(t), newClock()
	a := is.authenticator(t, c)
	c.advance(31 * time.Second)
	claims := is.claims(c, nil)
	tokens := make([]string, 100)
	for i := range tokens {
		tokens[i] = is.sign(t, claims, map[string]any{"kid": fmt.Sprintf("invented-%d", i)})
	}
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			for _, token := range tokens {
				if _, err := a.Authenticate(t.Context(), "Bearer "+token); auth.ReasonOf(err) != auth.ReasonKey {
					t.Errorf("got %v, want an unknown key", err)
				}
			}
		})
	}
	wg.Wait()
	if got, want := is.fetches.Load(), int64(2); got != want {
		t.Errorf("10,000 invented keys fetched the set %d times, want %d: once at start, once for all", got, want)
	}
}

func TestFailedRefreshKeepsTheKeys(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"down":     func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		"not JSON": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "{") },
		"empty":    func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"keys":[]}`) },
		"huge":     func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, strings.Repeat("[", 2<<20)) },
	} {
		t.Run(name, func(t *testing.T) {
			is, c := newIssuer(t), newClock()
			a := is.authenticator(t, c)
			is.answer(h)
			c.advance(31 * time.Second)
			unknown := is.sign(t, is.claims(c, nil), map[string]any{"kid": "unknown"})
			if _, err := a.Authenticate(t.Context(), "Bearer "+unknown); auth.ReasonOf(err) != auth.ReasonKey {
				t.Errorf("got %v, want an unknown key", err)
			}
			if got, want := is.fetches.Load(), int64(2); got != want {
				t.Fatalf("fetched %d times, want %d", got, want)
			}
			if _, err := a.Authenticate(t.Context(), "Bearer "+is.sign(t, is.claims(c, nil), nil)); err != nil {
				t.Errorf("got %v, want the known key still in use", err)
			}
		})
	}
}

func TestRotation(t *testing.T) {
	is, c := newIssuer(t), newClock()
	a := is.authenticator(t, c)
	next := must(rsa.GenerateKey(rand.Reader, 2048))
	is.publish(map[string]any{"kty": "RSA", "kid": "next", "n": b64(next.N.Bytes()), "e": "AQAB"})
	token := func() string {
		return "Bearer " + signWith(t, jwt.SigningMethodRS256, next, is.claims(c, nil), map[string]any{"kid": "next"})
	}
	if _, err := a.Authenticate(t.Context(), token()); auth.ReasonOf(err) != auth.ReasonKey {
		t.Errorf("got %v, want the new key unknown within the pause", err)
	}
	c.advance(31 * time.Second)
	if _, err := a.Authenticate(t.Context(), token()); err != nil {
		t.Errorf("got %v, want the new key found after the pause", err)
	}
}

func TestWithdrawnKeyIsDropped(t *testing.T) {
	is, c := newIssuer(t), newClock()
	a := is.authenticator(t, c)
	is.answer(func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{"keys": is.keys()[1:2]})
	})
	c.advance(16 * time.Minute)
	deadline := time.Now().Add(10 * time.Second)
	for time.Now().Before(deadline) {
		if _, err := a.Authenticate(t.Context(), "Bearer "+is.sign(t, is.claims(c, nil), nil)); auth.ReasonOf(err) == auth.ReasonKey {
			return
		}
	}
	t.Error("a withdrawn key is still in use")
}
