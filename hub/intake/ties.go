package intake

import (
	"context"
	"slices"

	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// tie is that two organizations work with each other; the first is the one whose id is smaller.
type tie [2]model.ID

// ties is what a batch's rows say of who works with whom: vendor and distributor, vendor and partner organization,
// distributor and partner organization, never two of the same side. Each organization keeps the others' ids, and they decide
// who sees it; so they follow from records, and no file sets them.
type ties struct {
	made   map[tie]bool
	doubts map[tie]doubt // ties that lost a record; another one may still hold them
}

// doubt is how to ask whether any record still holds a tie.
type doubt func(ctx context.Context, b *batch) (held bool, err error)

func (t *ties) make(a, b model.ID) {
	if t.made == nil {
		t.made = map[tie]bool{}
	}
	t.made[tieOf(a, b)] = true
}

// byOrganization lists whom each organization is tied to.
func (t *ties) byOrganization() map[model.ID][]model.ID {
	out := map[model.ID][]model.ID{}
	for one := range t.made {
		out[one[0]] = append(out[one[0]], one[1])
		out[one[1]] = append(out[one[1]], one[0])
	}
	return out
}

func (t *ties) doubt(a, b model.ID, ask doubt) {
	if t.doubts == nil {
		t.doubts = map[tie]doubt{}
	}
	t.doubts[tieOf(a, b)] = ask
}

func tieOf(a, b model.ID) tie {
	if b < a {
		return tie{b, a}
	}
	return tie{a, b}
}

// tieVendor ties a vendor with the distributors that a record of it newly names, and doubts the ties of those that it names no more.
func (t *ties) tieVendor(vendor model.ID, before, now []model.ID) {
	for _, d := range added(before, now) {
		t.make(vendor, d)
	}
	for _, d := range added(now, before) {
		t.doubt(vendor, d, vendorHolds(vendor, d))
	}
}

// tiePartner does the same for a partner organization.
func (t *ties) tiePartner(organization model.ID, before, now []model.ID) {
	for _, d := range added(before, now) {
		t.make(organization, d)
	}
	for _, d := range added(now, before) {
		t.doubt(organization, d, partnerHolds(organization, d))
	}
}

// added lists what the second list has and the first has not.
func added(first, second []model.ID) []model.ID {
	return slices.DeleteFunc(slices.Clone(second), func(id model.ID) bool { return slices.Contains(first, id) })
}

// vendorHolds asks for any record of the vendor that names the distributor.
func vendorHolds(vendor, distributor model.ID) doubt {
	return func(ctx context.Context, b *batch) (bool, error) {
		one := filter.AllOf(filter.Is("vendorId", vendor), filter.Is("distributorId", distributor))
		several := filter.AllOf(filter.Is("vendorId", vendor), filter.Is("distributorIds", distributor))
		s := b.store
		for _, ask := range []func() (bool, error){
			func() (bool, error) { return anyRow(ctx, s.Partners, model.KindPartner, several) },
			func() (bool, error) { return anyRow(ctx, s.Authorities, model.KindAuthority, one) },
			func() (bool, error) { return anyRow(ctx, s.Programs, model.KindProgram, several) },
			func() (bool, error) { return anyRow(ctx, s.Campaigns, model.KindCampaign, several) },
		} {
			if held, err := ask(); held || err != nil {
				return held, err
			}
		}
		return false, nil
	}
}

// partnerHolds asks for any account of the partner organization that the distributor serves.
func partnerHolds(organization, distributor model.ID) doubt {
	return func(ctx context.Context, b *batch) (bool, error) {
		return anyRow(ctx, b.store.Partners, model.KindPartner,
			filter.AllOf(filter.Is("organizationId", organization), filter.Is("distributorIds", distributor)))
	}
}

func anyRow[T any](ctx context.Context, from *store.Collection[T], kind model.Kind, where filter.Cond) (bool, error) {
	rows, err := from.LoadAll(ctx, everyGrant(kind), where, store.Sort{Field: "_id"}, 1)
	return len(rows) > 0, err
}
