package hub

import (
	"context"
	"time"

	"partnerhub/model"
	"partnerhub/store"
)

// SaveKey keeps the hash of a new API key for the user with an address, ending after so many days; 0 never ends.
// It is the operator's command: nobody asks for it over the API.
func (h *Hub) SaveKey(ctx context.Context, email, name, prefix string, hash []byte, days int) error {
	who, err := h.PrincipalByEmail(ctx, email)
	if err != nil {
		return err
	}
	id, err := model.NewID("key")
	if err != nil {
		return err
	}
	key := store.Key{ID: id, UserID: who.UserID, Prefix: prefix, Hash: hash, Name: name, CreatedAt: h.now()}
	if days > 0 {
		end := h.now().Add(time.Duration(days) * 24 * time.Hour)
		key.ExpiresAt = &end
	}
	return h.store.Keys.Insert(ctx, key)
}

// RevokeKey ends the key with a prefix; it counts from the next request.
func (h *Hub) RevokeKey(ctx context.Context, prefix string) error {
	key, err := h.store.Keys.ByPrefix(ctx, prefix)
	if err != nil {
		return err
	}
	return h.store.Keys.Revoke(ctx, key.ID, h.now())
}
