package hub

import (
	"context"
	"math/big"
	"slices"
	"strings"

	"partnerhub/authz"
	"partnerhub/eligibility"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// TierWay is a partner's way up its vendor's ladder, as far as one viewer sees it.
type TierWay struct {
	partner *model.Partner // whole: what is asked for may be hidden from those who see that it is met
	ladder  ladder         // the tiers that the viewer may know of, in their order
	above   ladder         // those among them that are above the partner's
	grant   authz.Grant
}

// TierWays finds the ways of those among some partners whose way the viewer sees, with one query. A partner's own people know of
// the published tiers alone: nothing tells them that there are others.
func (h *Hub) TierWays(ctx context.Context, ids []model.ID) (map[model.ID]*TierWay, error) {
	g := h.grant(ctx, model.KindPartner, authz.Read)
	partners, err := h.store.Partners.LoadAll(ctx, g, filter.OneOf("_id", ids), store.Sort{Field: "_id"}, len(ids))
	if err != nil {
		return nil, err
	}
	vendors := make([]model.ID, len(partners))
	for i, p := range partners {
		vendors[i] = p.VendorID
	}
	slices.Sort(vendors)
	rules, err := h.rulesOf(ctx, slices.Compact(vendors)...)
	if err != nil {
		return nil, err
	}
	out := map[model.ID]*TierWay{}
	for _, p := range partners {
		if g.Shows(p, "tierHistory") {
			out[p.ID] = wayOf(p, g, rules[p.VendorID].ladder())
		}
	}
	return out, nil
}

// wayOf is nil where there is no tier that the viewer may know of, or the partner's own is none of the ladder.
func wayOf(p *model.Partner, g authz.Grant, l ladder) *TierWay {
	w := &TierWay{partner: p, grant: g}
	at, known := l.place(p)
	all := g.Shows(p, "demotion")
	for i, r := range l {
		if !all && !r.Published {
			continue
		}
		w.ladder = append(w.ladder, r)
		if i > at {
			w.above = append(w.above, r)
		}
	}
	if !known || len(w.ladder) == 0 {
		return nil
	}
	return w
}

// TierPath tells how far a partner is on the way to the next tier on a day, today when none is given; nil without a way.
func (h *Hub) TierPath(w *TierWay, on *model.Date) *model.TierPath {
	if w == nil {
		return nil
	}
	day := h.today()
	if on != nil {
		day = *on
	}
	out := &model.TierPath{Current: w.partner.Tier, On: day, Steps: []*model.TierStep{}, Reached: w.ladder.name(w.ladder.reached(w.partner, day))}
	if len(w.above) > 0 {
		next := *w.above[0].Tier
		next.Rank = len(w.ladder) - len(w.above) + 1 // as the viewer counts
		out.Next, out.Steps = &next, w.steps(w.above[0], day)
	}
	return out
}

func (w *TierWay) steps(next *rung, day model.Date) []*model.TierStep {
	out := []*model.TierStep{}
	for i, asked := range next.Requirements {
		step := &model.TierStep{Category: asked.Category, Label: asked.Label, Met: next.asks[i].Holds(w.partner, day), Tests: []*model.TierTest{}}
		for _, f := range next.asks[i].Explain(w.partner, day, true) {
			step.Tests = append(step.Tests, w.test(asked.Rule(), f))
		}
		out = append(out, step)
	}
	return out
}

// test tells one test; what it looks at is shown where the viewer sees it elsewhere.
func (w *TierWay) test(rule *model.Rule, f eligibility.Finding) *model.TierTest {
	out := &model.TierTest{Test: f.Test}
	asked := testAt(rule, f.Path)
	if asked == nil || !w.sees(f) {
		return out
	}
	out.Holds = &f.Holds
	if f.Value != "" {
		out.Value = &f.Value
	}
	out.Missing = missing(asked, f)
	return out
}

// sees tells whether the viewer sees what a test looks at. Who sees what a partner bought has seen its deals, too.
func (w *TierWay) sees(f eligibility.Finding) bool {
	field := f.Field
	if field == "registered" {
		field = "revenue"
	}
	return field != "" && w.grant.Shows(w.partner, field)
}

// testAt finds a test by its way in the rule, such as all[0].test.
func testAt(r *model.Rule, path string) *model.RuleTest {
	for path != "" && r != nil {
		var step string
		step, path, _ = strings.Cut(path, ".")
		name, index, _ := strings.Cut(strings.TrimSuffix(step, "]"), "[")
		switch name {
		case "test":
			return r.Test
		case "not":
			r = r.Not
		case "all":
			r = nth(r.All, index)
		case "any":
			r = nth(r.Any, index)
		default:
			return nil
		}
	}
	return nil
}

func nth(rules []*model.Rule, index string) *model.Rule {
	n, ok := new(big.Int).SetString(index, 10)
	if !ok || !n.IsInt64() || n.Int64() < 0 || n.Int64() >= int64(len(rules)) {
		return nil
	}
	return rules[n.Int64()]
}

// missing is how much more a test asks for than there is; nil for a test that is met, or that asks for no quantity.
func missing(asked *model.RuleTest, f eligibility.Finding) *model.Decimal {
	up := asked.Op == model.RuleOpAtLeast || asked.Op == model.RuleOpAbove
	if !up || f.Holds || len(asked.Values) != 1 {
		return nil
	}
	wanted, isNumber := new(big.Rat).SetString(asked.Values[0])
	has, known := new(big.Rat).SetString(strings.Fields(f.Value + " 0")[0])
	if !isNumber || !known {
		return nil
	}
	gap := wanted.Sub(wanted, has)
	text := model.Decimal(strings.TrimSuffix(strings.TrimRight(gap.FloatString(4), "0"), "."))
	return &text
}
