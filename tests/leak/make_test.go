package leak_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// begin is the instant at which every world begins.
var begin = time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)

// maker draws a world. Every text that it stores is a mark of its own, so that wherever one comes out it tells where from.
type maker struct {
	*rand.Rand
	t      tables
	marks  int
	people map[string][]string // emails by organization
}

// makeWorld draws a small world: small ones find faults faster.
func makeWorld(random *rand.Rand) tables {
	m := &maker{Rand: random, t: tables{}, people: map[string][]string{}}
	vendors, distributors := m.organizations("VENDOR", 2+m.IntN(2)), m.organizations("DISTRIBUTOR", 2+m.IntN(2))
	resellers := m.organizations("PARTNER", 3+m.IntN(3))
	for _, v := range vendors {
		m.staff(v, "VENDOR_ADMIN CHANNEL_CHIEF CHANNEL_OPS CHANNEL_MANAGER CHANNEL_MANAGER DEAL_DESK CHANNEL_MARKETING CHANNEL_FINANCE OUTSOURCED_REP VENDOR_INTEGRATION CHANNEL_MANAGER;CHANNEL_FINANCE DEAL_DESK;OUTSOURCED_REP;CHANNEL_MARKETING")
	}
	for _, d := range distributors {
		m.staff(d, "DISTRIBUTOR_ADMIN DISTRIBUTOR_DEAL_DESK DISTRIBUTOR_MANAGER DISTRIBUTOR_FINANCE DISTRIBUTOR_MANAGER;DISTRIBUTOR_FINANCE")
	}
	for _, p := range resellers {
		m.staff(p, "PARTNER_ADMIN PARTNER_SALES PARTNER_MARKETING PARTNER_FINANCE PARTNER_MEMBER PARTNER_MARKETING;PARTNER_SALES")
	}
	for _, v := range vendors {
		for i, p := range resellers {
			if i == 0 || m.IntN(4) > 0 {
				m.partner(v, p, distributors, i == 0)
			}
		}
		m.segments(v)
		m.revenue(v)
		m.offers(v, distributors)
		m.authorities(v, distributors)
		m.engagements(v)
	}
	m.enrollments()
	for range m.IntN(13) {
		m.deal(resellers[:len(resellers)-1]) // the last one has no deal
	}
	for _, v := range vendors {
		m.rates(v)
	}
	m.offices()
	return m.t
}

// rates are of a currency that no deal is in.
func (m *maker) rates(v row) {
	for _, from := range []string{day(-90), day(-30)} {
		m.t["rates"] = append(m.t["rates"], row{"vendor": v["handle"], "from": "JPY", "to": v["currency"], "validFrom": from, "rate": m.number()})
	}
}

// mark is a text that exists nowhere else.
func (m *maker) mark() string { m.marks++; return fmt.Sprintf("zq%05dz", m.marks) }

// sum is an amount that exists nowhere else.
func (m *maker) sum(currency string) string {
	m.marks++
	return fmt.Sprintf("7%06d.%02d %s", m.marks, m.IntN(100), currency)
}

// number is a whole number that exists nowhere else.
func (m *maker) number() string { m.marks++; return fmt.Sprintf("8%06d", m.marks) }

func (m *maker) one(from ...string) string { return from[m.IntN(len(from))] }

// maybe is the value or nothing.
func (m *maker) maybe(value string) string {
	if m.IntN(3) == 0 {
		return ""
	}
	return value
}

// some draws part of a list, joined as a file wants it.
func (m *maker) some(from ...string) string {
	var out []string
	for _, s := range from {
		if m.IntN(2) == 0 {
			out = append(out, s)
		}
	}
	return strings.Join(out, "; ")
}

// day is a day from the beginning on.
func day(offset int) string { return begin.AddDate(0, 0, offset).Format(time.DateOnly) }

// instant is a moment some days and hours from the beginning.
func instant(days, hours int) string {
	return begin.AddDate(0, 0, days).Add(time.Duration(hours) * time.Hour).Format(time.RFC3339)
}

var countries = []string{"GB", "DE", "FR"}

func (m *maker) organizations(kind string, n int) []row {
	var out []row
	for i := range n {
		r := row{"handle": m.mark(), "kind": kind, "name": m.mark() + " " + m.one("Alpha", "beta", "Gamma"), "country": m.one(countries...),
			"domain": m.maybe(m.mark() + ".example")}
		if kind == "VENDOR" {
			r["tierLadder"], r["attributes"] = m.ladder(), "focus:TEXT; growth:NUMBER"
			r["currency"], r["dealPrefix"] = []string{"GBP", "USD", "EUR"}[i], fmt.Sprintf("VN%d", i)
			r["refusalReasons"] = m.maybe(m.mark() + ":OTHER:REJECT,REVOKE:" + m.mark() + "; " + m.mark() + ":NOT_QUALIFIED:REJECT,VETO,REVOKE:" + m.mark())
			r["lossReasons"] = m.maybe(m.mark() + ":PRICE:" + m.mark() + "; " + m.mark() + ":OTHER:" + m.mark())
		}
		if kind == "PARTNER" {
			r["salesOwnDealsOnly"] = m.one("", "true")
		}
		out = append(out, r)
	}
	m.t["organizations"] = append(m.t["organizations"], out...)
	return out
}

func (m *maker) staff(o row, roles string) {
	for _, held := range strings.Fields(roles) {
		u := row{"email": m.mark() + "@people.example", "name": m.mark(), "organization": o["handle"], "roles": held, "disabled": "false"}
		m.t["users"] = append(m.t["users"], u)
		m.people[o["handle"]] = append(m.people[o["handle"]], u["email"])
	}
}

// who draws somebody of an organization who holds a role.
func (m *maker) who(handle, role string) string {
	var out []string
	for _, u := range m.t["users"] {
		if u["organization"] == handle && strings.Contains(u["roles"], role) {
			out = append(out, u["email"])
		}
	}
	return m.one(out...)
}

func (m *maker) partner(v, p row, distributors []row, first bool) {
	var serving []string
	for i, d := range distributors {
		if first && i < 2 || m.IntN(3) == 0 {
			serving = append(serving, d["handle"])
		}
	}
	m.t["partners"] = append(m.t["partners"], row{"vendor": v["handle"], "organization": p["handle"], "name": m.mark() + " " + p["name"][9:],
		"type": m.one("MSP", "VAR", "RESELLER"), "country": m.one(countries...), "tier": m.maybe(m.one("GOLD", "SILVER")),
		"lifeStage": m.one("ACTIVE", "ACTIVE", "ACTIVE", "ACTIVE", "ONBOARDING", "SUSPENDED"), "region": m.maybe(m.mark()),
		"distributors": strings.Join(serving, "; "), "coverage": m.coverage(v, serving), "employees": m.maybe(m.number()),
		"technicalHeadcount": m.maybe(m.number()), "monoBrand": m.maybe(m.one("true", "false")),
		"trainings": m.maybe(m.one("basics", "expertise") + ":" + m.one(day(-40), day(3))), "attributes": m.some("focus:"+m.one("cloud", m.mark()), "growth:2.5"),
		"tags": m.some("common", m.mark()), "engagementScore": m.one("0", "50", "50", "90"), "rfm": m.maybe("3-4-5"), "costToServe": m.maybe(m.sum(v["currency"])),
		"privateNotes": m.maybe(m.mark()), "externalIds": m.some("crm:" + m.mark())})
	for _, until := range []string{"", m.one(day(-1), day(0), day(9)), day(90)} {
		if m.IntN(2) == 0 {
			m.certification(v, p, until)
		}
	}
}

// certification is a partner's, and may have been taken back.
func (m *maker) certification(v, p row, until string) {
	r := row{"vendor": v["handle"], "partner": p["handle"], "type": "CERTIFICATION", "name": m.mark(), "earnedOn": m.maybe(day(-40)),
		"validUntil": until, "reference": m.maybe(m.mark()), "revoked": m.one("false", "false", "true")}
	if r["revoked"] == "true" {
		r["revocationNote"] = m.maybe(m.mark())
	}
	m.t["certifications"] = append(m.t["certifications"], r)
}

// coverage is past, now and to come, of the vendor's people and of those of the serving distributors.
func (m *maker) coverage(v row, serving []string) string {
	var out []string
	add := func(email, role string) {
		from, to := m.one(day(-400), day(-30), day(-30), day(5)), m.one("", "", day(-10), day(20))
		if to == "" || from < to {
			out = append(out, strings.Join([]string{email, role, m.one("primary", "secondary"), from, to}, ":"))
		}
	}
	for range 1 + m.IntN(3) {
		add(m.who(v["handle"], m.one("CHANNEL_MANAGER", "CHANNEL_MANAGER", "OUTSOURCED_REP")), m.one("PAM", "TPAM", "OUTSOURCED_REP"))
	}
	for _, d := range serving {
		if m.IntN(2) == 0 {
			add(m.who(d, "DISTRIBUTOR_MANAGER"), "DISTRIBUTOR_MANAGED")
		}
	}
	return strings.Join(out, "; ")
}

func (m *maker) offers(v row, distributors []row) {
	var all, slugs []string
	for _, d := range distributors {
		all = append(all, d["handle"])
	}
	for _, s := range m.t["segments"] {
		if s["vendor"] == v["handle"] {
			slugs = append(slugs, s["slug"])
		}
	}
	audience := func(r row) row {
		r["audienceTypes"], r["audienceCountries"], r["audienceTiers"] = m.maybe(m.some("MSP", "VAR")), m.maybe(m.some("GB", "DE")), m.maybe(m.some("GOLD", "SILVER"))
		r["distributors"] = m.some(all...)
		if m.IntN(2) == 0 {
			r["audienceSegments"] = m.some(slugs...)
		}
		if m.IntN(3) == 0 {
			r["audienceWithout"] = m.some(slugs...)
		}
		return r
	}
	for _, typ := range []string{"DEAL_REGISTRATION", "REBATE", "MDF", "TRAINING", m.one("SPIFF", "DEAL_REGISTRATION", "PRICING")} {
		m.t["programs"] = append(m.t["programs"], audience(row{"vendor": v["handle"], "slug": m.mark(), "name": m.mark(), "description": m.maybe(m.mark()),
			"type": typ, "status": m.one("ACTIVE", "ACTIVE", "DRAFT", "ENDED"), "startsOn": m.maybe(day(-100)), "endsOn": m.maybe(day(200)),
			"productFamilies": m.some("cloud", "edge"), "minimumAmount": m.maybe("1000.00 " + v["currency"]), "protectionDays": m.maybe("60"),
			"mayHideFromDistributor": m.one("true", "true", "false"), "budget": m.maybe(m.sum(v["currency"])),
			"refusalReasons":  m.maybe(m.mark() + ":OTHER:REJECT:" + m.mark()),
			"lossReasons":     m.maybe(m.mark() + ":COMPETITOR:" + m.mark()),
			"benefits":        `[{"key":"first","title":"` + m.mark() + `","text":"` + m.mark() + `"}]`,
			"enrollmentPlans": `[{"steps":["APPLICATION","REVIEW"],"questions":[{"key":"pitch","label":"` + m.mark() + `","type":"TEXT"}]}]`}))
	}
	for range 2 + m.IntN(2) {
		m.t["campaigns"] = append(m.t["campaigns"], audience(row{"vendor": v["handle"], "slug": m.mark(), "name": m.mark(), "description": m.maybe(m.mark()),
			"status": m.one("DRAFT", "SCHEDULED", "ACTIVE", "ENDED"), "direction": m.one("TO_PARTNERS", "THROUGH_PARTNERS"),
			"startsOn": m.one(day(-50), day(-50), day(-20)), "endsOn": m.maybe(day(90)),
			"languages": m.some("en-GB", "de-DE"), "cost": m.maybe(m.sum(v["currency"]))}))
	}
}

func (m *maker) authorities(v row, distributors []row) {
	for _, d := range distributors {
		if m.IntN(3) == 0 {
			continue
		}
		from, to := m.one(day(-100), day(5)), m.one("", "", day(20))
		m.t["authorities"] = append(m.t["authorities"], row{"vendor": v["handle"], "distributor": d["handle"], "slug": "a1",
			"mode": m.one("VIEW", "REGISTER", "ENDORSE", "APPROVE"), "maxAmount": m.maybe(m.sum(v["currency"])),
			"productFamilies": m.maybe("cloud"), "tiers": m.maybe("GOLD"), "countries": m.maybe("GB"), "regions": m.maybe(m.mark()), "validFrom": from, "validTo": to})
	}
}

// engagements are customers of the vendor's own; some of them are those that deals are for.
func (m *maker) engagements(v row) {
	for i := range m.IntN(4) {
		m.t["engagements"] = append(m.t["engagements"], row{"vendor": v["handle"], "slug": fmt.Sprintf("e%d", i), "customerName": m.mark() + " Works",
			"customerDomain": m.mark() + ".example", "customerRegistryNumber": m.maybe(m.mark()), "customerCountry": m.one(countries...),
			"customerPostalCode": m.mark(), "productFamilies": m.maybe("cloud"), "validFrom": day(-m.IntN(100)), "validTo": m.one("", day(20)), "note": m.maybe(m.mark())})
	}
}

// enrollments are terms of partners in programs, whether or not the one is for the other: an audience may have changed since.
func (m *maker) enrollments() {
	for _, p := range m.t["partners"] {
		for _, program := range m.t["programs"] {
			if program["vendor"] != p["vendor"] || m.IntN(3) == 0 {
				continue
			}
			r := row{"vendor": p["vendor"], "program": program["slug"], "partner": p["organization"], "term": "1",
				"status":    m.one("INVITED", "INVITED", "DRAFT", "APPLIED", "ACTIVE", "ACTIVE", "SUSPENDED", "REJECTED", "EXPIRED", "TERMINATED"),
				"appliedAt": m.maybe(instant(-40, m.IntN(9))), "answers": m.maybe("pitch=" + m.mark()), "comment": m.maybe(m.mark()),
				"reason": m.maybe("OTHER"), "reapplyFrom": m.maybe(instant(30, 0))}
			if serving := split(p["distributors"]); len(serving) > 0 {
				r["sponsor"] = m.maybe(m.one(serving...))
			}
			if has := r["status"]; has == "ACTIVE" || has == "SUSPENDED" || has == "EXPIRED" || has == "TERMINATED" {
				r["validFrom"], r["validUntil"] = instant(-40, 0), m.one("", instant(1, 0), instant(3, 0), instant(200, 0))
				r["agreement"] = m.maybe(m.mark() + ":" + m.who(p["organization"], "PARTNER_ADMIN") + ":" + day(-40))
			}
			m.t["enrollments"] = append(m.t["enrollments"], r)
		}
	}
}
