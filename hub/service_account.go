package hub

import (
	"cmp"
	"context"
	"slices"
	"time"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

// scopeOf is what a service account may ask for, nil for a person.
func scopeOf(u *model.User) *authz.Scope {
	if u.ServiceAccount == nil {
		return nil
	}
	s := &authz.Scope{Kinds: make([]model.Kind, len(u.ServiceAccount.Kinds))}
	for i, k := range u.ServiceAccount.Kinds {
		s.Kinds[i] = k.Stored()
	}
	return s
}

// ServiceAccount reads one service account of the viewer's organization, nil when it does not exist or is hidden.
func (h *Hub) ServiceAccount(ctx context.Context, id model.ID) (*model.User, error) {
	u, err := one(ctx, h.store.Users, h.grant(ctx, model.KindUser, authz.Read), id)
	if u == nil || u.ServiceAccount == nil {
		return nil, err
	}
	return u, nil
}

// ServiceAccounts lists the service accounts that the viewer manages, in the order in which they were made; none for anybody else.
func (h *Hub) ServiceAccounts(ctx context.Context, args model.PageArgs) (*model.Page[model.User], error) {
	return page(ctx, h, h.accountListing(ctx, args))
}

func (h *Hub) accountListing(ctx context.Context, args model.PageArgs) listing[model.User] {
	byID := order[model.User]{"_id", func(u *model.User) any { return string(u.ID) }}
	return listing[model.User]{from: h.store.Users, grant: h.grant(ctx, model.KindUser, authz.Update),
		where: filter.Everything(), scope: filter.Is("serviceAccount.is", true), order: byID, args: args, asked: "serviceAccounts"}
}

// maxShownKeys is how many keys of an account are told: those that count, and then the newest of the others.
const maxShownKeys = 100

// KeysOf lists the keys of service accounts as the viewer was shown them, for all at once; nil for whom no account was shown.
func (h *Hub) KeysOf(ctx context.Context, users []*model.User) ([][]*model.APIKey, error) {
	out, ids := make([][]*model.APIKey, len(users)), []model.ID{}
	for _, u := range users {
		if u.ServiceAccount != nil {
			ids = append(ids, u.ID)
		}
	}
	if len(ids) == 0 {
		return out, nil
	}
	now := h.now()
	live, err := h.store.Keys.Live(ctx, ids, now)
	if err != nil {
		return nil, err
	}
	all, err := h.store.Keys.Of(ctx, ids, maxShownKeys)
	for i, u := range users {
		if u.ServiceAccount != nil {
			out[i] = liveFirst(u.ID, live, all[u.ID], now)
		}
	}
	return out, err
}

// liveFirst are the keys of a user that count, and then those that have ended, the newest first in each part.
func liveFirst(user model.ID, live, all []*model.APIKey, now time.Time) []*model.APIKey {
	out := slices.DeleteFunc(slices.Clone(live), func(k *model.APIKey) bool { return k.UserID != user })
	slices.SortFunc(out, func(a, b *model.APIKey) int { return cmp.Compare(b.ID, a.ID) })
	for _, k := range all {
		if len(out) < maxShownKeys && k.EndedAt(now) {
			out = append(out, k)
		}
	}
	return out
}

// accountWithin finds a service account that the viewer manages, whole; anything else is not found.
func (h *Hub) accountWithin(ctx context.Context, id model.ID) (*model.User, authz.Grant, error) {
	g := h.grant(ctx, model.KindUser, authz.Update)
	if g.Empty() {
		return nil, g, model.ErrForbidden
	}
	u, err := h.store.Users.Load(ctx, g, id)
	return u, g, err
}
