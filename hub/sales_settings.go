package hub

import (
	"context"
	"errors"

	"partnerhub/authz"
	"partnerhub/model"
)

// SalesSettings tells what the viewer's partner organization lets its salespeople see; nil for whom that is hidden.
func (h *Hub) SalesSettings(ctx context.Context) (*model.SalesSettings, error) {
	o, err := h.ownOrganization(ctx, authz.Read)
	if errors.Is(err, model.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &model.SalesSettings{OwnDealsOnly: o.SalesOwnDealsOnly, Version: o.SalesVersion + 1}, nil
}

// ownOrganization reads the viewer's own organization for whom its settings for salespeople are shown.
func (h *Hub) ownOrganization(ctx context.Context, action authz.Action) (*model.Organization, error) {
	g := h.grant(ctx, model.KindOrganization, action)
	o, err := h.store.Organizations.Load(ctx, g, authz.PrincipalFrom(ctx).OrganizationID)
	if err != nil {
		return nil, err
	}
	if !g.Shows(o, "salesOwnDealsOnly") || o.Kind != model.OrganizationKindPartner {
		return nil, model.ErrNotFound
	}
	return o, nil
}

// UpdateSalesSettings turns what the viewer's organization lets its salespeople see. It counts from their next request on.
func (h *Hub) UpdateSalesSettings(ctx context.Context, in model.UpdateSalesSettingsInput) (*model.SalesSettings, error) {
	o, err := h.ownOrganization(ctx, authz.ConfigureSales)
	if errors.Is(err, model.ErrNotFound) {
		return nil, model.ErrForbidden
	}
	if err != nil {
		return nil, err
	}
	if err := h.change(ctx, o.Feed(), o.ID, func(ctx context.Context) error { return h.turnSales(ctx, in) }); err != nil {
		return nil, err
	}
	return h.SalesSettings(ctx)
}

func (h *Hub) turnSales(ctx context.Context, in model.UpdateSalesSettingsInput) error {
	old, err := h.ownOrganization(ctx, authz.ConfigureSales)
	if err != nil {
		return err
	}
	if in.ExpectedVersion != old.SalesVersion+1 {
		return model.ErrConflict
	}
	if in.OwnDealsOnly == old.SalesOwnDealsOnly {
		return nil
	}
	doc := *old
	doc.SalesOwnDealsOnly, doc.SalesVersion = in.OwnDealsOnly, old.SalesVersion+1
	return h.store.Organizations.Replace(ctx, h.grant(ctx, model.KindOrganization, authz.ConfigureSales), old, &doc,
		h.stamp(authz.PrincipalFrom(ctx), "updateSalesSettings"))
}
