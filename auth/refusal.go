package auth

import (
	"errors"

	"github.com/golang-jwt/jwt/v5"

	"partnerhub/model"
)

// ErrUnauthenticated is every refusal, in the one wording that the caller reads.
var ErrUnauthenticated = model.Errorf(model.CodeUnauthenticated, "a valid bearer token is required")

// Reason says why a request was refused: for logs and metrics, never for the caller. The list is closed, and no part of
// it comes from the token.
type Reason string

// The reasons.
const (
	ReasonMissing   Reason = "missing"   // no bearer token at all
	ReasonMalformed Reason = "malformed" // not the form of a token or key, or too long
	ReasonAlgorithm Reason = "algorithm"
	ReasonKey       Reason = "key" // signed by no key of the issuer
	ReasonSignature Reason = "signature"
	ReasonIssuer    Reason = "issuer"
	ReasonAudience  Reason = "audience"
	ReasonExpired   Reason = "expired"
	ReasonEarly     Reason = "early"    // not valid yet, or issued in the future
	ReasonLifetime  Reason = "lifetime" // valid for longer than a token may be
	ReasonPurpose   Reason = "purpose"  // an ID token, a refresh token or another product's
	ReasonClaims    Reason = "claims"   // a required claim is missing or has the wrong form
	ReasonUser      Reason = "user"     // names nobody who may sign in
	ReasonRevoked   Reason = "revoked"
)

// Refusal is an ErrUnauthenticated with its reason.
type Refusal struct{ Reason Reason }

func (r *Refusal) Error() string { return "unauthenticated: " + string(r.Reason) }

// Unwrap makes every refusal an ErrUnauthenticated.
func (r *Refusal) Unwrap() error { return ErrUnauthenticated }

func refuse(r Reason) error { return &Refusal{Reason: r} }

// ReasonOf tells why a request was refused; "" when err is no refusal.
func ReasonOf(err error) Reason {
	var r *Refusal
	if errors.As(err, &r) {
		return r.Reason
	}
	return ""
}

// refusals are the reasons behind the errors of the token library, the more telling ones first.
var refusals = []struct {
	err    error
	reason Reason
}{
	{jwt.ErrTokenMalformed, ReasonMalformed},
	{jwt.ErrTokenUnverifiable, ReasonAlgorithm},
	{jwt.ErrTokenSignatureInvalid, ReasonSignature},
	{jwt.ErrTokenInvalidIssuer, ReasonIssuer},
	{jwt.ErrTokenInvalidAudience, ReasonAudience},
	{jwt.ErrTokenExpired, ReasonExpired},
	{jwt.ErrTokenNotValidYet, ReasonEarly},
	{jwt.ErrTokenUsedBeforeIssued, ReasonEarly},
}

// refusalOf hides the text of the token library's error, which may quote the token.
func refusalOf(err error) error {
	var r *Refusal
	if errors.As(err, &r) {
		return r
	}
	for _, known := range refusals {
		if errors.Is(err, known.err) {
			return refuse(known.reason)
		}
	}
	return refuse(ReasonClaims)
}
