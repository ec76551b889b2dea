package hub_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"partnerhub/authz"
	"partnerhub/model"
)

// heldState is what the trail of a deal says of its hold so far.
type heldState struct {
	status, outcome string
	until           time.Time
}

// holds is true while nobody else can hold the deal's customer and families.
func (s heldState) holds(now time.Time) bool {
	won := s.status == "CLOSED" && s.outcome == "WON"
	return (s.status == "APPROVED" || won) && now.Before(s.until)
}

// follow takes an entry of the trail in.
func (s *heldState) follow(tb testing.TB, e *model.DealEvent) {
	for _, c := range e.Changes {
		after := ""
		if c.After != nil {
			after = *c.After
		}
		switch c.Field {
		case "approvalStatus":
			s.status = after
		case "outcome":
			s.outcome = after
		case "protectedUntil":
			s.until = time.Time{}
			if after != "" {
				at, err := model.ParseDateTime(after)
				mustNot(tb, err)
				s.until = at
			}
		}
	}
}

// checkNoOverlap plays the vendor's feed from its beginning: after no change did two deals hold the same customer and family.
// It knows the order of the changes from the feed and what they did from the trails, and nothing of the claims.
func (l *life) checkNoOverlap(deals []*model.Deal) (holds int) {
	l.tb.Helper()
	trails, keys, states := map[model.ID][]*model.DealEvent{}, map[model.ID][]string{}, map[model.ID]*heldState{}
	g := authz.System(model.KindDeal, "a test reads whole trails")
	for _, d := range deals {
		d = l.kept(d.ID)
		trail, err := l.store.Events.Before(l.tb.Context(), g, d, 0, 10_000)
		mustNot(l.tb, err)
		trails[d.ID], states[d.ID] = trail, &heldState{status: "SUBMITTED"}
		for _, f := range d.Families() {
			keys[d.ID] = append(keys[d.ID], d.CustomerKey+"/"+f)
		}
	}
	rows, err := l.store.Changes.After(l.tb.Context(), deals[0].VendorID, 0, 1_000_000)
	mustNot(l.tb, err)
	for _, row := range rows {
		trail := trails[row.RecordID]
		if len(trail) == 0 {
			continue
		}
		e := trail[len(trail)-1] // the trail is newest first
		trails[row.RecordID] = trail[:len(trail)-1]
		if e.Action != row.Action {
			l.tb.Fatalf("the feed tells of %s of %s, its trail of %s", row.Action, row.RecordID, e.Action)
		}
		states[row.RecordID].follow(l.tb, e)
		if states[row.RecordID].holds(e.At) {
			holds++
		}
		held := map[string]model.ID{}
		for id, s := range states {
			for _, key := range keys[id] {
				if !s.holds(e.At) {
					continue
				}
				if other, twice := held[key]; twice {
					l.tb.Fatalf("after change %d at %s both %s and %s hold %s", row.ID.Seq, e.At, other, id, key)
				}
				held[key] = id
			}
		}
	}
	return holds
}

// TestTwoProcessesNeverOverlap: a hundred approve, from two processes with nothing in common but the database, fifty register for
// the same customer, others release, extend and reinstate, and the clock goes on; the feed shows no instant with two holders.
func TestTwoProcessesNeverOverlap(t *testing.T) {
	approving, registering := 100, 50
	if testing.Short() {
		approving, registering = 30, 15
	}
	one, two := twoLives(t)
	lives := []*life{one, two}
	deals := one.crowd(approving)
	made := make([]*model.Deal, registering)
	as := func(email string) []context.Context { return []context.Context{one.as(email), two.as(email)} }
	desk, ops, pa, pb := as("desk2@acme.example"), as("ops@acme.example"), as("sales@pa.example"), as("sales@pb.example")
	codes := together(approving+registering, func(i int) error {
		process := i % 2
		h := lives[process].hub
		if i >= approving {
			o, ctx := order{}, pa[process]
			if i%4 < 2 {
				o, ctx = order{partner: "pb"}, pb[process]
			}
			d, err := h.RegisterDeal(ctx, o.input())
			made[i-approving] = d
			return err
		}
		d := deals[i]
		_, err := h.ApproveDeal(desk[process], model.ApproveDealInput{ID: d.ID, ExpectedVersion: d.Version})
		return err
	})
	if got := tally(codes[approving:]); got[""] != registering {
		t.Errorf("registrations: got %v, want all taken", got)
	}
	if got := tally(codes[:approving]); got[""] < 1 || got[""] > 2 || got[""]+got["CONFLICT"] != approving {
		t.Errorf("approvals: got %v, want one or two and CONFLICT for the others", got)
	}
	for round := range 6 {
		together(24, func(i int) error {
			process := (i + round) % 2
			d := deals[(i*7+round*5)%len(deals)]
			action := []model.DealAction{"APPROVE", "RELEASE", "EXTEND_PROTECTION", "REINSTATE", "MARK_LOST", "APPROVE"}[(i+round)%6]
			who := desk[process]
			if action == "EXTEND_PROTECTION" || action == "REINSTATE" || action == "MARK_LOST" {
				who = ops[process]
			}
			if action == "RELEASE" {
				who = map[model.ID]context.Context{deals[0].PartnerID: pa[process], deals[1].PartnerID: pb[process]}[d.PartnerID]
			}
			if _, err := act(lives[process].hub, who, action, d.ID, one.kept(d.ID).VersionFor(authz.PrincipalFrom(who).Side)); outcome(err) == "INTERNAL" {
				return err
			}
			if i%8 == 0 {
				_, err := lives[process].hub.Sweep(t.Context(), fmt.Sprint(process))
				return err
			}
			return nil
		})
		one.wait(31 * day)
		two.at(one.clock())
	}
	if holds := one.checkNoOverlap(append(deals, made...)); holds < 2 {
		t.Errorf("the history has %d holds, too few to tell anything", holds)
	}
}
