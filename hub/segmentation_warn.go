package hub

import (
	"context"
	"fmt"

	"partnerhub/authz"
	"partnerhub/model"
)

// warn tells what speaks against the segments to who sees those of all partners, to whom the numbers say what they mean.
func (h *Hub) warn(ctx context.Context, vendor model.ID, c *segmentCount) error {
	if !h.seesAll(ctx, model.KindPartner, "segmentIds", vendor) {
		return nil
	}
	v, err := h.store.Organizations.Load(ctx, authz.System(model.KindOrganization, "a vendor says when it is warned"), vendor)
	if err != nil {
		return err
	}
	c.limits = limitsOf(v)
	c.out.Limits, c.out.Warnings = c.limits, c.warnings()
	return nil
}

// warnings are what speaks against the segments as they are.
func (c *segmentCount) warnings() []*model.SegmentationWarning {
	out := []*model.SegmentationWarning{}
	all := len(c.order) + len(c.out.Unsettled)
	if all > c.limits.AlwaysFine && all*c.limits.PartnersPerSegment > c.out.Partners {
		out = append(out, &model.SegmentationWarning{Code: model.SegmentationWarningCodeTooMany, Segments: []*model.Segment{},
			Message: fmt.Sprintf("there are %d segments for %d partners: every one is to be filled with offers, texts and people", all, c.out.Partners)})
	}
	small := []*model.Segment{}
	for _, id := range c.order {
		if f := c.figures[id]; f.members < c.limits.SmallestSegment {
			small = append(small, f.segment)
		}
	}
	if len(small) > 0 {
		out = append(out, &model.SegmentationWarning{Code: model.SegmentationWarningCodeTooSmall, Segments: small,
			Message: fmt.Sprintf("fewer than %d partners are in each of these", c.limits.SmallestSegment)})
	}
	return append(out, c.alike()...)
}

// alike are the pairs of segments with nearly the same members.
func (c *segmentCount) alike() (out []*model.SegmentationWarning) {
	for i, id := range c.order {
		for _, other := range c.order[i+1:] {
			a, b := c.figures[id], c.figures[other]
			both := a.both[other]
			if either := a.members + b.members - both; both > 0 && both*100 >= either*c.limits.AlikePercent {
				out = append(out, &model.SegmentationWarning{Code: model.SegmentationWarningCodeAlike, Segments: []*model.Segment{a.segment, b.segment},
					Message: fmt.Sprintf("%d of the %d partners in either are in both", both, either)})
			}
		}
	}
	return out
}
