package intake

import (
	"slices"

	"partnerhub/model"
	"partnerhub/store"
)

// engagementFiles takes the customers in that vendors deal with directly.
func engagementFiles() kind {
	return kindOf[model.DirectEngagement]{
		kind: model.KindEngagement,
		columns: []Column{
			required("vendor", "handle of the vendor; with slug the key of the row"),
			required("slug", "the engagement's short name in files: small letters, digits and dashes"),
			required("customerName", "legal name of the customer"),
			optional("customerDomain", "its web domain"),
			optional("customerRegistryNumber", "its VAT or register number"),
			required("customerCountry", "ISO 3166 code"),
			optional("customerPostalCode", "postal code"),
			optional("productFamilies", "product families that it is about, separated by semicolons; all when empty"),
			required("validFrom", "from when it counts"),
			optional("validTo", "until when it counts; open when empty"),
			optional("note", "the vendor's own words"),
		},
		key:        keyOf("vendor", "slug"),
		collection: func(s *store.Store) *store.Collection[model.DirectEngagement] { return s.Engagements },
		want:       func(r *row, w *wanted) { w.organizations(r, "vendor") },
		fill:       fillEngagement,
	}
}

func fillEngagement(b *batch, r *row, old, doc *model.DirectEngagement) {
	vendor := b.vendor(r)
	if vendor == nil {
		return
	}
	if old == nil {
		doc.VendorID, doc.ProductFamilies, doc.ValidUntil = vendor.ID, []string{}, model.Forever
	}
	slugColumn(r)
	engagementCustomer(r, doc)
	setList(r, "productFamilies", &doc.ProductFamilies, readText(model.MaxCode))
	slices.Sort(doc.ProductFamilies)
	setOptional(r, "note", &doc.Note, readNote)
	set(r, "validFrom", &doc.ValidFrom, b.days.instant)
	set(r, "validTo", &doc.ValidUntil, b.days.instant)
	if doc.ValidUntil.IsZero() {
		doc.ValidUntil = model.Forever
	}
	r.wants(doc.ValidFrom.Before(doc.ValidUntil), "validTo", "is not after validFrom")
}

// engagementCustomer reads the customer, and works out the key by which deals for the same one are told.
func engagementCustomer(r *row, e *model.DirectEngagement) {
	c, code := &e.Customer, readText(model.MaxCode)
	set(r, "customerName", &c.Name, readText(model.MaxName))
	setOptional(r, "customerDomain", &c.Domain, model.ParseDomain)
	setOptional(r, "customerRegistryNumber", &c.RegistryNumber, code)
	set(r, "customerCountry", &c.Country, model.ParseCountry)
	setOptional(r, "customerPostalCode", &c.PostalCode, code)
	c.NameFold = model.Fold(c.Name)
	e.CustomerKey = model.CustomerKey(c.RegistryNumber, c.Domain, c.Name, c.Country, c.PostalCode)
	r.wants(e.CustomerKey != "" || c.Name == "", "customerName", "does not tell who the customer is")
}
