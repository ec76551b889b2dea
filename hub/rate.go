package hub

import (
	"context"
	"time"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// rateOn is the vendor's rate from a currency to its base currency that counts on a day, nil when there is none.
func (h *Hub) rateOn(ctx context.Context, vendor *model.Organization, from model.CurrencyCode, day model.Date) (*model.ConversionRate, error) {
	if vendor.Currency == nil {
		return nil, nil
	}
	found, err := h.store.Rates.LoadAll(ctx, authz.System(model.KindRate, "count a deal's amount in the vendor's base currency"),
		filter.AllOf(filter.Is("vendorId", vendor.ID), filter.Is("from", from), filter.Is("to", *vendor.Currency), filter.AtMost("validFrom", day)),
		store.Sort{Field: "validFrom", Descending: true}, 1)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// countInBase counts a deal's amount in the vendor's base currency, by the rate of the day on which the deal was first handed in, or
// else made. What it was counted as stays on the deal: a rate that comes later changes no sum of the past.
func (h *Hub) countInBase(ctx context.Context, d *model.Deal, vendor *model.Organization, made time.Time) error {
	d.BaseAmount, d.Unconverted = d.Amount, false
	if d.Amount == nil || vendor.Currency != nil && d.Amount.Currency == *vendor.Currency {
		return nil
	}
	if d.SubmittedAt != nil {
		made = *d.SubmittedAt
	}
	rate, err := h.rateOn(ctx, vendor, d.Amount.Currency, model.DateOf(made))
	if err != nil {
		return err
	}
	d.BaseAmount, d.Unconverted = nil, true
	if rate != nil {
		if m, ok := rate.Convert(*d.Amount); ok {
			d.BaseAmount, d.Unconverted = &m, false
		}
	}
	return nil
}
