package hub_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// historiesPerCheck times a hundred checks makes the histories of a run. HUB_HISTORIES asks for another number of them.
func historiesPerCheck(tb testing.TB) int {
	if testing.Short() {
		return 1
	}
	asked := os.Getenv("HUB_HISTORIES")
	if asked == "" {
		return 3
	}
	n, err := strconv.Atoi(asked)
	mustNot(tb, err)
	return max(1, n/100)
}

// TestHistoriesFollowTheModel plays random histories of a few deals against the hub and against the model: every step has the
// same outcome, every deal the same state, every claim one holder.
func TestHistoriesFollowTheModel(t *testing.T) {
	l, number, met, people := newLife(t), 0, map[string]int{}, map[string]*authz.Principal{}
	histories := historiesPerCheck(t)
	rapid.Check(t, func(rt *rapid.T) {
		for range histories {
			number++
			h := &history{life: l, rt: rt, number: number, met: met, people: people, model: mWorld{claims: map[string]mClaim{}}}
			h.run()
		}
	})
	t.Logf("%d histories; outcomes: %v", number, met)
	if number < 1000 {
		return // too few to have met everything for sure
	}
	for _, want := range []string{"", "FORBIDDEN", "NOT_FOUND", "INVALID_TRANSITION", "CONFLICT", "USER"} {
		if met[want] == 0 {
			t.Errorf("no step met %q", want)
		}
	}
	for action := range mFrom {
		if met[action] == 0 {
			t.Errorf("%s never took effect", action)
		}
	}
}

// history is one of them: deals of two customers that no other history has.
type history struct {
	*life
	rt     *rapid.T
	number int
	met    map[string]int
	people map[string]*authz.Principal
	model  mWorld
	ids    []model.ID
	draws  uint64
}

// pick draws a number below n, each as likely as the others: rapid's own draws prefer small numbers, and histories would stay
// shallow.
func (h *history) pick(n int) int {
	h.draws++
	mixed := rapid.Uint64().Draw(h.rt, "pick")*0x9e3779b97f4a7c15 + h.draws*0xbf58476d1ce4e5b9
	mixed = (mixed ^ mixed>>29) * 0x94d049bb133111eb
	return int((mixed >> 33) % uint64(n))
}

func pickOf[T any](h *history, from ...T) T { return from[h.pick(len(from))] }

// asked is a context in which a person asks now. Who somebody is does not change in these histories.
func (h *history) asked(email string) context.Context {
	if h.people[email] == nil {
		who, err := h.hub.PrincipalByEmail(h.tb.Context(), email)
		mustNot(h.tb, err)
		h.people[email] = who
	}
	who := *h.people[email]
	who.At = h.clock()
	return authz.WithPrincipal(h.tb.Context(), &who)
}

func (h *history) run() {
	h.at(lifeStart)
	for range rapid.IntRange(2, 3).Draw(h.rt, "deals") {
		h.register()
	}
	for range rapid.IntRange(8, 16).Draw(h.rt, "steps") {
		h.step()
	}
	h.checkClaims()
}

// register makes a deal, as a draft or handed in.
func (h *history) register() {
	by := pickOf(h, "sales@pa.example", "sales@pb.example", "sales@pa.example", "sales@pb.example", "desk@dist.example", "ops@acme.example")
	d := &mDeal{by: by, partner: pickOf(h, "pa", "pb"), customer: fmt.Sprintf("Customer %d-%d", h.number, h.pick(5)/4),
		families: pickOf(h, []string{"cloud"}, []string{"cloud"}, []string{"cloud", "backup"}, []string{"backup"}),
		amount:   pickOf(h, 10_000, 50_000, 79_000, 80_000), status: "DRAFT", through: h.pick(2) == 0}
	d.byOrg = map[string]string{"sales@pa.example": "pa", "sales@pb.example": "pb", "desk@dist.example": "dist", "ops@acme.example": "acme"}[by]
	if d.byOrg == "pa" || d.byOrg == "pb" {
		d.partner = d.byOrg
	}
	o := order{partner: d.partner, program: "reg", customer: d.customer, families: d.families, amount: strconv.Itoa(d.amount) + ".00",
		draft: h.pick(5) == 0}
	if d.through = d.through || d.byOrg == "dist"; d.through {
		o.distributor = "dist"
	}
	h.model.deals = append(h.model.deals, d)
	if !o.draft {
		h.model.submit(d, "SUBMIT", h.clock())
	}
	got, err := h.hub.RegisterDeal(h.asked(by), o.input())
	mustNot(h.tb, err)
	h.ids = append(h.ids, got.ID)
	h.compare(by + " registers")
}

// step lets time pass, or somebody does something to a deal: mostly what can be done, sometimes what cannot.
func (h *history) step() {
	if h.pick(6) == 0 {
		h.wait(pickOf(h, time.Hour, day, 5*day, 13*day, 29*day, 75*day, 90*day))
		if h.pick(3) == 0 {
			_, err := h.hub.Sweep(h.tb.Context(), "a test")
			mustNot(h.tb, err)
			h.compare("a sweep")
		}
		return
	}
	n, now := h.pick(len(h.ids)), h.clock()
	if possible := h.possible(h.model.deals[n], now); len(possible) > 0 && h.pick(4) > 0 {
		h.take(n, pickOf(h, possible...), now)
		return
	}
	h.take(n, pickOf(h, everyStep()...), now)
}

type mStep struct {
	who    mPerson
	action string
}

func everyStep() (out []mStep) {
	for _, p := range mPeople() {
		for _, a := range slices.Sorted(keysOf(mFrom)) {
			out = append(out, mStep{p, a})
		}
	}
	return out
}

func keysOf[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// possible lists the people who could do one of the actions that are possible: each action as likely as the others, but the
// stage, which moves nothing else, and the end of a history.
func (h *history) possible(d *mDeal, now time.Time) []mStep {
	by := map[string][]mStep{}
	for _, s := range everyStep() {
		if d.refusal(s.who, s.action, now) == "" {
			by[s.action] = append(by[s.action], s)
		}
	}
	for _, dull := range []string{"UPDATE_STAGE", "UPDATE", "WITHDRAW", "REJECT"} {
		if len(by) > 1 && h.pick(4) > 0 {
			delete(by, dull)
		}
	}
	if len(by["VETO"]) > 0 && h.pick(3) == 0 {
		return by["VETO"]
	}
	if len(by) == 0 {
		return nil
	}
	return by[pickOf(h, slices.Sorted(keysOf(by))...)]
}

func (h *history) take(n int, s mStep, now time.Time) {
	want := h.model.play(s.who, s.action, h.model.deals[n], now)
	_, err := act(h.hub, h.asked(s.who.email), model.DealAction(s.action), h.ids[n], toldVersion(s.who.email, h.kept(h.ids[n])))
	doing := fmt.Sprintf("%s does %s to deal %d", s.who.email, s.action, n)
	if got := outcome(err); got != want {
		h.rt.Fatalf("%s at %s: got %q (%v), want %q", doing, now, got, err, want)
	}
	h.met[want]++
	if want == "" {
		h.met[s.action]++
	}
	h.compare(doing)
	if want == "" && (s.action == "SUBMIT" || s.action == "CLAIM_REVIEW" || s.action == "APPEAL") {
		if got, want := string(h.kept(h.ids[n]).Conflict.Class), h.model.class(h.model.deals[n], now); got != want {
			h.rt.Fatalf("%s: got conflict %s, want %s", doing, got, want)
		}
	}
	h.compareActions(n, s.who, now)
}

// compare looks at the deals as they are stored.
func (h *history) compare(after string) {
	all, err := h.store.Deals.ByIDs(h.tb.Context(), authz.System(model.KindDeal, "a test looks at what is stored"), h.ids)
	mustNot(h.tb, err)
	for n, id := range h.ids {
		h.compareOne(n, all[id], after)
	}
}

func (h *history) compareOne(n int, d *model.Deal, after string) {
	want, now := h.model.deals[n], h.clock()
	if got := string(d.StatusAt(now)); got != want.at(now) {
		h.rt.Fatalf("after %s deal %d is %s, want %s", after, n, got, want.at(now))
	}
	outcome := ""
	if d.Outcome != nil {
		outcome = string(*d.Outcome)
	}
	if outcome != want.outcome || d.Appeals != want.appeals || len(d.Plan) != len(want.plan) {
		h.rt.Fatalf("after %s deal %d has outcome %q, %d appeals and plan %v; want %q, %d and %v", after, n, outcome, d.Appeals, d.Plan, want.outcome, want.appeals, want.plan)
	}
	if s := want.at(now); (s == "APPROVED" || s == "EXPIRED") && !d.ProtectedUntil.Equal(want.protected) {
		h.rt.Fatalf("after %s deal %d is protected until %s, want %s", after, n, d.ProtectedUntil, want.protected)
	}
}

// compareActions: what availableActions offers a person is what the model would let it do.
func (h *history) compareActions(n int, p mPerson, now time.Time) {
	d := h.model.deals[n]
	seen, err := h.hub.Deal(h.asked(p.email), h.ids[n])
	mustNot(h.tb, err)
	if (seen != nil) != d.sees(p) {
		h.rt.Fatalf("%s sees deal %d: %v, want %v", p.email, n, seen != nil, d.sees(p))
	}
	if seen == nil {
		return
	}
	got := []string{}
	for _, a := range h.hub.AvailableActions(h.asked(p.email), seen) {
		if a != model.DealActionCopy {
			got = append(got, string(a))
		}
	}
	want := []string{}
	for action := range mFrom {
		if d.refusal(p, action, now) == "" {
			want = append(want, action)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		h.rt.Fatalf("%s may do %v to deal %d, want %v", p.email, got, n, want)
	}
}

// checkClaims: of all deals that are protected or won, no two hold the same family of a customer at the same time.
func (h *history) checkClaims() {
	held, now := map[string]model.ID{}, h.clock()
	for i, id := range h.ids {
		d := h.kept(id)
		if d.StatusAt(now) != model.DealApprovalStatusApproved {
			continue
		}
		for _, f := range d.Families() {
			key := d.CustomerKey + "/" + f
			if other, twice := held[key]; twice {
				h.rt.Fatalf("%s and %s (deal %d) are both protected for %s", other, id, i, key)
			}
			held[key] = id
			if c := h.holders(d); len(c) == 0 || !slices.ContainsFunc(c, func(c store.Claim) bool {
				return c.DealID == id && c.ProductFamily == f && c.Until.Equal(*d.ProtectedUntil)
			}) {
				h.rt.Fatalf("deal %d is protected for %s without its claim: %v", i, key, c)
			}
		}
	}
}

// TestTheFeedTellsEveryStep: one change row a write, without a gap, whatever happened.
func TestTheFeedTellsEveryStep(t *testing.T) {
	l := newLife(t)
	d := l.approvedDeal(order{})
	l.does(d, [2]string{"sales@pa.example", "MARK_WON"}, [2]string{"cam@acme.example", "MARK_WON"})
	rows, err := l.store.Changes.After(t.Context(), d.VendorID, 0, 1000)
	mustNot(t, err)
	var got []string
	for i, c := range rows {
		if c.ID.Seq != int64(i+1) {
			t.Errorf("row %d has the number %d", i, c.ID.Seq)
		}
		if c.RecordID == d.ID {
			got = append(got, c.Action)
		}
	}
	if want := []string{"create", "claimReview", "approve", "reportWon", "confirmWon"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if n, err := l.store.Deals.Count(t.Context(), authz.System(model.KindDeal, "a test counts"), store.Query{Where: filter.Everything(), Scope: filter.Everything()}, 10); err != nil || n != 1 {
		t.Errorf("got %d deals (%v), want 1", n, err)
	}
}
