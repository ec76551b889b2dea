package main

import "strings"

// organizationTable lists the vendors, the distributors and the partner organizations.
func (w *world) organizationTable() table {
	t := table{name: "organizations", columns: []string{"handle", "kind", "name", "country", "domain", "currency", "dealPrefix", "dealSettings", "holidays", "tiers", "attributes", "tierLadder"}}
	for _, v := range w.vendors {
		t.rows = append(t.rows, []string{v.handle, "VENDOR", v.name, v.country, v.handle + ".example", v.currency, v.prefix, "", holidays[v.country], strings.Join(v.tiers, "; "), definitions[v.handle], ladders[v.handle]})
	}
	t.rows = append(t.rows,
		[]string{"continental", "DISTRIBUTOR", "Continental Distribution", "NL", "continental.example", "", "", "", "", "", "", ""},
		[]string{"pacific", "DISTRIBUTOR", "Pacific Channel Group", "SG", "pacific.example", "", "", "", "", "", "", ""})
	for _, p := range w.partners {
		t.rows = append(t.rows, []string{p.handle, "PARTNER", p.name, p.country, p.handle + ".example", "", "", "", "", "", "", ""})
	}
	return t
}

// definitions are what a vendor keeps on partners under names of its own.
var definitions = map[string]string{"nimbus": "focus:TEXT; growth:NUMBER; strategic:FLAG; partnerSince:DAY"}

// ladders are what a vendor's tiers ask for. What they ask is more than the demo's partners have: some of them hold a tier that they
// no longer meet, which waits for a word.
var ladders = map[string]string{"nimbus": `[{"name":"REGISTERED","published":true,"benefits":["Portal and price list"]},
{"name":"SILVER","published":true,"benefits":["Five percent more on registered deals"]},
{"name":"GOLD","published":true,"benefits":["Named account manager","Growth Rebate"],"requirements":[
{"label":"2,000,000 GBP in twelve months","rule":{"test":{"attribute":"REVENUE","op":"AT_LEAST","values":["2000000.00"],"months":12,"currency":"GBP"}}},
{"category":"Skills","label":"Five valid certifications","rule":{"test":{"attribute":"CERTIFICATION_COUNT","op":"AT_LEAST","values":["5"]}}}]},
{"name":"PLATINUM","graceMonths":6,"benefits":["Marketing fund"],"requirements":[
{"label":"5,000,000 GBP in twelve months","rule":{"test":{"attribute":"REVENUE","op":"AT_LEAST","values":["5000000.00"],"months":12,"currency":"GBP"}}},
{"category":"cloud-compute","label":"1,000,000 GBP of it in cloud compute","rule":{"test":{"attribute":"REVENUE","op":"AT_LEAST","values":["1000000.00"],"months":12,"currency":"GBP","productFamilies":["cloud-compute"]}}},
{"category":"Skills","label":"Ten valid certifications","rule":{"test":{"attribute":"CERTIFICATION_COUNT","op":"AT_LEAST","values":["10"]}}}]}]`}

// holidays are days on which a country's vendors review nothing.
var holidays = map[string]string{
	"GB": "2026-12-25; 2026-12-28; 2027-01-01; 2027-03-26; 2027-03-29; 2027-12-27; 2027-12-28",
	"US": "2026-11-26; 2026-12-25; 2027-01-01; 2027-07-05; 2027-11-25; 2027-12-24",
	"DE": "2026-12-25; 2027-01-01; 2027-03-26; 2027-03-29; 2027-05-06; 2027-05-17; 2027-12-27",
}
