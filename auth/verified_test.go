package auth_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"partnerhub/auth"
	"partnerhub/model"
)

// TestVerifiedTokensEndLikeOthers asks with one token again and again, so that every refusal below meets a remembered one.
func TestVerifiedTokensEndLikeOthers(t *testing.T) {
	tests := map[string]struct {
		then func(t *testing.T, is *issuer, c *clock, p *people)
		want auth.Reason
	}{
		"nothing happens":        {func(*testing.T, *issuer, *clock, *people) {}, ""},
		"59 s after its expiry":  {func(_ *testing.T, _ *issuer, c *clock, _ *people) { c.advance(time.Hour + 59*time.Second) }, ""},
		"60 s after its expiry":  {func(_ *testing.T, _ *issuer, c *clock, _ *people) { c.advance(time.Hour + 60*time.Second) }, auth.ReasonExpired},
		"its person is disabled": {func(_ *testing.T, _ *issuer, _ *clock, p *people) { p.disabled.Store(true) }, auth.ReasonUser},
		"its key is withdrawn": {func(_ *testing.T, is *issuer, c *clock, _ *people) {
			is.answer(func(w http.ResponseWriter, _ *http.Request) {
				_ = json.NewEncoder(w).Encode(map[string]any{"keys": is.keys()[1:2]})
			})
			c.advance(16 * time.Minute)
		}, auth.ReasonKey},
		"its key id gets another key": {func(t *testing.T, is *issuer, c *clock, _ *people) {
			next := must(rsa.GenerateKey(rand.Reader, 2048))
			is.answer(func(w http.ResponseWriter, _ *http.Request) {
				_ = json.NewEncoder(w).Encode(map[string]any{"keys": []any{map[string]any{"kty": "RSA", "kid": "rsa", "n": b64(next.N.Bytes()), "e": "AQAB"}}})
			})
			c.advance(16 * time.Minute)
		}, auth.ReasonSignature},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			is, c, p := newIssuer(t), newClock(), &people{}
			a := must(auth.New(t.Context(), is.config(c), p, nil))
			header := "Bearer " + is.sign(t, is.claims(c, nil), nil)
			for range 3 {
				if _, err := a.Authenticate(t.Context(), header); err != nil {
					t.Fatalf("got %v, want the person", err)
				}
			}
			tt.then(t, is, c, p)
			if got := settled(t, a, header, tt.want); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if known := a.Known(header); known != (tt.want == "") {
				t.Errorf("known afterwards: %v", known)
			}
		})
	}
}

// settled asks until the wanted reason is given: the keys are read again beside the request that finds them due.
func settled(tb testing.TB, a *auth.Authenticator, header string, want auth.Reason) auth.Reason {
	tb.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; {
		_, err := a.Authenticate(tb.Context(), header)
		if got := auth.ReasonOf(err); got == want || time.Now().After(deadline) {
			return got
		}
	}
}

func TestOneTokenIsNotAnother(t *testing.T) {
	is, c := newIssuer(t), newClock()
	a := is.authenticator(t, c)
	good := is.sign(t, is.claims(c, nil), nil)
	if _, err := a.Authenticate(t.Context(), "Bearer "+good); err != nil {
		t.Fatal(err)
	}
	for name, token := range map[string]string{
		"one letter less": good[:len(good)-1],
		"unsigned":        unsigned(good),
		"a stranger's":    signWith(t, jwt.SigningMethodRS256, must(rsa.GenerateKey(rand.Reader, 2048)), is.claims(c, nil), map[string]any{"kid": "rsa"}),
	} {
		if _, err := a.Authenticate(t.Context(), "Bearer "+token); auth.ReasonOf(err) == "" {
			t.Errorf("%s: got %v, want a refusal", name, err)
		}
		if a.Known("Bearer " + token) {
			t.Errorf("%s: is taken for a token that was good", name)
		}
	}
}

// TestKeysAreNeverBelieved ends an API key between two requests.
func TestKeysAreNeverBelieved(t *testing.T) {
	c := newClock()
	secret, _, hash, err := model.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	stored := auth.Key{UserID: "user_desk", Hash: hash}
	a := keyAuthenticator(t, c, func(context.Context, string) (auth.Key, error) { return stored, nil })
	header := "Bearer " + secret
	if a.Known(header) {
		t.Error("a key that nobody has used is known")
	}
	for range 2 {
		if _, err := a.Authenticate(t.Context(), header); err != nil || !a.Known(header) {
			t.Fatalf("got %v and known %v, want the holder", err, a.Known(header))
		}
	}
	stored.RevokedAt = c.now()
	if _, err := a.Authenticate(t.Context(), header); auth.ReasonOf(err) != auth.ReasonRevoked || a.Known(header) {
		t.Errorf("got %v and known %v, want a refusal with the very next request", err, a.Known(header))
	}
}

// BenchmarkAuthenticate is what a token costs with its first request and with every later one.
func BenchmarkAuthenticate(b *testing.B) {
	is, c := newIssuer(b), newClock()
	a := is.authenticator(b, c)
	b.Run("again", func(b *testing.B) {
		header := "Bearer " + is.sign(b, is.claims(c, nil), nil)
		b.ReportAllocs()
		for b.Loop() {
			_ = must(a.Authenticate(b.Context(), header))
		}
	})
	b.Run("first", func(b *testing.B) {
		var headers []string
		for i := range 500 {
			headers = append(headers, "Bearer "+is.sign(b, is.claims(c, map[string]any{"jti": i}), nil))
		}
		i := 0
		b.ReportAllocs()
		for b.Loop() {
			if i++; i%len(headers) == 0 {
				c.advance(time.Second)
				a = is.authenticator(b, c) // forgets all
			}
			_ = must(a.Authenticate(b.Context(), headers[i%len(headers)]))
		}
	})
}
