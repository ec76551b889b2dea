package main

// words are what programs say of themselves, by vendor and slug: what they give, what they ask for, and the same in other languages.
func words() map[string][3]string {
	return map[string][3]string{
		"nimbus/partner-protect": {
			`[{"key":"protection","title":"Ninety days of protection","text":"Nobody else's registration for the same customer and product is approved meanwhile."},` +
				`{"key":"discount","title":"A better discount","text":"On every approved deal, by tier."}]`,
			`[{"key":"effort","title":"Work on the deal","text":"Say how far it is at least once a month."}]`,
			`[{"language":"de","name":"Partnerschutz","description":"Registrieren Sie eine Verkaufschance und behalten Sie sie 90 Tage lang.",` +
				`"benefits":[{"key":"protection","title":"Neunzig Tage Schutz"},{"key":"discount","title":"Mehr Rabatt"}],` +
				`"requirements":[{"key":"effort","title":"Arbeit am Geschäft"}]},` +
				`{"language":"fr","name":"Protection partenaire","description":"Enregistrez une opportunité et gardez-la 90 jours.",` +
				`"benefits":[{"key":"protection","title":"Quatre-vingt-dix jours de protection"}]}]`},
		"nimbus/growth-rebate": {
			`[{"key":"rebate","title":"Half a percent back","text":"For every five percent of growth over the year before."}]`,
			`[{"key":"report","title":"Report sales by the tenth of each month"}]`, ``},
		"nimbus/cloud-academy": {
			`[{"key":"courses","title":"All courses without charge"},{"key":"exams","title":"Three attempts at every exam"}]`,
			`[{"key":"people","title":"Two people who finish","text":"Within six months of the first lesson."}]`,
			`[{"language":"de","name":"Cloud-Akademie","description":"Kurse und Zertifikate ohne Gebühr.","benefits":[{"key":"courses","title":"Alle Kurse ohne Gebühr"}]}]`},
		"nimbus/expert-pricing": {
			`[{"key":"price","title":"Special prices on compute and storage"}]`,
			`[{"key":"certificates","title":"Three valid certifications"},{"key":"turnover","title":"A million pounds of cloud in twelve months"}]`, ``},
		"ironwall/deal-shield": {
			`[{"key":"protection","title":"Ninety days of protection"}]`, `[{"key":"size","title":"Deals from 1,500 dollars"}]`, ``},
		"pixelforge/new-forgers": {
			`[{"key":"kit","title":"A welcome package","text":"Licences for a year, and a day with an engineer."}]`,
			`[{"key":"first","title":"A first deal within ninety days"}]`,
			`[{"language":"de","name":"Neue Schmiede","description":"Ein Willkommenspaket für neue Partner."}]`},
	}
}

// withWords adds the columns of the words to a table of programs.
func (t table) withWords() table {
	t.columns = append(t.columns, "benefits", "requirements", "texts")
	for i, row := range t.rows {
		w := words()[row[0]+"/"+row[1]]
		t.rows[i] = append(row, w[:]...)
	}
	return t
}
