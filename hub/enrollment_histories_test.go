package hub_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"partnerhub/model"
)

// TestTermsFollowTheModel plays random histories of a few partners and programs against the hub and against the model: every
// step has the same outcome, everybody sees the same terms, where they stand and what can be done, and histories only grow.
func TestTermsFollowTheModel(t *testing.T) {
	w, number, met := newTerms(t), 0, map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		for range max(1, historiesPerCheck(t)/3) {
			number++
			h := &termHistory{terms: w, rt: rt, prefix: fmt.Sprintf("h%d-", number), met: met, people: map[string]context.Context{}, told: map[model.ID][]model.EnrollmentEvent{},
				model: tWorld{gold: map[string]bool{"pa": true}}}
			h.run()
		}
	})
	t.Logf("%d histories; met %v", number, met)
	if number < 100 {
		return // too few to have met everything for sure
	}
	for _, want := range []string{"", "FORBIDDEN", "NOT_FOUND", "INVALID_TRANSITION", "CONFLICT", "USER", "EXPIRED", "renewed"} {
		if met[want] == 0 {
			t.Errorf("never met %q", want)
		}
	}
	for action := range tMay {
		if met[action] == 0 {
			t.Errorf("%s never took effect", action)
		}
	}
}

// termHistory is one of them, in programs that no other history has.
type termHistory struct {
	*terms
	rt     *rapid.T
	prefix string
	met    map[string]int
	model  tWorld
	ids    []model.ID
	told   map[model.ID][]model.EnrollmentEvent
	people map[string]context.Context // as of this instant and tier
	draws  uint64
}

func (h *termHistory) pick(n int) int {
	h.draws++
	mixed := rapid.Uint64().Draw(h.rt, "pick")*0x9e3779b97f4a7c15 + h.draws*0xbf58476d1ce4e5b9
	mixed = (mixed ^ mixed>>29) * 0x94d049bb133111eb
	return int((mixed >> 33) % uint64(n))
}

func anyOne[T any](h *termHistory, from ...T) T { return from[h.pick(len(from))] }

func (h *termHistory) run() {
	h.at(lifeStart)
	h.tier("GOLD")
	h.programs(h.prefix)
	for range 30 {
		switch n := h.pick(12); {
		case n < 2 || len(h.ids) == 0:
			h.begin()
		case n < 9:
			h.step()
		case n < 11:
			h.wait(anyOne(h, day, 9*day, 22*day, 25*day, 31*day, 100*day, 320*day))
			if h.pick(2) == 0 {
				_, err := h.hub.Sweep(h.tb.Context(), "one")
				mustNot(h.tb, err)
			}
		default:
			h.model.gold["pa"] = !h.model.gold["pa"]
			h.tier(map[bool]string{true: "GOLD", false: "SILVER"}[h.model.gold["pa"]])
		}
	}
	h.compare()
}

func (h *termHistory) tier(name string) {
	h.loadAll("partners", "vendor,organization,type,lifeStage,tier\nacme,pa,MSP,ACTIVE,"+name+"\n")
}

// asked is a context in which a person asks now.
func (h *termHistory) asked(email string) context.Context {
	key := email + h.clock().String() + fmt.Sprint(h.model.gold["pa"])
	if h.people[key] == nil {
		h.people[key] = h.as(email)
	}
	return h.people[key]
}

func (h *termHistory) begin() {
	who, partner, program := anyOne(h, tPeople()...), anyOne(h, "pa", "pb"), anyOne(h, "club", "quick", "auto", "gold")
	how := anyOne(h, "start", "start", "invite", "sponsor")
	if fit := map[string]string{"admin": "start", "ops": "invite", "cam": "invite", "distributor": "sponsor"}[who.side]; fit != "" && h.pick(5) > 0 {
		how = fit
	}
	agreement, submit := anyOne(h, "", "v1", "v1", "v0"), h.pick(3) > 0
	var given []*model.EnrollmentAnswerInput
	if tPrograms[program].asks {
		given = answers()
	}
	var made *model.Enrollment
	var err error
	switch how {
	case "start":
		made, err = h.starts(who.email, h.prefix+program, agreement, submit, given)
	case "invite":
		made, err = h.invites(who.email, partner, h.prefix+program)
	case "sponsor":
		made, err = h.sponsors(who.email, partner, h.prefix+program)
	}
	_, want := h.model.begin(who, how, partner, program, agreement, submit, h.clock())
	h.settle(fmt.Sprint(how, " ", who.email, " ", partner, " ", program, " ", agreement, " ", submit), err, want)
	if err == nil {
		h.ids = append(h.ids, made.ID)
	}
	h.compare()
}

func (h *termHistory) step() {
	i := h.pick(len(h.ids))
	t, who := h.model.terms[i], anyOne(h, tPeople()...)
	action := anyOne(h, model.AllEnrollmentAction...)
	if h.pick(5) > 0 {
		who, action = h.possible(t, who, action)
	}
	stale, agreement := h.pick(15) == 0, anyOne(h, "", "v1", "v1", "v1", "v0")
	version := toldVersion(who.email, h.term(h.ids[i]))
	if stale {
		version--
	}
	made, err := h.takes(who.email, action, h.ids[i], version, agreement)
	renewal, want := h.model.play(who, string(action), t, stale, agreement, h.clock())
	h.settle(fmt.Sprint(who.email, " ", action, " ", t.program, " ", t.status, " ", t.pending, " ", agreement), err, want)
	if err == nil {
		h.met[string(action)]++
	}
	if renewal != nil && err == nil {
		h.ids = append(h.ids, made.ID)
		h.met["renewed"]++
	}
	h.compare()
}

// possible is somebody who can do something with a term, and what; the given ones when nobody can.
func (h *termHistory) possible(t *tTerm, who tPerson, action model.EnrollmentAction) (tPerson, model.EnrollmentAction) {
	type pair struct {
		who    tPerson
		action string
	}
	var pairs []pair
	for _, p := range tPeople() {
		for _, a := range h.model.actions(p, t, h.clock()) {
			if a != "TERMINATE" && a != "WITHDRAW" || h.pick(3) == 0 {
				pairs = append(pairs, pair{p, a})
			}
		}
	}
	if len(pairs) == 0 {
		return who, action
	}
	one := anyOne(h, pairs...)
	return one.who, model.EnrollmentAction(one.action)
}

func (h *termHistory) settle(what string, err error, want string) {
	h.met[want]++
	if got := outcome(err); got != want {
		h.rt.Fatalf("%s: got %q (%v), want %q", what, got, err, want)
	}
}

// compare asks everybody for every term.
func (h *termHistory) compare() {
	now := h.clock()
	for _, p := range tPeople() {
		ctx := h.asked(p.email)
		seen, err := h.hub.EnrollmentsByID(ctx, h.ids)
		mustNot(h.tb, err)
		for i, t := range h.model.terms {
			got, want := seen[h.ids[i]], h.model.sees(p, t)
			if (got != nil) != want {
				h.rt.Fatalf("%s sees %+v: %t, want %t", p.email, t, got != nil, want)
			}
			if got == nil {
				continue
			}
			actions := []string{}
			for _, a := range h.hub.EnrollmentActions(ctx, got) {
				actions = append(actions, string(a))
			}
			slices.Sort(actions)
			if want := h.model.actions(p, t, now); string(got.Status) != t.at(now) || !slices.Equal(actions, want) {
				h.rt.Fatalf("%s at %v: got %s %v, want %s %v of %+v", p.email, now, got.Status, actions, t.at(now), want, t)
			}
		}
	}
	h.compareKept(now)
}

// compareKept looks at what is stored.
func (h *termHistory) compareKept(now time.Time) {
	for i, t := range h.model.terms {
		e := h.term(h.ids[i])
		pending := ""
		for _, s := range e.PendingSteps {
			pending += map[model.EnrollmentStep]string{"APPLICATION": "A", "REVIEW": "R", "AGREEMENT": "G"}[s]
		}
		if pending != t.pending {
			h.rt.Fatalf("got %q pending, want %+v", pending, t)
		}
		if until := e.ValidUntil; until != nil && !until.Equal(model.Forever) && !until.Equal(t.until) {
			h.rt.Fatalf("got an end at %v, want %+v", until, t)
		}
		if before := h.told[e.ID]; len(before) > len(e.History) || len(before) > 0 && !reflect.DeepEqual(before, e.History[:len(before)]) {
			h.rt.Fatalf("the history was %v, and is %v", before, e.History)
		}
		h.told[e.ID] = e.History
		if t.at(now) == "EXPIRED" {
			h.met["EXPIRED"]++
		}
	}
}
