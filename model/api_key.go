package model

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"
	"time"
)

// APIKey is what is known of a key beside its secret. The key itself is shown once and never stored.
type APIKey struct {
	ID         ID         `bson:"_id"`
	UserID     ID         `bson:"userId"`
	Prefix     string     `bson:"prefix"` // public, unique
	Name       string     `bson:"name"`
	CreatedAt  time.Time  `bson:"createdAt"`
	CreatedBy  ID         `bson:"createdBy,omitempty"` // empty for a key of the operator's
	ExpiresAt  *time.Time `bson:"expiresAt,omitempty"` // nil never ends
	RevokedAt  *time.Time `bson:"revokedAt,omitempty"`
	LastUsedAt *time.Time `bson:"lastUsedAt,omitempty"` // to the hour
}

// EndedAt tells whether the key is of no use any more at an instant.
func (k APIKey) EndedAt(now time.Time) bool {
	return k.RevokedAt != nil || k.ExpiresAt != nil && !now.Before(*k.ExpiresAt)
}

// An API key reads hub_<prefix>_<secret>: the prefix finds the record, the secret proves the holder.
const (
	KeyMark      = "hub_"
	prefixBytes  = 10
	secretBytes  = 32
	prefixLength = 16
	secretLength = 52
)

var keyEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// NewKey makes an API key. Secret is the whole key, for its holder; prefix and hash are for the record.
// A fast hash is enough: 32 random bytes cannot be guessed.
func NewKey() (secret, prefix string, hash []byte, err error) {
	raw := make([]byte, prefixBytes+secretBytes)
	if _, err := rand.Read(raw); err != nil {
		return "", "", nil, fmt.Errorf("making an API key: %w", err)
	}
	prefix = keyEncoding.EncodeToString(raw[:prefixBytes])
	secret = KeyMark + prefix + "_" + keyEncoding.EncodeToString(raw[prefixBytes:])
	sum := sha256.Sum256([]byte(secret))
	return secret, prefix, sum[:], nil
}

// KeyPrefix is the public part of a whole key, false for what has not the form of one.
func KeyPrefix(key string) (prefix string, ok bool) {
	prefix, secret, found := strings.Cut(strings.TrimPrefix(key, KeyMark), "_")
	ok = found && strings.HasPrefix(key, KeyMark) && len(prefix) == prefixLength && len(secret) == secretLength
	return prefix, ok && strings.IndexFunc(prefix+secret, notBase32) < 0
}

func notBase32(r rune) bool { return (r < 'a' || r > 'z') && (r < '2' || r > '7') }
