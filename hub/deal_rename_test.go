package hub_test

import (
	"testing"

	"partnerhub/model"
)

// TestAnotherDistributorLearnsNoPrice: a deal that comes to name another distributor takes neither the price of the one before along nor what
// was said while that one was named. The partner finds the words in the history.
func TestAnotherDistributorLearnsNoPrice(t *testing.T) {
	l := newLife(t)
	l.loadAll("organizations", "handle,kind,name,country,currency,dealPrefix\nrival,DISTRIBUTOR,Rival,NL,,\n")
	l.loadAll("users", "email,name,organization,roles\ndesk@rival.example,Desk,rival,DISTRIBUTOR_DEAL_DESK\n")
	l.serves("dist;rival")
	words := "700 is as low as we go for Dist"
	d := l.does(l.registers("sales@pa.example", order{program: "reg", amount: "80000.00", distributor: "dist"}), move{"desk@acme.example", "CLAIM_REVIEW"})
	price := &model.MoneyInput{Amount: "700.00", Currency: "GBP"}
	_, err := l.hub.ApproveDeal(l.as("desk@acme.example"), model.ApproveDealInput{ID: d.ID, ExpectedVersion: toldVersion("desk@acme.example", l.kept(d.ID)),
		DistributorCost: price})
	mustNot(t, err)
	_, err = l.hub.ReturnDeal(l.as("desk2@acme.example"), model.ReturnDealInput{ID: d.ID, ExpectedVersion: toldVersion("desk2@acme.example", l.kept(d.ID)),
		Fields: []string{"distributorId", "expectedCloseOn"}, Comment: &words})
	mustNot(t, err)

	change := func(in model.UpdateDealInput) *model.Deal {
		t.Helper()
		in.ID, in.ExpectedVersion = d.ID, toldVersion("sales@pa.example", l.kept(d.ID))
		_, err := l.hub.UpdateDeal(l.as("sales@pa.example"), in)
		mustNot(t, err)
		return l.kept(d.ID)
	}
	same := change(model.UpdateDealInput{DistributorID: sent(model.DerivedID(model.KindOrganization, "dist")), ExpectedCloseOn: sent(model.Date("2199-03-03"))})
	if same.DistributorCost == nil || same.ReviewComment == nil {
		t.Fatalf("the same distributor again: got price %v and words %v, want both kept", same.DistributorCost, same.ReviewComment)
	}
	change(model.UpdateDealInput{DistributorID: sent(model.DerivedID(model.KindOrganization, "rival"))})
	seen, err := l.hub.Deal(l.as("desk@rival.example"), d.ID)
	mustNot(t, err)
	if seen == nil {
		t.Fatal("the distributor that is named now does not see the deal")
	}
	if seen.DistributorCost != nil || seen.ReviewComment != nil {
		t.Errorf("the other distributor sees the price %v and the words %v, want neither", seen.DistributorCost, seen.ReviewComment)
	}
	first := 100
	for email, want := range map[string]bool{"sales@pa.example": true, "desk@rival.example": false} {
		page, err := l.hub.DealHistory(l.as(email), seen, model.PageArgs{First: &first})
		mustNot(t, err)
		if got := tellsOf(page.Nodes(), words); got != want {
			t.Errorf("the history tells %s of the words: %t, want %t", email, got, want)
		}
		if tellsOf(page.Nodes(), "700.00 GBP") {
			t.Errorf("the history tells %s of the price", email)
		}
	}
}

func tellsOf(events []*model.DealEvent, value string) bool {
	for _, e := range events {
		for _, c := range e.Changes {
			if c.Before != nil && *c.Before == value || c.After != nil && *c.After == value {
				return true
			}
		}
	}
	return false
}

// TestAnotherCurrencyOfTheAmount leaves no figure in the one before.
func TestAnotherCurrencyOfTheAmount(t *testing.T) {
	l := newLife(t)
	l.rates("acme,USD,GBP,2026-01-01,2\n")
	d := l.registers("sales@pa.example", order{draft: true, change: func(in *model.RegisterDealInput) {
		in.PartnerMargin = &model.MoneyInput{Amount: "7.00", Currency: "GBP"}
	}})
	change := func(in model.UpdateDealInput) *model.Money {
		t.Helper()
		in.ID, in.ExpectedVersion = d.ID, toldVersion("sales@pa.example", l.kept(d.ID))
		_, err := l.hub.UpdateDeal(l.as("sales@pa.example"), in)
		mustNot(t, err)
		return l.kept(d.ID).PartnerMargin
	}
	dollars := func(amount model.Decimal) model.MoneyInput { return model.MoneyInput{Amount: amount, Currency: "USD"} }
	if got := change(model.UpdateDealInput{Amount: sent(model.MoneyInput{Amount: "900.00", Currency: "GBP"})}); got == nil {
		t.Error("another amount took the margin away")
	}
	if got := change(model.UpdateDealInput{Amount: sent(dollars("900.00"))}); got != nil {
		t.Errorf("an amount in dollars left the margin %v", got)
	}
	if got := change(model.UpdateDealInput{Amount: sent(dollars("800.00")), PartnerMargin: sent(dollars("9.00"))}); got == nil || got.Minor != 900 {
		t.Errorf("with a margin of its own: got %v", got)
	}
}

// TestAFileThatNamesAnotherDistributor clears the price that it does not bring anew.
func TestAFileThatNamesAnotherDistributor(t *testing.T) {
	l := newLife(t)
	l.loadAll("organizations", "handle,kind,name,country,currency,dealPrefix\nrival,DISTRIBUTOR,Rival,NL,,\n")
	l.serves("dist;rival")
	load := func(columns, values string) *model.Deal {
		t.Helper()
		l.loadAll("deals", "vendor,externalId,partner,customerName,customerCountry,lines,amount,registeredBy,status,expectedCloseOn,"+columns+"\nacme,one,pa,Customer,GB,cloud:::1:,1000.00 GBP,sales@pa.example,DRAFT,2199-01-01,"+values+"\n")
		return l.kept(model.DerivedID(model.KindDeal, "acme/one"))
	}
	for _, c := range []struct{ name, columns, values, want string }{
		{"at first", "distributor,distributorCost", "dist,700.00 GBP", ", 700.00"},
		{"the same one", "distributor", "dist", ", 700.00"},
		{"another one", "distributor", "rival", ""},
		{"another one with a price", "distributor,distributorCost", "dist,600.00 GBP", ", 600.00"},
		{"nobody", "distributor", "", ""},
	} {
		if got := gifts(load(c.columns, c.values)); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}
