package hub_test

import (
	"slices"
	"testing"
	"time"

	"partnerhub/hub"
	"partnerhub/model"
)

// reminded counts the reminders of a deal in the vendor's feed.
func (l *life) reminded(d *model.Deal) (out []*model.Change) {
	l.tb.Helper()
	rows, err := l.store.Changes.After(l.tb.Context(), d.VendorID, 0, 1000)
	mustNot(l.tb, err)
	return slices.DeleteFunc(rows, func(c *model.Change) bool { return c.RecordID != d.ID || c.Action != "expiryReminder" })
}

// TestRemindersComeOnceEach goes up to each reminder and past it.
func TestRemindersComeOnceEach(t *testing.T) {
	l := newLife(t)
	d := l.kept(l.approvedDeal(order{distributor: "dist"}).ID)
	end := *d.ProtectedUntil
	for i, n := range []int{30, 14, 7, 1} {
		l.at(end.Add(time.Duration(-n)*day - time.Millisecond))
		l.swept(hub.Swept{})
		l.at(end.Add(time.Duration(-n) * day))
		l.swept(hub.Swept{Reminded: 1})
		l.wait(time.Hour)
		l.swept(hub.Swept{})
		if got := l.reminded(d); len(got) != i+1 || got[i].Actor != "" || len(got[i].Audience) != 3 {
			t.Fatalf("%d days before: got %d reminders %+v, want %d, by nobody, to all three sides", n, len(got), got, i+1)
		}
	}
	for _, email := range []string{"sales@pa.example", "marketing@pa.example", "desk@dist.example", "cam@acme.example"} {
		if got := count(l.history(email, d.ID, 100), "expiryReminder"); got != 4 {
			t.Errorf("%s reads %d reminders in the history, want 4", email, got)
		}
	}
	for _, email := range []string{"sales@pb.example", "desk@bolt.example"} {
		if got := l.history(email, d.ID, 100); len(got) != 0 {
			t.Errorf("%s reads %v, want nothing", email, got)
		}
	}
}

func count(lines []string, line string) (n int) {
	for _, l := range lines {
		if l == line {
			n++
		}
	}
	return n
}

// TestMissedRemindersAreOne: a hub that was down reminds once, of what is near now, and an extension begins anew.
func TestMissedRemindersAreOne(t *testing.T) {
	l := newLife(t)
	d := l.kept(l.approvedDeal(order{}).ID)
	l.at(d.ProtectedUntil.Add(-3 * day))
	l.swept(hub.Swept{Reminded: 1})
	l.does(d, move{"cam@acme.example", "EXTEND_PROTECTION"})
	l.wait(2*day + time.Hour)
	l.swept(hub.Swept{})
	l.at(d.ProtectedUntil.Add(16 * day))
	l.swept(hub.Swept{Reminded: 1})
	if got := len(l.reminded(d)); got != 2 {
		t.Errorf("got %d reminders, want one before the extension and one after it", got)
	}
}

// TestNobodyIsRemindedOfWhatIsOver: an ended deal, and a vendor that reminds of nothing.
func TestNobodyIsRemindedOfWhatIsOver(t *testing.T) {
	for name, moves := range map[string][]move{
		"released": {{"sales@pa.example", "RELEASE"}}, "revoked": {{"desk@acme.example", "REVOKE"}}, "lost": {{"sales@pa.example", "MARK_LOST"}},
		"won": {{"sales@pa.example", "MARK_WON"}, {"desk@acme.example", "MARK_WON"}},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLife(t)
			d := l.does(l.approvedDeal(order{}), moves...)
			l.wait(89*day + time.Hour)
			l.swept(hub.Swept{})
			if got := l.reminded(d); len(got) != 0 {
				t.Errorf("got %d reminders, want none", len(got))
			}
		})
	}
	l := newLife(t)
	_, err := l.set("ops@acme.example", model.UpdateDealSettingsInput{ReminderDays: given([]int{})})
	mustNot(t, err)
	l.approvedDeal(order{})
	l.wait(89*day + time.Hour)
	l.swept(hub.Swept{})
}

// TestTwoHubsRemindOnce lets two processes sweep at the same time, without the turn that they usually take.
func TestTwoHubsRemindOnce(t *testing.T) {
	one, two := twoLives(t)
	var deals []*model.Deal
	for _, customer := range []string{"A", "B", "C", "D", "E", "F"} {
		deals = append(deals, one.approvedDeal(order{customer: customer}))
	}
	one.at(lifeStart.Add(61 * day))
	two.at(lifeStart.Add(61 * day))
	together(2, func(i int) error {
		_, err := []*life{one, two}[i].hub.Sweep(t.Context(), "the same holder")
		return err
	})
	for _, d := range deals {
		if got := len(one.reminded(d)); got != 1 {
			t.Errorf("got %d reminders, want 1", got)
		}
	}
}
