package hub

import (
	"context"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// MaxWebhooks bounds the endpoints of one organization.
const MaxWebhooks = 20

// Webhook reads one endpoint, nil when it does not exist or is hidden.
func (h *Hub) Webhook(ctx context.Context, id model.ID) (*model.WebhookEndpoint, error) {
	return one(ctx, h.store.Webhooks, h.grant(ctx, model.KindWebhook, authz.Read), id)
}

func (h *Hub) webhooksByID(ctx context.Context, ids []model.ID) (map[model.ID]*model.WebhookEndpoint, error) {
	return h.store.Webhooks.ByIDs(ctx, h.grant(ctx, model.KindWebhook, authz.Read), ids)
}

// Webhooks lists the endpoints that the viewer may see.
func (h *Hub) Webhooks(ctx context.Context, args model.PageArgs) (*model.Page[model.WebhookEndpoint], error) {
	return page(ctx, h, h.webhookListing(ctx, args))
}

func (h *Hub) webhookListing(ctx context.Context, args model.PageArgs) listing[model.WebhookEndpoint] {
	byID := order[model.WebhookEndpoint]{"_id", func(w *model.WebhookEndpoint) any { return string(w.ID) }}
	return listing[model.WebhookEndpoint]{from: h.store.Webhooks, grant: h.grant(ctx, model.KindWebhook, authz.Read),
		where: filter.Everything(), scope: filter.Everything(), order: byID, args: args}
}

// MayMakeWebhooks is model.ErrForbidden for who may not.
func (h *Hub) MayMakeWebhooks(ctx context.Context) error {
	if h.grant(ctx, model.KindWebhook, authz.Create).Empty() {
		return model.ErrForbidden
	}
	return nil
}

// InsertWebhook keeps a new endpoint of the viewer's, and then does what belongs to it, in one transaction.
func (h *Hub) InsertWebhook(ctx context.Context, w *model.WebhookEndpoint, then func(context.Context) error) error {
	who, g := authz.PrincipalFrom(ctx), h.grant(ctx, model.KindWebhook, authz.Create)
	return h.change(ctx, w.Feed(), w.ID, func(ctx context.Context) error {
		if err := h.roomForWebhook(ctx, w.OrganizationID); err != nil {
			return err
		}
		if err := h.store.Webhooks.Insert(ctx, g, w, h.stamp(who, string(authz.Create))); err != nil {
			return err
		}
		return then(ctx)
	})
}

func (h *Hub) roomForWebhook(ctx context.Context, organization model.ID) error {
	n, err := h.store.Webhooks.Count(ctx, authz.System(model.KindWebhook, "an organization has so many endpoints at most"), store.Query{
		Where: filter.Everything(), Scope: filter.AllOf(filter.Is("organizationId", organization), filter.Is("deleted", false))}, MaxWebhooks)
	if err == nil && n >= MaxWebhooks {
		return fault("url", model.UserErrorCodeLimitReached, "the organization has as many endpoints as it may")
	}
	return err
}

// EditableWebhook reads an endpoint that the viewer may change; any other is not found.
func (h *Hub) EditableWebhook(ctx context.Context, id model.ID) (*model.WebhookEndpoint, error) {
	g := h.grant(ctx, model.KindWebhook, authz.Update)
	if g.Empty() {
		return nil, model.ErrForbidden
	}
	return h.store.Webhooks.Load(ctx, g, id)
}

// EditWebhook loads an endpoint under the viewer's grant, changes it, stores it under the same grant and version, and then does
// what belongs to the change, in one transaction.
func (h *Hub) EditWebhook(ctx context.Context, id model.ID, expected int, action string, edit func(context.Context, *model.WebhookEndpoint) error) error {
	who, g := authz.PrincipalFrom(ctx), h.grant(ctx, model.KindWebhook, authz.Update)
	if g.Empty() {
		return model.ErrForbidden
	}
	old, err := h.store.Webhooks.Load(ctx, g, id)
	if err != nil {
		return err
	}
	return h.change(ctx, old.Feed(), id, func(ctx context.Context) error {
		old, err := h.store.Webhooks.Load(ctx, g, id)
		switch {
		case err != nil:
			return err
		case expected != AnyVersion && old.Version != expected:
			return model.ErrConflict
		}
		w := *old
		if err := edit(ctx, &w); err != nil {
			return err
		}
		return h.store.Webhooks.Replace(ctx, g, old, &w, h.stamp(who, action))
	})
}

// AmendWebhook changes an endpoint by the hub's own hand. One that is not as it was judged any more is left alone, with
// model.ErrConflict: the verdict may be about an address or an owner that it does not have now.
func (h *Hub) AmendWebhook(ctx context.Context, judged *model.WebhookEndpoint, action string, amend func(*model.WebhookEndpoint)) error {
	g := authz.System(model.KindWebhook, "turn off an endpoint that nobody takes messages at")
	return h.store.Tx(ctx, []model.ID{judged.Feed()}, func(ctx context.Context) error {
		old, err := h.store.Webhooks.Load(ctx, g, judged.ID)
		switch {
		case err != nil:
			return err
		case old.Version != judged.Version:
			return model.ErrConflict
		}
		w := *old
		amend(&w)
		return h.store.Webhooks.Replace(ctx, g, old, &w, store.Stamp{Action: action, At: h.now()})
	})
}

// AnyVersion is expected of what is changed whatever its version is.
const AnyVersion = -1

// Sees tells whether somebody may see a record now.
func (h *Hub) Sees(ctx context.Context, who *authz.Principal, id model.ID) (bool, error) {
	kind := id.Kind()
	g := h.policy.Grant(who, kind, authz.Read)
	if kind == model.KindPolicy {
		row, err := wholeOne(ctx, h.store.Policies, g, id)
		return row != nil, err
	}
	row, err := h.wholeNode(ctx, g, id)
	return row != nil, err
}
