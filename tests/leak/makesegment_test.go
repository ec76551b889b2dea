package leak_test

import (
	"fmt"
	"strings"
)

// segments draws rules over what nobody's twin differs in.
func (m *maker) segments(v row) {
	for range 3 + m.IntN(2) {
		m.t["segments"] = append(m.t["segments"], row{"vendor": v["handle"], "slug": m.mark(), "name": m.mark(), "description": m.maybe(m.mark()),
			"rule": m.rule(2, v["currency"])})
	}
}

func (m *maker) rule(depth int, currency string) string {
	shape := m.IntN(5)
	if depth == 0 || shape < 2 {
		return `{"test":` + m.test(currency) + `}`
	}
	if shape == 2 {
		return `{"not":` + m.rule(depth-1, currency) + `}`
	}
	parts := []string{m.rule(depth-1, currency), m.rule(depth-1, currency)}
	return `{"` + m.one("all", "any") + `":[` + strings.Join(parts, ",") + `]}`
}

func (m *maker) test(currency string) string {
	test := func(attribute, op, more string, values ...string) string {
		return fmt.Sprintf(`{"attribute":%q,"op":%q,"values":["%s"]%s}`, attribute, op, strings.Join(values, `","`), more)
	}
	switch m.IntN(8) {
	case 0:
		return test("TYPE", "IN", "", "MSP", "VAR")
	case 1:
		return test("COUNTRY", "IN", "", m.one(countries...))
	case 2:
		return test("TIER", "AT_LEAST", "", m.one("SILVER", "GOLD"))
	case 3:
		return test("TAG", "IN", "", "common")
	case 4:
		return test("CERTIFICATION_COUNT", "AT_LEAST", "", m.one("1", "2"))
	case 5:
		return test("TRAINING", "IN", "", m.one("basics", "expertise"))
	case 6:
		return test("CUSTOM", "IN", `,"name":"focus"`, "cloud")
	}
	scope := m.one("", `,"territories":["GB","DE"]`, `,"productFamilies":["cloud"]`)
	return test("REVENUE", "ABOVE", fmt.Sprintf(`,"months":%s,"currency":%q`, m.one("1", "12"), currency)+scope, m.one("7000000", "14000000"))
}

// ladder is a vendor's tiers: SILVER and GOLD are given by hand, PLATINUM is out of everybody's reach.
func (m *maker) ladder() string {
	tier := func(name, more string) string {
		return fmt.Sprintf(`{"name":%q,"description":%q,"published":%t,"benefits":[%q]%s}`, name, m.mark(), m.IntN(2) == 0, m.mark(), more)
	}
	rule := `{"test":{"attribute":"EMPLOYEES","op":"AT_LEAST","values":["99999999"]}}`
	return "[" + tier("SILVER", "") + "," + tier("GOLD", "") + "," +
		tier("PLATINUM", fmt.Sprintf(`,"requirements":[{"label":%q,"category":%q,"rule":%s}]`, m.mark(), m.mark(), rule)) + "]"
}

// revenue draws lines of about seven millions each.
func (m *maker) revenue(v row) {
	for _, p := range m.t["partners"] {
		for range m.IntN(4) {
			if p["vendor"] == v["handle"] {
				m.t["revenue"] = append(m.t["revenue"], row{"vendor": v["handle"], "source": "erp", "sourceId": m.mark(), "partner": p["organization"],
					"occurredOn": m.one(day(-1), day(-40), day(-300), day(-420)), "productFamily": m.one("cloud", "edge"), "territory": m.one(countries...),
					"amount": m.sum(v["currency"])})
			}
		}
	}
}
