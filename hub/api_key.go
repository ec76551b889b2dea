package hub

import (
	"context"
	"strings"
	"time"

	"partnerhub/authz"
	"partnerhub/model"
	"partnerhub/store"
)

const (
	// maxLiveKeys is how many keys of an account count at a time.
	maxLiveKeys = 10
	// keyLasts is for how long a key counts where its maker says nothing, keyLastsAtMost the longest.
	keyLasts       = 365 * 24 * time.Hour
	keyLastsAtMost = 2 * keyLasts
	maxOverlap     = 168 // hours
)

// IssuedKey is a key with its secret, which only the answer that makes it has.
type IssuedKey struct {
	Key    *model.APIKey
	Secret *string
}

// APIKey reads a key of a service account that the viewer manages, without its secret; nil when there is none such.
func (h *Hub) APIKey(ctx context.Context, id model.ID) (*IssuedKey, error) {
	key, _, err := h.keyWithin(ctx, id)
	if code := model.CodeOf(err); err != nil && (code == model.CodeNotFound || code == model.CodeForbidden) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &IssuedKey{Key: &key.APIKey}, nil
}

// keyWithin finds a key of an account that the viewer manages; anything else is not found.
func (h *Hub) keyWithin(ctx context.Context, id model.ID) (*store.Key, *model.User, error) {
	if h.grant(ctx, model.KindUser, authz.Update).Empty() {
		return nil, nil, model.ErrForbidden
	}
	key, err := h.store.Keys.ByID(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	of, _, err := h.accountWithin(ctx, key.UserID)
	return key, of, err
}

// CreateAPIKey makes a key of a service account. Whoever makes one could use it, so that the account must not may more than its maker.
func (h *Hub) CreateAPIKey(ctx context.Context, in model.CreateAPIKeyInput) (*IssuedKey, error) {
	of, _, err := h.accountWithin(ctx, in.ServiceAccountID)
	if err != nil {
		return nil, err
	}
	var faults model.UserErrors
	name := label(&faults, "name", in.Name)
	return h.issue(ctx, of, name, in.ExpiresAt, faults, nil)
}

// RotateAPIKey makes a key in the place of another one, which counts for some hours longer.
func (h *Hub) RotateAPIKey(ctx context.Context, in model.RotateAPIKeyInput) (*IssuedKey, error) {
	old, of, err := h.keyWithin(ctx, in.APIKeyID)
	if err != nil {
		return nil, err
	}
	var faults model.UserErrors
	if in.OverlapHours < 0 || in.OverlapHours > maxOverlap {
		faults.Add("overlapHours", model.UserErrorCodeOutOfRange, "both keys count for 0 to %d hours", maxOverlap)
	}
	return h.issue(ctx, of, old.Name, in.ExpiresAt, faults, func(ctx context.Context, by store.Stamp) error {
		now, err := h.store.Keys.ByID(ctx, old.ID)
		if err != nil {
			return err
		}
		if now.EndedAt(by.At) {
			return model.Errorf(model.CodeInvalidTransition, "this key has ended; make a new one")
		}
		end := by.At.Add(time.Duration(in.OverlapHours) * time.Hour)
		if now.ExpiresAt != nil && now.ExpiresAt.Before(end) {
			return nil
		}
		return h.store.Keys.Expire(ctx, old.ID, end, of, by)
	})
}

// issue keeps a new key of an account, after what the change asks for besides.
func (h *Hub) issue(ctx context.Context, of *model.User, name string, expires *time.Time, faults model.UserErrors,
	first func(context.Context, store.Stamp) error) (*IssuedKey, error) {
	who, now := authz.PrincipalFrom(ctx), h.now()
	end := lastsUntil(&faults, expires, now)
	h.checkKeyed(&faults, who, of)
	if err := faults.OrNil(); err != nil {
		return nil, err
	}
	key, secret, err := newKey(of.ID, name, who.UserID)
	if err != nil {
		return nil, err
	}
	key.ExpiresAt = &end
	err = h.change(ctx, of.Feed(), key.ID, func(ctx context.Context) error {
		by := h.stamp(who, "createKey")
		if first != nil { // it can make the room
			before := by
			before.Action = "rotateKey"
			if err := first(ctx, before); err != nil {
				return err
			}
		}
		if err := h.roomForKey(ctx, of, by.At); err != nil {
			return err
		}
		return h.store.Keys.Insert(ctx, key, of, by)
	})
	if err != nil {
		return nil, err
	}
	return &IssuedKey{Key: &key.APIKey, Secret: &secret}, nil // what is stored: whoever lost the right meanwhile still needs the secret
}

// checkKeyed adds why the account is to have no key of this person's making.
func (h *Hub) checkKeyed(faults *model.UserErrors, who *authz.Principal, of *model.User) {
	if beyond := h.policy.Beyond(who, of.Roles, scopeOf(of)); len(beyond) > 0 {
		faults.Add("serviceAccountId", model.UserErrorCodeBeyondAuthority, "the account may more than you may yourself: %s", strings.Join(beyond, ", "))
	}
	if of.Disabled {
		faults.Add("serviceAccountId", model.UserErrorCodeInvalid, "the account is disabled")
	}
}

func lastsUntil(faults *model.UserErrors, wished *time.Time, now time.Time) time.Time {
	if wished == nil {
		return now.Add(keyLasts)
	}
	if !wished.After(now) || wished.After(now.Add(keyLastsAtMost)) {
		faults.Add("expiresAt", model.UserErrorCodeOutOfRange, "a key ends within the next 2 years")
	}
	return *wished
}

// roomForKey looks at the account inside the transaction: it may have been disabled since, or have come to may more.
func (h *Hub) roomForKey(ctx context.Context, of *model.User, now time.Time) error {
	fresh, _, err := h.accountWithin(ctx, of.ID)
	if err != nil {
		return err
	}
	var faults model.UserErrors
	h.checkKeyed(&faults, authz.PrincipalFrom(ctx), fresh)
	if err := faults.OrNil(); err != nil {
		return err
	}
	live, err := h.store.Keys.Live(ctx, []model.ID{of.ID}, now)
	if err == nil && len(live) >= maxLiveKeys {
		return fault("serviceAccountId", model.UserErrorCodeTooMany, "an account has at most 10 keys that count; revoke one")
	}
	return err
}

// RevokeAPIKey ends a key at once. One that has ended stays as it is.
func (h *Hub) RevokeAPIKey(ctx context.Context, in model.RevokeAPIKeyInput) (*IssuedKey, error) {
	key, of, err := h.keyWithin(ctx, in.APIKeyID)
	if err != nil {
		return nil, err
	}
	err = h.change(ctx, of.Feed(), key.ID, func(ctx context.Context) error {
		now, err := h.store.Keys.ByID(ctx, key.ID)
		if err != nil || now.RevokedAt != nil {
			return err
		}
		return h.store.Keys.Revoke(ctx, key.ID, of, h.stamp(authz.PrincipalFrom(ctx), "revokeKey"))
	})
	if err != nil {
		return nil, err
	}
	return h.APIKey(ctx, key.ID)
}

// ActsOn tells whether somebody may still be acted for while they ask for nothing, as webhooks do: a service account without a key that
// counts may not, since whoever revoked its last one wants it to stop.
func (h *Hub) ActsOn(ctx context.Context, who *authz.Principal) (bool, error) {
	if who.Scope == nil {
		return true, nil
	}
	live, err := h.store.Keys.Live(ctx, []model.ID{who.UserID}, h.now())
	return len(live) > 0, err
}
