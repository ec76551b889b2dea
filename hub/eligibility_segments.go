package hub

import (
	"slices"
	"strings"

	"partnerhub/eligibility"
	"partnerhub/model"
)

// within tells how the partner stands to the segments of an audience: one of the first side is enough, each of the other one
// keeps the partner out. A segment that the asker does not see is left out, and with it the verdict.
func (e *explaining) within(a *model.Audience, seen map[model.ID]*model.Segment) {
	in := slices.Contains(a.Segments, model.AudienceAny)
	for _, id := range sidesOf(a.Segments) {
		in = in || e.isIn(id)
	}
	e.bars = e.bars || !in
	for _, id := range sidesOf(a.Segments) {
		e.segment(id, seen[id], false, !in)
	}
	for _, id := range sidesOf(a.Without) {
		bars := e.isIn(id) || !e.isSound(id)
		e.bars = e.bars || bars
		e.segment(id, seen[id], true, bars)
	}
}

// segment adds one; bars tells whether it is to blame where its tests fail.
func (e *explaining) segment(id model.ID, s *model.Segment, leftOut, bars bool) {
	if s == nil {
		e.hidden = true
		return
	}
	one := &model.EligibilitySegment{Segment: s, LeftOut: leftOut, Sound: e.isSound(id), Tests: []*model.EligibilityTest{}}
	if member := e.isIn(id); e.shows("segmentIds") {
		one.Member = &member
	} else {
		e.hidden = true
	}
	for _, f := range e.findings(id, leftOut) {
		f.Failing = f.Failing && bars
		t := e.test(s, f)
		e.hidden = e.hidden || t.Holds == nil && isNested(f.Path)
		one.Tests = append(one.Tests, t)
	}
	e.out.Segments = append(e.out.Segments, one)
}

// isNested is true for a test in a list of a list. Whether its list fails tells what it found, as whether somebody is in the
// segment does of a test that is no deeper than that.
func isNested(path string) bool { return strings.Count(path, "[") > 1 }

// findings are what the tests of a segment's rule found. A segment whose rule cannot be asked says so by a test of its own.
func (e *explaining) findings(id model.ID, leftOut bool) []eligibility.Finding {
	s := e.rules.find(id)
	switch {
	case s == nil && leftOut:
		return nil
	case s == nil:
		return []eligibility.Finding{{Path: "status", Test: "the segment is in use", Needed: true, Failing: true}}
	case !s.sound:
		return []eligibility.Finding{{Path: "rule", Test: "the rule names what the vendor has defined", Needed: true, Failing: true}}
	}
	return s.rule.Explain(e.partner, e.day, !leftOut)
}

func (e *explaining) isIn(id model.ID) bool {
	s := e.rules.find(id)
	return s != nil && s.rule.Holds(e.partner, e.day)
}

// isSound is true for a segment that is put away, too: nobody is in it.
func (e *explaining) isSound(id model.ID) bool {
	s := e.rules.find(id)
	return s == nil || s.sound
}
