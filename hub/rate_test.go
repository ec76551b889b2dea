package hub_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"partnerhub/model"
)

func (l *life) rates(rows string) {
	l.tb.Helper()
	l.loadAll("rates", "vendor,from,to,validFrom,rate\n"+rows)
}

// abroad is a registration in euros.
func abroad(amount string) order {
	return order{change: func(in *model.RegisterDealInput) {
		in.Amount = &model.MoneyInput{Amount: model.Decimal(amount), Currency: "EUR"}
	}}
}

// TestAmountsAreCountedByTheRateOfTheirDay: the rate of the first submission, rounded half to even, and later rates change nothing.
func TestAmountsAreCountedByTheRateOfTheirDay(t *testing.T) {
	l := newLife(t)
	l.rates("acme,EUR,GBP,2026-01-01,0.5\nacme,EUR,GBP,2026-11-17,0.75\nacme,USD,GBP,2026-01-01,2\n")
	for _, c := range []struct {
		amount string
		want   int64
	}{{"0.01", 0}, {"0.02", 1}, {"0.03", 2}, {"0.05", 2}, {"0.07", 4}, {"1000.00", 50_000}} {
		d := l.kept(l.registers("sales@pa.example", abroad(c.amount)).ID)
		if got := d.InBase(); got == nil || *got != (model.Money{Minor: c.want, Currency: "GBP"}) {
			t.Errorf("%s EUR: got %v, want %d pence", c.amount, got, c.want)
		}
	}
	draft := abroad("1000.00")
	draft.draft = true
	d := l.registers("sales@pa.example", draft)
	if got := l.kept(d.ID).InBase(); got.Minor != 50_000 {
		t.Errorf("a draft: got %v, want the rate of its making", got)
	}
	l.wait(day)
	l.does(d, move{"sales@pa.example", "SUBMIT"})
	if got := l.kept(d.ID).InBase(); got.Minor != 75_000 {
		t.Errorf("handed in a day later: got %v, want the rate of that day", got)
	}
	l.rates("acme,EUR,GBP,2026-11-16,0.9\n")
	l.does(d, move{"desk@acme.example", "CLAIM_REVIEW"}, move{"desk@acme.example", "APPROVE"})
	if got := l.kept(d.ID).InBase(); got.Minor != 75_000 {
		t.Errorf("after a new rate: got %v, want it as it was", got)
	}
}

// TestOnlyCurrenciesWithARateAreTaken, and all figures of a deal are in one.
func TestOnlyCurrenciesWithARateAreTaken(t *testing.T) {
	l := newLife(t)
	if _, err := l.hub.RegisterDeal(l.as("sales@pa.example"), abroad("10.00").input()); outcome(err) != "USER" {
		t.Errorf("without a rate: got %v, want a user error", err)
	}
	l.rates("acme,EUR,GBP,2026-11-17,0.5\n")
	if _, err := l.hub.RegisterDeal(l.as("sales@pa.example"), abroad("10.00").input()); outcome(err) != "USER" {
		t.Errorf("with a rate from tomorrow on: got %v, want a user error", err)
	}
	l.wait(day)
	mixed := abroad("10.00").input()
	mixed.PartnerMargin = &model.MoneyInput{Amount: "1.00", Currency: "GBP"}
	if _, err := l.hub.RegisterDeal(l.as("sales@pa.example"), mixed); outcome(err) != "USER" {
		t.Errorf("a margin in another currency: got %v, want a user error", err)
	}
	small := abroad("9999.98")
	small.program = "big"
	if _, err := l.hub.RegisterDeal(l.as("sales@pa.example"), small.input()); outcome(err) != "USER" {
		t.Errorf("below the program's least, as counted: got %v, want a user error", err)
	}
	small.change = abroad("10000.00").change
	l.registers("sales@pa.example", small)
	far := abroad("10.00")
	far.distributor = "dist"
	if got := l.kept(l.registers("sales@pa.example", far).ID).Plan; len(got) != 2 || got[0] != "DISTRIBUTOR_ENDORSEMENT" {
		t.Errorf("an authority with a limit in another currency: got plan %v, want the one without a limit alone", got)
	}
}

// sums are the groups by status as a person reads them.
func (l *life) sums(email string) []*model.DealInsight {
	l.tb.Helper()
	got, err := l.hub.DealInsights(l.as(email), nil, model.DealGroupByStatus, nil)
	mustNot(l.tb, err)
	return got.Groups
}

// TestSumsInTheBaseCurrency: each row is rounded by itself; a missing rate leaves no sum, and a rate that comes mends it.
func TestSumsInTheBaseCurrency(t *testing.T) {
	l := newLife(t)
	l.rates("acme,EUR,GBP,2026-01-01,0.5\n")
	l.registers("sales@pa.example", abroad("0.01"))
	l.registers("sales@pa.example", abroad("0.03"))
	l.registers("sales@pb.example", order{partner: "pb", amount: "100.00"})
	want := []*model.DealInsight{{ApprovalStatus: status("SUBMITTED"), Count: 3,
		Amounts: []model.Money{{Minor: 4, Currency: "EUR"}, {Minor: 10_000, Currency: "GBP"}}, BaseAmounts: []model.Money{{Minor: 10_002, Currency: "GBP"}}}}
	if diff := cmp.Diff(want, l.sums("ops@acme.example")); diff != "" {
		t.Errorf("the vendor (-want +got):\n%s", diff)
	}
	want = []*model.DealInsight{{ApprovalStatus: status("SUBMITTED"), Count: 1,
		Amounts: []model.Money{{Minor: 10_000, Currency: "GBP"}}, BaseAmounts: []model.Money{{Minor: 10_000, Currency: "GBP"}}}}
	if diff := cmp.Diff(want, l.sums("sales@pb.example")); diff != "" {
		t.Errorf("a partner's own (-want +got):\n%s", diff)
	}
	if got := l.sums("marketing@pa.example")[0]; got.Count != 2 || got.Amounts != nil || got.BaseAmounts != nil || got.Unconverted != 0 {
		t.Errorf("who sees no amount: got %+v, want the count alone", got)
	}
	l.loadAll("deals", "vendor,externalId,partner,customerName,customerCountry,lines,amount,expectedCloseOn,status,registeredBy,submittedAt\n"+
		"acme,x,pa,Old,GB,cloud:::1:,10 JPY,2199-01-01,SUBMITTED,sales@pa.example,2026-02-01T00:00:00Z\n")
	if got := l.sums("ops@acme.example")[0]; got.Unconverted != 1 || got.BaseAmounts != nil || len(got.Amounts) != 3 {
		t.Errorf("without a rate: got %+v, want no sum in base and one deal named", got)
	}
	l.rates("acme,JPY,GBP,2026-01-01,0.01\n")
	if got := l.sums("ops@acme.example")[0]; got.Unconverted != 0 || got.BaseAmounts[0].Minor != 10_012 {
		t.Errorf("once there is one: got %+v, want it counted", got)
	}
}

func status(s model.DealApprovalStatus) *model.DealApprovalStatus { return &s }

func TestRatesThatAreRefused(t *testing.T) {
	l := newLife(t)
	for _, row := range []string{"acme,EUR,USD,2026-01-01,1", "acme,GBP,GBP,2026-01-01,1", "acme,EUR,GBP,2026-01-01,0", "acme,EUR,GBP,2026-01-01,-1",
		"acme,EUR,GBP,2026-01-01,0.1234567", "acme,ZZZ,GBP,2026-01-01,1", "acme,EUR,GBP,soon,1", "nobody,EUR,GBP,2026-01-01,1"} {
		if r := l.load("rates", "vendor,from,to,validFrom,rate\n"+row+"\n")[0]; r.Outcome != "REJECTED" {
			t.Errorf("%s: got %s, want it rejected", row, r.Outcome)
		}
	}
}
