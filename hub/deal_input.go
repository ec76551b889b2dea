package hub

import (
	"context"
	"fmt"
	"slices"

	"partnerhub/authz"
	"partnerhub/model"
)

// Limits of a registration.
const (
	maxLines    = 50
	maxQuantity = 1_000_000
)

// distributor settles who fulfils the deal: a distributor's staff mean themselves; anybody else names one that serves the partner.
func (r *registration) distributor() {
	chosen := r.in.DistributorID
	if r.who.Side == model.OrganizationKindDistributor {
		if chosen != nil && *chosen != r.who.OrganizationID {
			r.faults.Add("distributorId", model.UserErrorCodeNotFound, "no such distributor")
			return
		}
		chosen = &r.who.OrganizationID
	}
	if chosen != nil && !r.keepsDistributor && !slices.Contains(r.partner.DistributorIDs, *chosen) {
		r.faults.Add("distributorId", model.UserErrorCodeNotFound, "no such distributor")
		return
	}
	r.deal.DistributorID = chosen
	if r.in.HiddenFromDistributor && !r.mayHide() {
		r.faults.Add("hiddenFromDistributor", model.UserErrorCodeInvalid, "the program does not allow it")
	}
}

func (r *registration) mayHide() bool {
	return r.who.Side == model.OrganizationKindPartner && r.program != nil && r.program.MayHideFromDistributor
}

// figures takes over the customer, the products and the amounts.
func (r *registration) figures() {
	r.customer()
	r.lines()
	r.deal.Amount = r.money("amount", r.in.Amount, 1)
	r.deal.PartnerMargin = r.money("partnerMargin", r.in.PartnerMargin, 0)
	r.deal.DistributorCost = r.money("distributorCost", r.in.DistributorCost, 0)
	r.deal.ExpectedCloseOn = r.in.ExpectedCloseOn
	if r.in.ExpectedCloseOn < model.DateOf(r.who.At) && !r.keepsClose {
		r.faults.Add("expectedCloseOn", model.UserErrorCodeOutOfRange, "the expected close is in the past")
	}
}

// findCurrency settles what currency the figures are in.
func (h *Hub) findCurrency(ctx context.Context, r *registration) error {
	if r.vendor.Currency != nil {
		r.currency = *r.vendor.Currency
	}
	if r.in.Amount == nil || r.in.Amount.Currency == r.currency {
		return nil
	}
	rate, err := h.rateOn(ctx, r.vendor, r.in.Amount.Currency, model.DateOf(r.who.At))
	if rate != nil {
		r.currency = r.in.Amount.Currency
	}
	return err
}

// money reads an amount in the deal's currency that is at least so many minor units.
func (r *registration) money(field string, in *model.MoneyInput, least int64) *model.Money {
	if in == nil {
		return nil
	}
	m, err := model.ParseMoney(in.Amount, in.Currency)
	switch {
	case err != nil:
		r.faults.Add(field, model.UserErrorCodeInvalid, "%s", err.Error())
	case in.Currency != r.currency:
		r.faults.Add(field, model.UserErrorCodeCurrencyMismatch, "the amounts of a deal are in the vendor's currency, or all in one that the vendor has a rate for")
	case m.Minor < least:
		r.faults.Add(field, model.UserErrorCodeOutOfRange, "the amount is too small")
	}
	return &m
}

func (r *registration) customer() {
	in := r.in.Customer
	name := r.name("customer.name", in.Name)
	c := &model.DealCustomer{Name: &name, NameFold: model.Fold(name), Country: &in.Country,
		RegistryNumber: r.code("customer.registryNumber", in.RegistryNumber), PostalCode: r.code("customer.postalCode", in.PostalCode)}
	if in.Domain != nil {
		domain, err := model.ParseDomain(*in.Domain)
		if err != nil {
			r.faults.Add("customer.domain", model.UserErrorCodeInvalid, "%s", err.Error())
		}
		c.Domain = &domain
	}
	if in.Contact != nil {
		c.Contact = &model.DealContact{Name: r.name("customer.contact.name", in.Contact.Name), Email: in.Contact.Email,
			Phone: r.code("customer.contact.phone", in.Contact.Phone)}
	}
	r.deal.Customer = c
	r.deal.CustomerKey = model.CustomerKey(c.RegistryNumber, c.Domain, name, in.Country, c.PostalCode)
	if r.deal.CustomerKey == "" && name != "" {
		r.faults.Add("customer.name", model.UserErrorCodeInvalid, "does not tell who the customer is")
	}
}

func (r *registration) lines() {
	if len(r.in.Lines) == 0 {
		r.faults.Add("lines", model.UserErrorCodeRequired, "name at least one product")
	}
	if len(r.in.Lines) > maxLines {
		r.faults.Add("lines", model.UserErrorCodeTooMany, "at most %d products", maxLines)
		return
	}
	for _, in := range r.in.Lines {
		r.deal.Lines = append(r.deal.Lines, r.line(in))
	}
}

func (r *registration) line(in *model.DealLineInput) model.DealLine {
	family := r.code("lines.productFamily", &in.ProductFamily)
	if *family == "" {
		r.faults.Add("lines.productFamily", model.UserErrorCodeRequired, "name the product family")
	}
	if in.Quantity < 1 || in.Quantity > maxQuantity {
		r.faults.Add("lines.quantity", model.UserErrorCodeOutOfRange, "a quantity is 1 to %d", maxQuantity)
	}
	if p := r.program; p != nil && len(p.ProductFamilies) > 0 && !slices.Contains(p.ProductFamilies, *family) {
		r.faults.Add("lines.productFamily", model.UserErrorCodeInvalid, "the product is not in the program's scope")
	}
	return model.DealLine{ProductFamily: *family, SKU: r.code("lines.sku", in.Sku), Name: r.label("lines.name", in.Name),
		Quantity: in.Quantity, UnitPrice: r.money("lines.unitPrice", in.UnitPrice, 0)}
}

// permitted checks what the person may set, and how far a distributor's authority to register reaches.
func (r *registration) permitted() error {
	for field, set := range map[string]bool{
		"partnerMargin": r.deal.PartnerMargin != nil, "distributorCost": r.deal.DistributorCost != nil} {
		if set && !r.grant.Shows(r.deal, field) {
			return model.Errorf(model.CodeForbiddenField, "you may not set %s", field)
		}
	}
	return mayRegister(r.who, r.deal)
}

// mayRegister checks that a distributor's authority to register reaches a deal. Nobody else needs one.
func mayRegister(who *authz.Principal, d *model.Deal) error {
	if who.Side == model.OrganizationKindDistributor && !allows(who.Authorities, d, model.AuthorityModeRegister) {
		return fault("amount", model.UserErrorCodeBeyondAuthority, "your authority to register does not reach this deal")
	}
	return nil
}

// name reads a required one-line text.
func (r *registration) name(field, in string) string {
	s := r.text(field, in, model.MaxName)
	if s == "" && !r.faulty(field) {
		r.faults.Add(field, model.UserErrorCodeRequired, "must not be blank")
	}
	return s
}

func (r *registration) code(field string, in *string) *string {
	return r.optional(field, in, model.MaxCode)
}
func (r *registration) label(field string, in *string) *string {
	return r.optional(field, in, model.MaxName)
}

func (r *registration) optional(field string, in *string, limit int) *string {
	if in == nil {
		return nil
	}
	s := r.text(field, *in, limit)
	return &s
}

func (r *registration) text(field, in string, limit int) string {
	s, err := model.CleanName(in)
	if err != nil {
		r.faults.Add(field, model.UserErrorCodeInvalid, "%s", err.Error())
	}
	if len([]rune(s)) > limit {
		r.faults.Add(field, model.UserErrorCodeTooLong, "at most %d characters", limit)
	}
	return s
}

func (r *registration) faulty(field string) bool {
	return slices.ContainsFunc(r.faults, func(f *model.UserError) bool { return *f.Field == field })
}

// note reads an optional text of several lines.
func note(field string, in *string) (*string, error) {
	if in == nil {
		return nil, nil
	}
	s, err := model.CleanNote(*in)
	if err != nil {
		return nil, fault(field, model.UserErrorCodeInvalid, err.Error())
	}
	if len([]rune(s)) > model.MaxNote {
		return nil, fault(field, model.UserErrorCodeTooLong, fmt.Sprintf("at most %d characters", model.MaxNote))
	}
	if s == "" {
		return nil, nil
	}
	return &s, nil
}

// returnable are the fields of a registration that a reviewer can ask to correct.
var returnable = []string{"programId", "campaignId", "distributorId", "customer.name", "customer.domain", "customer.registryNumber",
	"customer.country", "customer.postalCode", "customer.contact", "lines", "amount", "expectedCloseOn"}

func correctable(fields []string) error {
	if len(fields) == 0 || len(fields) > len(returnable) {
		return fault("fields", model.UserErrorCodeRequired, "name the fields to correct")
	}
	for _, f := range fields {
		if !slices.Contains(returnable, f) {
			return fault("fields", model.UserErrorCodeInvalid, "a field to correct is one of the registration's fields")
		}
	}
	return nil
}
