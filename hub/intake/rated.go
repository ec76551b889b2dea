package intake

import (
	"context"

	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// rated are the vendors and currencies for which a batch has brought rates. Deals that no rate was there for are counted with them.
type rated struct{ pairs map[pair]bool }

type pair struct {
	vendor model.ID
	from   model.CurrencyCode
}

func (r *rated) add(rate *model.ConversionRate) {
	if r.pairs == nil {
		r.pairs = map[pair]bool{}
	}
	r.pairs[pair{rate.VendorID, rate.From}] = true
}

// convert counts the deals of the batch's vendors that were not counted yet.
func (b *batch) convert(ctx context.Context) error {
	for p := range b.rated.pairs {
		vendors, err := byID(ctx, b.store.Organizations, model.KindOrganization, []model.ID{p.vendor})
		if err != nil {
			return err
		}
		if err := b.convertPair(ctx, p, vendors[p.vendor]); err != nil {
			return err
		}
	}
	return nil
}

// convertPair goes over them page by page.
func (b *batch) convertPair(ctx context.Context, p pair, vendor *model.Organization) error {
	for last := model.ID(""); ; {
		deals, err := b.store.Deals.LoadAll(ctx, everyGrant(model.KindDeal), filter.AllOf(filter.Is("vendorId", p.vendor),
			filter.Is("unconverted", true), filter.Is("amount.currency", p.from), filter.Above("_id", last)), store.Sort{Field: "_id"}, coveragePage)
		if err != nil {
			return err
		}
		for _, old := range deals {
			doc := *old
			last = old.ID
			if err := b.rules.CountInBase(ctx, &doc, vendor, old.CreatedAt); err != nil {
				return err
			}
			if _, err := keep(ctx, b, b.store.Deals, everyGrant(model.KindDeal), old, &doc); err != nil {
				return err
			}
		}
		if len(deals) < coveragePage {
			return nil
		}
	}
}
