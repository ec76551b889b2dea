package hub_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partnerhub/model"
)

func (l *life) setRate(email string, from model.CurrencyCode, day model.Date, rate model.Decimal, seen int) (*model.ConversionRate, error) {
	return l.hub.SetConversionRate(l.as(email), model.SetConversionRateInput{VendorID: acme(), From: from, ValidFrom: day, Rate: rate, ExpectedVersion: seen})
}

// ratesSeen are a vendor's rates as somebody lists them.
func (l *life) ratesSeen(email string) (out []string) {
	l.tb.Helper()
	p, err := l.hub.ConversionRates(l.as(email), model.PageArgs{})
	mustNot(l.tb, err)
	for _, r := range p.Nodes() {
		out = append(out, string(r.From)+" "+string(r.ValidFrom)+" "+string(r.Rate))
	}
	return out
}

// TestRatesAreSetAndCorrected: a day has one rate, a correction needs the version that was seen, and a file's row is the same rate.
func TestRatesAreSetAndCorrected(t *testing.T) {
	l := newLife(t)
	l.loadAll("users", "email,name,organization,roles\nadmin@acme.example,Admin,acme,VENDOR_ADMIN\n")
	first, err := l.setRate("ops@acme.example", "EUR", "2026-01-01", "0.8", 0)
	mustNot(t, err)
	for seen, want := range map[int]string{0: "CONFLICT", 7: "CONFLICT"} {
		if _, err := l.setRate("ops@acme.example", "EUR", "2026-01-01", "0.9", seen); outcome(err) != want {
			t.Errorf("seen as version %d: got %v, want %s", seen, err, want)
		}
	}
	if _, err := l.setRate("ops@acme.example", "USD", "2026-01-01", "0.9", 1); outcome(err) != "CONFLICT" {
		t.Errorf("a version of a rate that is not there: got %v, want CONFLICT", err)
	}
	second, err := l.setRate("admin@acme.example", "EUR", "2026-01-01", "0.85", first.Version)
	mustNot(t, err)
	if second.ID != first.ID || second.Version != first.Version+1 || second.To != "GBP" {
		t.Errorf("got %+v, want the same rate in its next version", second)
	}
	l.rates("acme,EUR,GBP,2026-01-01,0.86\nacme,EUR,GBP,2026-06-01,0.87\n")
	_, err = l.setRate("ops@acme.example", "USD", "2026-03-01", "0.75", 0)
	mustNot(t, err)
	if diff := cmp.Diff([]string{"EUR 2026-06-01 0.87", "USD 2026-03-01 0.75", "EUR 2026-01-01 0.86"}, l.ratesSeen("desk@acme.example")); diff != "" {
		t.Errorf("all (-want +got):\n%s", diff)
	}
	rows, err := l.store.Changes.After(t.Context(), acme(), 0, 1000)
	mustNot(t, err)
	last := rows[len(rows)-1]
	if last.Kind != model.KindRate || last.Action != "setConversionRate" || last.Actor == "" || !slices.Equal(last.Audience, []model.ID{acme()}) {
		t.Errorf("got %+v, want a row that tells of the rate to the vendor alone", last)
	}
}

// TestWhoSeesAndSetsRates: the vendor's own people who see amounts in its base currency add up; a vendor that somebody may not write for
// is one that does not exist.
func TestWhoSeesAndSetsRates(t *testing.T) {
	l := newLife(t)
	l.loadAll("users", "email,name,organization,roles\nfin@acme.example,Fin,acme,CHANNEL_FINANCE\nrep@acme.example,Rep,acme,OUTSOURCED_REP\n"+
		"ops@bolt.example,Ops,bolt,CHANNEL_OPS\n")
	r, err := l.setRate("ops@acme.example", "EUR", "2026-01-01", "0.8", 0)
	mustNot(t, err)
	for email, want := range map[string]struct {
		seen int
		set  string
	}{
		"ops@acme.example": {1, ""}, "chief@acme.example": {1, "FORBIDDEN"}, "cam@acme.example": {1, "FORBIDDEN"}, "desk@acme.example": {1, "FORBIDDEN"},
		"fin@acme.example": {1, "FORBIDDEN"}, "rep@acme.example": {0, "FORBIDDEN"}, "desk@dist.example": {0, "FORBIDDEN"},
		"admin@pa.example": {0, "FORBIDDEN"}, "ops@bolt.example": {0, "USER"},
	} {
		if got := l.ratesSeen(email); len(got) != want.seen {
			t.Errorf("%s sees %v, want %d", email, got, want.seen)
		}
		one, err := l.hub.ConversionRate(l.as(email), r.ID)
		if err != nil || (one != nil) != (want.seen == 1) {
			t.Errorf("%s reads %v (%v), want it as in the list", email, one, err)
		}
		if _, err := l.setRate(email, "EUR", "2026-01-01", "0.81", l.rateVersion(r.ID)); outcome(err) != want.set {
			t.Errorf("%s sets it: got %v, want %q", email, err, want.set)
		}
	}
}

func (l *life) rateVersion(id model.ID) int {
	l.tb.Helper()
	r, err := l.hub.ConversionRate(l.as("ops@acme.example"), id)
	mustNot(l.tb, err)
	return r.Version
}

// TestRatesWithFaults changes nothing.
func TestRatesWithFaults(t *testing.T) {
	l := newLife(t)
	for _, c := range []struct {
		from model.CurrencyCode
		rate model.Decimal
	}{{"GBP", "1"}, {"EUR", "0"}, {"EUR", "0.000"}, {"EUR", "-1.5"}} {
		if _, err := l.setRate("ops@acme.example", c.from, "2026-01-01", c.rate, 0); outcome(err) != "USER" {
			t.Errorf("%s at %s: got %v, want a fault", c.from, c.rate, err)
		}
	}
	if got := l.ratesSeen("ops@acme.example"); len(got) != 0 {
		t.Errorf("got %v, want none", got)
	}
}

// TestARateMakesRoomForItsCurrency: with it deals of the currency are taken, and counted by the rate of their day from then on.
func TestARateMakesRoomForItsCurrency(t *testing.T) {
	l := newLife(t)
	if _, err := l.hub.RegisterDeal(l.as("sales@pa.example"), abroad("10.00").input()); outcome(err) != "USER" {
		t.Errorf("without a rate: got %v, want a fault", err)
	}
	r, err := l.setRate("ops@acme.example", "EUR", "2026-11-01", "0.5", 0)
	mustNot(t, err)
	d := l.registers("sales@pa.example", abroad("10.00"))
	_, err = l.setRate("ops@acme.example", "EUR", "2026-11-01", "0.6", r.Version)
	mustNot(t, err)
	if got := l.kept(d.ID).InBase(); got == nil || got.Minor != 500 {
		t.Errorf("got %v, want it as it was counted when it was handed in", got)
	}
	groups, err := l.hub.DealInsights(l.as("desk@acme.example"), nil, model.DealGroupByStatus, nil)
	mustNot(t, err)
	if len(groups.Groups) != 1 || !slices.Equal(groups.Groups[0].BaseAmounts, []model.Money{{Minor: 500, Currency: "GBP"}}) {
		t.Errorf("got %+v, want 5 GBP in the base currency", groups.Groups[0])
	}
}
