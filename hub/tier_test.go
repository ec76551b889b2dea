package hub_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"partnerhub/hub"
	"partnerhub/model"
)

// asks is a requirement of at least so many employees.
func asks(category string, employees int) *model.TierRequirementInput {
	r := &model.TierRequirementInput{Label: fmt.Sprintf("%d people", employees), Rule: &model.Rule{Test: &model.RuleTest{
		Attribute: model.RuleAttributeEmployees, Op: model.RuleOpAtLeast, Values: []string{fmt.Sprint(employees)}, ProductFamilies: []string{}, Territories: []model.CountryCode{}}}}
	if category != "" {
		r.Category = &category
	}
	return r
}

// ladders is a world whose vendor has the tiers BASE (by hand), SILVER (10), GOLD (20, published) and PLATINUM (40).
type ladders struct{ *life }

func newLadders(tb testing.TB) *ladders {
	tb.Helper()
	l := newLife(tb)
	l.loadAll("users", "email,name,organization,roles\nvadmin@acme.example,Admin,acme,VENDOR_ADMIN\n")
	w := &ladders{l}
	w.sets(20)
	return w
}

// sets gives the vendor its ladder; gold is what GOLD asks for.
func (w *ladders) sets(gold int) {
	w.tb.Helper()
	w.climbs(&model.TierInput{Name: "SILVER", GraceMonths: 3, Requirements: []*model.TierRequirementInput{asks("", 10)}},
		&model.TierInput{Name: "GOLD", GraceMonths: 3, Published: true, Requirements: []*model.TierRequirementInput{asks("", gold), asks("Sales", 5)}})
}

// climbs gives the vendor a ladder from BASE, which asks for nothing, to PLATINUM with some tiers between.
func (w *ladders) climbs(between ...*model.TierInput) {
	w.tb.Helper()
	tiers := append([]*model.TierInput{{Name: "BASE", GraceMonths: 3}}, between...)
	tiers = append(tiers, &model.TierInput{Name: "PLATINUM", GraceMonths: 1, Requirements: []*model.TierRequirementInput{asks("", 40)}})
	id := model.DerivedID(model.KindOrganization, "acme")
	now, err := w.hub.TierLadder(w.as("vadmin@acme.example"), id)
	mustNot(w.tb, err)
	_, err = w.hub.UpdateTierLadder(w.as("vadmin@acme.example"), model.UpdateTierLadderInput{VendorID: id, ExpectedVersion: now.Version,
		Tiers: tiers})
	mustNot(w.tb, err)
}

func (w *ladders) employs(n int) *model.Partner {
	w.tb.Helper()
	w.loadAll("partners", fmt.Sprintf("vendor,organization,type,lifeStage,employees\nacme,pb,MSP,ACTIVE,%d\n", n))
	return w.pb()
}

func (w *ladders) pb() *model.Partner {
	return stored(w.importWorld, w.store.Partners, model.KindPartner, "acme/pb")
}

func tierName(p *model.Partner) string {
	if p.Tier == nil {
		return ""
	}
	return *p.Tier
}

// heldTiers is a history as words, the oldest first.
func heldTiers(p *model.Partner) string {
	var out []string
	for _, h := range p.TierHistory {
		name := "none"
		if h.Tier != nil {
			name = *h.Tier
		}
		out = append(out, string(h.How)+" "+name)
	}
	return strings.Join(out, ", ")
}

// TestPromotionIsAtOnceAndSkips: the transaction that brings the facts brings the tier, with its change row.
func TestPromotionIsAtOnceAndSkips(t *testing.T) {
	w := newLadders(t)
	if got := tierName(w.employs(9)); got != "" {
		t.Errorf("got %q, want no tier", got)
	}
	if p := w.employs(25); tierName(p) != "GOLD" || heldTiers(p) != "PROMOTED GOLD" || p.Demotion != nil {
		t.Errorf("got %s after %s, want GOLD at once", tierName(p), heldTiers(p))
	}
	if p := w.employs(40); tierName(p) != "PLATINUM" || heldTiers(p) != "PROMOTED GOLD, PROMOTED PLATINUM" {
		t.Errorf("got %s after %s", tierName(p), heldTiers(p))
	}
	who, err := w.hub.PrincipalByEmail(t.Context(), "sales@pb.example")
	mustNot(t, err)
	if len(who.Accounts) != 1 || who.Accounts[0].Tier != "PLATINUM" {
		t.Errorf("got accounts %v, want the tier to decide what the partner sees", who.Accounts)
	}
}

// TestDemotionWaitsForGraceAndAWord: the tier stays until somebody confirms, and not before the grace is over.
func TestDemotionWaitsForGraceAndAWord(t *testing.T) {
	w := newLadders(t)
	w.employs(25)
	before := w.pb()
	p := w.employs(12)
	if tierName(p) != "GOLD" || p.Demotion == nil || *p.Demotion.To != "SILVER" || !p.Demotion.GraceUntil.Equal(w.clock().AddDate(0, 3, 0)) {
		t.Fatalf("got %s and %+v, want a demotion to SILVER in a quarter", tierName(p), p.Demotion)
	}
	decide := func(email string) error {
		_, err := w.hub.ConfirmPartnerDemotion(w.as(email), model.DecideDemotionInput{ID: p.ID, ExpectedVersion: w.pb().Version})
		return err
	}
	if err := decide("cam@acme.example"); outcome(err) != "FORBIDDEN" {
		t.Errorf("by the account manager: got %v, want FORBIDDEN", err)
	}
	if err := decide("ops@acme.example"); codeOf(err) != "id TOO_EARLY" {
		t.Errorf("inside the grace: got %v, want TOO_EARLY", err)
	}
	w.at(p.Demotion.GraceUntil)
	mustNot(t, decide("ops@acme.example"))
	p = w.pb()
	if tierName(p) != "SILVER" || p.Demotion != nil || heldTiers(p) != "PROMOTED GOLD, DEMOTED SILVER" {
		t.Errorf("got %s, %+v after %s", tierName(p), p.Demotion, heldTiers(p))
	}
	if got := p.TierAt(before.TierHistory[0].From); got == nil || *got != "GOLD" {
		t.Errorf("got %v as of the promotion, want GOLD", got)
	}
	if err := decide("ops@acme.example"); outcome(err) != "INVALID_TRANSITION" {
		t.Errorf("again: got %v, want INVALID_TRANSITION", err)
	}
}

// TestOnlyTheProposalThatWasShownIsConfirmed: neither another one, nor one that follows from rules that no sweep has gone by yet.
func TestOnlyTheProposalThatWasShownIsConfirmed(t *testing.T) {
	w := newLadders(t)
	w.employs(25)
	shown := w.employs(12) // GOLD -> SILVER
	confirm := func(version int) error {
		_, err := w.hub.ConfirmPartnerDemotion(w.as("ops@acme.example"), model.DecideDemotionInput{ID: shown.ID, ExpectedVersion: version})
		return err
	}
	told := func() int { return toldVersion("ops@acme.example", w.pb()) }
	w.at(shown.Demotion.GraceUntil)
	tier := func(name string, asked ...*model.TierRequirementInput) *model.TierInput {
		return &model.TierInput{Name: name, GraceMonths: 3, Requirements: asked}
	}
	w.climbs(tier("SILVER", asks("", 15)), tier("GOLD", asks("", 20)))
	if err := confirm(told()); outcome(err) != "CONFLICT" || tierName(w.pb()) != "GOLD" {
		t.Errorf("before the sweep: got %v and %s, want CONFLICT and GOLD", err, tierName(w.pb()))
	}
	seen := told()
	w.swept(hub.Swept{Tiers: 2}) // the other partner too
	now := w.pb()
	if now.Demotion == nil || now.Demotion.To != nil || now.Seen.Partner != shown.Seen.Partner || now.Seen.Distributor != shown.Seen.Distributor {
		t.Fatalf("got %+v and %+v, want no tier proposed and the channel not to notice", now.Demotion, now.Seen)
	}
	if err := confirm(seen); outcome(err) != "CONFLICT" {
		t.Errorf("as it was shown before the sweep: got %v, want CONFLICT", err)
	}
	w.climbs(tier("SILVER", asks("", 15)), tier("GOLD"))
	mustNot(t, confirm(told()))
	if p := w.pb(); tierName(p) != "GOLD" || p.Demotion != nil {
		t.Errorf("got %s and %+v, want a tier that asks for nothing to stay", tierName(p), p.Demotion)
	}
}

// TestADemotionGoesAwayByItself: when the partner meets its tier again, or when somebody lets it keep the tier.
func TestADemotionGoesAwayByItself(t *testing.T) {
	w := newLadders(t)
	w.employs(25)
	if w.employs(12).Demotion == nil {
		t.Fatal("nothing is pending")
	}
	if p := w.employs(20); p.Demotion != nil || heldTiers(p) != "PROMOTED GOLD" {
		t.Errorf("got %+v after %s, want nothing pending", p.Demotion, heldTiers(p))
	}
	p, why := w.employs(12), "a good year before"
	_, err := w.hub.CancelPartnerDemotion(w.as("ops@acme.example"), model.DecideDemotionInput{ID: p.ID, ExpectedVersion: p.Version, Note: &why})
	mustNot(t, err)
	if kept := w.pb(); kept.Seen.Partner != p.Seen.Partner || kept.Seen.Distributor != p.Seen.Distributor || kept.TierKept == nil || kept.TierKept.Note == nil || *kept.TierKept.Note != "a good year before" {
		t.Errorf("got version %d and %+v, want the channel not to notice", kept.Seen.Partner.Version, kept.TierKept)
	}
	if p := w.employs(13); p.Demotion != nil || tierName(p) != "GOLD" {
		t.Errorf("got %+v and %s, want it to keep its tier", p.Demotion, tierName(p))
	}
	w.wait(100 * day)
	if p := w.employs(12); p.Demotion == nil {
		t.Error("the months of grace are over and nothing is proposed")
	}
}

// TestALadderThatChangesIsWorkedOff: by the sweep, once, and again on the next day.
func TestALadderThatChangesIsWorkedOff(t *testing.T) {
	w := newLadders(t)
	w.employs(12)
	w.sets(11)
	w.swept(hub.Swept{Tiers: 2}) // the other partner holds GOLD and meets nothing of it
	if got := tierName(w.pb()); got != "GOLD" {
		t.Errorf("got %s, want GOLD", got)
	}
}

// TestThePathIsForThoseWhoMaySeeIt: the vendor's lead sees every step; the partner's administrator only where it is published.
func TestThePathIsForThoseWhoMaySeeIt(t *testing.T) {
	w := newLadders(t)
	w.loadAll("users", "email,name,organization,roles\nadmin@pb.example,Admin,pb,PARTNER_ADMIN\n")
	path := func(email string) *model.TierPath {
		ways, err := w.hub.TierWays(w.as(email), []model.ID{w.pb().ID})
		mustNot(t, err)
		return w.hub.TierPath(ways[w.pb().ID], nil)
	}
	w.employs(12) // SILVER, the next one is GOLD
	for email, want := range map[string]bool{"chief@acme.example": true, "cam@acme.example": true, "desk@acme.example": false,
		"admin@pb.example": true, "sales@pb.example": false, "desk@dist.example": false} {
		got := path(email)
		if (got != nil) != want {
			t.Errorf("%s: got %+v, want a path: %t", email, got, want)
			continue
		}
		if want && (*got.Current != "SILVER" || got.Next.Name != "GOLD" || len(got.Steps) != 2 || got.Steps[0].Met || !got.Steps[1].Met ||
			*got.Steps[1].Category != "Sales" || *got.Steps[0].Tests[0].Value != "12" || *got.Steps[0].Tests[0].Missing != "8") {
			t.Errorf("%s: got %+v", email, got)
		}
	}
	w.employs(25) // GOLD, the next one is not published
	if got := path("admin@pb.example"); got == nil || got.Next != nil || len(got.Steps) != 0 || *got.Reached != "GOLD" {
		t.Errorf("got %+v, want the highest tier that is published", got)
	}
	w.employs(40) // PLATINUM, as if it were published, but for its place in the ladder
	if got := path("admin@pb.example"); got == nil || *got.Current != "PLATINUM" || got.Next != nil || *got.Reached != "GOLD" {
		t.Errorf("got %+v, want nothing of what is not published", got)
	}
	ladder, err := w.hub.TierLadder(w.as("admin@pb.example"), model.DerivedID(model.KindOrganization, "acme"))
	mustNot(t, err)
	if ladder == nil || len(ladder.Tiers) != 1 || ladder.Tiers[0].Name != "GOLD" || ladder.Tiers[0].Rank != 1 || ladder.Version != 1 {
		t.Errorf("got %+v, want the published tier alone", ladder)
	}
}

// TestATierThatPartnersHoldStays: a ladder without it is refused, and so is one that was decided on an older version.
func TestATierThatPartnersHoldStays(t *testing.T) {
	w := newLadders(t)
	w.employs(25)
	id := model.DerivedID(model.KindOrganization, "acme")
	ctx := w.as("ops@acme.example")
	_, err := w.hub.UpdateTierLadder(ctx, model.UpdateTierLadderInput{VendorID: id, ExpectedVersion: 2, Tiers: []*model.TierInput{{Name: "SILVER"}}})
	if codeOf(err) != "tiers.name INVALID" {
		t.Errorf("got %v, want the held tier to stay", err)
	}
	if _, err := w.hub.UpdateTierLadder(ctx, model.UpdateTierLadderInput{VendorID: id, ExpectedVersion: 1}); outcome(err) != "CONFLICT" {
		t.Errorf("got %v, want CONFLICT", err)
	}
	for _, email := range []string{"chief@acme.example", "cam@acme.example", "desk@bolt.example", "sales@pb.example", "desk@dist.example"} {
		_, err := w.hub.UpdateTierLadder(w.as(email), model.UpdateTierLadderInput{VendorID: id, ExpectedVersion: 2})
		if o := outcome(err); o != "FORBIDDEN" && o != "NOT_FOUND" {
			t.Errorf("%s: got %v", email, err)
		}
	}
}

// TestTiersFollowTheModel plays random head counts, days and decisions against a model of the rules in one function.
func TestTiersFollowTheModel(t *testing.T) {
	w := newLadders(t)
	rapid.Check(t, func(rt *rapid.T) {
		w.at(lifeStart)
		p := w.pb()
		_, err := w.hub.SetPartnerTier(w.as("ops@acme.example"), model.SetPartnerTierInput{ID: p.ID, ExpectedVersion: p.Version, Note: "anew"})
		mustNot(t, err)
		m := &tierModel{}
		w.employs(1)
		history := len(w.pb().TierHistory)
		for range 8 {
			switch rapid.IntRange(0, 4).Draw(rt, "what") {
			case 0, 1:
				m.staff = rapid.SampledFrom([]int{1, 9, 10, 19, 20, 39, 40}).Draw(rt, "staff")
				w.employs(m.staff)
			case 2:
				w.wait(time.Duration(rapid.IntRange(1, 100).Draw(rt, "days")) * day)
				w.employs(m.staff)
			case 3:
				p := w.pb()
				_, err := w.hub.ConfirmPartnerDemotion(w.as("ops@acme.example"), model.DecideDemotionInput{ID: p.ID, ExpectedVersion: p.Version})
				if got, want := err == nil, m.confirm(w.clock()); got != want {
					rt.Fatalf("confirmed: %t (%v), want %t of %+v", got, err, want, m)
				}
			case 4:
				p := w.pb()
				_, err := w.hub.CancelPartnerDemotion(w.as("ops@acme.example"), model.DecideDemotionInput{ID: p.ID, ExpectedVersion: p.Version})
				if got, want := err == nil, m.pending(); got != want {
					rt.Fatalf("cancelled: %t (%v), want %t of %+v", got, err, want, m)
				}
				if err == nil {
					m.kept, m.until = sameDay(w.clock(), tModelGrace[m.tier]), time.Time{}
				}
			}
			m.settle(w.clock())
			p := w.pb()
			if tierName(p) != m.tier || (p.Demotion != nil) != m.pending() || p.Demotion != nil && !p.Demotion.GraceUntil.Equal(m.until) {
				rt.Fatalf("got %q and %+v, want %+v", tierName(p), p.Demotion, m)
			}
			if len(p.TierHistory) < history || history > 0 && p.Tier != p.TierHistory[len(p.TierHistory)-1].Tier && tierName(p) != *p.TierHistory[len(p.TierHistory)-1].Tier {
				rt.Fatalf("the history is %s", heldTiers(p))
			}
			history = len(p.TierHistory)
		}
		_, err = w.hub.SetPartnerTier(w.as("ops@acme.example"), model.SetPartnerTierInput{ID: p.ID, ExpectedVersion: w.pb().Version, Note: "done"})
		mustNot(t, err)
	})
}

// tierModel is a partner's standing, told from the rules.
type tierModel struct {
	staff int
	tier  string
	until time.Time
	kept  time.Time
}

var (
	tModelOrder = []string{"", "BASE", "SILVER", "GOLD", "PLATINUM"}
	tModelAsks  = map[string]int{"SILVER": 10, "GOLD": 20, "PLATINUM": 40}
	tModelGrace = map[string]int{"SILVER": 3, "GOLD": 3, "PLATINUM": 1}
)

func (m *tierModel) pending() bool { return !m.until.IsZero() }

func (m *tierModel) met() (best string) {
	for _, name := range tModelOrder {
		if n := tModelAsks[name]; n > 0 && m.staff >= n {
			best = name
		}
	}
	return best
}

func (m *tierModel) settle(now time.Time) {
	at, met := slices.Index(tModelOrder, m.tier), slices.Index(tModelOrder, m.met())
	switch {
	case met > at:
		m.tier, m.until, m.kept = m.met(), time.Time{}, time.Time{}
	case m.staff >= tModelAsks[m.tier]:
		m.until = time.Time{}
	case !m.pending() && !now.Before(m.kept):
		m.until = sameDay(now, tModelGrace[m.tier])
	}
}

func (m *tierModel) confirm(now time.Time) bool {
	if !m.pending() || now.Before(m.until) {
		return false
	}
	if met := m.met(); met != m.tier { // else it meets its tier again
		m.tier, m.kept = met, time.Time{}
	}
	m.until = time.Time{}
	return true
}
