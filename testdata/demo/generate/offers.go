package main

// programTable lists four programs of every vendor, and one for a segment; together they are of every type. The audiences of some leave Brightpath out.
func programTable() table {
	return table{name: "programs", columns: []string{
		"vendor", "slug", "name", "description", "type", "status", "startsOn", "endsOn", "productFamilies", "minimumAmount",
		"protectionDays", "mayHideFromDistributor", "distributors", "audienceTypes", "audienceCountries", "audienceTiers", "budget",
		"dealSettings", "autoApproveBelow", "approvalRules", "audienceSegments", "audienceWithout"},
		rows: [][]string{
			{"nimbus", "partner-protect", "Partner Protect", "Register an opportunity and keep it for 90 days.", "DEAL_REGISTRATION", "ACTIVE", "2025-01-01", "", "", "1000.00 GBP", "90", "true", "continental; pacific", "", "", "", "120000.00 GBP", "PLATINUM.protectionDays=120", "", "OPERATIONS_APPROVAL:250000.00 GBP", "", ""},
			{"nimbus", "growth-rebate", "Growth Rebate", "Half a percent back for every five percent of growth.", "REBATE", "ACTIVE", "today-300d", "today+65d", "cloud-compute; cloud-storage", "", "", "false", "", "", "", "GOLD; PLATINUM", "450000.00 GBP", "", "", "", "", ""},
			{"nimbus", "platinum-mdf", "Platinum Marketing Fund", "Half of a joint activity's cost, for platinum partners.", "MDF", "ACTIVE", "today-200d", "today+165d", "", "", "", "false", "continental", "", "", "PLATINUM", "600000.00 GBP", "", "", "", "", ""},
			{"nimbus", "cloud-academy", "Cloud Academy", "Courses and certificates without charge.", "TRAINING", "ACTIVE", "2025-01-01", "", "", "", "", "false", "", "", "", "", "80000.00 GBP", "", "", "", "", ""},
			{"ironwall", "deal-shield", "Deal Shield", "Ninety days of protection and a better discount for registered deals.", "DEAL_REGISTRATION", "ACTIVE", "2025-01-01", "", "", "1500.00 USD", "90", "false", "continental", "", "", "", "90000.00 USD", "graceDays=21", "2000.00 USD", "", "", ""},
			{"ironwall", "endpoint-spiff", "Endpoint Spiff", "A reward for every salesperson who sells endpoint protection.", "SPIFF", "ACTIVE", "today-60d", "today+30d", "endpoint", "2500.00 USD", "", "false", "", "VAR; RESELLER; DEALER", "", "", "75000.00 USD", "", "", "", "", ""},
			{"ironwall", "public-sector-pricing", "Public Sector Pricing", "Special prices for tenders.", "PRICING", "ACTIVE", "today-120d", "", "firewall; siem", "5000.00 USD", "", "false", "continental", "", "GB; DE; FR; NL; US", "ADVANCED; ELITE", "210000.00 USD", "", "", "", "", ""},
			{"ironwall", "sentinel-training", "Sentinel Training", "From beginner to certified sentinel in six weeks.", "TRAINING", "ENDED", "today-400d", "today-40d", "", "", "", "false", "", "", "", "", "40000.00 USD", "", "", "", "", ""},
			{"pixelforge", "forge-registration", "Forge Registration", "Register studios before anybody else does.", "DEAL_REGISTRATION", "ACTIVE", "2025-01-01", "", "", "750.00 EUR", "60", "true", "pacific", "", "", "", "60000.00 EUR", "registrationCap=200; longestDays=120", "", "OPERATIONS_APPROVAL:::HARD_PROTECTED,INCUMBENT", "", ""},
			{"pixelforge", "render-rebate", "Render Rebate", "Money back on render hours.", "REBATE", "ACTIVE", "today-150d", "today+215d", "render-farm", "", "", "false", "pacific", "", "", "SILVER; GOLD", "130000.00 EUR", "", "", "", "", ""},
			{"pixelforge", "studio-mdf", "Studio Marketing Fund", "Joint marketing in the German-speaking countries.", "MDF", "DRAFT", "today+30d", "", "", "", "", "false", "", "", "DE; AT; CH", "", "95000.00 EUR", "", "", "", "", ""},
			{"pixelforge", "new-forgers", "New Forgers", "A welcome package for freshly recruited partners.", "RECRUITMENT", "ACTIVE", "today-90d", "", "", "", "", "false", "pacific", "AGENT; REFERRAL; CONSULTANT", "", "BRONZE", "35000.00 EUR", "", "", "", "", ""},
			{"nimbus", "expert-pricing", "Cloud Expert Pricing", "Special prices for partners that sell cloud alone, and know how.", "PRICING", "ACTIVE", "2025-01-01", "", "cloud-compute; cloud-storage", "", "", "false", "", "", "", "", "99000.00 GBP", "", "", "", "uk-cloud-experts", ""},
		}}
}

// campaignTable lists three campaigns of every vendor.
func campaignTable() table {
	return table{name: "campaigns", columns: []string{
		"vendor", "slug", "name", "description", "status", "direction", "startsOn", "endsOn", "languages", "distributors",
		"audienceTypes", "audienceCountries", "audienceTiers", "cost"},
		rows: [][]string{
			{"nimbus", "spring-migration", "Spring Migration", "Move a data centre in a season: mails, a web page and a calculator.", "ACTIVE", "THROUGH_PARTNERS", "today-45d", "today+45d", "en-GB; de-DE; fr-FR", "continental; pacific", "", "", "", "84000.00 GBP"},
			{"nimbus", "backup-month", "Backup Month", "A month of webinars on backups.", "ENDED", "TO_PARTNERS", "today-160d", "today-130d", "en-GB", "continental", "MSP; SERVICE_PROVIDER", "", "", "27500.00 GBP"},
			{"nimbus", "platinum-summit", "Platinum Summit", "Two days in the mountains for platinum partners.", "SCHEDULED", "TO_PARTNERS", "today+40d", "today+42d", "en-GB", "", "", "", "PLATINUM", "165000.00 GBP"},
			{"ironwall", "zero-trust-tour", "Zero Trust Tour", "Road show in nine cities.", "ACTIVE", "THROUGH_PARTNERS", "today-20d", "today+70d", "en-GB; en-US; de-DE", "continental", "", "", "", "132000.00 USD"},
			{"ironwall", "ransomware-week", "Ransomware Week", "Material for a week of customer events.", "PAUSED", "THROUGH_PARTNERS", "today-75d", "", "en-US; es-ES", "continental", "", "GB; IE; US; CA; ES", "", "48000.00 USD"},
			{"ironwall", "elite-briefing", "Elite Briefing", "What comes next year, under embargo.", "DRAFT", "TO_PARTNERS", "today+25d", "today+26d", "en-US", "", "", "", "ELITE", "19000.00 USD"},
			{"pixelforge", "studio-launch", "Studio Launch", "The new design suite, shown in partners' studios.", "ACTIVE", "THROUGH_PARTNERS", "today-30d", "today+60d", "de-DE; en-GB; ja-JP", "pacific", "", "", "", "71000.00 EUR"},
			{"pixelforge", "render-days", "Render Days", "Free render hours to give away.", "ENDED", "THROUGH_PARTNERS", "today-210d", "today-120d", "en-GB", "pacific", "", "", "", "38500.00 EUR"},
			{"pixelforge", "gold-circle", "Gold Circle", "A dinner for gold partners in the German-speaking countries.", "SCHEDULED", "TO_PARTNERS", "today+55d", "today+55d", "de-DE", "", "", "DE; AT; CH", "GOLD", "22000.00 EUR"},
		}}
}

// authorityTable lists what the vendors let the distributors do with deals.
func authorityTable() table {
	return table{name: "authorities", columns: []string{
		"vendor", "distributor", "slug", "mode", "maxAmount", "productFamilies", "tiers", "countries", "validFrom", "validTo", "vetoHours"},
		rows: [][]string{
			{"nimbus", "continental", "approve-small", "APPROVE", "50000.00 GBP", "", "", "", "2025-01-01", "", ""},
			{"nimbus", "continental", "endorse-any", "ENDORSE", "", "", "", "", "2025-01-01", "", ""},
			{"nimbus", "pacific", "endorse-any", "ENDORSE", "", "", "", "", "2025-01-01", "", ""},
			{"pixelforge", "pacific", "approve-small", "APPROVE", "20000.00 EUR", "", "", "", "2025-01-01", "", ""},
			{"ironwall", "continental", "approve-open-to-veto", "APPROVE_WITH_VETO", "25000.00 USD", "", "", "", "2025-01-01", "", "48"},
			{"ironwall", "continental", "endorse-any", "ENDORSE", "", "", "", "", "2025-01-01", "", ""},
		}}
}
