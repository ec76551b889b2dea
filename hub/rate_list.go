package hub

import (
	"context"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

// ConversionRate reads one rate, nil when it does not exist or is hidden.
func (h *Hub) ConversionRate(ctx context.Context, id model.ID) (*model.ConversionRate, error) {
	return one(ctx, h.store.Rates, h.grant(ctx, model.KindRate, authz.Read), id)
}

// ConversionRates lists the rates that the viewer may see, the latest first.
func (h *Hub) ConversionRates(ctx context.Context, args model.PageArgs) (*model.Page[model.ConversionRate], error) {
	return page(ctx, h, h.rateListing(ctx, args))
}

func (h *Hub) rateListing(ctx context.Context, args model.PageArgs) listing[model.ConversionRate] {
	byDay := order[model.ConversionRate]{"validFrom", func(r *model.ConversionRate) any { return string(r.ValidFrom) }}
	return listing[model.ConversionRate]{from: h.store.Rates, grant: h.grant(ctx, model.KindRate, authz.Read),
		where: filter.Everything(), scope: filter.Everything(), order: byDay, descending: true, args: args}
}
