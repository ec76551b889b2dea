package auth

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const (
	devIssuer = "partnerhub-dev"
	minDevKey = 32
	devKeyID  = "dev"
)

// devVerifier accepts tokens of the development key and of nothing else.
func devVerifier(cfg Config) *verifier {
	key := func(_ context.Context, kid, _ string) (any, bool) { return cfg.DevKey, kid == devKeyID }
	return &verifier{parser: parser(devIssuer, devIssuer, []string{"HS256"}, cfg.Now), key: key, now: cfg.Now,
		generation: func(context.Context) uint64 { return 0 }}
}

// SignDev makes a development token for a person. It fails outside development, and beyond a day.
func (a *Authenticator) SignDev(email string, ttl time.Duration) (string, error) {
	if a.devKey == nil {
		return "", errors.New("development tokens exist in development mode only")
	}
	if ttl <= 0 || ttl > maxLifetime {
		return "", fmt.Errorf("a development token lives from a moment to %v, not %v", maxLifetime, ttl)
	}
	now := a.now()
	t := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
		"iss": devIssuer, "aud": devIssuer, "email": email, "iat": now.Unix(), "exp": now.Add(ttl).Unix(),
	})
	t.Header["kid"] = devKeyID
	return t.SignedString(a.devKey)
}
