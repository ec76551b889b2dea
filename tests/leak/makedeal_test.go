package leak_test

import (
	"strings"
)

// deal draws a deal of one of the partners, in any state, for a customer that others may be after as well.
func (m *maker) deal(resellers []row) {
	account := m.accountOf(resellers)
	if account == nil {
		return
	}
	v := m.find("organizations", "handle", account["vendor"])
	r := row{"vendor": v["handle"], "externalId": m.mark(), "partner": account["organization"], "expectedCloseOn": m.one(day(10), day(10), day(40)),
		"salesStage": m.one("PROSPECT", "QUALIFIED", "COMMITTED"), "amount": m.one("10000.00 ", "10000.00 ", "25000.00 ", "60000.00 ") + v["currency"],
		"lines":         m.one("cloud", "edge", "cloud") + ":" + m.mark() + ":" + m.mark() + ":5:" + m.sum(v["currency"]),
		"partnerMargin": m.maybe(m.sum(v["currency"])), "marginShared": m.one("true", "false"), "internalComments": m.maybe(m.mark()),
		"reviewComment": m.maybe(m.mark()), "hiddenFromDistributor": "false"}
	m.customer(r, v)
	m.parties(r, account)
	m.state(r)
	m.decisions(r)
	m.t["deals"] = append(m.t["deals"], r)
}

func (m *maker) accountOf(resellers []row) row {
	var out []row
	for _, p := range m.t["partners"] {
		for _, o := range resellers {
			if p["organization"] == o["handle"] {
				out = append(out, p)
			}
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out[m.IntN(len(out))]
}

func (m *maker) find(kind, column, value string) row {
	for _, r := range m.t[kind] {
		if r[column] == value {
			return r
		}
	}
	return nil
}

// customer is a new one, or that of another deal of the vendor.
func (m *maker) customer(r, v row) {
	same := []string{"customerName", "customerDomain", "customerRegistryNumber", "customerCountry", "customerPostalCode"}
	var rivals []row
	for _, other := range m.t["deals"] {
		if other["vendor"] == v["handle"] {
			rivals = append(rivals, other)
		}
	}
	if len(rivals) > 0 && m.IntN(2) == 0 {
		other := rivals[m.IntN(len(rivals))]
		for _, c := range same {
			r[c] = other[c]
		}
	} else {
		r["customerName"], r["customerDomain"], r["customerCountry"] = m.mark()+" Works", m.mark()+".example", m.one(countries...)
		r["customerRegistryNumber"], r["customerPostalCode"] = m.maybe(m.mark()), m.maybe(m.mark())
	}
	if m.IntN(4) > 0 {
		r["contactName"], r["contactEmail"], r["contactPhone"] = m.mark(), m.maybe(m.mark()+"@customer.example"), m.maybe(m.mark())
	}
}

// parties: the distributor serves the partner; whoever registers is of one of the three corners.
func (m *maker) parties(r, account row) {
	if serving := strings.Split(account["distributors"], "; "); account["distributors"] != "" && m.IntN(4) > 0 {
		r["distributor"], r["distributorCost"] = m.one(serving...), m.maybe(m.sum(strings.Fields(r["amount"])[1]))
	}
	r["registeredBy"] = m.who(r["partner"], m.one("PARTNER_SALES", "PARTNER_ADMIN"))
	switch m.IntN(5) {
	case 0:
		r["registeredBy"] = m.who(r["vendor"], "CHANNEL_OPS")
	case 1:
		if r["distributor"] != "" {
			r["registeredBy"] = m.who(r["distributor"], "DISTRIBUTOR_DEAL_DESK")
		}
	}
	var program row
	for _, p := range m.t["programs"] {
		if p["vendor"] == r["vendor"] && p["type"] == "DEAL_REGISTRATION" && m.IntN(2) == 0 {
			program = p
		}
	}
	if program != nil {
		r["program"] = program["slug"]
		own := m.find("users", "email", r["registeredBy"])["organization"] == r["partner"]
		if own && r["distributor"] != "" && program["mayHideFromDistributor"] == "true" && m.IntN(3) == 0 {
			r["hiddenFromDistributor"] = "true"
		}
	}
	for _, c := range m.t["campaigns"] {
		if c["vendor"] == r["vendor"] && m.IntN(4) == 0 {
			r["campaign"] = c["slug"]
		}
	}
}

// state is one in which the parts of a deal's story fit together.
func (m *maker) state(r row) {
	r["status"] = m.one("DRAFT", "SUBMITTED", "SUBMITTED", "UNDER_REVIEW", "UNDER_REVIEW", "RETURNED", "APPROVED", "APPROVED", "APPROVED", "REJECTED", "WITHDRAWN",
		"EXPIRED", "RELEASED", "REVOKED", "CLOSED")
	if r["status"] == "APPROVED" && m.held(r) {
		r["status"] = "SUBMITTED"
	}
	if r["status"] != "DRAFT" {
		r["submittedAt"] = instant(-m.IntN(20)-21, m.IntN(20))
	}
	switch r["status"] {
	case "RETURNED":
		r["returnedFields"] = "amount; customer.contact"
	case "APPROVED":
		r["protectedUntil"] = m.one(instant(3, 0), instant(60, 0))
	case "EXPIRED":
		r["protectedUntil"] = instant(-2, 0)
	case "REJECTED":
		r["reason"] = "NOT_QUALIFIED"
	case "CLOSED":
		r["outcome"] = m.one("WON", "LOST")
	}
	if strings.Contains("APPROVED EXPIRED RELEASED REVOKED CLOSED", r["status"]) {
		r["discountPercent"], r["points"] = m.maybe("12.5"), m.maybe("6"+m.number())
	}
}

// held: of the deals for one customer and family at most one is protected.
func (m *maker) held(r row) bool {
	for _, other := range m.t["deals"] {
		if other["vendor"] == r["vendor"] && other["customerName"] == r["customerName"] && other["status"] == "APPROVED" {
			return true
		}
	}
	return false
}

// decisions are those of the vendor's desk, and of the distributor's on what it did not register.
func (m *maker) decisions(r row) {
	if r["status"] == "DRAFT" || r["status"] == "SUBMITTED" || m.IntN(3) == 0 {
		return
	}
	var out []string
	by := m.find("users", "email", r["registeredBy"])["organization"]
	if r["distributor"] != "" && by != r["distributor"] && m.IntN(2) == 0 {
		out = append(out, m.who(r["distributor"], "DISTRIBUTOR_DEAL_DESK")+":ENDORSED:DISTRIBUTOR_ENDORSEMENT:"+instant(-15, 0))
	}
	if m.IntN(2) == 0 {
		out = append(out, m.who(r["vendor"], "DEAL_DESK")+":"+m.one("RETURNED:", "RETURNED:")+":"+instant(-14, 0))
	}
	r["approvals"] = strings.Join(out, "; ")
}
