package hub

import (
	"context"
	"fmt"
	"slices"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// servedTask is the mark of what has been adopted.
const servedTask = "deals-served"

// servedPage is how many deals are looked at, and changed in one transaction.
const servedPage = 250

// AdoptServedDeals brings deals up to date that were stored before they knew whether their distributor still serves the partner, once
// in the life of a database: until then, one that had stopped would go on deciding on them. It is to end before anything is served. A
// crash leaves the rest for the next start.
func (h *Hub) AdoptServedDeals(ctx context.Context) error {
	done, err := h.store.Mark(ctx, servedTask)
	if err != nil || !done.IsZero() {
		return err
	}
	for last, more := model.ID(""), true; more; {
		if last, more, err = h.adoptServed(ctx, last); err != nil {
			return fmt.Errorf("marking deals whose distributor does not serve the partner: %w", err)
		}
	}
	return h.store.SetMark(ctx, servedTask, h.now())
}

// adoptServed goes on after a deal. Most pages hold nothing to change, and cost no transaction.
func (h *Hub) adoptServed(ctx context.Context, after model.ID) (last model.ID, more bool, err error) {
	found, err := h.store.Deals.LoadAll(ctx, servedGrant(model.KindDeal), filter.AllOf(filter.Present("distributorId"), filter.Above("_id", after)),
		store.Sort{Field: "_id"}, servedPage)
	if err != nil || len(found) == 0 {
		return after, false, err
	}
	last, more = found[len(found)-1].ID, len(found) == servedPage
	stale, err := h.unfollowed(ctx, found)
	if err != nil || len(stale) == 0 {
		return last, more, err
	}
	var ids, feeds []model.ID
	for _, d := range stale {
		ids, feeds = append(ids, d.Old.ID), append(feeds, d.Old.VendorID)
	}
	slices.Sort(feeds)
	err = h.store.Tx(ctx, slices.Compact(feeds), func(ctx context.Context) error { return h.followServed(ctx, ids) })
	return last, more, err
}

// followServed reads the deals again, inside the transaction that changes them.
func (h *Hub) followServed(ctx context.Context, ids []model.ID) error {
	now, err := h.store.Deals.LoadAll(ctx, servedGrant(model.KindDeal), filter.OneOf("_id", ids), store.Sort{Field: "_id"}, servedPage)
	if err != nil {
		return err
	}
	stale, err := h.unfollowed(ctx, now)
	if err != nil {
		return err
	}
	return h.store.Deals.ReplaceMany(ctx, servedGrant(model.KindDeal), stale, store.Stamp{Action: string(authz.Update), At: h.now()})
}

// unfollowed are those of some deals that do not say yet how they stand to who serves their partner. One whose partner is not there is
// served by nobody.
func (h *Hub) unfollowed(ctx context.Context, deals []*model.Deal) (out []store.Pair[model.Deal], err error) {
	ids := make([]model.ID, len(deals))
	for i, d := range deals {
		ids[i] = d.PartnerID
	}
	slices.Sort(ids)
	partners, err := h.store.Partners.ByIDs(ctx, servedGrant(model.KindPartner), slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	for _, old := range deals {
		p, doc := partners[old.PartnerID], *old
		if p == nil {
			p = &model.Partner{Coverage: old.Coverage}
		}
		h.Rules().FollowDealPartner(&doc, p)
		if doc.Unserved != old.Unserved || !slices.Equal(doc.Plan, old.Plan) {
			out = append(out, store.Pair[model.Deal]{Old: old, New: &doc})
		}
	}
	return out, nil
}

func servedGrant(kind model.Kind) authz.Grant {
	return authz.System(kind, "deals say whether their distributor serves the partner")
}
