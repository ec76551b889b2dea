package auth_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"partnerhub/auth"
)

var devKey = bytes.Repeat([]byte("d"), 32)

func devAuthenticator(tb testing.TB, c *clock) *auth.Authenticator {
	tb.Helper()
	a, err := auth.New(tb.Context(), auth.Config{Dev: true, DevKey: devKey, Now: c.now}, &people{}, nil)
	if err != nil {
		tb.Fatalf("making the authenticator: %v", err)
	}
	return a
}

func TestDevelopmentTokens(t *testing.T) {
	c := newClock()
	a := devAuthenticator(t, c)
	token, err := a.SignDev("desk@continental.example", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Authenticate(t.Context(), "Bearer "+token); err != nil {
		t.Errorf("got %v, want the person", err)
	}
	c.advance(time.Hour + 61*time.Second)
	if _, err := a.Authenticate(t.Context(), "Bearer "+token); auth.ReasonOf(err) != auth.ReasonExpired {
		t.Errorf("got %v, want it expired", err)
	}
}

func TestDevelopmentRefuses(t *testing.T) {
	is, c := newIssuer(t), newClock()
	a := devAuthenticator(t, c)
	dev := is.claims(c, map[string]any{"iss": "partnerhub-dev", "aud": "partnerhub-dev"})
	kid := map[string]any{"kid": "dev"}
	for name, token := range map[string]string{
		"another key":       signWith(t, jwt.SigningMethodHS256, []byte(strings.Repeat("x", 32)), dev, kid),
		"another algorithm": signWith(t, jwt.SigningMethodHS512, devKey, dev, kid),
		"no algorithm":      signWith(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, dev, kid),
		"an issuer's token": is.sign(t, is.claims(c, nil), nil),
		"another audience":  signWith(t, jwt.SigningMethodHS256, devKey, is.claims(c, map[string]any{"iss": "partnerhub-dev"}), kid),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := a.Authenticate(t.Context(), "Bearer "+token); !errors.Is(err, auth.ErrUnauthenticated) {
				t.Errorf("got %v, want a refusal", err)
			}
		})
	}
}

func TestSignDevRefuses(t *testing.T) {
	is, c := newIssuer(t), newClock()
	if _, err := is.authenticator(t, c).SignDev("a@b.example", time.Hour); err == nil {
		t.Error("an authenticator with an issuer signed a development token")
	}
	for _, ttl := range []time.Duration{0, -time.Hour, 24*time.Hour + 1} {
		if _, err := devAuthenticator(t, c).SignDev("a@b.example", ttl); err == nil {
			t.Errorf("a token of %v was signed", ttl)
		}
	}
}

func TestConfigRefuses(t *testing.T) {
	now := newClock().now
	tests := map[string]auth.Config{
		"nothing":                  {Now: now},
		"issuer without audience":  {Issuer: "https://id.example", Now: now},
		"audience without issuer":  {Audience: audience, Now: now},
		"issuer and development":   {Issuer: "https://id.example", Audience: audience, Dev: true, DevKey: devKey, Now: now},
		"development, no key":      {Dev: true, Now: now},
		"development, short key":   {Dev: true, DevKey: devKey[:31], Now: now},
		"key without development":  {DevKey: devKey, Now: now},
		"no clock":                 {Dev: true, DevKey: devKey},
		"issuer over plain HTTP":   {Issuer: "http://id.example", Audience: audience, Now: now},
		"issuer is no address":     {Issuer: "id.example", Audience: audience, Now: now},
		"issuer with a password":   {Issuer: "https://a:b@127.0.0.1:1", Audience: audience, Now: now},
		"issuer nobody answers at": {Issuer: "http://127.0.0.1:1", Audience: audience, Now: now},
	}
	for name, cfg := range tests {
		t.Run(name, func(t *testing.T) {
			if a, err := auth.New(t.Context(), cfg, &people{}, nil); err == nil || a != nil {
				t.Errorf("got %v, %v, want an error", a, err)
			}
		})
	}
}
