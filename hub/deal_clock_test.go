package hub_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"partnerhub/hub"
	"partnerhub/model"
)

// told counts the rows of the vendor's feed about a deal by their action.
func (l *life) told(d *model.Deal) map[string]int {
	l.tb.Helper()
	rows, err := l.store.Changes.After(l.tb.Context(), d.VendorID, 0, 100_000)
	mustNot(l.tb, err)
	out := map[string]int{}
	for i, row := range rows {
		if row.ID.Seq != int64(i+1) {
			l.tb.Fatalf("row %d of the feed has the number %d", i, row.ID.Seq)
		}
		if row.RecordID == d.ID {
			out[row.Action]++
		}
	}
	return out
}

// TestTheQueueIsTheServersOrder: who came first stands first, also where the clock went back in between.
func TestTheQueueIsTheServersOrder(t *testing.T) {
	for _, back := range []time.Duration{0, time.Millisecond, time.Hour, 30 * day} {
		t.Run(fmt.Sprint(back), func(t *testing.T) {
			l := newLife(t)
			first := l.registers("sales@pa.example", order{})
			l.wait(-back)
			second := l.registers("sales@pb.example", order{partner: "pb"})
			third := l.registers("sales@pb.example", order{partner: "pb"})
			var got []model.DealConflictClass
			for _, d := range []*model.Deal{first, second} {
				l.does(d, move{"desk@acme.example", "CLAIM_REVIEW"})
				got = append(got, l.kept(d.ID).Conflict.Class)
			}
			if want := []model.DealConflictClass{model.DealConflictClassNone, model.DealConflictClassHardEarlier}; !slices.Equal(got, want) {
				t.Errorf("got the conflicts %v, want %v", got, want)
			}
			l.does(first, move{"sales@pa.example", "WITHDRAW"})
			if a, b := l.told(second)["promote"], l.told(third)["promote"]; a != 1 || b != 0 {
				t.Errorf("the second one moved up %d times and the third one %d, want 1 and 0", a, b)
			}
			if at := *l.kept(second.ID).SubmittedAt; !at.Equal(lifeStart.Add(-back)) {
				t.Errorf("the second one was handed in at %s, want what the clock said", at)
			}
		})
	}
}

// TestWhatIsOverStaysOver: what was written at an instant is not undone by a clock that goes back behind it, and not done twice when
// the instant comes again.
func TestWhatIsOverStaysOver(t *testing.T) {
	for _, c := range []struct {
		name   string
		before []move
		over   func(l *life, first, second *model.Deal)
		want   model.DealApprovalStatus
		moved  int // how often the second one moved up
		// refused is what the first one's people cannot do any more.
		refused map[model.DealAction]string
	}{
		{"expired, and swept", []move{{"desk@acme.example", "CLAIM_REVIEW"}, {"desk@acme.example", "APPROVE"}}, func(l *life, first, _ *model.Deal) {
			l.at(*l.kept(first.ID).ProtectedUntil)
			l.sweeps(1, 0, 0)
		}, model.DealApprovalStatusExpired, 1, map[model.DealAction]string{"MARK_WON": "INVALID_TRANSITION", "RELEASE": "INVALID_TRANSITION"}},
		{"expired, and taken over before the sweep", []move{{"desk@acme.example", "CLAIM_REVIEW"}, {"desk@acme.example", "APPROVE"}}, func(l *life, first, second *model.Deal) {
			l.at(*l.kept(first.ID).ProtectedUntil)
			l.does(second, move{"desk@acme.example", "CLAIM_REVIEW"}, move{"desk@acme.example", "APPROVE"})
		}, model.DealApprovalStatusExpired, 0, map[model.DealAction]string{"MARK_WON": "INVALID_TRANSITION", "RELEASE": "INVALID_TRANSITION"}},
		{"returned and lapsed", []move{{"desk@acme.example", "CLAIM_REVIEW"}, {"desk@acme.example", "RETURN"}}, func(l *life, first, _ *model.Deal) {
			l.at(*l.kept(first.ID).HeldUntil)
			l.swept(hub.Swept{Lapsed: 1})
		}, model.DealApprovalStatusReturned, 1, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLife(t)
			first := l.does(l.registers("sales@pa.example", order{}), c.before...)
			second := l.registers("sales@pb.example", order{partner: "pb"})
			c.over(l, first, second)
			instant, was := l.clock(), l.kept(first.ID)
			for _, at := range []time.Time{instant.Add(-day), instant.Add(-time.Millisecond), instant} {
				l.at(at)
				for _, holder := range []string{"one", "two"} {
					if got, err := l.hub.Sweep(t.Context(), holder); err != nil || got != (hub.Swept{}) {
						t.Errorf("at %s: a sweep wrote %+v (%v), want nothing", at, got, err)
					}
				}
				for action, want := range c.refused {
					if _, err := l.do("sales@pa.example", action, first.ID, l.kept(first.ID).Version); outcome(err) != want {
						t.Errorf("at %s: %s: got %v, want %s", at, action, err, want)
					}
				}
				if got := l.kept(first.ID); got.StatusAt(at) != c.want || got.Version != was.Version || got.Sequence != was.Sequence {
					t.Errorf("at %s: got %s in version %d at place %d, want %s, %d and %d", at, got.StatusAt(at), got.Version, got.Sequence, c.want, was.Version, was.Sequence)
				}
				l.checkApart([]*model.Deal{first, second})
			}
			if got := l.told(second)["promote"]; got != c.moved {
				t.Errorf("the second one moved up %d times, want %d", got, c.moved)
			}
		})
	}
}

// TestALapsedPlaceDoesNotComeBack: others have moved up, so a clock that goes back puts nobody before them again.
func TestALapsedPlaceDoesNotComeBack(t *testing.T) {
	l := newLife(t)
	first := l.does(l.registers("sales@pa.example", order{}), move{"desk@acme.example", "CLAIM_REVIEW"}, move{"desk@acme.example", "RETURN"})
	second := l.registers("sales@pb.example", order{partner: "pb"})
	l.at(*l.kept(first.ID).HeldUntil)
	l.swept(hub.Swept{Lapsed: 1})
	l.wait(-day)
	l.does(first, move{"sales@pa.example", "SUBMIT"}, move{"desk@acme.example", "CLAIM_REVIEW"})
	l.does(second, move{"desk@acme.example", "CLAIM_REVIEW"})
	if a, b := l.kept(first.ID).Conflict.Class, l.kept(second.ID).Conflict.Class; a != model.DealConflictClassHardEarlier || b != model.DealConflictClassNone {
		t.Errorf("got %s and %s, want the one that moved up to be the first", a, b)
	}
}

// checkApart: protected deals share no family, and each holds its claims.
func (l *life) checkApart(deals []*model.Deal) (protected int) {
	l.tb.Helper()
	now, held := l.clock(), map[string]model.ID{}
	for _, d := range deals {
		d = l.kept(d.ID)
		if !d.ProtectedAt(now) {
			continue
		}
		protected++
		claims := map[string]model.ID{}
		for _, c := range l.holders(d) {
			claims[c.ProductFamily] = c.DealID
		}
		for _, f := range d.Families() {
			if other, twice := held[f]; twice || claims[f] != d.ID {
				l.tb.Fatalf("at %s %s is protected for %s, which %s has with the claim of %s", now, d.ID, f, other, claims[f])
			}
			held[f] = d.ID
		}
	}
	return protected
}

// TestAClockThatJumps lets the clock go forth and back between the steps of one customer's deals: nothing overlaps, no version and no
// number goes back, and the places in the queue stay in the order in which they were given.
func TestAClockThatJumps(t *testing.T) {
	l := newLife(t)
	deals, versions, protected := l.crowd(8), map[model.ID]int{}, 0
	jumps := []time.Duration{60 * day, -20 * day, 31 * day, -90 * day, 91 * day, -time.Hour, 14 * day}
	steps := []move{{"desk2@acme.example", "APPROVE"}, {"ops@acme.example", "EXTEND_PROTECTION"}, {"desk2@acme.example", "APPROVE"}, {"ops@acme.example", "REINSTATE"},
		{"cam@acme.example", "EXTEND_PROTECTION"}, {"ops@acme.example", "REVOKE"}, {"desk2@acme.example", "APPROVE"}, {"sales@pa.example", "RELEASE"}}
	for i := range 120 {
		d, step := deals[(i*5)%len(deals)], steps[(i*3+i/8)%len(steps)]
		_, err := l.do(step[0], model.DealAction(step[1]), d.ID, toldVersion(step[0], l.kept(d.ID)))
		if outcome(err) == "INTERNAL" {
			t.Fatal(err)
		}
		if i%3 == 0 {
			l.wait(jumps[(i/3)%len(jumps)])
		}
		if i%7 == 0 {
			_, err := l.hub.Sweep(t.Context(), "one")
			mustNot(t, err)
		}
		protected += l.checkApart(deals)
		for n, d := range deals {
			got := l.kept(d.ID)
			if got.Version < versions[d.ID] || got.Sequence != int64(n+1) {
				t.Fatalf("after step %d: version %d after %d, place %d after %d", i, got.Version, versions[d.ID], got.Sequence, n+1)
			}
			versions[d.ID] = got.Version
		}
	}
	if l.told(deals[0]); protected < 50 {
		t.Errorf("only %d times was a deal protected, too few to tell anything", protected)
	}
}
