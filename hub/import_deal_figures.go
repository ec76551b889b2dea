package hub

import (
	"errors"
	"slices"

	"partnerhub/model"
)

// dealReferences reads who fulfils the deal and what it is registered under.
func (b *importBatch) dealReferences(r *importRow, old, doc *model.Deal) {
	if handle, has := r.get("distributor"); has {
		doc.DistributorID = nil
		if d := b.organization(r, "distributor", handle, model.OrganizationKindDistributor); d != nil {
			doc.DistributorID = &d.ID
		}
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
func (b *importBatch) dealRegistrant(r *importRow, old, doc *model.Deal) {
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

func dealFigureColumns(r *importRow, vendor *model.Organization, d *model.Deal) {
	setOptional(r, "amount", &d.Amount, importMoney(vendor, 1))
	setOptional(r, "partnerMargin", &d.PartnerMargin, importMoney(vendor, 0))
	set(r, "marginShared", &d.MarginShared, importFlag)
	setOptional(r, "distributorCost", &d.DistributorCost, importMoney(vendor, 0))
	setOptional(r, "internalComments", &d.InternalComments, importNote)
	set(r, "hiddenFromDistributor", &d.HiddenFromDistributor, importFlag)
	setList(r, "lines", &d.Lines, func(entry string) (model.DealLine, error) { return importLine(vendor, entry) })
	if len(d.Lines) > maxLines {
		r.fail("lines", "has more than %d products", maxLines)
	}
}

// importLine reads family:sku:name:quantity:unit price.
func importLine(vendor *model.Organization, entry string) (l model.DealLine, err error) {
	part := parts(entry, 6)
	if len(part) != 5 || part[0] == "" {
		return l, errors.New("is family:sku:name:quantity:unit price")
	}
	row := &importRow{values: map[string]string{"family": part[0], "sku": part[1], "name": part[2], "quantity": part[3], "price": part[4]}}
	set(row, "family", &l.ProductFamily, importText(model.MaxCode))
	setOptional(row, "sku", &l.SKU, importText(model.MaxCode))
	setOptional(row, "name", &l.Name, importText(model.MaxName))
	set(row, "quantity", &l.Quantity, importNumber(1, maxQuantity))
	setOptional(row, "price", &l.UnitPrice, importMoney(vendor, 0))
	if l.Quantity == 0 && !row.faulty() {
		row.fail("quantity", "must not be empty")
	}
	if row.faulty() {
		err = errors.New(row.faults[0].column + " " + row.faults[0].reason)
	}
	return l, err
}

// dealCustomer reads the end customer, and works out the key by which registrations for one customer are told.
func dealCustomer(r *importRow, d *model.Deal) {
	c := model.DealCustomer{}
	if d.Customer != nil {
		c = *d.Customer
	}
	code := importText(model.MaxCode)
	setOptional(r, "customerName", &c.Name, importText(model.MaxName))
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
func dealContact(r *importRow, old *model.DealContact) *model.DealContact {
	c := model.DealContact{}
	if old != nil {
		c = *old
	}
	set(r, "contactName", &c.Name, importText(model.MaxName))
	setOptional(r, "contactEmail", &c.Email, model.ParseEmail)
	setOptional(r, "contactPhone", &c.Phone, importText(model.MaxCode))
	switch {
	case c.Name != "":
		return &c
	case c.Email != nil || c.Phone != nil:
		r.fail("contactName", "must not be empty when the contact has an address or a number")
	}
	return nil
}
