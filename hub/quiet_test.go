package hub_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"partnerhub/model"
)

// TestWhatNobodySeesMovesNoVersion compares twin worlds: in one of them a rival keeps a small deal from being approved by itself,
// whoever covers the partner changes, and a reminder comes. Until anybody looks, its owner sees the same record.
func TestWhatNobodySeesMovesNoVersion(t *testing.T) {
	view := func(rival bool) (out []*model.Deal) {
		l := newLife(t)
		customer := "Another"
		if rival {
			customer = "Small"
		}
		l.registers("sales@pb.example", order{partner: "pb", customer: customer})
		d := l.registers("sales@pa.example", order{program: "auto", customer: "Small", amount: "10.00"})
		if !rival { // what the sweeper would approve is made large enough to wait
			l.loadAll("programs", "vendor,slug,name,type,status,mayHideFromDistributor,autoApproveBelow,dealSettings,distributors\n"+
				"acme,auto,Automatic,DEAL_REGISTRATION,ACTIVE,true,,autoApproveHours=4,dist\n")
		}
		l.wait(4 * time.Hour)
		if rival {
			_, err := l.hub.Sweep(t.Context(), "one")
			mustNot(t, err)
			l.loadAll("partners", "vendor,organization,type,lifeStage,tier,distributors,coverage\n"+
				"acme,pa,RESELLER,ACTIVE,GOLD,dist,cam@acme.example:PAM:secondary:2025-01-01:\n")
		}
		for _, email := range []string{"sales@pa.example", "admin@pa.example"} {
			seen, err := l.hub.Deal(l.as(email), d.ID)
			mustNot(t, err)
			seen.JudgedAt = time.Time{} // the feed's own, shown to nobody
			seen.ID, seen.Number, seen.AutoApproveAt, seen.Coverage, seen.ProgramID, seen.Sequence = "", "", nil, nil, nil, 0
			seen.JudgedAt = time.Time{} // shown to nobody
			out = append(out, seen)
		}
		return out
	}
	if diff := cmp.Diff(view(false), view(true)); diff != "" {
		t.Errorf("without and with what nobody sees (-without +with):\n%s", diff)
	}
}

// TestAReminderMovesNoVersion: who has a form open on the deal is not thrown out of it by the clock.
func TestAReminderMovesNoVersion(t *testing.T) {
	l := newLife(t)
	d := l.approvedDeal(order{})
	l.wait(60*day + time.Hour)
	_, err := l.hub.Sweep(t.Context(), "one")
	mustNot(t, err)
	if got := l.kept(d.ID); got.Version != d.Version || !got.UpdatedAt.Equal(d.UpdatedAt) || len(l.reminded(d)) != 1 {
		t.Errorf("got version %d of %s, want %d of %s, and one reminder", got.Version, got.UpdatedAt, d.Version, d.UpdatedAt)
	}
	if _, err := l.do("sales@pa.example", "RELEASE", d.ID, d.Version); err != nil {
		t.Errorf("a step on the version before the reminder: got %v, want it taken", err)
	}
}
