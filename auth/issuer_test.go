package auth_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"partnerhub/auth"
	"partnerhub/model"
)

const audience = "partnerhub"

// clock is a clock that tests move by hand.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// issuer is an OpenID Connect issuer on a loopback port.
type issuer struct {
	*httptest.Server
	rsa     *rsa.PrivateKey
	ec      *ecdsa.PrivateKey
	ed      ed25519.PrivateKey
	fetches atomic.Int64 // of the key set
	// discovery makes the document instead of the real one when it is set.
	discovery atomic.Value

	mu   sync.Mutex
	jwks http.HandlerFunc // answers instead of the real set when not nil
	more []map[string]any
}

func newIssuer(tb testing.TB) *issuer {
	tb.Helper()
	is := &issuer{}
	is.rsa = must(rsa.GenerateKey(rand.Reader, 2048))
	is.ec = must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	_, is.ed, _ = ed25519.GenerateKey(rand.Reader)
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		if document, ok := is.discovery.Load().(func() any); ok {
			_ = json.NewEncoder(w).Encode(document())
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"issuer": is.URL, "jwks_uri": is.URL + "/keys"})
	})
	mux.HandleFunc("/keys", is.serveKeys)
	is.Server = httptest.NewServer(mux)
	tb.Cleanup(is.Close)
	return is
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func (is *issuer) serveKeys(w http.ResponseWriter, r *http.Request) {
	is.fetches.Add(1)
	is.mu.Lock()
	instead, keys := is.jwks, append(is.keys(), is.more...)
	is.mu.Unlock()
	if instead != nil {
		instead(w, r)
		return
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"keys": keys})
}

func (is *issuer) keys() []map[string]any {
	point := must(is.ec.PublicKey.Bytes())
	return []map[string]any{
		{"kty": "RSA", "kid": "rsa", "use": "sig", "alg": "RS256", "n": b64(is.rsa.N.Bytes()), "e": b64(big.NewInt(int64(is.rsa.E)).Bytes())},
		{"kty": "EC", "kid": "ec", "crv": "P-256", "x": b64(point[1:33]), "y": b64(point[33:])},
		{"kty": "OKP", "kid": "ed", "crv": "Ed25519", "x": b64(is.ed.Public().(ed25519.PublicKey))},
		{"kty": "RSA", "kid": "enc", "use": "enc", "n": b64(is.rsa.N.Bytes()), "e": "AQAB"},
		{"kty": "oct", "kid": "oct", "k": b64([]byte(strings.Repeat("k", 32)))},
		{"kty": "unknown", "kid": "other"},
	}
}

func (is *issuer) answer(h http.HandlerFunc) {
	is.mu.Lock()
	defer is.mu.Unlock()
	is.jwks = h
}

func (is *issuer) publish(key map[string]any) {
	is.mu.Lock()
	defer is.mu.Unlock()
	is.more = append(is.more, key)
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// claims are those of a good token, with changes; a nil value takes a claim away.
func (is *issuer) claims(c *clock, change map[string]any) jwt.MapClaims {
	out := jwt.MapClaims{
		"iss": is.URL, "aud": audience, "sub": "1", "email": "Desk@Continental.example", "email_verified": true,
		"iat": c.now().Unix(), "exp": c.now().Add(time.Hour).Unix(),
	}
	for name, v := range change {
		if v == nil {
			delete(out, name)
			continue
		}
		out[name] = v
	}
	return out
}

// sign makes a token with the issuer's RSA key; header entries replace the usual ones, nil takes one away.
func (is *issuer) sign(tb testing.TB, claims jwt.Claims, header map[string]any) string {
	tb.Helper()
	return signWith(tb, jwt.SigningMethodRS256, is.rsa, claims, merge(map[string]any{"kid": "rsa"}, header))
}

func signWith(tb testing.TB, method jwt.SigningMethod, key any, claims jwt.Claims, header map[string]any) string {
	tb.Helper()
	t := jwt.NewWithClaims(method, claims)
	for name, v := range header {
		if v == nil {
			delete(t.Header, name)
			continue
		}
		t.Header[name] = v
	}
	signed, err := t.SignedString(key)
	if err != nil {
		tb.Fatalf("signing: %v", err)
	}
	return signed
}

func merge(a, b map[string]any) map[string]any {
	for k, v := range b {
		a[k] = v
	}
	return a
}

// people is a directory of one person.
type people struct{ disabled atomic.Bool }

func (p *people) PrincipalByEmail(ctx context.Context, email string) (*auth.Principal, error) {
	if email != "desk@continental.example" {
		return nil, model.Errorf(model.CodeUnauthenticated, "nobody")
	}
	return p.PrincipalByUser(ctx, "user_desk")
}

func (p *people) PrincipalByUser(_ context.Context, id model.ID) (*auth.Principal, error) {
	if id != "user_desk" || p.disabled.Load() {
		return nil, model.Errorf(model.CodeUnauthenticated, "nobody")
	}
	return &auth.Principal{UserID: id, OrganizationID: "organization_continental"}, nil
}

func (is *issuer) config(c *clock) auth.Config {
	return auth.Config{Issuer: is.URL, Audience: audience, Now: c.now, FetchTimeout: 2 * time.Second}
}

func (is *issuer) authenticator(tb testing.TB, c *clock) *auth.Authenticator {
	tb.Helper()
	a, err := auth.New(tb.Context(), is.config(c), &people{}, nil)
	if err != nil {
		tb.Fatalf("making the authenticator: %v", err)
	}
	return a
}
