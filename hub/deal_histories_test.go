package hub_test

import (
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
		return 10
	}
	n, err := strconv.Atoi(asked)
	mustNot(tb, err)
	return max(1, n/100)
}

// TestHistoriesFollowTheModel plays random histories of a few deals against the hub and against the model: every step has the
// same outcome, every deal the same state, every claim one holder.
func TestHistoriesFollowTheModel(t *testing.T) {
	l, number, met := newLife(t), 0, map[string]int{}
	contexts := historiesPerCheck(t)
	rapid.Check(t, func(rt *rapid.T) {
		for range contexts {
			number++
			h := &history{life: l, rt: rt, number: number, met: met, model: mWorld{claims: map[string]mClaim{}}}
			h.run()
		}
	})
	t.Logf("%d histories; outcomes: %v", number, met)
	for _, want := range []string{"", "FORBIDDEN", "NOT_FOUND", "INVALID_TRANSITION", "CONFLICT", "USER"} {
		if met[want] == 0 && !testing.Short() {
			t.Errorf("no step met %q", want)
		}
	}
	for action := range mFrom {
		if met[action] == 0 && !testing.Short() {
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
	model  mWorld
	ids    []model.ID
}

func (h *history) run() {
	h.at(lifeStart)
	for range rapid.IntRange(2, 3).Draw(h.rt, "deals") {
		h.register()
	}
	for range rapid.IntRange(6, 14).Draw(h.rt, "steps") {
		h.step()
	}
	h.checkClaims()
}

// register makes a deal, as a draft or handed in.
func (h *history) register() {
	by := rapid.SampledFrom([]string{"sales@pa.example", "sales@pb.example", "sales@pa.example", "sales@pb.example", "desk@dist.example", "ops@acme.example"}).Draw(h.rt, "by")
	d := &mDeal{by: by, byOrg: by[len(by)-12 : len(by)-8], partner: rapid.SampledFrom([]string{"pa", "pb"}).Draw(h.rt, "partner"),
		customer: fmt.Sprintf("Customer %d-%d", h.number, rapid.IntRange(1, 5).Draw(h.rt, "customer")/5),
		families: rapid.SampledFrom([][]string{{"cloud"}, {"cloud"}, {"cloud", "backup"}, {"backup"}}).Draw(h.rt, "families"),
		amount:   rapid.SampledFrom([]int{10_000, 50_000, 79_000, 80_000}).Draw(h.rt, "amount"), status: "DRAFT",
		through: rapid.Bool().Draw(h.rt, "through")}
	d.byOrg = map[string]string{"sales@pa.example": "pa", "sales@pb.example": "pb", "desk@dist.example": "dist", "ops@acme.example": "acme"}[by]
	if d.byOrg == "pa" || d.byOrg == "pb" {
		d.partner = d.byOrg
	}
	o := order{partner: d.partner, program: "reg", customer: d.customer, families: d.families, amount: strconv.Itoa(d.amount) + ".00",
		draft: rapid.IntRange(0, 4).Draw(h.rt, "draft") == 0}
	if d.through = d.through || d.byOrg == "dist"; d.through {
		o.distributor = "dist"
	}
	h.model.deals = append(h.model.deals, d)
	if !o.draft {
		h.model.submit(d, "SUBMIT", h.clock())
	}
	got := h.registers(by, o)
	h.ids = append(h.ids, got.ID)
	h.compare(len(h.ids)-1, by+" registers")
}

// step lets time pass, or somebody does something to a deal: mostly what can be done, sometimes what cannot.
func (h *history) step() {
	if rapid.IntRange(0, 5).Draw(h.rt, "time") == 0 {
		h.wait(rapid.SampledFrom([]time.Duration{time.Hour, day, 5 * day, 13 * day, 29 * day, 48 * day, 90 * day}).Draw(h.rt, "wait"))
		if rapid.IntRange(0, 2).Draw(h.rt, "sweep") == 0 {
			_, err := h.hub.Sweep(h.tb.Context(), "a test")
			mustNot(h.tb, err)
		}
		return
	}
	n := rapid.IntRange(0, len(h.ids)-1).Draw(h.rt, "deal")
	d, now := h.model.deals[n], h.clock()
	possible := h.possible(d, now)
	choice := rapid.SampledFrom(everyStep()).Draw(h.rt, "any")
	if len(possible) > 0 && rapid.IntRange(0, 3).Draw(h.rt, "fitting") > 0 {
		choice = rapid.SampledFrom(possible).Draw(h.rt, "possible")
	}
	h.take(n, choice, now)
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

func (h *history) possible(d *mDeal, now time.Time) (out []mStep) {
	for _, s := range everyStep() {
		if d.refusal(s.who, s.action, now) == "" {
			out = append(out, s)
		}
	}
	return out
}

func (h *history) take(n int, s mStep, now time.Time) {
	want := h.model.play(s.who, s.action, h.model.deals[n], now)
	_, err := h.do(s.who.email, model.DealAction(s.action), h.ids[n], h.kept(h.ids[n]).Version)
	doing := fmt.Sprintf("%s does %s to deal %d", s.who.email, s.action, n)
	if got := outcome(err); got != want {
		h.rt.Fatalf("%s at %s: got %q (%v), want %q", doing, now, got, err, want)
	}
	h.met[want]++
	if want == "" {
		h.met[s.action]++
	}
	for i := range h.ids {
		h.compare(i, doing)
	}
	if want == "" && (s.action == "SUBMIT" || s.action == "CLAIM_REVIEW" || s.action == "APPEAL") {
		if got, want := string(h.kept(h.ids[n]).Conflict.Class), h.model.class(h.model.deals[n], now); got != want {
			h.rt.Fatalf("%s: got conflict %s, want %s", doing, got, want)
		}
	}
	h.compareActions(n, s.who, now)
}

// compare looks at one deal as it is stored.
func (h *history) compare(n int, after string) {
	d, want, now := h.kept(h.ids[n]), h.model.deals[n], h.clock()
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
	seen, err := h.hub.Deal(h.as(p.email), h.ids[n])
	mustNot(h.tb, err)
	if (seen != nil) != d.sees(p) {
		h.rt.Fatalf("%s sees deal %d: %v, want %v", p.email, n, seen != nil, d.sees(p))
	}
	if seen == nil {
		return
	}
	got := []string{}
	for _, a := range h.hub.AvailableActions(h.as(p.email), seen) {
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
