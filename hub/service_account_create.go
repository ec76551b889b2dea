package hub

import (
	"context"
	"slices"
	"strings"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// maxServiceAccounts is how many service accounts an organization has at most.
const maxServiceAccounts = 100

// CreateServiceAccount makes a service account of the viewer's own organization, without a key.
func (h *Hub) CreateServiceAccount(ctx context.Context, in model.CreateServiceAccountInput) (*model.User, error) {
	who, g := authz.PrincipalFrom(ctx), h.grant(ctx, model.KindUser, authz.Create)
	if g.Empty() {
		return nil, model.ErrForbidden
	}
	u, err := h.accountFrom(who, in)
	if err != nil {
		return nil, err
	}
	err = h.change(ctx, u.Feed(), u.ID, func(ctx context.Context) error {
		if err := h.roomForAccount(ctx, g, who.OrganizationID); err != nil {
			return err
		}
		doc := *u
		return h.store.Users.Insert(ctx, g, &doc, h.stamp(who, "create"))
	})
	if err != nil {
		return nil, err
	}
	return h.ServiceAccount(ctx, u.ID)
}

// accountFrom reads the input. What the account may is measured with what its maker may.
func (h *Hub) accountFrom(who *authz.Principal, in model.CreateServiceAccountInput) (*model.User, error) {
	var faults model.UserErrors
	id, err := model.NewID(model.KindUser)
	if err != nil {
		return nil, err
	}
	u := &model.User{Record: model.Record{ID: id}, OrganizationID: who.OrganizationID, OrganizationKind: who.Side,
		Name: label(&faults, "name", in.Name), Roles: unlikeOnes(in.Roles),
		ServiceAccount: &model.ServiceAccount{Is: true, Kinds: unlikeOnes(in.Kinds), CreatedBy: who.UserID}}
	if len(in.Kinds) == 0 {
		faults.Add("kinds", model.UserErrorCodeRequired, "name at least one kind")
	}
	if len(in.Roles) == 0 {
		faults.Add("roles", model.UserErrorCodeRequired, "name at least one role")
	}
	if slices.ContainsFunc(in.Roles, func(r model.Role) bool { return r.Side() != who.Side }) {
		faults.Add("roles", model.UserErrorCodeInvalid, "no role of this organization")
	} else if beyond := h.policy.Beyond(who, u.Roles, scopeOf(u)); len(beyond) > 0 {
		faults.Add("roles", model.UserErrorCodeBeyondAuthority, "more than you may yourself: %s", strings.Join(beyond, ", "))
	}
	return u, faults.OrNil()
}

func (h *Hub) roomForAccount(ctx context.Context, g authz.Grant, organization model.ID) error {
	n, err := h.store.Users.Count(ctx, g, store.Query{Where: filter.Everything(), Scope: filter.AllOf(filter.Is("organizationId", organization), filter.Is("serviceAccount.is", true))}, maxServiceAccounts)
	if err == nil && n >= maxServiceAccounts {
		return fault("name", model.UserErrorCodeTooMany, "an organization has at most 100 service accounts")
	}
	return err
}

// DisableServiceAccount ends an account and its keys. One that is disabled already stays as it is.
func (h *Hub) DisableServiceAccount(ctx context.Context, in model.DisableServiceAccountInput) (*model.User, error) {
	who := authz.PrincipalFrom(ctx)
	found, g, err := h.accountWithin(ctx, in.ServiceAccountID)
	if err != nil {
		return nil, err
	}
	err = h.change(ctx, found.Feed(), found.ID, func(ctx context.Context) error {
		old, err := h.store.Users.Load(ctx, g, found.ID)
		if err != nil || old.Disabled {
			return err
		}
		if err := h.revokeAll(ctx, old, h.stamp(who, "revokeKey")); err != nil {
			return err
		}
		doc, account, now := *old, *old.ServiceAccount, h.now()
		account.DisabledAt, doc.ServiceAccount, doc.Disabled = &now, &account, true
		return h.store.Users.Replace(ctx, g, old, &doc, h.stamp(who, "disable"))
	})
	if err != nil {
		return nil, err
	}
	return h.ServiceAccount(ctx, found.ID)
}

func (h *Hub) revokeAll(ctx context.Context, of *model.User, by store.Stamp) error {
	keys, err := h.store.Keys.Live(ctx, []model.ID{of.ID}, by.At)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if err := h.store.Keys.Revoke(ctx, k.ID, of, by); err != nil {
			return err
		}
	}
	return nil
}

// label reads a required one-line text.
func label(faults *model.UserErrors, field, text string) string {
	clean, err := model.CleanName(text)
	switch {
	case err != nil:
		faults.Add(field, model.UserErrorCodeInvalid, "%s", err)
	case clean == "":
		faults.Add(field, model.UserErrorCodeRequired, "must not be blank")
	case len([]rune(clean)) > model.MaxName:
		faults.Add(field, model.UserErrorCodeTooLong, "at most %d characters", model.MaxName)
	}
	return clean
}

// unlikeOnes are the values in order, each once.
func unlikeOnes[T ~string](all []T) []T {
	out := slices.Clone(all)
	slices.Sort(out)
	return slices.Compact(out)
}
