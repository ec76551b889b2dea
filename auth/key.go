package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"strings"
	"time"

	"partnerhub/model"
)

// An API key reads hub_<prefix>_<secret>: the prefix finds the record, the secret proves the holder.
const (
	keyMark      = "hub_"
	prefixBytes  = 10
	secretBytes  = 32
	prefixLength = 16
	secretLength = 52
)

var keyEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// Key is the stored side of an API key. The key itself is shown once and never stored.
type Key struct {
	UserID    model.ID
	Hash      []byte    // SHA-256 of the whole key
	ExpiresAt time.Time // zero never expires
	RevokedAt time.Time // zero is not revoked
}

// KeyFinder finds a key by its prefix, as it is stored now. It answers a model error NOT_FOUND for an unknown prefix.
type KeyFinder func(ctx context.Context, prefix string) (Key, error)

// NewKey makes an API key. Secret is the whole key, for its holder; prefix and hash are for the record.
// A fast hash is enough: 32 random bytes cannot be guessed.
func NewKey() (secret, prefix string, hash []byte, err error) {
	raw := make([]byte, prefixBytes+secretBytes)
	if _, err := rand.Read(raw); err != nil {
		return "", "", nil, fmt.Errorf("making an API key: %w", err)
	}
	prefix = keyEncoding.EncodeToString(raw[:prefixBytes])
	secret = keyMark + prefix + "_" + keyEncoding.EncodeToString(raw[prefixBytes:])
	sum := sha256.Sum256([]byte(secret))
	return secret, prefix, sum[:], nil
}

// byKey finds the holder of an API key. An unknown prefix costs a comparison too, so that time tells nothing.
func (a *Authenticator) byKey(ctx context.Context, key string) (*Principal, error) {
	prefix, ok := prefixOf(key)
	if !ok || a.keys == nil {
		return nil, refuse(ReasonMalformed)
	}
	record, err := a.keys(ctx, prefix)
	if err != nil && model.CodeOf(err) != model.CodeNotFound {
		return nil, fmt.Errorf("finding an API key: %w", err)
	}
	sum := sha256.Sum256([]byte(key))
	if subtle.ConstantTimeCompare(sum[:], record.Hash) != 1 || err != nil {
		return nil, refuse(ReasonKey)
	}
	if err := record.usableAt(a.now()); err != nil {
		return nil, err
	}
	p, err := a.people.PrincipalByUser(ctx, record.UserID)
	if err != nil {
		return nil, fmt.Errorf("finding who an API key belongs to: %w", err)
	}
	a.seen.key(key)
	return p, nil
}

// usableAt grants no leeway: the hub itself wrote both instants.
func (k Key) usableAt(now time.Time) error {
	if !k.RevokedAt.IsZero() {
		return refuse(ReasonRevoked)
	}
	if !k.ExpiresAt.IsZero() && !now.Before(k.ExpiresAt) {
		return refuse(ReasonExpired)
	}
	return nil
}

func prefixOf(key string) (string, bool) {
	prefix, secret, ok := strings.Cut(strings.TrimPrefix(key, keyMark), "_")
	ok = ok && len(prefix) == prefixLength && len(secret) == secretLength
	return prefix, ok && strings.IndexFunc(prefix+secret, notBase32) < 0
}

func notBase32(r rune) bool { return (r < 'a' || r > 'z') && (r < '2' || r > '7') }
