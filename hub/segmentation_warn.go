package hub

import (
	"fmt"

	"partnerhub/model"
)

// When a vendor is warned of its segments: so many of them are always fine, beyond it takes so many partners for each; a segment of
// fewer members than that tells little; two are alike when so many of a hundred members of either are in both.
const (
	segmentsAlwaysFine = 10
	partnersPerSegment = 20
	smallestSegment    = 5
	alikePercent       = 90
)

// warnings are what speaks against the segments as they are.
func (c *segmentCount) warnings() []*model.SegmentationWarning {
	out := []*model.SegmentationWarning{}
	all := len(c.order) + len(c.out.Unsettled)
	if all > segmentsAlwaysFine && all*partnersPerSegment > c.out.Partners {
		out = append(out, &model.SegmentationWarning{Code: model.SegmentationWarningCodeTooMany, Segments: []*model.Segment{},
			Message: fmt.Sprintf("there are %d segments for %d partners: every one is to be filled with offers, texts and people", all, c.out.Partners)})
	}
	small := []*model.Segment{}
	for _, id := range c.order {
		if f := c.figures[id]; f.members < smallestSegment {
			small = append(small, f.segment)
		}
	}
	if len(small) > 0 {
		out = append(out, &model.SegmentationWarning{Code: model.SegmentationWarningCodeTooSmall, Segments: small,
			Message: fmt.Sprintf("fewer than %d partners are in each of these", smallestSegment)})
	}
	return append(out, c.alike()...)
}

// alike are the pairs of segments with nearly the same members.
func (c *segmentCount) alike() (out []*model.SegmentationWarning) {
	for i, id := range c.order {
		for _, other := range c.order[i+1:] {
			a, b := c.figures[id], c.figures[other]
			both := a.both[other]
			if either := a.members + b.members - both; both > 0 && both*100 >= either*alikePercent {
				out = append(out, &model.SegmentationWarning{Code: model.SegmentationWarningCodeAlike, Segments: []*model.Segment{a.segment, b.segment},
					Message: fmt.Sprintf("%d of the %d partners in either are in both", both, either)})
			}
		}
	}
	return out
}
