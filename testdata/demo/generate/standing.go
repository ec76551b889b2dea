package main

import "fmt"

// segmentTable lists the segments of Nimbus: the three questions that a flat partner list cannot answer, and a plain one.
func segmentTable() table {
	million := func(scope string) string {
		return `{"test":{"attribute":"REVENUE","op":"ABOVE","values":["1000000.00"],"currency":"GBP","months":12,"territories":["GB"]` + scope + `}}`
	}
	trained := `{"test":{"attribute":"TRAINING","op":"IN","values":["cloud-expertise"]}}`
	certified := `{"test":{"attribute":"CERTIFICATION_COUNT","op":"AT_LEAST","values":["3"]}}`
	cloud := `,"productFamilies":["cloud-compute","cloud-storage","cloud-backup"]`
	return table{name: "segments", columns: []string{"vendor", "slug", "name", "description", "rule"}, rows: [][]string{
		{"nimbus", "uk-million", "UK million", "More than a million pounds in the UK over twelve months.", million("")},
		{"nimbus", "uk-million-experts", "UK million, expertise", "The same, with the expertise training completed.",
			fmt.Sprintf(`{"all":[%s,%s]}`, million(""), trained)},
		{"nimbus", "uk-cloud-experts", "UK cloud experts", "The same on cloud products alone, with three valid certifications.",
			fmt.Sprintf(`{"all":[%s,%s,%s]}`, million(cloud), trained, certified)},
		{"nimbus", "at-risk", "At risk", "Active partners that the account managers worry about.",
			`{"all":[{"test":{"attribute":"LIFE_STAGE","op":"IN","values":["ACTIVE"]}},{"test":{"attribute":"TAG","op":"IN","values":["at-risk"]}}]}`},
	}}
}

// attributes are what Nimbus keeps under names of its own.
func attributes(i int, v vendor) string {
	if v.handle != "nimbus" {
		return ""
	}
	focus := []string{"infrastructure", "applications", "data"}[i%3]
	return fmt.Sprintf("focus:%s; growth:%d.5; strategic:%t; partnerSince:20%02d-04-01", focus, i%19-4, i%7 == 0, 10+i%14)
}

// revenueTable lists what a few partners bought from Nimbus. Brightpath and Pennine stand a penny above the million, Harbor a
// penny below; Thistle reaches it with desktops only, Oakgate with Germany only, Caledonia with what is too long ago only.
func (w *world) revenueTable() table {
	t := table{name: "revenue", columns: []string{"vendor", "source", "sourceId", "partner", "occurredOn", "productFamily", "territory", "amount"}}
	line := func(partner, on, family, territory, amount string) {
		id := fmt.Sprintf("INV-%05d", 30001+len(t.rows)*3)
		t.rows = append(t.rows, []string{"nimbus", "erp", id, partner, on, family, territory, amount + " GBP"})
	}
	line("brightpath", "today-20d", "cloud-compute", "GB", "400000.00")
	line("brightpath", "today-110d", "cloud-storage", "GB", "350000.00")
	line("brightpath", "today-330d", "cloud-backup", "GB", "250000.01")
	line("harbor", "today-15d", "cloud-compute", "GB", "500000.00")
	line("harbor", "today-90d", "cloud-storage", "GB", "499999.99")
	line("pennine", "today-45d", "cloud-compute", "GB", "1000000.01")
	line("thistle", "today-60d", "cloud-compute", "GB", "600000.00")
	line("thistle", "today-61d", "cloud-desktop", "GB", "400000.01")
	line("oakgate", "today-30d", "cloud-compute", "GB", "600000.00")
	line("oakgate", "today-31d", "cloud-compute", "DE", "900000.00")
	line("caledonia", "today-30d", "cloud-storage", "GB", "200000.00")
	line("caledonia", "today-500d", "cloud-storage", "GB", "900000.00")
	for _, b := range w.bought {
		line(b.partner, b.on, b.family, b.country, b.amount)
	}
	return t
}

// purchase is a line of revenue.
type purchase struct{ partner, on, family, country, amount string }

// deserve gives partners of Nimbus outside of the United Kingdom what their tier asks for, so that demotions are proposed of those few
// alone that the story is about: Brightpath, Thistle and Pennine.
func (w *world) deserve(p partner, v vendor, tier string) {
	if v.handle != "nimbus" || p.country == "GB" {
		return
	}
	buy := func(on, family, amount string) {
		w.bought = append(w.bought, purchase{p.handle, on, family, p.country, amount})
	}
	n := len(w.bought)
	switch tier {
	case "GOLD":
		buy(fmt.Sprintf("today-%dd", 20+n), "cloud-compute", fmt.Sprintf("%d.00", 1_200_000+n*1_370))
		buy(fmt.Sprintf("today-%dd", 110+n), "cloud-backup", fmt.Sprintf("%d.00", 900_000+n*2_140))
		w.certify(p, v, 5)
	case "PLATINUM":
		buy(fmt.Sprintf("today-%dd", 15+n), "cloud-compute", fmt.Sprintf("%d.00", 2_900_000+n*3_910))
		buy(fmt.Sprintf("today-%dd", 130+n), "cloud-storage", fmt.Sprintf("%d.00", 2_400_000+n*1_730))
		w.certify(p, v, 10)
	}
}
