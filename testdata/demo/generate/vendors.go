package main

import "slices"

// vendor is one vendor with what its deals are made of.
type vendor struct {
	handle, name, country, currency, prefix string
	tiers                                   []string // lowest first
	products                                []product
	program                                 string // its deal registration program
	campaigns                               []string
	desk, manager                           string // who reviews, and who registers on behalf, when nobody else does
}

// product is what a line of a deal sells; price is in whole units of the vendor's currency.
type product struct {
	family, sku, name string
	price             int
}

func vendors() []vendor {
	return []vendor{
		{handle: "nimbus", name: "Nimbus Cloud", country: "GB", currency: "GBP", prefix: "NIM",
			tiers: []string{"REGISTERED", "SILVER", "GOLD", "PLATINUM"},
			products: []product{
				{"cloud-compute", "NC-CMP-8", "Compute reserved, 8 cores", 640},
				{"cloud-compute", "NC-CMP-32", "Compute reserved, 32 cores", 2350},
				{"cloud-storage", "NC-STO-10", "Object storage, 10 TB", 410},
				{"cloud-backup", "NC-BCK-50", "Backup vault, 50 machines", 980},
				{"cloud-desktop", "NC-DSK-25", "Hosted desktops, 25 seats", 1450},
			},
			program: "partner-protect", campaigns: []string{"spring-migration", "backup-month"},
			desk: "dealdesk@nimbus.example", manager: "cam.uk@nimbus.example"},
		{handle: "ironwall", name: "Ironwall Security", country: "US", currency: "USD", prefix: "IRW",
			tiers: []string{"MEMBER", "ADVANCED", "ELITE"},
			products: []product{
				{"firewall", "IW-FW-100", "Branch firewall 100", 890},
				{"firewall", "IW-FW-900", "Data centre firewall 900", 14200},
				{"endpoint", "IW-EP-100", "Endpoint protection, 100 seats", 2750},
				{"siem", "IW-SM-5", "Event monitoring, 5 GB a day", 6100},
			},
			program: "deal-shield", campaigns: []string{"zero-trust-tour", "ransomware-week"},
			desk: "dealdesk@ironwall.example", manager: "cam@ironwall.example"},
		{handle: "pixelforge", name: "Pixelforge Software", country: "DE", currency: "EUR", prefix: "PXF",
			tiers: []string{"BRONZE", "SILVER", "GOLD"},
			products: []product{
				{"design-suite", "PX-DS-10", "Design suite, 10 seats", 3200},
				{"render-farm", "PX-RF-1K", "Render hours, 1,000", 1150},
				{"asset-library", "PX-AL-25", "Asset library, 25 seats", 760},
			},
			program: "forge-registration", campaigns: []string{"studio-launch", "render-days"},
			desk: "dealdesk@pixelforge.example", manager: "cam@pixelforge.example"},
	}
}

func europe() []string {
	return []string{"GB", "IE", "DE", "FR", "NL", "BE", "ES", "IT", "PL", "SE", "DK", "NO", "FI", "CH", "AT"}
}

func asiaPacific() []string { return []string{"SG", "AU", "NZ", "JP", "IN", "KR", "ID", "MY"} }

func americas() []string { return []string{"US", "CA", "BR", "MX", "CL", "CO"} }

// region is the name that all three vendors give to the part of the world that a country is in.
func region(country string) string {
	switch {
	case country == "GB" || country == "IE":
		return "UK and Ireland"
	case slices.Contains(europe(), country):
		return "Continental Europe"
	case slices.Contains(asiaPacific(), country):
		return "Asia-Pacific"
	}
	return "Americas"
}

// distributorFor is who serves a country for a vendor: empty where the vendor sells to its partners directly.
func distributorFor(v, country string) string {
	inEurope := slices.Contains(europe(), country)
	switch {
	case inEurope && (v == "nimbus" || v == "ironwall"):
		return "continental"
	case !inEurope && (v == "nimbus" || v == "pixelforge"):
		return "pacific"
	}
	return ""
}

func (w *world) vendor(handle string) vendor {
	i := slices.IndexFunc(w.vendors, func(v vendor) bool { return v.handle == handle })
	return w.vendors[i]
}
