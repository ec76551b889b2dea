package hub

import (
	"partnerhub/model"
)

// maxDealPoints is how many loyalty points a deal is given at most.
const maxDealPoints = 1_000_000_000

// givable checks what an approval is to give, as far as that can be told without the deal.
func givable(in model.ApproveDealInput) error {
	var faults model.UserErrors
	if in.DiscountPercent != nil {
		if _, err := model.ParsePercent(*in.DiscountPercent); err != nil {
			faults.Add("discountPercent", model.UserErrorCodeOutOfRange, "a discount is 0 to 100 with at most two digits")
		}
	}
	if in.Points != nil && (*in.Points < 0 || *in.Points > maxDealPoints) {
		faults.Add("points", model.UserErrorCodeOutOfRange, "points are 0 to %d", maxDealPoints)
	}
	return faults.OrNil()
}

// give takes over what the vendor gives with an approval. What is left out stays as it is: the second approval may correct the first.
func (e *edit) give(in model.ApproveDealInput) error {
	for _, f := range []struct {
		name, kept string
		sent       bool
	}{{"discountPercent", "benefit", in.DiscountPercent != nil}, {"points", "benefit", in.Points != nil},
		{"distributorCost", "distributorCost", in.DistributorCost != nil}} {
		if f.sent && !e.grant.Shows(e.old, f.kept) {
			return model.Errorf(model.CodeForbiddenField, "you may not set %s", f.name)
		}
	}
	if in.DiscountPercent != nil || in.Points != nil {
		e.doc.Benefit = improved(e.old.Benefit, in)
	}
	if in.DistributorCost == nil {
		return nil
	}
	cost, err := specialPrice(e.old, in.DistributorCost)
	e.doc.DistributorCost = cost
	return err
}

func improved(before *model.DealBenefit, in model.ApproveDealInput) *model.DealBenefit {
	b := model.DealBenefit{}
	if before != nil {
		b = *before
	}
	if in.DiscountPercent != nil {
		b.DiscountPercent = in.DiscountPercent
	}
	if in.Points != nil {
		b.Points = in.Points
	}
	return &b
}

// specialPrice is what the named distributor is to pay for the deal, in the deal's own currency.
func specialPrice(d *model.Deal, in *model.MoneyInput) (*model.Money, error) {
	const field = "distributorCost"
	m, err := model.ParseMoney(in.Amount, in.Currency)
	switch {
	case d.DistributorID == nil:
		return nil, fault(field, model.UserErrorCodeInvalid, "the deal names no distributor")
	case err != nil:
		return nil, fault(field, model.UserErrorCodeInvalid, err.Error())
	case d.Amount == nil || in.Currency != d.Amount.Currency:
		return nil, fault(field, model.UserErrorCodeCurrencyMismatch, "the amounts of a deal are in one currency")
	case m.Minor < 0:
		return nil, fault(field, model.UserErrorCodeOutOfRange, "the amount is too small")
	}
	return &m, nil
}
