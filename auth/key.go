package auth

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"time"

	"partnerhub/model"
)

// Key is the stored side of an API key. The key itself is shown once and never stored.
type Key struct {
	ID        model.ID
	UserID    model.ID
	Hash      []byte    // SHA-256 of the whole key
	ExpiresAt time.Time // zero never expires
	RevokedAt time.Time // zero is not revoked
	UsedAt    time.Time // when its use was last written down; zero never
}

// KeyFinder finds a key by its prefix, as it is stored now. It answers a model error NOT_FOUND for an unknown prefix.
type KeyFinder func(ctx context.Context, prefix string) (Key, error)

// useGrain is how precisely the use of a key is written down: a write for every request would cost more than it tells.
const useGrain = time.Hour

// byKey finds the holder of an API key. An unknown prefix costs a comparison too, so that time tells nothing.
func (a *Authenticator) byKey(ctx context.Context, key string) (*Principal, error) {
	prefix, ok := model.KeyPrefix(key)
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
	now := a.now()
	if err := record.usableAt(now); err != nil {
		return nil, err
	}
	p, err := a.people.PrincipalByUser(ctx, record.UserID)
	if err != nil {
		return nil, fmt.Errorf("finding who an API key belongs to: %w", err)
	}
	a.seen.key(key)
	if a.used != nil && now.Sub(record.UsedAt) >= useGrain {
		a.used(ctx, record.ID, now)
	}
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
