package main

// organizationTable lists the vendors, the distributors and the partner organizations.
func (w *world) organizationTable() table {
	t := table{name: "organizations", columns: []string{"handle", "kind", "name", "country", "domain", "currency", "dealPrefix"}}
	for _, v := range w.vendors {
		t.rows = append(t.rows, []string{v.handle, "VENDOR", v.name, v.country, v.handle + ".example", v.currency, v.prefix})
	}
	t.rows = append(t.rows,
		[]string{"continental", "DISTRIBUTOR", "Continental Distribution", "NL", "continental.example", "", ""},
		[]string{"pacific", "DISTRIBUTOR", "Pacific Channel Group", "SG", "pacific.example", "", ""})
	for _, p := range w.partners {
		t.rows = append(t.rows, []string{p.handle, "PARTNER", p.name, p.country, p.handle + ".example", "", ""})
	}
	return t
}
