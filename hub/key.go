package hub

import (
	"context"
	"time"

	"partnerhub/authz"
	"partnerhub/model"
	"partnerhub/store"
)

// Keys of the operator's, made and ended on the command line: nobody asks for them over the API.

// CreateKey makes an API key for the user with an address, ending after so many days; 0 never ends. It is returned this once.
func (h *Hub) CreateKey(ctx context.Context, email, name string, days int) (secret string, err error) {
	who, err := h.PrincipalByEmail(ctx, email)
	if err != nil {
		return "", err
	}
	key, secret, err := newKey(who.UserID, name, "")
	if err != nil {
		return "", err
	}
	if days > 0 {
		end := h.now().Add(time.Duration(days) * 24 * time.Hour)
		key.ExpiresAt = &end
	}
	return secret, h.ofOperator(ctx, key.UserID, func(ctx context.Context, of *model.User) error {
		return h.store.Keys.Insert(ctx, key, of, store.Stamp{Action: "createKey", At: h.now()})
	})
}

// RevokeKey ends the key with a prefix; it counts from the next request.
func (h *Hub) RevokeKey(ctx context.Context, prefix string) error {
	key, err := h.store.Keys.ByPrefix(ctx, prefix)
	if err != nil {
		return err
	}
	return h.ofOperator(ctx, key.UserID, func(ctx context.Context, of *model.User) error {
		return h.store.Keys.Revoke(ctx, key.ID, of, store.Stamp{Action: "revokeKey", At: h.now()})
	})
}

// ofOperator runs an operator's change of a user's keys.
func (h *Hub) ofOperator(ctx context.Context, user model.ID, fn func(ctx context.Context, of *model.User) error) error {
	of, err := h.store.Users.Load(ctx, authz.System(model.KindUser, "the operator's command makes and ends keys of anybody"), user)
	if err != nil {
		return err
	}
	return h.store.Tx(ctx, []model.ID{of.Feed()}, func(ctx context.Context) error { return fn(ctx, of) })
}

// KeyUsed writes down that a key was used.
func (h *Hub) KeyUsed(ctx context.Context, id model.ID, at time.Time) error {
	return h.store.Keys.Used(ctx, id, at)
}

// newKey makes a key of a user's.
func newKey(user model.ID, name string, by model.ID) (*store.Key, string, error) {
	secret, prefix, hash, err := model.NewKey()
	if err != nil {
		return nil, "", err
	}
	id, err := model.NewID(model.KindKey)
	return &store.Key{Hash: hash, APIKey: model.APIKey{ID: id, UserID: user, Prefix: prefix, Name: name, CreatedBy: by}}, secret, err
}
