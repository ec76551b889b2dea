package hub_test

import (
	"testing"
	"time"

	"partnerhub/model"
)

// TestAnAuthorityThatEndedMeanwhileDecidesNothing: what counts is what is in force when the change is made, not when the request came in.
func TestAnAuthorityThatEndedMeanwhileDecidesNothing(t *testing.T) {
	for name, end := range map[string]func(*life, *model.ApprovalAuthority) error{
		"it is ended": func(l *life, a *model.ApprovalAuthority) error {
			_, err := l.hub.EndAuthority(l.as("ops@acme.example"), model.EndAuthorityInput{ID: a.ID, ExpectedVersion: a.Version})
			return err
		},
		"it is lowered": func(l *life, a *model.ApprovalAuthority) error {
			_, err := l.hub.UpdateAuthority(l.as("ops@acme.example"), model.UpdateAuthorityInput{ID: a.ID, ExpectedVersion: a.Version,
				MaxAmount: sent(model.MoneyInput{Amount: "1.00", Currency: "GBP"})})
			return err
		},
		"its time is over": func(l *life, _ *model.ApprovalAuthority) error { l.wait(time.Hour); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			l := newLife(t)
			l.loadAll("authorities", "vendor,distributor,slug,mode,validFrom,maxAmount,vetoHours\n"+
				"acme,dist,small,VIEW,2025-01-01,,\nacme,dist,middle,VIEW,2025-01-01,,\nacme,dist,any,VIEW,2025-01-01,,\n")
			until := l.clock().Add(time.Minute)
			a, err := l.grants("ops@acme.example", func(in *model.GrantAuthorityInput) { in.ValidTo = &until })
			mustNot(t, err)
			d := l.registers("sales@pa.example", order{distributor: "dist", customer: "Waiting"})
			d = l.does(d, [2]string{"desk@dist.example", "CLAIM_REVIEW"})
			waiting := l.as("desk@dist.example")
			mustNot(t, end(l, a))
			if _, err := act(l.hub, waiting, model.DealActionApprove, d.ID, d.Version); outcome(err) != "FORBIDDEN" {
				t.Errorf("approving: got %v, want FORBIDDEN", err)
			}
			if _, err := l.hub.RegisterDeal(waiting, order{partner: "pa", distributor: "dist", customer: "New"}.input()); outcome(err) != "USER" {
				t.Errorf("registering: got %v, want a fault", err)
			}
		})
	}
}

// TestAnEndedAuthorityStaysEnded, and no end is put into the past.
func TestAnEndedAuthorityStaysEnded(t *testing.T) {
	l := newLife(t)
	running, err := l.grants("ops@acme.example", nil)
	mustNot(t, err)
	past := l.clock().Add(-time.Hour)
	_, err = l.hub.UpdateAuthority(l.as("ops@acme.example"), model.UpdateAuthorityInput{ID: running.ID, ExpectedVersion: 1, ValidTo: sent(past)})
	if outcome(err) != "USER" {
		t.Errorf("an end in the past: got %v, want a fault", err)
	}
	later := l.clock().Add(time.Hour)
	unbegun, err := l.grants("ops@acme.example", func(in *model.GrantAuthorityInput) { in.ValidFrom = &later })
	mustNot(t, err)
	for _, a := range []*model.ApprovalAuthority{running, unbegun} {
		_, err := l.hub.EndAuthority(l.as("ops@acme.example"), model.EndAuthorityInput{ID: a.ID, ExpectedVersion: 1})
		mustNot(t, err)
		_, err = l.hub.UpdateAuthority(l.as("ops@acme.example"), model.UpdateAuthorityInput{ID: a.ID, ExpectedVersion: 2, ValidTo: null[time.Time]()})
		if outcome(err) != "INVALID_TRANSITION" {
			t.Errorf("bringing %s back: got %v, want INVALID_TRANSITION", a.ID, err)
		}
	}
}

// TestAnAuthorityIsChangedAsFarAsItIsSeen: whoever does not see the segments that limit it cannot take the limit away.
func TestAnAuthorityIsChangedAsFarAsItIsSeen(t *testing.T) {
	l := newLife(t)
	l.loadAll("users", "email,name,organization,roles\nadmin@acme.example,Admin,acme,VENDOR_ADMIN\n")
	a, err := l.grants("ops@acme.example", nil)
	mustNot(t, err)
	_, err = l.hub.UpdateVisibilityPolicy(l.as("admin@acme.example"), model.UpdateVisibilityPolicyInput{VendorID: acme(),
		Lines: []*model.VisibilityLineInput{lineIn("DEAL_DESK authority update vendor core")}})
	mustNot(t, err)
	change := func(in model.UpdateAuthorityInput) string {
		in.ID, in.ExpectedVersion = a.ID, l.authorityVersion(a.ID)
		_, err := l.hub.UpdateAuthority(l.as("desk@acme.example"), in)
		return outcome(err)
	}
	if got := change(model.UpdateAuthorityInput{SegmentIds: given([]model.ID{})}); got != "FORBIDDEN" {
		t.Errorf("the segments: got %q, want FORBIDDEN", got)
	}
	if got := change(model.UpdateAuthorityInput{Tiers: given([]string{})}); got != "" {
		t.Errorf("the tiers: got %q, want none", got)
	}
}
