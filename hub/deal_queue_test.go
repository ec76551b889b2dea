package hub_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"partnerhub/hub"
	"partnerhub/model"
)

type move = [2]string

// TestTheFirstOneWaitingMovesUp frees a claim, or a place in the queue, in every way there is.
func TestTheFirstOneWaitingMovesUp(t *testing.T) {
	reviewed := []move{{"desk@acme.example", "CLAIM_REVIEW"}}
	approvedBefore := append(slices.Clone(reviewed), move{"desk@acme.example", "APPROVE"})
	for _, c := range []struct {
		name   string
		before []move // what happens to the first deal before others register
		free   func(l *life, first *model.Deal)
	}{
		{"released", approvedBefore, func(l *life, d *model.Deal) { l.does(d, move{"sales@pa.example", "RELEASE"}) }},
		{"revoked", approvedBefore, func(l *life, d *model.Deal) { l.does(d, move{"ops@acme.example", "REVOKE"}) }},
		{"lost", approvedBefore, func(l *life, d *model.Deal) { l.does(d, move{"cam@acme.example", "MARK_LOST"}) }},
		{"rejected", reviewed, func(l *life, d *model.Deal) { l.does(d, move{"desk@acme.example", "REJECT"}) }},
		{"withdrawn", nil, func(l *life, d *model.Deal) { l.does(d, move{"sales@pa.example", "WITHDRAW"}) }},
		{"expired, and swept", approvedBefore, func(l *life, _ *model.Deal) { l.wait(90 * day); l.sweeps(1, 0, 0) }},
		{"returned, lapsed, and swept", reviewed, func(l *life, d *model.Deal) {
			l.does(d, move{"desk@acme.example", "RETURN"})
			l.at(*l.kept(d.ID).HeldUntil)
			l.swept(hub.Swept{Lapsed: 1})
		}},
		{"won, and over", approvedBefore, func(l *life, d *model.Deal) {
			l.does(d, move{"sales@pa.example", "MARK_WON"}, move{"desk@acme.example", "MARK_WON"})
			l.wait(90 * day)
			l.sweeps(0, 1, 0)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLife(t)
			first := l.registers("sales@pa.example", order{})
			l.does(first, c.before...)
			second := l.registers("sales@pb.example", order{partner: "pb"})
			third := l.registers("sales@pb.example", order{partner: "pb"})
			before, behind := l.kept(second.ID), l.kept(third.ID)
			l.wait(time.Hour)
			c.free(l, first)
			got := l.kept(second.ID)
			due, _ := reviewDue(l.clock())
			if got.Version != before.Version+1 || !got.ReviewDueAt.Equal(due) {
				t.Errorf("got version %d and a review due at %s, want %d and %s", got.Version, got.ReviewDueAt, before.Version+1, due)
			}
			want := model.DealConflictClassSelf // the third is its own
			if c.name == "won, and over" {
				want = model.DealConflictClassIncumbent
			}
			if got.Conflict.Class != want || !got.SubmittedAt.Equal(*before.SubmittedAt) {
				t.Errorf("got conflict %s and place %s, want %s and the place kept", got.Conflict.Class, got.SubmittedAt, want)
			}
			if diff := cmp.Diff(behind, l.kept(third.ID)); diff != "" {
				t.Errorf("the one behind it changed:\n%s", diff)
			}
			if row := l.lastChange(second); row.Action != "promote" || row.Actor != "" || slices.Contains(row.Audience, first.PartnerOrgID) {
				t.Errorf("got the change %+v, want a promotion by nobody, not told to the rival", row)
			}
		})
	}
}

// reviewDue is two weekdays later.
func reviewDue(now time.Time) (due, late time.Time) { return mBusiness(now, 2), mBusiness(now, 3) }

// sweeps sweeps and insists on what was written; a second sweep writes nothing.
func (l *life) sweeps(expired, freed, approved int) {
	l.tb.Helper()
	l.swept(hub.Swept{Expired: expired, Freed: freed, Approved: approved})
}

func (l *life) swept(want hub.Swept) {
	l.tb.Helper()
	for _, want := range []hub.Swept{want, {}} {
		got, err := l.hub.Sweep(l.tb.Context(), "one")
		mustNot(l.tb, err)
		if got != want {
			l.tb.Errorf("a sweep: got %+v, want %+v", got, want)
		}
	}
}

// lastChange is the last row of the vendor's feed about a deal.
func (l *life) lastChange(d *model.Deal) *model.Change {
	l.tb.Helper()
	rows, err := l.store.Changes.After(l.tb.Context(), d.VendorID, 0, 1000)
	mustNot(l.tb, err)
	rows = slices.DeleteFunc(rows, func(c *model.Change) bool { return c.RecordID != d.ID })
	return rows[len(rows)-1]
}

// TestNobodyMovesUpForNothing: a place that was behind, another family, and a claim that somebody has taken meanwhile.
func TestNobodyMovesUpForNothing(t *testing.T) {
	for _, c := range []struct {
		name string
		play func(l *life) (watched *model.Deal)
	}{
		{"the one behind withdraws", func(l *life) *model.Deal {
			first := l.registers("sales@pa.example", order{})
			l.does(l.registers("sales@pb.example", order{partner: "pb"}), move{"sales@pb.example", "WITHDRAW"})
			return first
		}},
		{"another family", func(l *life) *model.Deal {
			held := l.approvedDeal(order{families: []string{"cloud"}})
			other := l.registers("sales@pb.example", order{partner: "pb", families: []string{"backup"}})
			l.does(held, move{"sales@pa.example", "RELEASE"})
			return other
		}},
		{"another customer", func(l *life) *model.Deal {
			held := l.approvedDeal(order{})
			other := l.registers("sales@pb.example", order{partner: "pb", customer: "Somebody else"})
			l.does(held, move{"sales@pa.example", "RELEASE"})
			return other
		}},
		{"a waiting one goes while the claim is held", func(l *life) *model.Deal {
			l.approvedDeal(order{})
			second := l.registers("sales@pb.example", order{partner: "pb"})
			third := l.registers("sales@pb.example", order{partner: "pb"})
			l.does(second, move{"sales@pb.example", "WITHDRAW"})
			return third
		}},
		{"the claim is another's by the time of the sweep", func(l *life) *model.Deal {
			l.approvedDeal(order{})
			second := l.registers("sales@pb.example", order{partner: "pb"})
			third := l.registers("sales@pa.example", order{})
			l.wait(90 * day)
			l.does(second, move{"desk@acme.example", "CLAIM_REVIEW"}, move{"desk@acme.example", "APPROVE"})
			l.sweeps(0, 0, 0) // whoever takes a claim over has written EXPIRED already
			return third
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLife(t)
			if d := c.play(l); l.kept(d.ID).Version != 1 {
				t.Errorf("got version %d, want the deal untouched", l.kept(d.ID).Version)
			}
		})
	}
}

// TestProtectionEndsWithTheClock looks one millisecond before and after the end, with no sweeper anywhere.
func TestProtectionEndsWithTheClock(t *testing.T) {
	l := newLife(t)
	first := l.approvedDeal(order{})
	second := l.does(l.registers("sales@pb.example", order{partner: "pb"}), move{"desk@acme.example", "CLAIM_REVIEW"})
	end := *l.kept(first.ID).ProtectedUntil

	l.at(end.Add(-time.Millisecond))
	l.sees(first, model.DealApprovalStatusApproved, true, model.DealActionRelease, model.DealActionMarkWon)
	if _, err := l.do("desk@acme.example", model.DealActionApprove, second.ID, l.kept(second.ID).Version); outcome(err) != "CONFLICT" {
		t.Errorf("a rival's approval just before the end: got %v, want CONFLICT", err)
	}
	l.at(end)
	l.sees(first, model.DealApprovalStatusExpired, false)
	l.at(end.Add(time.Millisecond))
	l.sees(first, model.DealApprovalStatusExpired, false)
	for _, action := range []model.DealAction{model.DealActionRelease, model.DealActionMarkWon, model.DealActionMarkLost} {
		if _, err := l.do("sales@pa.example", action, first.ID, l.kept(first.ID).Version); outcome(err) != "INVALID_TRANSITION" {
			t.Errorf("%s after the end: got %v, want INVALID_TRANSITION", action, err)
		}
	}
	l.does(second, move{"desk@acme.example", "APPROVE"})
	for _, action := range []model.DealAction{model.DealActionReinstate, model.DealActionExtendProtection} {
		if _, err := l.do("ops@acme.example", action, first.ID, l.kept(first.ID).Version); outcome(err) != "CONFLICT" {
			t.Errorf("%s when the claim is another's: got %v, want CONFLICT", action, err)
		}
	}
}

// sees reads a deal as its owner does: by id, by a list that asks for the status, and by its actions.
func (l *life) sees(d *model.Deal, status model.DealApprovalStatus, protected bool, actions ...model.DealAction) {
	l.tb.Helper()
	ctx := l.as("sales@pa.example")
	got, err := l.hub.Deal(ctx, d.ID)
	mustNot(l.tb, err)
	if got.ApprovalStatus != status || got.ProtectionActive != protected {
		l.tb.Errorf("at %s: got %s, protected %v; want %s, %v", l.clock(), got.ApprovalStatus, got.ProtectionActive, status, protected)
	}
	page, err := l.hub.Deals(ctx, model.PageArgs{}, &model.DealFilter{ApprovalStatus: []model.DealApprovalStatus{status}}, nil)
	mustNot(l.tb, err)
	if len(page.Edges) != 1 || page.Edges[0].Node.ID != d.ID {
		l.tb.Errorf("at %s: a list of %s has %d deals, want the one", l.clock(), status, len(page.Edges))
	}
	for _, a := range actions {
		if !slices.Contains(l.hub.AvailableActions(ctx, got), a) {
			l.tb.Errorf("at %s: got actions %v, want %s among them", l.clock(), l.hub.AvailableActions(ctx, got), a)
		}
	}
}

func TestExtendingAndComingBack(t *testing.T) {
	for _, c := range []struct {
		name, email string
		action      model.DealAction
		days        int // for an extension
		after       time.Duration
		want        string
		until       time.Duration // from the approval
	}{
		{"a manager in time", "cam@acme.example", "EXTEND_PROTECTION", 30, 10 * day, "", 120 * day},
		{"a manager by too much", "cam@acme.example", "EXTEND_PROTECTION", 31, 10 * day, "USER", 0},
		{"a manager in the days of grace", "cam@acme.example", "EXTEND_PROTECTION", 30, 104*day - time.Millisecond, "", 120 * day},
		{"a manager after them", "cam@acme.example", "EXTEND_PROTECTION", 30, 104 * day, "FORBIDDEN", 0},
		{"a day that is over already", "cam@acme.example", "EXTEND_PROTECTION", 1, 92 * day, "USER", 0},
		{"operations up to the longest", "ops@acme.example", "EXTEND_PROTECTION", 90, 10 * day, "", 180 * day},
		{"operations beyond it", "ops@acme.example", "EXTEND_PROTECTION", 91, 10 * day, "USER", 0},
		{"the desk", "desk@acme.example", "EXTEND_PROTECTION", 1, 10 * day, "FORBIDDEN", 0},
		{"the owner", "sales@pa.example", "EXTEND_PROTECTION", 1, 10 * day, "FORBIDDEN", 0},
		{"a rival", "sales@pb.example", "EXTEND_PROTECTION", 1, 10 * day, "FORBIDDEN", 0},
		{"no days", "ops@acme.example", "EXTEND_PROTECTION", 0, 10 * day, "USER", 0},
		{"reinstated in the days of grace", "cam@acme.example", "REINSTATE", 0, 100 * day, "", 130 * day},
		{"reinstated after them", "cam@acme.example", "REINSTATE", 0, 104 * day, "FORBIDDEN", 0},
		{"reinstated while it is protected", "cam@acme.example", "REINSTATE", 0, 80 * day, "INVALID_TRANSITION", 0},
	} {
		for _, swept := range []bool{false, true} {
			t.Run(c.name, func(t *testing.T) {
				l := newLife(t)
				d := l.approvedDeal(order{})
				l.wait(c.after)
				if swept {
					_, err := l.hub.Sweep(t.Context(), "one")
					mustNot(t, err)
				}
				version := l.kept(d.ID).Version
				var err error
				if c.action == model.DealActionExtendProtection {
					_, err = l.hub.ExtendDealProtection(l.as(c.email), model.ExtendDealProtectionInput{ID: d.ID, ExpectedVersion: version, Days: c.days})
				} else {
					_, err = l.do(c.email, c.action, d.ID, version)
				}
				if outcome(err) != c.want {
					t.Fatalf("got %v, want %q", err, c.want)
				}
				if c.want != "" {
					return
				}
				if got := l.kept(d.ID); !got.ProtectedUntil.Equal(lifeStart.Add(c.until)) || !got.ProtectedAt(l.clock()) || len(l.holders(got)) != 1 {
					t.Errorf("protected until %s (%s), %d claims; want %s", got.ProtectedUntil, got.ApprovalStatus, len(l.holders(got)), lifeStart.Add(c.until))
				}
			})
		}
	}
}

func TestAManagerExtendsOnce(t *testing.T) {
	l := newLife(t)
	d := l.does(l.approvedDeal(order{}), move{"cam@acme.example", "EXTEND_PROTECTION"})
	if _, err := l.do("cam@acme.example", "EXTEND_PROTECTION", d.ID, d.Version); outcome(err) != "FORBIDDEN" {
		t.Errorf("a second extension: got %v, want FORBIDDEN", err)
	}
	l.does(d, move{"ops@acme.example", "EXTEND_PROTECTION"}, move{"ops@acme.example", "EXTEND_PROTECTION"})
}

// TestAHeldPlaceLapses: a returned deal stands in nobody's way, and queues up anew, once its owner has taken too long.
func TestAHeldPlaceLapses(t *testing.T) {
	l := newLife(t)
	first := l.registers("sales@pa.example", order{})
	l.does(first, move{"desk@acme.example", "CLAIM_REVIEW"}, move{"desk@acme.example", "RETURN"})
	second := l.registers("sales@pb.example", order{partner: "pb"})
	held := *l.kept(first.ID).HeldUntil
	if want := mBusiness(lifeStart, 5); !held.Equal(want) {
		t.Errorf("the place is held until %s, want %s", held, want)
	}
	class := func() model.DealConflictClass {
		l.does(second, move{"desk@acme.example", "CLAIM_REVIEW"}, move{"desk@acme.example", "RETURN"})
		defer l.does(second, move{"sales@pb.example", "SUBMIT"})
		return l.kept(second.ID).Conflict.Class
	}
	l.at(held.Add(-time.Millisecond))
	if got := class(); got != model.DealConflictClassHardEarlier {
		t.Errorf("while the place is held: got %s, want HARD_EARLIER", got)
	}
	l.at(held)
	if got := class(); got != model.DealConflictClassNone {
		t.Errorf("once it has lapsed: got %s, want NONE", got)
	}
	l.does(first, move{"sales@pa.example", "SUBMIT"})
	got := l.kept(first.ID)
	if !got.SubmittedAt.Equal(lifeStart) || got.QueuedAt.Equal(lifeStart) || got.Conflict.Class != model.DealConflictClassHardEarlier {
		t.Errorf("submitted %s, queued %s, conflict %s; want the first submission kept and a place behind", got.SubmittedAt, got.QueuedAt, got.Conflict.Class)
	}
}

// TestNamesakesAndIncumbents: the soft classes, and what does not make one.
func TestNamesakesAndIncumbents(t *testing.T) {
	domain := func(d string) func(*model.RegisterDealInput) {
		return func(in *model.RegisterDealInput) { in.Customer.Domain = &d }
	}
	for _, c := range []struct {
		name  string
		other order
		moves []move
		after time.Duration
		mine  order
		want  model.DealConflictClass
	}{
		{"the same name with another domain", order{change: domain("one.example")}, nil, 0, order{partner: "pb", change: domain("two.example")}, "SOFT_NAME"},
		{"the name in other letters", order{change: domain("one.example")}, nil, 0, order{partner: "pb", customer: "CUSTOMÉR", change: domain("two.example")}, "SOFT_NAME"},
		{"another name with another domain", order{change: domain("one.example")}, nil, 0, order{partner: "pb", customer: "Else", change: domain("two.example")}, "NONE"},
		{"a namesake that withdrew", order{change: domain("one.example")}, []move{{"sales@pa.example", "WITHDRAW"}}, 0, order{partner: "pb"}, "NONE"},
		{"a namesake for another family", order{change: domain("one.example"), families: []string{"backup"}}, nil, 0, order{partner: "pb"}, "NONE"},
		{"won by another a year ago, less a bit", order{}, []move{{"desk@acme.example", "CLAIM_REVIEW"}, {"desk@acme.example", "APPROVE"}, {"sales@pa.example", "MARK_WON"}, {"desk@acme.example", "MARK_WON"}},
			365*day - time.Millisecond, order{partner: "pb"}, "INCUMBENT"},
		{"won by another a year ago", order{}, []move{{"desk@acme.example", "CLAIM_REVIEW"}, {"desk@acme.example", "APPROVE"}, {"sales@pa.example", "MARK_WON"}, {"desk@acme.example", "MARK_WON"}},
			365 * day, order{partner: "pb"}, "NONE"},
		{"lost by another", order{}, []move{{"desk@acme.example", "CLAIM_REVIEW"}, {"desk@acme.example", "APPROVE"}, {"sales@pa.example", "MARK_LOST"}}, 0, order{partner: "pb"}, "NONE"},
		{"won by oneself", order{}, []move{{"desk@acme.example", "CLAIM_REVIEW"}, {"desk@acme.example", "APPROVE"}, {"sales@pa.example", "MARK_WON"}, {"desk@acme.example", "MARK_WON"}}, 0, order{}, "NONE"},
		{"one's own open one", order{}, nil, 0, order{}, "SELF"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLife(t)
			l.does(l.registers("sales@pa.example", c.other), c.moves...)
			l.wait(c.after)
			email := "sales@pa.example"
			if c.mine.partner == "pb" {
				email = "sales@pb.example"
			}
			if got := l.kept(l.registers(email, c.mine).ID).Conflict.Class; got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// TestARivalLearnsNothingByRegistering compares twin worlds: in one of them somebody else is protected for the customer, or
// waits, or has won it. What the newcomer gets to see until a reviewer has looked is the same.
func TestARivalLearnsNothingByRegistering(t *testing.T) {
	for name, moves := range map[string][]move{
		"waits": nil, "is protected": {{"desk@acme.example", "CLAIM_REVIEW"}, {"desk@acme.example", "APPROVE"}},
		"has won":       {{"desk@acme.example", "CLAIM_REVIEW"}, {"desk@acme.example", "APPROVE"}, {"sales@pa.example", "MARK_WON"}, {"desk@acme.example", "MARK_WON"}},
		"is a namesake": {{"sales@pa.example", "UPDATE_STAGE"}},
	} {
		for _, program := range []string{"reg", "auto", "strict"} {
			t.Run(name+" under "+program, func(t *testing.T) {
				view := func(rival string) (out []*model.Deal) {
					l := newLife(t)
					domain := "rival.example"
					o := order{customer: rival}
					if name == "is a namesake" {
						o.change = func(in *model.RegisterDealInput) { in.Customer.Domain = &domain }
					}
					l.does(l.registers("sales@pa.example", o), moves...)
					d := l.registers("sales@pb.example", order{partner: "pb", program: program, amount: "500.00"})
					page, err := l.hub.Deals(l.as("sales@pb.example"), model.PageArgs{}, nil, nil)
					mustNot(t, err)
					out = append(out, d, page.Edges[0].Node)
					for _, a := range l.hub.AvailableActions(l.as("sales@pb.example"), d) {
						out = append(out, &model.Deal{Number: string(a)})
					}
					return out
				}
				ignored := cmpopts.IgnoreFields(model.Deal{}, "ID", "Number", "Sequence")
				if diff := cmp.Diff(view("Somebody else"), view("Customer"), ignored); diff != "" {
					t.Errorf("with and without a rival (-without +with):\n%s", diff)
				}
			})
		}
	}
}
