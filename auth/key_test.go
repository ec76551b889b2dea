package auth_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"partnerhub/auth"
	"partnerhub/model"
)

func TestKeys(t *testing.T) {
	c := newClock()
	secret, prefix, hash, err := model.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	good := auth.Key{UserID: "user_desk", Hash: hash}
	with := func(change func(*auth.Key)) auth.Key { k := good; change(&k); return k }
	other, _, _, _ := model.NewKey()
	tests := map[string]struct {
		key    string
		stored auth.Key
		want   auth.Reason // "" accepts
	}{
		"good":            {secret, good, ""},
		"not yet expired": {secret, with(func(k *auth.Key) { k.ExpiresAt = c.now().Add(1) }), ""},
		"expired":         {secret, with(func(k *auth.Key) { k.ExpiresAt = c.now() }), auth.ReasonExpired},
		"revoked":         {secret, with(func(k *auth.Key) { k.RevokedAt = c.now() }), auth.ReasonRevoked},
		"user gone":       {secret, with(func(k *auth.Key) { k.UserID = "user_gone" }), auth.ReasonUser},
		"unknown prefix":  {other, good, auth.ReasonKey},
		"wrong secret":    {altered(secret), good, auth.ReasonKey},
		"no hash stored":  {secret, with(func(k *auth.Key) { k.Hash = nil }), auth.ReasonKey},
		"prefix alone":    {"hub_" + prefix, good, auth.ReasonMalformed},
		"empty secret":    {"hub_" + prefix + "_", good, auth.ReasonMalformed},
		"upper case":      {"hub_" + strings.ToUpper(secret[4:]), good, auth.ReasonMalformed},
		"longer":          {secret + "a", good, auth.ReasonMalformed},
		"mark alone":      {"hub_", good, auth.ReasonMalformed},
		"operator":        {"hub_" + strings.Repeat("$", 16) + secret[20:], good, auth.ReasonMalformed},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			find := func(_ context.Context, p string) (auth.Key, error) {
				if p != prefix {
					return auth.Key{}, model.ErrNotFound
				}
				return tt.stored, nil
			}
			_, err := keyAuthenticator(t, c, find).Authenticate(t.Context(), "Bearer "+tt.key)
			if got := auth.ReasonOf(err); got != tt.want || (err == nil) != (tt.want == "") {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestKeyFinderFailureIsNoRefusal(t *testing.T) {
	secret, _, _, _ := model.NewKey()
	down := func(context.Context, string) (auth.Key, error) { return auth.Key{}, errors.New("database down") }
	_, err := keyAuthenticator(t, newClock(), down).Authenticate(t.Context(), "Bearer "+secret)
	if err == nil || errors.Is(err, auth.ErrUnauthenticated) {
		t.Errorf("got %v, want an error that is no refusal", err)
	}
}

func TestKeysAreOffWithoutAFinder(t *testing.T) {
	secret, _, _, _ := model.NewKey()
	_, err := keyAuthenticator(t, newClock(), nil).Authenticate(t.Context(), "Bearer "+secret)
	if !errors.Is(err, auth.ErrUnauthenticated) {
		t.Errorf("got %v, want a refusal", err)
	}
}

func TestDisabledUserIsRefusedAtOnce(t *testing.T) {
	c, who := newClock(), &people{}
	a, err := auth.New(t.Context(), auth.Config{Dev: true, DevKey: devKey, Now: c.now}, who, nil)
	if err != nil {
		t.Fatal(err)
	}
	token, _ := a.SignDev("desk@continental.example", time.Hour)
	if _, err := a.Authenticate(t.Context(), "Bearer "+token); err != nil {
		t.Fatalf("got %v, want the person", err)
	}
	who.disabled.Store(true)
	if _, err := a.Authenticate(t.Context(), "Bearer "+token); auth.ReasonOf(err) != auth.ReasonUser {
		t.Errorf("got %v, want a refusal of the user", err)
	}
}

func keyAuthenticator(tb testing.TB, c *clock, find auth.KeyFinder) *auth.Authenticator {
	tb.Helper()
	a, err := auth.New(tb.Context(), auth.Config{Dev: true, DevKey: devKey, Now: c.now}, &people{}, find)
	if err != nil {
		tb.Fatal(err)
	}
	return a
}

// TestTheUseOfAKeyIsWrittenDownOnceAnHour: and only for who got in with it.
func TestTheUseOfAKeyIsWrittenDownOnceAnHour(t *testing.T) {
	c := newClock()
	secret, _, hash, err := model.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	stored := auth.Key{ID: "key_1", UserID: "user_desk", Hash: hash}
	var uses []time.Time
	cfg := auth.Config{Dev: true, DevKey: devKey, Now: c.now, KeyUsed: func(_ context.Context, id model.ID, at time.Time) {
		stored.UsedAt, uses = at, append(uses, at)
	}}
	a, err := auth.New(t.Context(), cfg, &people{}, func(context.Context, string) (auth.Key, error) { return stored, nil })
	if err != nil {
		t.Fatal(err)
	}
	for _, wait := range []time.Duration{0, time.Minute, 58 * time.Minute, time.Minute, time.Second} {
		c.advance(wait)
		_, _ = a.Authenticate(t.Context(), "Bearer "+altered(secret))
		if _, err := a.Authenticate(t.Context(), "Bearer "+secret); err != nil {
			t.Fatal(err)
		}
	}
	if len(uses) != 2 || uses[1].Sub(uses[0]) != time.Hour {
		t.Errorf("got %v, want the first use and one an hour later", uses)
	}
}

// TestForKeys: a key counts as everywhere, and a token of any kind is refused.
func TestForKeys(t *testing.T) {
	c := newClock()
	secret, prefix, hash, err := model.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	a, err := auth.ForKeys(auth.Config{Now: c.now}, &people{}, func(_ context.Context, p string) (auth.Key, error) {
		if p != prefix {
			return auth.Key{}, model.ErrNotFound
		}
		return auth.Key{UserID: "user_desk", Hash: hash}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		credential string
		want       auth.Reason
	}{"key": {secret, ""}, "another key": {altered(secret), auth.ReasonKey}, "token": {"a.b.c", auth.ReasonMalformed}} {
		if _, err := a.Authenticate(t.Context(), "Bearer "+tt.credential); auth.ReasonOf(err) != tt.want {
			t.Errorf("%s: got %v, want %q", name, err, tt.want)
		}
	}
}

// altered is a key that differs from one in its last character, whatever that is.
func altered(secret string) string {
	last := "a"
	if strings.HasSuffix(secret, last) {
		last = "b"
	}
	return secret[:len(secret)-1] + last
}
