package hub

import (
	"context"
	"time"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// meetVendor adds the vendor's own engagements with a deal's customer to its conflict.
func (h *Hub) meetVendor(ctx context.Context, c *model.DealConflict, d *model.Deal, now time.Time) error {
	found, err := h.store.Engagements.LoadAll(ctx, authz.System(model.KindEngagement, "see whether the vendor deals with a deal's customer itself"),
		filter.AllOf(filter.Is("vendorId", d.VendorID), filter.Is("customerKey", d.CustomerKey)), store.Sort{Field: "_id"}, maxRivals)
	for _, e := range found {
		if e.Reaches(d.Families(), now) {
			c.EngagementIDs = append(c.EngagementIDs, e.ID)
			worsen(c, model.DealConflictClassVendorDirect, nil)
		}
	}
	return err
}
