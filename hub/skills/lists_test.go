package skills_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"partnerhub/model"
)

// records are what is stored of acme's partner pa, a word for each.
func (w *world) records() string {
	w.Helper()
	page, err := w.hub.Certifications(w.as("admin@pa.example"), model.PageArgs{}, nil)
	w.must(err)
	var out []string
	for _, e := range page.Edges {
		c := e.Node
		out = append(out, fmt.Sprintf("%s/%s/%s", c.Type[:1], c.Name, c.StatusOn(model.DateOf(w.now))))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// TestAWholeListIsHeld: what a partner's own row names is held, what it leaves out is taken back, and a row without a list leaves all as
// it is.
func TestAWholeListIsHeld(t *testing.T) {
	w := newWorld(t)
	w.record("mine", "")
	for _, step := range []struct{ name, columns, row, records, stands string }{
		{"lists", "certifications|trainings", "one; two:2026-11-20|basics:2026-11-01",
			"C/mine/REVOKED C/one/VALID C/two/EXPIRED T/basics/VALID", "one"},
		{"the same again", "certifications|trainings", "one; two:2026-11-20|basics:2026-11-01",
			"C/mine/REVOKED C/one/VALID C/two/EXPIRED T/basics/VALID", "one"},
		{"another row", "region", "North", "C/mine/REVOKED C/one/VALID C/two/EXPIRED T/basics/VALID", "one"},
		{"one list alone", "certifications", "mine; one", "C/mine/VALID C/one/VALID C/two/REVOKED T/basics/VALID", "sees member SILVER mine one"},
		{"a training that has ended", "trainings", "basics:2025-11-01:2026-11-20",
			"C/mine/VALID C/one/VALID C/two/REVOKED T/basics/EXPIRED", "sees member SILVER mine one"},
		{"no list any more", "certifications|trainings", "|", "C/mine/REVOKED C/one/REVOKED C/two/REVOKED T/basics/REVOKED", "SILVER to be demoted"},
	} {
		w.load("partners", "vendor|organization|type|lifeStage|"+step.columns, "acme|pa|MSP|ACTIVE|"+step.row)
		if got := w.records(); got != step.records {
			t.Errorf("%s: got %s, want %s", step.name, got, step.records)
		}
		w.want(step.name, step.stands)
	}
}

// TestRowsOfTheirOwn come in beside what people record, and twice without a change.
func TestRowsOfTheirOwn(t *testing.T) {
	w := newWorld(t)
	w.record("mine", "")
	file := []string{"vendor|partner|type|name|earnedOn|validUntil|revoked", "acme|pa|CERTIFICATION|one||2026-11-21|", "acme|pa|TRAINING|basics|2026-11-01||",
		"acme|pa|CERTIFICATION|gone|||true"}
	w.load("certifications", file...)
	w.want("beside", "sees member SILVER mine one")
	const records = "C/gone/REVOKED C/mine/VALID C/one/VALID T/basics/VALID"
	if got := w.records(); got != records {
		t.Errorf("got %s, want %s", got, records)
	}
	before := w.partner().Version
	w.load("certifications", file...)
	if got := w.partner().Version; got != before || w.records() != records {
		t.Errorf("again: got the partner at %d and %s, want %d and %s", got, w.records(), before, records)
	}
}

// TestAdopt makes records of what partners held before there were any, once.
func TestAdopt(t *testing.T) {
	w := newWorld(t)
	w.keeps([]model.Certification{{Name: "one", ValidUntil: model.NoLastDay}, {Name: "two", ValidUntil: "2026-11-20"}},
		[]model.Training{{Name: "basics", CompletedOn: "2026-11-01"}})
	for _, time := range []string{"once", "twice"} {
		w.must(w.skills.Adopt(t.Context()))
		if got, want := w.records(), "C/one/VALID C/two/EXPIRED T/basics/VALID"; got != want {
			t.Errorf("%s: got %s, want %s", time, got, want)
		}
		p := w.partner()
		if got := p.Trainings[0].ValidUntil; got != model.NoLastDay || len(p.Certifications) != 2 {
			t.Errorf("%s: got a training until %q and %d certifications, want no last day and 2", time, got, len(p.Certifications))
		}
	}
}
