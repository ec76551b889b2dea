package intake

import (
	"errors"
	"slices"

	"partnerhub/hub"
	"partnerhub/model"
)

// dealReferences reads who fulfils the deal and what it is registered under.
func (b *batch) dealReferences(r *row, old, doc *model.Deal) {
	if handle, has := r.get("distributor"); has {
		var named *model.ID
		if d := b.organization(r, "distributor", handle, model.OrganizationKindDistributor); d != nil {
			named = &d.ID
		}
		doc.Name(named)
	}
	if _, has := r.get("program"); has {
		doc.ProgramID = nil
		if p := b.programs[derived(r, model.KindProgram, "vendor", "program")]; p != nil && p.Type == model.ProgramTypeDealRegistration {
			doc.ProgramID = &p.ID
		} else if r.filled("program") {
			r.fail("program", "the vendor has no such deal registration program")
		}
	}
	if _, has := r.get("campaign"); has {
		doc.CampaignID = nil
		if c := b.campaigns[derived(r, model.KindCampaign, "vendor", "campaign")]; c != nil {
			doc.CampaignID = &c.ID
		} else if r.filled("campaign") {
			r.fail("campaign", "the vendor has no such campaign")
		}
	}
	b.dealRegistrant(r, old, doc)
}

// dealRegistrant reads who registered the deal: somebody of the partner, of the vendor or of the distributor that it names.
func (b *batch) dealRegistrant(r *row, old, doc *model.Deal) {
	email, has := r.get("registeredBy")
	if !has || email == "" {
		if old == nil {
			r.fail("registeredBy", "a new deal needs it")
		}
		return
	}
	user := b.person(email)
	sides := []model.ID{doc.VendorID, doc.PartnerOrgID}
	if doc.DistributorID != nil {
		sides = append(sides, *doc.DistributorID)
	}
	if user == nil || !slices.Contains(sides, user.OrganizationID) {
		r.fail("registeredBy", "names nobody of the vendor, the partner or the deal's distributor")
		return
	}
	doc.RegisteredBy, doc.OnBehalfOf = model.DealParty{UserID: user.ID, OrganizationID: user.OrganizationID}, nil
	if user.OrganizationID != doc.PartnerOrgID {
		doc.OnBehalfOf = &doc.PartnerOrgID
	}
}

// dealFigureColumns reads the figures. The amount may be in any currency, the others in the vendor's or in that of the amount.
func dealFigureColumns(r *row, vendor *model.Organization, d *model.Deal) {
	setOptional(r, "amount", &d.Amount, readMoney(nil, 1))
	priced := vendor
	if d.Amount != nil {
		priced = &model.Organization{Currency: &d.Amount.Currency}
	}
	setOptional(r, "partnerMargin", &d.PartnerMargin, readMoney(priced, 0))
	set(r, "marginShared", &d.MarginShared, readFlag)
	setOptional(r, "distributorCost", &d.DistributorCost, readMoney(priced, 0))
	setOptional(r, "internalComments", &d.InternalComments, readNote)
	set(r, "hiddenFromDistributor", &d.HiddenFromDistributor, readFlag)
	setList(r, "lines", &d.Lines, func(entry string) (model.DealLine, error) { return readLine(priced, entry) })
	if len(d.Lines) > hub.MaxDealLines {
		r.fail("lines", "has more than %d products", hub.MaxDealLines)
	}
}

// readLine reads family:sku:name:quantity:unit price.
func readLine(vendor *model.Organization, entry string) (l model.DealLine, err error) {
	part := parts(entry, 6)
	if len(part) != 5 || part[0] == "" {
		return l, errors.New("is family:sku:name:quantity:unit price")
	}
	row := &row{values: map[string]string{"family": part[0], "sku": part[1], "name": part[2], "quantity": part[3], "price": part[4]}}
	set(row, "family", &l.ProductFamily, readText(model.MaxCode))
	setOptional(row, "sku", &l.SKU, readText(model.MaxCode))
	setOptional(row, "name", &l.Name, readText(model.MaxName))
	set(row, "quantity", &l.Quantity, readNumber(1, hub.MaxDealQuantity))
	setOptional(row, "price", &l.UnitPrice, readMoney(vendor, 0))
	if l.Quantity == 0 && !row.faulty() {
		row.fail("quantity", "must not be empty")
	}
	if row.faulty() {
		err = errors.New(row.faults[0].column + " " + row.faults[0].reason)
	}
	return l, err
}

// dealCustomer reads the end customer, and works out the key by which registrations for one customer are told.
func dealCustomer(r *row, d *model.Deal) {
	c := model.DealCustomer{}
	if d.Customer != nil {
		c = *d.Customer
	}
	code := readText(model.MaxCode)
	setOptional(r, "customerName", &c.Name, readText(model.MaxName))
	setOptional(r, "customerDomain", &c.Domain, model.ParseDomain)
	setOptional(r, "customerRegistryNumber", &c.RegistryNumber, code)
	setOptional(r, "customerCountry", &c.Country, model.ParseCountry)
	setOptional(r, "customerPostalCode", &c.PostalCode, code)
	c.Contact = dealContact(r, c.Contact)
	d.Customer = &c
	if c.Name == nil || c.Country == nil {
		return
	}
	c.NameFold = model.Fold(*c.Name)
	d.CustomerKey = model.CustomerKey(c.RegistryNumber, c.Domain, *c.Name, *c.Country, c.PostalCode)
	if d.CustomerKey == "" {
		r.fail("customerName", "does not tell who the customer is")
	}
}

// dealContact reads the person at the customer; without a name there is nobody.
func dealContact(r *row, old *model.DealContact) *model.DealContact {
	c := model.DealContact{}
	if old != nil {
		c = *old
	}
	set(r, "contactName", &c.Name, readText(model.MaxName))
	setOptional(r, "contactEmail", &c.Email, model.ParseEmail)
	setOptional(r, "contactPhone", &c.Phone, readText(model.MaxCode))
	switch {
	case c.Name != "":
		return &c
	case c.Email != nil || c.Phone != nil:
		r.fail("contactName", "must not be empty when the contact has an address or a number")
	}
	return nil
}
