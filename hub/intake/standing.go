package intake

import (
	"context"
	"maps"
	"slices"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/hub"
	"partnerhub/model"
	"partnerhub/store"
)

// standing is what a batch has changed that rules look at. It is worked off when all rows are stored.
type standing struct {
	partners map[model.ID]*model.Partner // whose segments may have changed
	restated map[model.ID][]string       // worked-out fields that have changed, by partner
	schemes  map[model.ID]bool           // vendors that have defined their tiers or attributes anew
	segments map[model.ID]*model.Segment // whose rule has changed
}

func (s *standing) partner(p *model.Partner, fields ...string) {
	if s.partners == nil {
		s.partners, s.restated = map[model.ID]*model.Partner{}, map[model.ID][]string{}
	}
	s.partners[p.ID] = p
	for _, f := range fields {
		if !slices.Contains(s.restated[p.ID], f) {
			s.restated[p.ID] = append(s.restated[p.ID], f)
		}
	}
}

func (s *standing) scheme(vendor model.ID) {
	if s.schemes == nil {
		s.schemes = map[model.ID]bool{}
	}
	s.schemes[vendor] = true
}

func (s *standing) segment(one *model.Segment) {
	if s.segments == nil {
		s.segments = map[model.ID]*model.Segment{}
	}
	s.segments[one.ID] = one
}

// settle writes what follows for the standing of partners and for segments.
func (b *batch) settle(ctx context.Context) error {
	if err := b.settleSchemes(ctx); err != nil {
		return err
	}
	var turned []*model.Segment
	for _, id := range slices.Sorted(maps.Keys(b.standing.segments)) {
		turned = append(turned, b.standing.segments[id])
	}
	if err := b.standings.BeginRecompute(ctx, turned...); err != nil {
		return err
	}
	var changed []*model.Partner
	for _, id := range slices.Sorted(maps.Keys(b.standing.partners)) {
		p := b.standing.partners[id]
		changed = append(changed, p)
		if fields := b.standing.restated[id]; len(fields) > 0 {
			if err := b.store.Restate(ctx, p, b.stamp("update"), fields...); err != nil {
				return err
			}
		}
	}
	return b.standings.SettleSegments(ctx, b.stamp("update"), changed...)
}

// settleSchemes has every rule of a vendor worked out anew that now names other tiers or attributes.
func (b *batch) settleSchemes(ctx context.Context) error {
	for _, vendor := range slices.Sorted(maps.Keys(b.standing.schemes)) {
		if err := b.standings.TurnRules(ctx, vendor); err != nil {
			return err
		}
		used, err := b.store.Segments.LoadAll(ctx, authz.System(model.KindSegment, "rules name a vendor's tiers and attributes"),
			filter.AllOf(filter.Is("vendorId", vendor), filter.Is("status", model.SegmentStatusActive)), store.Sort{Field: "nameFold"}, hub.MaxSegments)
		if err != nil {
			return err
		}
		for _, s := range used {
			b.standing.segment(s)
		}
	}
	return nil
}
