package hub

import (
	"context"
	"slices"

	"partnerhub/model"
)

// readAudience puts the sides that were sent in the place of an offer's, with everything about them that is to be mended.
func (h *Hub) readAudience(ctx context.Context, in model.UpdateAudienceInput, of offerParts) error {
	var faults model.UserErrors
	a := wholeAudience(*of.audience)
	if types, set := in.Types.ValueOK(); set {
		few(&faults, "types", len(types))
		a.Types = openSide(distinct(types))
	}
	if countries, set := in.Countries.ValueOK(); set {
		few(&faults, "countries", len(countries))
		a.Countries = openSide(distinct(countries))
	}
	tiers, tiersSet := in.Tiers.ValueOK()
	if tiersSet {
		a.Tiers = openSide(distinct(tiers))
	}
	segments, set := in.SegmentIds.ValueOK()
	if set {
		a.Segments = openSide(distinct(segments))
	}
	without, set := in.WithoutSegmentIds.ValueOK()
	if set {
		a.Without = textsOf(distinct(without))
	}
	distributors, set := in.DistributorIds.ValueOK()
	if set {
		*of.distributors = distinct(distributors)
	}
	*of.audience = &a
	if err := faults.OrNil(); err != nil {
		return err
	}
	return h.checkAudience(ctx, of.vendor, tiers, segments, without, distributors)
}

// checkAudience checks what an audience names. What does not exist and what is hidden from the viewer is the same fault.
func (h *Hub) checkAudience(ctx context.Context, vendor model.ID, tiers []string, segments, without, distributors []model.ID) error {
	if err := h.ownTiers(ctx, "tiers", tiers, vendor); err != nil {
		return err
	}
	if err := h.ownSegments(ctx, "segmentIds", segments, vendor); err != nil {
		return err
	}
	if err := h.ownSegments(ctx, "withoutSegmentIds", without, vendor); err != nil {
		return err
	}
	return h.knownDistributors(ctx, "distributorIds", distributors)
}

// ownTiers checks that tiers are the vendor's.
func (h *Hub) ownTiers(ctx context.Context, field string, tiers []string, vendor model.ID) error {
	if len(tiers) == 0 {
		return nil
	}
	scheme, err := h.schemeOf(ctx, vendor)
	if err != nil {
		return err
	}
	for _, t := range tiers {
		if !slices.Contains(scheme.Tiers, t) {
			return fault(field, model.UserErrorCodeNotFound, "the vendor has no such tier")
		}
	}
	return nil
}

// ownSegments checks that segments are in use at the vendor, among those that the viewer sees.
func (h *Hub) ownSegments(ctx context.Context, field string, ids []model.ID, vendor model.ID) error {
	if len(ids) > maxListed {
		return fault(field, model.UserErrorCodeTooMany, "too many segments")
	}
	if len(ids) == 0 {
		return nil
	}
	found, err := h.SegmentsByID(ctx, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if s := found[id]; s == nil || s.VendorID != vendor || s.Status != model.SegmentStatusActive {
			return fault(field, model.UserErrorCodeNotFound, "no such segment")
		}
	}
	return nil
}

// knownDistributors checks that distributors are among those that the viewer sees: they work with the vendor already.
func (h *Hub) knownDistributors(ctx context.Context, field string, ids []model.ID) error {
	if len(ids) > maxListed {
		return fault(field, model.UserErrorCodeTooMany, "too many distributors")
	}
	if len(ids) == 0 {
		return nil
	}
	found, err := h.OrganizationsByID(ctx, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if o := found[id]; o == nil || o.Kind != model.OrganizationKindDistributor {
			return fault(field, model.UserErrorCodeNotFound, "no such distributor")
		}
	}
	return nil
}

func few(faults *model.UserErrors, field string, n int) {
	if n > maxListed {
		faults.Add(field, model.UserErrorCodeTooMany, "at most %d", maxListed)
	}
}

// wholeAudience is a copy, open on every side for an offer that has none yet.
func wholeAudience(a *model.Audience) model.Audience {
	if a != nil {
		return *a
	}
	open := openSide[string](nil)
	return model.Audience{Types: open, Countries: open, Tiers: open, Segments: open, Without: []string{}}
}

// distinct is a list with each value once, in order of appearance.
func distinct[T comparable](list []T) []T {
	out := []T{}
	for _, v := range list {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

func textsOf(ids []model.ID) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = string(id)
	}
	return out
}
