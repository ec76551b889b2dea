package hub

import (
	"cmp"
	"context"
	"slices"

	"golang.org/x/text/language"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// Segmentation counts how the viewer's vendor divides its partners, among those whose segments the viewer sees: nil for who sees
// no segments, or no partner's.
func (h *Hub) Segmentation(ctx context.Context) (*model.Segmentation, error) {
	vendor, partners := authz.PrincipalFrom(ctx).OrganizationID, h.grant(ctx, model.KindPartner, authz.Read)
	if h.grant(ctx, model.KindSegment, authz.Read).Empty() || partners.Guard("segmentIds").Op == filter.None {
		return nil, nil
	}
	c := &segmentCount{out: &model.Segmentation{Segments: []*model.SegmentFigures{}, Unsettled: []*model.Segment{}},
		figures: map[model.ID]*segmentFigures{}, costs: partners.Guard("costToServe").Op != filter.None}
	if err := h.countable(ctx, vendor, c); err != nil {
		return nil, err
	}
	groups, err := h.store.SegmentGroups(ctx, partners, vendor)
	if err != nil {
		return nil, err
	}
	costs, err := h.store.SegmentCosts(ctx, partners, vendor)
	if err != nil {
		return nil, err
	}
	c.count(groups)
	c.cost(costs)
	c.tell()
	return c.out, h.warn(ctx, vendor, c)
}

// countable finds the segments in use that the viewer sees, and parts those whose stored members are right now from the others.
func (h *Hub) countable(ctx context.Context, vendor model.ID, c *segmentCount) error {
	rules, err := h.rulesOf(ctx, vendor)
	if err != nil || rules[vendor] == nil {
		return err
	}
	ids := make([]model.ID, len(rules[vendor].segments))
	for i, s := range rules[vendor].segments {
		ids[i] = s.ID
	}
	states, err := h.store.Recomputes.ByIDs(ctx, ids)
	if err != nil {
		return err
	}
	seen, err := h.SegmentsByID(ctx, ids)
	for _, s := range rules[vendor].segments {
		switch shown := seen[s.ID]; {
		case shown == nil:
		case s.settled(states[s.ID], h.today()):
			c.figures[s.ID] = &segmentFigures{segment: shown, languages: map[string]int{}, both: map[model.ID]int{}, costs: map[model.CurrencyCode]int64{}}
			c.order = append(c.order, s.ID)
		default:
			c.out.Unsettled = append(c.out.Unsettled, shown)
		}
	}
	return err
}

// segmentCount is a count while it is made.
type segmentCount struct {
	out     *model.Segmentation
	figures map[model.ID]*segmentFigures
	order   []model.ID // by name
	limits  *model.SegmentationLimitValues
	costs   bool // whether the viewer sees what any partner costs
}

type segmentFigures struct {
	segment   *model.Segment
	members   int
	languages map[string]int
	both      map[model.ID]int
	costs     map[model.CurrencyCode]int64
}

// count adds groups of partners up.
func (c *segmentCount) count(groups []store.SegmentGroup) {
	for _, g := range groups {
		c.out.Partners += g.N
		in := c.counted(g.Segments)
		if len(in) == 0 {
			c.out.Unsegmented += g.N
		}
		spoken := mainLanguage(g.Country)
		for _, f := range in {
			f.members += g.N
			f.languages[spoken] += g.N
			for _, other := range in {
				if other != f {
					f.both[other.segment.ID] += g.N
				}
			}
		}
	}
}

func (c *segmentCount) cost(groups []store.SegmentGroup) {
	for _, g := range groups {
		for _, f := range c.counted(g.Segments) {
			f.costs[g.Cost.Currency] += g.Cost.Minor
		}
	}
}

// counted are those of some segments that are counted.
func (c *segmentCount) counted(ids []model.ID) (out []*segmentFigures) {
	for _, id := range ids {
		if f := c.figures[id]; f != nil {
			out = append(out, f)
		}
	}
	return out
}

// mainLanguage is the language that most people of a country speak, "und" where that is not known.
func mainLanguage(c model.CountryCode) string {
	region, err := language.ParseRegion(string(c))
	if err != nil {
		return language.Und.String()
	}
	tag, err := language.Compose(region)
	if err != nil {
		return language.Und.String()
	}
	base, _ := tag.Base()
	return base.String()
}

// tell puts the figures into the answer.
func (c *segmentCount) tell() {
	for _, id := range c.order {
		f := c.figures[id]
		one := &model.SegmentFigures{Segment: f.segment, Members: f.members, Languages: []*model.SegmentLanguage{}, Overlaps: []*model.SegmentOverlap{}}
		for _, spoken := range byCount(f.languages) {
			one.Languages = append(one.Languages, &model.SegmentLanguage{Language: spoken, Members: f.languages[spoken]})
		}
		for _, other := range byCount(f.both) {
			one.Overlaps = append(one.Overlaps, &model.SegmentOverlap{Segment: c.figures[other].segment, Members: f.both[other]})
		}
		if c.costs {
			one.CostToServe = []*model.Money{}
			for _, currency := range byCount(f.costs) {
				one.CostToServe = append(one.CostToServe, &model.Money{Minor: f.costs[currency], Currency: currency})
			}
		}
		c.out.Segments = append(c.out.Segments, one)
	}
}

// byCount orders what was counted, the most first and ties by key.
func byCount[K cmp.Ordered, N int | int64](counts map[K]N) []K {
	out := make([]K, 0, len(counts))
	for k := range counts {
		out = append(out, k)
	}
	slices.SortFunc(out, func(a, b K) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	return out
}
