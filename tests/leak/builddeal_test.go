package leak_test

import (
	"strings"

	"partnerhub/tests/leak/oracle"
)

func deal(w *oracle.World, r row, d *oracle.Record) {
	same(r, d, "expectedCloseOn", "salesStage", "outcome", "reason", "reviewComment", "internalComments")
	dealParties(w, r, d)
	f := d.Fields
	f["approvalStatus"], f["submittedAt"], f["protectedUntil"] = r["status"], stamp(r["submittedAt"]), stamp(r["protectedUntil"])
	f["returnedFields"], f["amount"], f["partnerMargin"] = texts(r["returnedFields"]), money(r["amount"]), money(r["partnerMargin"])
	f["distributorCost"], f["benefit"], f["approvals"] = money(r["distributorCost"]), nil, dealApprovals(w, r)
	if r["discountPercent"] != "" || r["points"] != "" {
		f["benefit"] = oracle.Object{"discountPercent": orNil(r["discountPercent"]), "points": number(r["points"])}
	}
	f["customer"], f["lines"] = dealCustomer(r), dealLines(r)
	atNow(w, d)
}

// atNow is what the clock decides of a deal.
func atNow(w *oracle.World, d *oracle.Record) {
	until, _ := d.Fields["protectedUntil"].(string)
	status := d.Fields["approvalStatus"]
	if status == "APPROVED" && until != "" && !w.Now.Before(at(until)) {
		d.Fields["approvalStatus"] = "EXPIRED"
	}
	d.Fields["protectionActive"] = d.Fields["approvalStatus"] == "APPROVED" && until != "" && d.Fields["outcome"] == nil
}

func dealParties(w *oracle.World, r row, d *oracle.Record) {
	account := row{"vendor": r["vendor"], "organization": r["partner"]}
	d.Vendor, d.Partner, d.Organization = orgID(r["vendor"]), idOf("partners", account), orgID(r["partner"])
	if r["distributor"] != "" {
		d.Distributor = orgID(r["distributor"])
	}
	d.Registrant = userID(r["registeredBy"])
	d.RegistrantOrg = w.Records[d.Registrant].Organization
	d.Hidden, d.MarginShared = r["hiddenFromDistributor"] == "true", r["marginShared"] == "true"
	slug := func(column string) row { return row{"vendor": r["vendor"], "slug": r[column]} }
	f := d.Fields
	f["vendor"], f["partner"], f["distributor"] = ref(d.Vendor), ref(d.Partner), refIf(r["distributor"], d.Distributor)
	f["program"], f["campaign"] = refIf(r["program"], idOf("programs", slug("program"))), refIf(r["campaign"], idOf("campaigns", slug("campaign")))
	f["registeredBy"], f["onBehalfOf"] = oracle.Object{"user": ref(d.Registrant), "organization": ref(d.RegistrantOrg)}, nil
	if d.RegistrantOrg != d.Organization {
		f["onBehalfOf"] = ref(d.Organization)
	}
}

func dealApprovals(w *oracle.World, r row) []any {
	out := []any{}
	for _, entry := range split(r["approvals"]) {
		part := strings.SplitN(entry, ":", 4)
		by := w.Records[userID(part[0])]
		out = append(out, oracle.Object{"by": ref(by.ID), "organization": ref(by.Organization), "decision": part[1], "step": orNil(part[2]), "at": stamp(part[3])})
	}
	return out
}

func dealCustomer(r row) oracle.Object {
	c := oracle.Object{"name": r["customerName"], "domain": orNil(r["customerDomain"]), "registryNumber": orNil(r["customerRegistryNumber"]),
		"country": r["customerCountry"], "postalCode": orNil(r["customerPostalCode"]), "contact": nil}
	if r["contactName"] != "" {
		c["contact"] = oracle.Object{"name": r["contactName"], "email": orNil(r["contactEmail"]), "phone": orNil(r["contactPhone"])}
	}
	return c
}

func dealLines(r row) []any {
	out := []any{}
	for _, entry := range split(r["lines"]) {
		part := strings.SplitN(entry, ":", 5)
		out = append(out, oracle.Object{"productFamily": part[0], "sku": orNil(part[1]), "name": orNil(part[2]), "quantity": number(part[3]), "unitPrice": money(part[4])})
	}
	return out
}
