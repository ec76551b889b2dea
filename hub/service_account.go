package hub

import (
	"context"

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
	byID := order[model.User]{"_id", func(u *model.User) any { return string(u.ID) }}
	return page(ctx, h, listing[model.User]{from: h.store.Users, grant: h.grant(ctx, model.KindUser, authz.Update),
		where: filter.Everything(), scope: filter.Is("serviceAccount.is", true), order: byID, args: args, asked: "serviceAccounts"})
}

// maxShownKeys is how many keys of an account are told, the newest ones.
const maxShownKeys = 100

// KeysOf lists the keys of service accounts as the viewer was shown them, for all at once; nil for whom no account was shown.
func (h *Hub) KeysOf(ctx context.Context, users []*model.User) ([][]*model.APIKey, error) {
	out, ids := make([][]*model.APIKey, len(users)), []model.ID{}
	for i, u := range users {
		if u.ServiceAccount != nil {
			out[i], ids = []*model.APIKey{}, append(ids, u.ID)
		}
	}
	if len(ids) == 0 {
		return out, nil
	}
	keys, err := h.store.Keys.Of(ctx, ids, maxShownKeys*len(ids))
	for i, u := range users {
		for _, k := range keys {
			if out[i] != nil && k.UserID == u.ID && len(out[i]) < maxShownKeys {
				out[i] = append(out[i], k)
			}
		}
	}
	return out, err
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
