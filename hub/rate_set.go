package hub

import (
	"context"
	"strings"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// SetConversionRate sets the rate of a currency from a day on, or corrects it. A day has one rate, whether it comes from a file or from
// here. Deals that no rate was there for are counted in the same transaction.
func (h *Hub) SetConversionRate(ctx context.Context, in model.SetConversionRateInput) (*model.ConversionRate, error) {
	g := h.grant(ctx, model.KindRate, authz.Create)
	if g.Empty() {
		return nil, model.ErrForbidden
	}
	r := &model.ConversionRate{VendorID: in.VendorID, From: in.From, Rate: in.Rate, ValidFrom: in.ValidFrom}
	vendor, err := one(ctx, h.store.Organizations, h.grant(ctx, model.KindOrganization, authz.Read), in.VendorID)
	if err != nil {
		return nil, err
	}
	if vendor == nil || !g.Allows(r) {
		return nil, fault("vendorId", model.UserErrorCodeNotFound, "no such vendor")
	}
	if err := reckons(r, vendor); err != nil {
		return nil, err
	}
	err = h.change(ctx, in.VendorID, r.ID, func(ctx context.Context) error { return h.keepRate(ctx, g, r, vendor, in.ExpectedVersion) })
	if err != nil {
		return nil, err
	}
	return h.ConversionRate(ctx, r.ID)
}

// reckons checks a rate of a vendor's, and gives it the id that it has in files, too.
func reckons(r *model.ConversionRate, vendor *model.Organization) error {
	var faults model.UserErrors
	if vendor.Currency == nil {
		return fault("vendorId", model.UserErrorCodeInvalid, "has no base currency")
	}
	if r.From == *vendor.Currency {
		faults.Add("from", model.UserErrorCodeInvalid, "is the vendor's base currency itself")
	}
	if strings.HasPrefix(string(r.Rate), "-") || strings.Trim(string(r.Rate), "0.") == "" {
		faults.Add("rate", model.UserErrorCodeOutOfRange, "is a number above zero such as 0.8512")
	}
	if err := faults.OrNil(); err != nil {
		return err
	}
	r.To = *vendor.Currency
	r.ID = model.DerivedID(model.KindRate, strings.Join([]string{vendor.Handle, string(r.From), string(r.To), string(r.ValidFrom)}, "/"))
	return nil
}

// keepRate stores the rate where the day's rate is as the caller saw it.
func (h *Hub) keepRate(ctx context.Context, g authz.Grant, r *model.ConversionRate, vendor *model.Organization, seen int) error {
	who := authz.PrincipalFrom(ctx)
	by := h.stamp(who, "setConversionRate")
	update := h.grant(ctx, model.KindRate, authz.Update)
	old, err := h.store.Rates.Load(ctx, update, r.ID)
	switch {
	case err == nil && old.VersionFor(who.Side) != seen:
		return model.ErrConflict
	case err == nil:
		doc := *old
		doc.Rate = r.Rate
		err = h.store.Rates.Replace(ctx, update, old, &doc, by)
	case model.CodeOf(err) == model.CodeNotFound && seen != 0:
		return model.ErrConflict
	case model.CodeOf(err) == model.CodeNotFound:
		doc := *r
		err = h.store.Rates.Insert(ctx, g, &doc, by)
	}
	if err != nil {
		return err
	}
	return h.Rules().CountWaiting(ctx, vendor, r.From, by)
}

// countPage is how many deals are read at a time.
const countPage = 500

// CountWaiting counts the deals of a vendor that no rate was there for, now that there is one for their currency.
func (r Rules) CountWaiting(ctx context.Context, vendor *model.Organization, from model.CurrencyCode, by store.Stamp) error {
	g := authz.System(model.KindDeal, "count amounts that no rate was there for")
	for last := model.ID(""); ; {
		deals, err := r.hub.store.Deals.LoadAll(ctx, g, filter.AllOf(filter.Is("vendorId", vendor.ID), filter.Is("unconverted", true),
			filter.Is("amount.currency", from), filter.Above("_id", last)), store.Sort{Field: "_id"}, countPage)
		if err != nil {
			return err
		}
		for _, old := range deals {
			doc := *old
			last = old.ID
			if err := r.hub.countInBase(ctx, &doc, vendor, old.CreatedAt); err != nil {
				return err
			}
			if err := r.hub.store.Deals.Replace(ctx, g, old, &doc, by); err != nil {
				return err
			}
		}
		if len(deals) < countPage {
			return nil
		}
	}
}
