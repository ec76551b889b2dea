package main

// engagementTable lists customers that the vendors deal with directly.
func engagementTable() table {
	return table{name: "engagements", columns: []string{
		"vendor", "slug", "customerName", "customerDomain", "customerRegistryNumber", "customerCountry", "customerPostalCode",
		"productFamilies", "validFrom", "validTo", "note"},
		rows: [][]string{
			{"nimbus", "albion-rail", "Albion Rail Group plc", "albion-rail.example", "GB482910377", "GB", "YO1 7HH", "", "today-200d", "", "A named account since the frame agreement."},
			{"nimbus", "harrow-council", "Harrow Borough Council", "harrow-council.example", "", "GB", "HA1 2XF", "cloud-desktop", "today-30d", "today+150d", "Public tender, desktops only."},
			{"ironwall", "lakeside-health", "Lakeside Health System", "lakeside-health.example", "", "US", "60611", "siem; endpoint", "today-90d", "", "Handled by strategic accounts."},
			{"pixelforge", "halbmond-film", "Halbmond Film GmbH", "halbmond-film.example", "", "DE", "10785", "render-farm", "today-10d", "today+80d", ""},
		}}
}

// rateTable lists what the vendors count other currencies as, by quarter.
func rateTable() table {
	return table{name: "rates", columns: []string{"vendor", "from", "to", "validFrom", "rate"},
		rows: [][]string{
			{"nimbus", "EUR", "GBP", "2025-01-01", "0.8510"}, {"nimbus", "EUR", "GBP", "2026-07-01", "0.8655"},
			{"nimbus", "USD", "GBP", "2025-01-01", "0.7880"}, {"nimbus", "USD", "GBP", "2026-07-01", "0.7465"},
			{"ironwall", "EUR", "USD", "2025-01-01", "1.0800"}, {"ironwall", "GBP", "USD", "2025-01-01", "1.2690"},
			{"pixelforge", "USD", "EUR", "2025-01-01", "0.9260"}, {"pixelforge", "JPY", "EUR", "2025-01-01", "0.006150"},
		}}
}
