package auth

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const (
	leeway      = 60 * time.Second // between the issuer's clock and ours
	maxLifetime = 24 * time.Hour
)

// algorithms are those that an issuer may sign with. None of them can be verified with a secret, so no public key can
// be abused as one.
var algorithms = []string{"RS256", "ES256", "EdDSA"}

// verifier accepts the tokens of one issuer for one audience.
type verifier struct {
	parser *jwt.Parser
	key    func(ctx context.Context, kid, alg string) (any, bool)
	now    func() time.Time
	// generation changes whenever the keys were read again.
	generation func(context.Context) uint64
}

func issuerVerifier(cfg Config, set *keySet) *verifier {
	return &verifier{parser: parser(cfg.Issuer, cfg.Audience, algorithms, cfg.Now), key: set.find, now: cfg.Now,
		generation: set.generation}
}

func parser(issuer, audience string, methods []string, now func() time.Time) *jwt.Parser {
	return jwt.NewParser(jwt.WithValidMethods(methods), jwt.WithIssuer(issuer), jwt.WithAudience(audience),
		jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithLeeway(leeway), jwt.WithTimeFunc(now), jwt.WithStrictDecoding())
}

// email verifies a token and answers the address of the person that it names, in lower case, and the first instant at which the
// token is no longer good.
func (v *verifier) email(ctx context.Context, token string) (email string, until time.Time, err error) {
	claims := jwt.MapClaims{}
	_, err = v.parser.ParseWithClaims(token, claims, func(t *jwt.Token) (any, error) {
		if err := checkForm(t); err != nil {
			return nil, err
		}
		return v.keyOf(ctx, t)
	})
	if err != nil {
		return "", until, refusalOf(err)
	}
	expires, err := checkLifetime(claims, v.now())
	if err != nil {
		return "", until, err
	}
	if err := checkPurpose(claims); err != nil {
		return "", until, err
	}
	email, err = emailOf(claims)
	return email, expires.Add(leeway), err
}

// keyOf looks the key up by its id alone. What else the header offers, a key, a certificate or a place to fetch one
// from, is the token's own word and is not read.
func (v *verifier) keyOf(ctx context.Context, t *jwt.Token) (any, error) {
	kid, ok := t.Header["kid"].(string)
	if !ok || kid == "" {
		return nil, refuse(ReasonKey)
	}
	key, ok := v.key(ctx, kid, t.Method.Alg())
	if !ok {
		return nil, refuse(ReasonKey)
	}
	return key, nil
}

// checkForm refuses what a reader could take in two ways, and extensions that the issuer calls critical.
func checkForm(t *jwt.Token) error {
	header, rest, _ := strings.Cut(t.Raw, ".")
	payload, _, _ := strings.Cut(rest, ".")
	if repeatsKey(header) || repeatsKey(payload) {
		return refuse(ReasonMalformed)
	}
	if _, critical := t.Header["crit"]; critical {
		return refuse(ReasonMalformed)
	}
	typ, present := t.Header["typ"]
	if !present {
		return nil
	}
	switch name, _ := typ.(string); strings.ToLower(name) {
	case "jwt", "at+jwt", "application/at+jwt":
		return nil
	}
	return refuse(ReasonPurpose)
}

// repeatsKey is true when a segment's JSON object names a key twice at its top level.
func repeatsKey(segment string) bool {
	raw, err := base64.RawURLEncoding.DecodeString(segment)
	if err != nil {
		return true
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return true
	}
	seen := map[any]bool{}
	for dec.More() {
		name, err := dec.Token()
		if err != nil || seen[name] {
			return true
		}
		seen[name] = true
		var value json.RawMessage
		if dec.Decode(&value) != nil {
			return true
		}
	}
	return false
}
