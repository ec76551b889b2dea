package intake

import (
	"context"

	"partnerhub/model"
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
		if err := b.rules.CountWaiting(ctx, vendors[p.vendor], p.from, b.stamp("update")); err != nil {
			return err
		}
	}
	return nil
}
