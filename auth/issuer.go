package auth

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"errors"
	"fmt"
	"strings"

	"github.com/MicahParks/jwkset"
)

const (
	wellKnown  = "/.well-known/openid-configuration"
	maxKeys    = 100
	minRSABits = 2048
)

// keyName finds a key. The algorithm is part of it, so that a key is never used with another one than its own.
type keyName struct{ kid, alg string }

// discover asks the issuer where its keys are. The document must name the issuer exactly as configured.
func (f fetcher) discover(ctx context.Context, issuer string) (string, error) {
	var doc struct {
		Issuer string `json:"issuer"`
		Keys   string `json:"jwks_uri"`
	}
	if err := f.read(ctx, strings.TrimSuffix(issuer, "/")+wellKnown, &doc); err != nil {
		return "", err
	}
	if doc.Issuer != issuer {
		return "", errors.New("its discovery document names another issuer")
	}
	return doc.Keys, checkAddress(doc.Keys)
}

// keysAt reads a key set. Keys that the hub cannot use are passed over; a set without any other is an error.
func (f fetcher) keysAt(ctx context.Context, address string) (map[keyName]any, error) {
	var set struct {
		Keys []jwkset.JWKMarshal `json:"keys"`
	}
	if err := f.read(ctx, address, &set); err != nil {
		return nil, err
	}
	if len(set.Keys) > maxKeys {
		return nil, fmt.Errorf("%s lists more than %d keys", address, maxKeys)
	}
	out := map[keyName]any{}
	for _, k := range set.Keys {
		if name, key, ok := usable(k); ok {
			out[name] = key
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s has no key for %s", address, strings.Join(algorithms, ", "))
	}
	return out, nil
}

// usable reads one public key. Certificates in the set are not looked at: the address of the set is what is trusted.
func usable(m jwkset.JWKMarshal) (keyName, any, bool) {
	m.X5C, m.X5U = nil, ""
	if m.KID == "" || m.USE != "" && m.USE != jwkset.UseSig {
		return keyName{}, nil, false
	}
	k, err := jwkset.NewJWKFromMarshal(m, jwkset.JWKMarshalOptions{}, jwkset.JWKValidateOptions{SkipKeyOps: true})
	if err != nil {
		return keyName{}, nil, false
	}
	alg := algorithmOf(k.Key())
	if alg == "" || m.ALG != "" && m.ALG.String() != alg {
		return keyName{}, nil, false
	}
	return keyName{m.KID, alg}, k.Key(), true
}

func algorithmOf(key any) string {
	switch k := key.(type) {
	case *rsa.PublicKey:
		if k.N.BitLen() >= minRSABits {
			return "RS256"
		}
	case *ecdsa.PublicKey:
		if k.Curve.Params().BitSize == 256 {
			return "ES256"
		}
	case ed25519.PublicKey:
		return "EdDSA"
	}
	return ""
}
