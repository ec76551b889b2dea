package hub

import (
	"partnerhub/model"
)

// patch is the fields of an update that were sent, by the names that a reviewer returns them with.
type patch struct {
	in      model.UpdateDealInput
	touched []string
	faults  model.UserErrors
}

// omittable is a field of a patch: left out, null, or a value.
type omittable[T any] interface {
	ValueOK() (T, bool)
}

// read lists what was sent, and refuses null where a deal cannot do without.
func (p *patch) read() error {
	in := &p.in
	touch(p, "programId", in.ProgramID, true)
	touch(p, "campaignId", in.CampaignID, true)
	touch(p, "distributorId", in.DistributorID, true)
	touch(p, "amount", in.Amount, false)
	touch(p, "partnerMargin", in.PartnerMargin, true)
	touch(p, "distributorCost", in.DistributorCost, true)
	touch(p, "expectedCloseOn", in.ExpectedCloseOn, false)
	touch(p, "hiddenFromDistributor", in.HiddenFromDistributor, false)
	if lines, sent := in.Lines.ValueOK(); sent {
		p.touch("lines", lines != nil)
	}
	if c, sent := in.Customer.ValueOK(); sent && c == nil {
		p.touch("customer", false)
	} else if sent {
		p.readCustomer(c)
	}
	return p.faults.OrNil()
}

func (p *patch) readCustomer(c *model.UpdateDealCustomerInput) {
	touch(p, "customer.name", c.Name, false)
	touch(p, "customer.domain", c.Domain, true)
	touch(p, "customer.registryNumber", c.RegistryNumber, true)
	touch(p, "customer.country", c.Country, false)
	touch(p, "customer.postalCode", c.PostalCode, true)
	touch(p, "customer.contact", c.Contact, true)
}

func touch[T any](p *patch, field string, o omittable[*T], clearable bool) {
	if v, sent := o.ValueOK(); sent {
		p.touch(field, v != nil || clearable)
	}
}

func (p *patch) touch(field string, fits bool) {
	p.touched = append(p.touched, field)
	if !fits {
		p.faults.Add(field, model.UserErrorCodeRequired, "cannot be cleared")
	}
}

// onto puts what was sent on top of a registration. It comes after read, which has refused null where it does not fit.
func (p *patch) onto(r *model.RegisterDealInput) {
	in := &p.in
	put(in.ProgramID, &r.ProgramID)
	put(in.CampaignID, &r.CampaignID)
	put(in.DistributorID, &r.DistributorID)
	put(in.Amount, &r.Amount)
	put(in.PartnerMargin, &r.PartnerMargin)
	put(in.DistributorCost, &r.DistributorCost)
	value(in.ExpectedCloseOn, &r.ExpectedCloseOn)
	value(in.HiddenFromDistributor, &r.HiddenFromDistributor)
	put(in.Lines, &r.Lines)
	if c, sent := in.Customer.ValueOK(); sent && c != nil {
		value(c.Name, &r.Customer.Name)
		put(c.Domain, &r.Customer.Domain)
		put(c.RegistryNumber, &r.Customer.RegistryNumber)
		value(c.Country, &r.Customer.Country)
		put(c.PostalCode, &r.Customer.PostalCode)
		put(c.Contact, &r.Customer.Contact)
	}
}

func put[T any](o omittable[T], into *T) {
	if v, sent := o.ValueOK(); sent {
		*into = v
	}
}

func value[T any](o omittable[*T], into *T) {
	if v, sent := o.ValueOK(); sent && v != nil {
		*into = *v
	}
}
