package hub_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"partnerhub/authz"
	"partnerhub/model"
)

// entries are a deal's ledger as a person reads it, one line an entry; nil where it is hidden.
func (l *life) entries(email string, id model.ID) []string {
	l.tb.Helper()
	ctx := l.as(email)
	d, err := l.hub.Deal(ctx, id)
	mustNot(l.tb, err)
	if d == nil {
		return nil
	}
	found, err := l.hub.BenefitsOf(ctx, []*model.Deal{d})
	mustNot(l.tb, err)
	if found[0] == nil {
		return nil
	}
	out := []string{}
	for _, e := range found[0] {
		line := fmt.Sprintf("%s %s %s %d", e.Action, e.Account, e.Kind, e.Points)
		if e.Discount != nil {
			line += " " + string(e.Discount.Amount())
		}
		out = append(out, line)
	}
	return out
}

// granted is a deal approved with 12.5 percent and 40 points.
func (l *life) granted(o order) *model.Deal {
	l.tb.Helper()
	points, percent := 40, model.Decimal("12.5")
	email := "sales@pa.example"
	if o.partner == "pb" {
		email = "sales@pb.example"
	}
	d := l.does(l.registers(email, o), move{"desk@acme.example", "CLAIM_REVIEW"})
	l.importWorld.edit(d.ID, "desk@acme.example", "update", func(d *model.Deal) { d.Benefit = &model.DealBenefit{DiscountPercent: &percent, Points: &points} })
	return l.does(d, move{"desk@acme.example", "APPROVE"})
}

// TestTheLedgerFollowsTheDeal: what a step takes away is an entry of its own, and the sums are what stands.
func TestTheLedgerFollowsTheDeal(t *testing.T) {
	const granted, back = "approve GRANTED ACCRUAL 40 12.50", "GRANTED REVERSAL -40 -12.50"
	won := []string{granted, "confirmWon EARNED ACCRUAL 40 12.50"}
	sale := []move{{"sales@pa.example", "MARK_WON"}, {"desk@acme.example", "MARK_WON"}}
	for _, c := range []struct {
		name  string
		moves []move
		wait  time.Duration
		want  []string
	}{
		{"approved", nil, 0, []string{granted}},
		{"reported as won", sale[:1], 0, []string{granted}},
		{"won", sale, 0, won},
		{"reopened", append(sale[:2:2], move{"desk@acme.example", "REOPEN"}), 0, append(won[:2:2], "reopen EARNED REVERSAL -40 -12.50")},
		{"won twice", append(sale[:2:2], move{"desk@acme.example", "REOPEN"}, sale[0], sale[1]), 0,
			append(won[:2:2], "reopen EARNED REVERSAL -40 -12.50", "confirmWon EARNED ACCRUAL 40 12.50")},
		{"revoked", []move{{"desk@acme.example", "REVOKE"}}, 0, []string{granted, "revoke " + back}},
		{"released", []move{{"sales@pa.example", "RELEASE"}}, 0, []string{granted, "release " + back}},
		{"lost", []move{{"sales@pa.example", "MARK_LOST"}}, 0, []string{granted, "markLost " + back}},
		{"lost and reopened", []move{{"sales@pa.example", "MARK_LOST"}, {"desk@acme.example", "REOPEN"}}, 0,
			[]string{granted, "markLost " + back, "reopen GRANTED ACCRUAL 40 12.50"}},
		{"extended", []move{{"cam@acme.example", "EXTEND_PROTECTION"}}, 0, []string{granted}},
		{"expired", nil, 90 * day, []string{granted, "expire " + back}},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLife(t)
			d := l.granted(order{})
			l.does(d, c.moves...)
			l.wait(c.wait)
			_, err := l.hub.Sweep(t.Context(), "one")
			mustNot(t, err)
			if diff := cmp.Diff(c.want, l.entries("ops@acme.example", d.ID)); diff != "" {
				t.Errorf("ledger (-want +got):\n%s", diff)
			}
			l.checkLedger(d.ID)
		})
	}
}

// checkLedger adds the entries up: they come to what the deal says that stands, and are numbered without a gap.
func (l *life) checkLedger(id model.ID) {
	l.tb.Helper()
	d := l.kept(id)
	found, err := l.store.Benefits.Of(l.tb.Context(), authz.System(model.KindDeal, "a test adds a ledger up"), []*model.Deal{d}, 10_000)
	mustNot(l.tb, err)
	points, minor := map[model.BenefitAccount]int{}, map[model.BenefitAccount]int64{}
	for i, e := range found[id] {
		if e.Seq != i+1 {
			l.tb.Errorf("entry %d has the number %d", i+1, e.Seq)
		}
		points[e.Account] += e.Points
		if e.Discount != nil {
			minor[e.Account] += e.Discount.Minor
		}
	}
	stands := model.DealAccrual{}
	if d.Accrual != nil {
		stands = *d.Accrual
	}
	for account, a := range map[model.BenefitAccount]model.Accrual{"GRANTED": stands.Granted, "EARNED": stands.Earned} {
		want := int64(0)
		if a.Discount != nil {
			want = a.Discount.Minor
		}
		if points[account] != a.Points || minor[account] != want {
			l.tb.Errorf("%s: the entries come to %d points and %d, the deal says %d and %d", account, points[account], minor[account], a.Points, want)
		}
	}
}

// TestADeadHubTakesBackLateAndOnce: expired and reinstated before any sweep, nothing was taken back; after one, it is granted anew.
func TestADeadHubTakesBackLateAndOnce(t *testing.T) {
	for _, swept := range []bool{false, true} {
		l := newLife(t)
		d := l.granted(order{})
		l.wait(91 * day)
		want := []string{"approve GRANTED ACCRUAL 40 12.50"}
		if swept {
			_, err := l.hub.Sweep(t.Context(), "one")
			mustNot(t, err)
			want = append(want, "expire GRANTED REVERSAL -40 -12.50", "reinstate GRANTED ACCRUAL 40 12.50")
		}
		l.does(d, move{"cam@acme.example", "REINSTATE"})
		if diff := cmp.Diff(want, l.entries("ops@acme.example", d.ID)); diff != "" {
			t.Errorf("swept %t (-want +got):\n%s", swept, diff)
		}
		l.checkLedger(d.ID)
	}
}

// TestTheLedgerIsSeenWithTheBenefit and by nobody else.
func TestTheLedgerIsSeenWithTheBenefit(t *testing.T) {
	l := newLife(t)
	d := l.granted(order{distributor: "dist"})
	for email, want := range map[string]int{"ops@acme.example": 1, "desk@acme.example": 1, "sales@pa.example": 1, "admin@pa.example": 1,
		"desk@dist.example": 1, "marketing@pa.example": -1, "sales@pb.example": -1, "desk@bolt.example": -1} {
		got := l.entries(email, d.ID)
		if seen := len(got); (got == nil) != (want < 0) || want > 0 && seen != want {
			t.Errorf("%s reads %v, want %d entries", email, got, want)
		}
	}
	pending := l.registers("sales@pa.example", order{customer: "Pending", distributor: "dist"})
	if got := l.entries("desk@dist.example", pending.ID); got != nil {
		t.Errorf("before the approval the distributor's desk reads %v, want nothing", got)
	}
}

// TestALedgerIsWrittenInsideTransactions and two entries never share a number.
func TestALedgerIsWrittenInsideTransactions(t *testing.T) {
	l := newLife(t)
	e := func(id model.ID) *model.BenefitEntry { return &model.BenefitEntry{ID: id, DealID: "deal_x", Seq: 1} }
	if err := l.store.Benefits.Append(t.Context(), []*model.BenefitEntry{e("a")}); err == nil {
		t.Error("an entry outside a transaction is taken")
	}
	add := func(id model.ID) error {
		return l.store.Tx(t.Context(), nil, func(ctx context.Context) error { return l.store.Benefits.Append(ctx, []*model.BenefitEntry{e(id)}) })
	}
	mustNot(t, add("a"))
	if err := add("b"); outcome(err) != "CONFLICT" {
		t.Errorf("a number twice: got %v, want CONFLICT", err)
	}
}

// TestMoneyKeepsItsKeyForThirtyDays: an approval that is sent again weeks later has no second effect.
func TestMoneyKeepsItsKeyForThirtyDays(t *testing.T) {
	w, wait := onceWorld(t)
	ctx := w.as("sales@pa.example")
	for operation, lasts := range map[string]time.Duration{"approveDeal": 30 * day, "revokeDeal": 30 * day, "markDealWon": 30 * day, "reopenDeal": 30 * day, "registerDeal": day} {
		a := keyed("k-"+operation, nil)
		a.Operation = operation
		first := w.accepted(ctx, a, registration(operation))
		wait(lasts - time.Millisecond)
		if got := w.accepted(ctx, a, registration(operation)); got.ID != first.ID {
			t.Errorf("%s: the key ended before its time", operation)
		}
		wait(time.Millisecond)
		if got := w.accepted(ctx, a, registration(operation)); got.ID == first.ID {
			t.Errorf("%s: the key outlived its time", operation)
		}
	}
}
