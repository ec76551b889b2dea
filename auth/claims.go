package auth

import (
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// maxEmail is the longest address that mail can carry.
const maxEmail = 254

// checkLifetime answers when a token expires. It refuses those that live longer than a day: a lost one must die soon.
func checkLifetime(c jwt.MapClaims, now time.Time) (time.Time, error) {
	expires, err := c.GetExpirationTime()
	if err != nil || expires == nil {
		return time.Time{}, refuse(ReasonClaims)
	}
	if expires.After(now.Add(maxLifetime + leeway)) {
		return time.Time{}, refuse(ReasonLifetime)
	}
	issued, err := c.GetIssuedAt()
	if err != nil {
		return time.Time{}, refuse(ReasonClaims)
	}
	if issued != nil && expires.Sub(issued.Time) > maxLifetime {
		return time.Time{}, refuse(ReasonLifetime)
	}
	return expires.Time, nil
}

// checkPurpose refuses what the issuer made for something else than calling the hub, as far as it can be told: the hashes
// that only ID tokens carry, and the kind that some issuers write into the claims.
func checkPurpose(c jwt.MapClaims) error {
	for _, only := range []string{"at_hash", "c_hash", "s_hash"} {
		if _, present := c[only]; present {
			return refuse(ReasonPurpose)
		}
	}
	for _, name := range []string{"token_use", "typ"} {
		kind, _ := c[name].(string)
		switch strings.ToLower(kind) {
		case "id", "refresh", "offline", "logout":
			return refuse(ReasonPurpose)
		}
	}
	return nil
}

// emailOf is the address that the issuer vouches for.
func emailOf(c jwt.MapClaims) (string, error) {
	email, ok := c["email"].(string)
	if !ok || email == "" || len(email) > maxEmail || !strings.Contains(email, "@") {
		return "", refuse(ReasonClaims)
	}
	if verified, present := c["email_verified"]; present && verified != true && verified != "true" {
		return "", refuse(ReasonClaims)
	}
	return lower(email), nil
}

// lower folds the letters A to Z only. Wider folding would make one address of two: the Kelvin sign becomes a k.
func lower(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}
