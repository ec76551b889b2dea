package intake_test

import (
	"strings"
	"testing"
	"time"

	"partnerhub/model"
)

// TestTheRulesOfTheDemoWorldAtTheirBorders: Brightpath bought for a penny more than a million pounds, and its third certificate
// counts for the last time today. Two pennies less, or a day later, make the difference, in every list and for its own people.
func TestTheRulesOfTheDemoWorldAtTheirBorders(t *testing.T) {
	now := testTime
	w := newWorldAt(t, func() time.Time { return now })
	w.loadDemo()
	ops, partner := "ops@nimbus.example", model.DerivedID(model.KindPartner, "nimbus/brightpath")
	line := func(id, amount string) {
		t.Helper()
		w.loadAll("revenue", "vendor,source,sourceId,partner,occurredOn,productFamily,territory,amount\n"+
			"nimbus,test,"+id+",brightpath,2026-11-20,cloud-compute,GB,"+amount+" GBP\n")
	}
	in := func(when, want string) {
		t.Helper()
		var got []string
		for _, slug := range []string{"uk-million", "uk-million-experts", "uk-cloud-experts"} {
			id := model.DerivedID(model.KindSegment, "nimbus/"+slug)
			page, err := w.hub.Partners(w.as(ops), model.PageArgs{First: new(100)}, &model.PartnerFilter{Segment: &id}, nil)
			mustNot(t, err)
			for _, p := range page.Nodes() {
				if p.ID == partner {
					got = append(got, slug)
				}
			}
			e, err := w.hub.ExplainEligibility(w.as(ops), partner, id)
			mustNot(t, err)
			if listed := len(got) > 0 && got[len(got)-1] == slug; *e.Eligible != listed {
				t.Errorf("%s: in the list of %s: %t, explained: %t", when, slug, listed, *e.Eligible)
			}
		}
		if text := strings.Join(got, " "); text != want {
			t.Errorf("%s: got %q, want %q", when, text, want)
		}
	}
	in("at 1000000.01", "uk-million uk-million-experts uk-cloud-experts")
	line("back", "-0.02")
	in("at 999999.99", "")
	line("more", "0.01")
	in("at 1000000.00", "")
	line("again", "0.01")
	line("again", "0.01") // the same line, reported twice
	in("at 1000000.01 again", "uk-million uk-million-experts uk-cloud-experts")
	now = now.AddDate(0, 0, 1)
	in("a day after the third certificate's last", "uk-million uk-million-experts")
}

// TestFewDemotionsArePendingInTheDemoWorld: most partners deserve their tier; those that do not are the ones of the story.
func TestFewDemotionsArePendingInTheDemoWorld(t *testing.T) {
	w := newWorld(t)
	w.loadDemo()
	pending := true
	page, err := w.hub.Partners(w.as("ops@nimbus.example"), model.PageArgs{First: new(100)}, &model.PartnerFilter{PendingDemotion: &pending}, nil)
	mustNot(t, err)
	var got []string
	for _, p := range page.Nodes() {
		got = append(got, p.Name)
	}
	if want := "Brightpath IT, Pennine Managed Services, Thistle & Moor Computing"; strings.Join(got, ", ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}
