package main

// The ways into programs, as the import reads them.
const (
	protectPlans = `[{"types":["AGENT","REFERRAL"],"steps":["AGREEMENT"],"termMonths":12,"renewalDays":60,"reapplyDays":30,
"agreement":{"version":"2026.1","title":"Referral terms","url":"https://nimbus.example/terms/referral"}},
{"steps":["APPLICATION","REVIEW","AGREEMENT"],"termMonths":12,"renewalDays":60,"reapplyDays":90,
"agreement":{"version":"2026.2","title":"Deal registration terms","url":"https://nimbus.example/terms/registration"},
"questions":[{"key":"salespeople","label":"How many people sell cloud services?","type":"NUMBER","required":true,"minimum":1,"maximum":10000},
{"key":"markets","label":"Which markets do you serve?","type":"CHOICES","required":true,"options":["Public sector","Finance","Manufacturing","Retail","Health"]},
{"key":"since","label":"Since when do you work in the cloud?","type":"DAY"},
{"key":"pitch","label":"Why do your customers choose you?","type":"TEXT","maximum":1000}]}]`
	rebatePlans  = `[{"steps":["APPLICATION","REVIEW"],"termMonths":12,"renewalDays":30,"reapplyDays":90}]`
	academyPlans = `[{"steps":["APPLICATION"],"questions":[{"key":"people","label":"How many people will take part?","type":"NUMBER","required":true,"minimum":1}]}]`
	shieldPlans  = `[{"steps":["AGREEMENT"],"termMonths":24,"renewalDays":60,"reapplyDays":0,
"agreement":{"version":"7","title":"Deal Shield agreement","url":"https://ironwall.example/shield"}}]`
	forgerPlans = `[{"types":["CONSULTANT"],"steps":["APPLICATION","REVIEW","AGREEMENT"],"reapplyDays":60,
"agreement":{"version":"3","title":"Forgers' code","url":"https://pixelforge.example/code"},
"questions":[{"key":"studio","label":"Do you run a studio of your own?","type":"FLAG","required":true},
{"key":"home","label":"Where is it?","type":"COUNTRY"}]},
{"types":["AGENT","REFERRAL"],"steps":["APPLICATION","AGREEMENT"],"reapplyDays":30,
"agreement":{"version":"3","title":"Forgers' code","url":"https://pixelforge.example/code"}}]`
)

// enrollmentTable lists terms of partners in programs: one in every state, a renewal, and a sponsored draft.
func enrollmentTable() table {
	return table{name: "enrollments", columns: []string{
		"vendor", "program", "partner", "term", "status", "renewal", "sponsor", "appliedAt", "validFrom", "validUntil", "answers", "agreement",
		"reason", "comment", "reapplyFrom"},
		rows: [][]string{
			{"nimbus", "partner-protect", "brightpath", "1", "EXPIRED", "", "", "today-500d", "today-490d", "today-125d", "salespeople=3; markets=Retail", "2026.1:admin@brightpath.example:today-490d", "", "", ""},
			{"nimbus", "partner-protect", "brightpath", "2", "ACTIVE", "true", "continental", "today-150d", "today-125d", "today+240d", "salespeople=6; markets=Retail|Public sector; since=2019-04-01", "2026.2:admin@brightpath.example:today-125d", "", "Welcome back.", ""},
			{"nimbus", "partner-protect", "harbor", "1", "APPLIED", "", "", "today-3d", "", "", "salespeople=11; markets=Finance|Health; pitch=We answer the phone.", "", "", "", ""},
			{"nimbus", "partner-protect", "thistle", "1", "DRAFT", "", "continental", "", "", "", "salespeople=4", "", "", "", ""},
			{"nimbus", "partner-protect", "lambeth", "1", "INVITED", "", "", "", "", "", "", "", "", "You know half of London: refer us.", ""},
			{"nimbus", "partner-protect", "pennine", "1", "SUSPENDED", "", "", "today-200d", "today-190d", "today+175d", "salespeople=9; markets=Manufacturing", "", "PAYMENT_OVERDUE", "Two invoices are open since spring.", ""},
			{"nimbus", "partner-protect", "caledonia", "1", "TERMINATED", "", "", "today-420d", "today-400d", "today-60d", "salespeople=2; markets=Finance", "", "AGREEMENT_BREACH", "Sold below the agreed floor.", "today+30d"},
			{"nimbus", "partner-protect", "hansekontor", "1", "REJECTED", "", "continental", "today-20d", "", "", "salespeople=1; markets=Retail", "", "NOT_QUALIFIED", "Come back with a certified engineer.", "today+70d"},
			{"nimbus", "partner-protect", "redwood", "1", "DECLINED", "", "", "", "", "", "", "", "", "", ""},
			{"nimbus", "growth-rebate", "brightpath", "1", "ACTIVE", "", "", "today-290d", "today-280d", "today+85d", "", "", "", "", ""},
			{"nimbus", "cloud-academy", "brightpath", "1", "ACTIVE", "", "", "today-100d", "today-100d", "", "people=5", "", "", "", ""},
			{"ironwall", "deal-shield", "brightpath", "1", "ACTIVE", "", "", "today-300d", "today-300d", "today+430d", "", "7:admin@brightpath.example:today-300d", "", "", ""},
			{"ironwall", "deal-shield", "severn", "1", "INVITED", "", "", "", "", "", "", "", "", "Register before the tender season.", ""},
			{"pixelforge", "new-forgers", "kestrel", "1", "APPLIED", "", "", "today-1d", "", "", "studio=true; home=GB", "", "", "", ""},
			{"pixelforge", "new-forgers", "montjuic", "1", "DRAFT", "", "", "", "", "", "", "", "", "", ""},
		}}
}

// ways are the ways into programs, by vendor and slug, with whom they approve without a reviewer.
func ways() map[string][2]string {
	return map[string][2]string{
		"nimbus/partner-protect": {protectPlans, ""},
		"nimbus/growth-rebate":   {rebatePlans, "::PLATINUM"},
		"nimbus/cloud-academy":   {academyPlans, ""},
		"ironwall/deal-shield":   {shieldPlans, ""},
		"pixelforge/new-forgers": {forgerPlans, ""},
	}
}

// withWays adds the columns of the ways to a table of programs.
func (t table) withWays() table {
	t.columns = append(t.columns, "enrollmentPlans", "autoApproveEnrollments")
	for i, row := range t.rows {
		way := ways()[row[0]+"/"+row[1]]
		t.rows[i] = append(row, way[0], way[1])
	}
	return t
}
