package hub

import (
	"context"
	"slices"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// untie lets a vendor and distributors that it has just stopped naming in one place forget each other, where nothing else holds
// them together. It is part of the transaction that stopped naming them.
func (h *Hub) untie(ctx context.Context, vendor model.ID, distributors []model.ID, by store.Stamp) error {
	for _, d := range distributors {
		held, err := h.tied(ctx, vendor, d)
		if err != nil {
			return err
		}
		if held {
			continue
		}
		if err := h.forget(ctx, vendor, d, by); err != nil {
			return err
		}
		if err := h.forget(ctx, d, vendor, by); err != nil {
			return err
		}
	}
	return nil
}

// tied tells whether any record of the vendor names the distributor.
func (h *Hub) tied(ctx context.Context, vendor, distributor model.ID) (bool, error) {
	one := filter.AllOf(filter.Is("vendorId", vendor), filter.Is("distributorId", distributor))
	several := filter.AllOf(filter.Is("vendorId", vendor), filter.Is("distributorIds", distributor))
	for _, ask := range []func() (int, error){
		func() (int, error) { return countAny(ctx, h.store.Partners, model.KindPartner, several) },
		func() (int, error) { return countAny(ctx, h.store.Authorities, model.KindAuthority, one) },
		func() (int, error) { return countAny(ctx, h.store.Programs, model.KindProgram, several) },
		func() (int, error) { return countAny(ctx, h.store.Campaigns, model.KindCampaign, several) },
	} {
		if n, err := ask(); n > 0 || err != nil {
			return n > 0, err
		}
	}
	return false, nil
}

// countAny counts one record of a vendor at most.
func countAny[T any](ctx context.Context, from *store.Collection[T], kind model.Kind, which filter.Cond) (int, error) {
	return from.Count(ctx, authz.System(kind, "who works with whom follows from records"), store.Query{Where: filter.Everything(), Scope: which}, 1)
}

// forget takes one organization from those that another works with.
func (h *Hub) forget(ctx context.Context, of, other model.ID, by store.Stamp) error {
	g := authz.System(model.KindOrganization, "who works with whom follows from records")
	old, err := h.store.Organizations.Load(ctx, g, of)
	if err != nil {
		return err
	}
	doc := *old
	doc.RelatedIDs = slices.DeleteFunc(slices.Clone(old.RelatedIDs), func(id model.ID) bool { return id == other })
	return h.store.Organizations.Replace(ctx, g, old, &doc, by)
}
