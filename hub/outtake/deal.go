package outtake

import (
	"encoding/json"
	"strconv"
	"time"

	"partnerhub/model"
	"partnerhub/store"
)

// dealSheet gives deals out as they stand at the instant of the request. A file of them is for reading: it names the hub's own ids.
func dealSheet(s *store.Store) sheetOf[model.Deal] {
	return sheetOf[model.Deal]{kind: model.KindDeal, from: s.Deals, order: "createdAt",
		named: func(d *model.Deal, by *mentions) {
			by.organizations = append(by.organizations, d.VendorID, d.PartnerOrgID)
			add(&by.organizations, d.DistributorID)
			add(&by.programs, d.ProgramID)
			add(&by.campaigns, d.CampaignID)
		},
		present: func(d *model.Deal, now time.Time) { d.ApprovalStatus = d.StatusAt(now) },
		columns: append(append(dealParties(), dealCustomer()...), dealState()...)}
}

func dealParties() []column[model.Deal] {
	return []column[model.Deal]{
		{"id", "vendorId", func(_ names, d *model.Deal) string { return string(d.ID) }},
		{"number", "number", func(_ names, d *model.Deal) string { return d.Number }},
		{"vendor", "vendorId", func(n names, d *model.Deal) string { return n[d.VendorID] }},
		{"partner", "partnerOrgId", func(n names, d *model.Deal) string { return n[d.PartnerOrgID] }},
		{"distributor", "distributorId", func(n names, d *model.Deal) string { return n.of(d.DistributorID) }},
		{"programId", "programId", func(n names, d *model.Deal) string { return n.of(d.ProgramID) }},
		{"campaignId", "campaignId", func(n names, d *model.Deal) string { return n.of(d.CampaignID) }},
	}
}

func dealCustomer() []column[model.Deal] {
	return []column[model.Deal]{
		{"customerName", "customer.name", ofCustomer(func(c *model.DealCustomer) string { return text(c.Name) })},
		{"customerDomain", "customer.domain", ofCustomer(func(c *model.DealCustomer) string { return text(c.Domain) })},
		{"customerRegistryNumber", "customer.registryNumber", ofCustomer(func(c *model.DealCustomer) string { return text(c.RegistryNumber) })},
		{"customerCountry", "customer.country", ofCustomer(func(c *model.DealCustomer) string { return text(c.Country) })},
		{"customerPostalCode", "customer.postalCode", ofCustomer(func(c *model.DealCustomer) string { return text(c.PostalCode) })},
		{"contactName", "customer.contact", ofContact(func(c *model.DealContact) string { return c.Name })},
		{"contactEmail", "customer.contact", ofContact(func(c *model.DealContact) string { return text(c.Email) })},
		{"contactPhone", "customer.contact", ofContact(func(c *model.DealContact) string { return text(c.Phone) })},
	}
}

func ofCustomer(value func(c *model.DealCustomer) string) func(names, *model.Deal) string {
	return func(_ names, d *model.Deal) string {
		if d.Customer == nil {
			return ""
		}
		return value(d.Customer)
	}
}

func ofContact(value func(c *model.DealContact) string) func(names, *model.Deal) string {
	return ofCustomer(func(c *model.DealCustomer) string {
		if c.Contact == nil {
			return ""
		}
		return value(c.Contact)
	})
}

func dealState() []column[model.Deal] {
	return []column[model.Deal]{
		{"lines", "lines", func(_ names, d *model.Deal) string { return dealLines(d.Lines) }},
		{"amount", "amount", func(_ names, d *model.Deal) string { return money(d.Amount) }},
		{"partnerMargin", "partnerMargin", func(_ names, d *model.Deal) string { return money(d.PartnerMargin) }},
		{"distributorCost", "distributorCost", func(_ names, d *model.Deal) string { return money(d.DistributorCost) }},
		{"internalComments", "internalComments", func(_ names, d *model.Deal) string { return text(d.InternalComments) }},
		{"expectedCloseOn", "expectedCloseOn", func(_ names, d *model.Deal) string { return string(d.ExpectedCloseOn) }},
		{"status", "approvalStatus", func(_ names, d *model.Deal) string { return string(d.ApprovalStatus) }},
		{"salesStage", "salesStage", func(_ names, d *model.Deal) string { return string(d.SalesStage) }},
		{"outcome", "outcome", func(_ names, d *model.Deal) string { return text(d.Outcome) }},
		{"reason", "reason", func(_ names, d *model.Deal) string { return text(d.Reason) }},
		{"lossReason", "lossReason", func(_ names, d *model.Deal) string { return text(d.LossReason) }},
		{"orderReference", "orderReference", func(_ names, d *model.Deal) string { return text(d.OrderReference) }},
		{"createdAt", "createdAt", func(_ names, d *model.Deal) string { return instant(&d.CreatedAt) }},
		{"submittedAt", "submittedAt", func(_ names, d *model.Deal) string { return instant(d.SubmittedAt) }},
		{"approvedAt", "approvedAt", func(_ names, d *model.Deal) string { return instant(d.ApprovedAt) }},
		{"protectedUntil", "protectedUntil", func(_ names, d *model.Deal) string { return instant(d.ProtectedUntil) }},
		{"closedAt", "closedAt", func(_ names, d *model.Deal) string { return instant(d.ClosedAt) }},
	}
}

// dealLines are the products as a JSON list: their names may hold whatever else would part them.
func dealLines(lines []model.DealLine) string {
	type line struct {
		ProductFamily string `json:"productFamily"`
		SKU           string `json:"sku,omitempty"`
		Name          string `json:"name,omitempty"`
		Quantity      string `json:"quantity"`
		UnitPrice     string `json:"unitPrice,omitempty"`
	}
	out := make([]line, len(lines))
	for i, l := range lines {
		out[i] = line{l.ProductFamily, text(l.SKU), text(l.Name), strconv.Itoa(l.Quantity), money(l.UnitPrice)}
	}
	encoded, err := json.Marshal(out)
	if err != nil {
		return "" // texts alone are always encoded
	}
	return string(encoded)
}

func money(m *model.Money) string {
	if m == nil {
		return ""
	}
	return m.Text()
}

func instant(t *time.Time) string {
	if t == nil || t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}
