package hub

import (
	"context"
	"errors"

	"partnerhub/authz"
	"partnerhub/model"
)

// limitRow is one of the numbers by which a vendor is warned of its segments: what it usually is, its bounds, and where it is.
type limitRow struct {
	field            string
	usual, low, high int
	sent             func(model.UpdateSegmentationLimitsInput) (*int, bool)
	kept             func(*model.SegmentationLimits) **int
	told             func(*model.SegmentationLimitValues) *int
}

// limitTable lists them. So many segments are always fine, beyond it takes so many partners for each; a segment of fewer members than
// that tells little; two are alike when so many of a hundred members of either are in both.
func limitTable() []limitRow {
	type in = model.UpdateSegmentationLimitsInput
	type kept = model.SegmentationLimits
	type told = model.SegmentationLimitValues
	return []limitRow{
		{"alwaysFine", 10, 0, MaxSegments, func(i in) (*int, bool) { return i.AlwaysFine.ValueOK() },
			func(k *kept) **int { return &k.AlwaysFine }, func(t *told) *int { return &t.AlwaysFine }},
		{"partnersPerSegment", 20, 0, 10_000, func(i in) (*int, bool) { return i.PartnersPerSegment.ValueOK() },
			func(k *kept) **int { return &k.PartnersPerSegment }, func(t *told) *int { return &t.PartnersPerSegment }},
		{"smallestSegment", 5, 0, 10_000, func(i in) (*int, bool) { return i.SmallestSegment.ValueOK() },
			func(k *kept) **int { return &k.SmallestSegment }, func(t *told) *int { return &t.SmallestSegment }},
		{"alikePercent", 90, 1, 100, func(i in) (*int, bool) { return i.AlikePercent.ValueOK() },
			func(k *kept) **int { return &k.AlikePercent }, func(t *told) *int { return &t.AlikePercent }},
	}
}

// limitsOf are the numbers in force for a vendor.
func limitsOf(vendor *model.Organization) *model.SegmentationLimitValues {
	set := vendor.SegmentationLimits
	if set == nil {
		set = &model.SegmentationLimits{}
	}
	out := &model.SegmentationLimitValues{Version: set.Version + 1}
	for _, row := range limitTable() {
		*row.told(out) = row.usual
		if own := *row.kept(set); own != nil {
			*row.told(out) = *own
		}
	}
	return out
}

// SegmentationLimits tells when a vendor is warned of its segments; nil when that is hidden.
func (h *Hub) SegmentationLimits(ctx context.Context, vendor model.ID) (*model.SegmentationLimitValues, error) {
	g := h.grant(ctx, model.KindOrganization, authz.Read)
	found, err := h.store.Organizations.Load(ctx, g, vendor)
	if errors.Is(err, model.ErrNotFound) {
		return nil, nil
	}
	if err != nil || found.Kind != model.OrganizationKindVendor || !g.Shows(found, "segmentationLimits") {
		return nil, err
	}
	return limitsOf(found), nil
}

// UpdateSegmentationLimits changes when a vendor is warned of its segments: what is left out stays, null is as usual.
func (h *Hub) UpdateSegmentationLimits(ctx context.Context, in model.UpdateSegmentationLimitsInput) (*model.SegmentationLimitValues, error) {
	g := h.grant(ctx, model.KindOrganization, authz.Update)
	if g.Empty() {
		return nil, model.ErrForbidden
	}
	by := h.stamp(authz.PrincipalFrom(ctx), "updateSegmentationLimits")
	err := h.change(ctx, in.VendorID, in.VendorID, func(ctx context.Context) error {
		old, err := h.store.Organizations.Load(ctx, g, in.VendorID)
		switch {
		case err != nil:
			return err
		case !g.Shows(old, "segmentationLimits") || old.Kind != model.OrganizationKindVendor:
			return model.ErrNotFound
		case limitsOf(old).Version != in.ExpectedVersion:
			return model.ErrConflict
		}
		doc := *old
		if doc.SegmentationLimits, err = limited(old.SegmentationLimits, in); err != nil {
			return err
		}
		return h.store.Organizations.Replace(ctx, g, old, &doc, by)
	})
	if err != nil {
		return nil, err
	}
	return h.SegmentationLimits(ctx, in.VendorID)
}

// limited puts the numbers that were sent in the place of others.
func limited(old *model.SegmentationLimits, in model.UpdateSegmentationLimitsInput) (*model.SegmentationLimits, error) {
	out := model.SegmentationLimits{}
	if old != nil {
		out = *old
	}
	var faults model.UserErrors
	for _, row := range limitTable() {
		sent, set := row.sent(in)
		switch {
		case !set:
			continue
		case sent != nil && (*sent < row.low || *sent > row.high):
			faults.Add(row.field, model.UserErrorCodeOutOfRange, "%d to %d", row.low, row.high)
		}
		*row.kept(&out) = sent
	}
	out.Version++
	return &out, faults.OrNil()
}
