package hub

import (
	"context"
	"slices"
	"strings"

	"partnerhub/authz"
	"partnerhub/eligibility"
	"partnerhub/model"
)

// explaining is one explanation while it is made. What the asker may not see of the partner is cut from every test, and where
// something hidden decides, no verdict is told.
type explaining struct {
	partner *model.Partner // whole
	shows   func(field string) bool
	day     model.Date
	rules   *ruleSet
	out     *model.EligibilityExplanation
	bars    bool // something keeps the partner out
	hidden  bool // something that decides is hidden from the asker
	failing []*model.EligibilityTest
}

func (h *Hub) explain(ctx context.Context, p *model.Partner, o *offer, rules *ruleSet) (*model.EligibilityExplanation, error) {
	read := h.grant(ctx, model.KindPartner, authz.Read)
	shown := *p
	read.Mask(&shown)
	e := &explaining{partner: p, shows: func(field string) bool { return read.Shows(p, field) }, day: h.today(), rules: rules,
		out: &model.EligibilityExplanation{Partner: &shown, EvaluatedAt: h.now(), Tests: []*model.EligibilityTest{},
			Segments: []*model.EligibilitySegment{}}}
	if !o.segment {
		e.asked(o)
	}
	ids := append(sidesOf(o.audience.Segments), sidesOf(o.audience.Without)...)
	seen, err := h.SegmentsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	e.within(o.audience, seen)
	return e.told(), nil
}

// sidesOf are the segments that a side of an audience names.
func sidesOf(side []string) (ids []model.ID) {
	for _, entry := range side {
		if entry != model.AudienceAny {
			ids = append(ids, model.ID(entry))
		}
	}
	return ids
}

// asked are the tests of what an offer asks whatever the segments. A side that is open asks nothing.
func (e *explaining) asked(o *offer) {
	p, stage := e.partner, ""
	if p.LifeStage != nil {
		stage = string(*p.LifeStage)
	}
	e.ask("partner.lifeStage", "the partnership is neither suspended nor ended", "lifeStage", stage, !isOver(p))
	e.ask("status", "it is published", "", map[bool]string{true: "draft", false: "published"}[o.draft], !o.draft)
	e.askSide("audience.types", "type", "type", o.audience.Types, string(p.Type))
	e.askSide("audience.countries", "country", "country", o.audience.Countries, string(p.Country))
	e.askSide("audience.tiers", "tier", "tier", o.audience.Tiers, orBlank(p.Tier))
}

func (e *explaining) askSide(path, subject, field string, side []string, value string) {
	if !slices.Contains(side, model.AudienceAny) {
		e.ask(path, subject+" is "+strings.Join(side, " or "), field, value, value != "" && slices.Contains(side, value))
	}
}

// ask adds a test; what it looks at is no field where nothing of the partner is looked at.
func (e *explaining) ask(path, words, field, value string, holds bool) {
	t := e.test(nil, eligibility.Finding{Path: path, Test: words, Field: field, Value: value, Holds: holds, Needed: true, Failing: !holds})
	e.bars, e.hidden = e.bars || !holds, e.hidden || t.Holds == nil
	e.out.Tests = append(e.out.Tests, t)
}

// test is what was found, without what the asker may not see.
func (e *explaining) test(s *model.Segment, f eligibility.Finding) *model.EligibilityTest {
	t := &model.EligibilityTest{Segment: s, Path: f.Path, Test: f.Test, Needed: f.Needed}
	if f.Field != "" && !e.shows(f.Field) {
		return t
	}
	t.Value, t.Holds = &f.Value, &f.Holds
	if f.Failing {
		e.failing = append(e.failing, t)
	}
	return t
}

// told is the explanation with its verdict, where the asker may know it.
func (e *explaining) told() *model.EligibilityExplanation {
	if !e.hidden {
		eligible := !e.bars
		e.out.Eligible, e.out.Failing = &eligible, append([]*model.EligibilityTest{}, e.failing...)
	}
	return e.out
}
