package hub

import (
	"context"
	"reflect"
	"slices"

	"partnerhub/model"
)

// UpdateDeal changes a draft, or the returned fields of a returned deal. What a patch leaves out keeps its value. The result
// is checked as a registration is.
func (h *Hub) UpdateDeal(ctx context.Context, in model.UpdateDealInput) (*model.Deal, error) {
	return h.act(ctx, model.DealActionUpdate, in.ID, in.ExpectedVersion, func(ctx context.Context, e *edit) error {
		p := &patch{in: in}
		if err := p.read(); err != nil {
			return err
		}
		if err := p.permitted(e); err != nil {
			return err
		}
		return h.amend(ctx, e, p)
	})
}

// permitted refuses fields that the person may not set, and on a returned deal those that were not returned.
func (p *patch) permitted(e *edit) error {
	for _, field := range p.touched {
		mine := e.grant.Shows(e.old, field)
		if field == "hiddenFromDistributor" {
			mine = e.who.Side == model.OrganizationKindPartner
		}
		if !mine {
			return model.Errorf(model.CodeForbiddenField, "you may not set %s", field)
		}
		if e.old.ApprovalStatus == returned && !slices.Contains(e.old.ReturnedFields, field) {
			return model.Errorf(model.CodeForbiddenField, "the deal was returned to correct other fields than %s", field)
		}
	}
	return nil
}

// amend checks the deal as it will be and takes over what it is made of.
func (h *Hub) amend(ctx context.Context, e *edit, p *patch) error {
	r := &registration{in: inputOf(e.old), who: e.who, grant: e.grant, keepsClose: !slices.Contains(p.touched, "expectedCloseOn"),
		keepsDistributor: e.old.SubmittedAt != nil && !slices.Contains(p.touched, "distributorId")}
	p.onto(&r.in)
	if err := h.prepare(ctx, r); err != nil {
		return err
	}
	d := e.doc
	d.ProgramID, d.CampaignID = r.deal.ProgramID, r.deal.CampaignID
	d.Name(r.deal.DistributorID)
	d.Unserved = !d.ServedBy(r.partner)
	d.Customer, d.CustomerKey, d.Lines = r.deal.Customer, r.deal.CustomerKey, r.deal.Lines
	if !reflect.DeepEqual(d.Amount, r.deal.Amount) {
		d.Price(r.deal.Amount)
		if err := h.countInBase(ctx, d, r.vendor, d.CreatedAt); err != nil {
			return err
		}
	}
	d.ExpectedCloseOn, d.HiddenFromDistributor = r.deal.ExpectedCloseOn, r.in.HiddenFromDistributor
	if p.in.PartnerMargin.IsSet() {
		d.PartnerMargin = r.deal.PartnerMargin
	}
	if p.in.DistributorCost.IsSet() {
		d.DistributorCost = r.deal.DistributorCost
	}
	return nil
}

// inputOf is the registration that would make a deal, without the figures that only one side may set.
func inputOf(d *model.Deal) model.RegisterDealInput {
	in := model.RegisterDealInput{VendorID: d.VendorID, PartnerID: &d.PartnerID, ProgramID: d.ProgramID, CampaignID: d.CampaignID,
		DistributorID: d.DistributorID, ExpectedCloseOn: d.ExpectedCloseOn, HiddenFromDistributor: d.HiddenFromDistributor,
		Amount: moneyInput(d.Amount), Customer: customerInput(d.Customer)}
	for _, l := range d.Lines {
		in.Lines = append(in.Lines, &model.DealLineInput{ProductFamily: l.ProductFamily, Sku: l.SKU, Name: l.Name,
			Quantity: l.Quantity, UnitPrice: moneyInput(l.UnitPrice)})
	}
	return in
}

func moneyInput(m *model.Money) *model.MoneyInput {
	if m == nil {
		return nil
	}
	return &model.MoneyInput{Amount: m.Amount(), Currency: m.Currency}
}

func customerInput(c *model.DealCustomer) *model.DealCustomerInput {
	in := &model.DealCustomerInput{}
	if c == nil {
		return in
	}
	in.Domain, in.RegistryNumber, in.PostalCode = c.Domain, c.RegistryNumber, c.PostalCode
	if c.Name != nil {
		in.Name = *c.Name
	}
	if c.Country != nil {
		in.Country = *c.Country
	}
	if c.Contact != nil {
		in.Contact = &model.DealContactInput{Name: c.Contact.Name, Email: c.Contact.Email, Phone: c.Contact.Phone}
	}
	return in
}
