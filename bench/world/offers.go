package world

import "fmt"

func accounts(partners int) File {
	columns := []string{"vendor", "organization", "type", "lifeStage", "tier", "region", "distributors", "coverage", "employees",
		"technicalHeadcount", "certifications", "tags", "engagementScore", "rfm", "privateNotes", "externalIds"}
	types := []string{"RESELLER", "MSP", "VAR", "SYSTEM_INTEGRATOR"}
	return File{"partners", columns, 2 * partners, func(i int) []string {
		v, p := account(i)
		covered := at(fmt.Sprintf("cam%d", p/Vendors%managers), vendor(v)) + ":PAM:primary:2025-01-01:"
		return []string{vendor(v), partner(p), types[p%4], "ACTIVE", tier(p), "Region " + country(p), distributor(serving(v, p)), covered,
			fmt.Sprint(5 + p%400), fmt.Sprint(1 + p%40), "associate; professional", "priority; renewals", fmt.Sprint(p * 13 % 500),
			fmt.Sprintf("%d-%d-%d", 1+p%5, 1+p/5%5, 1+p/25%5), "Prefers to be called in the morning; the renewal team knows the owner well.",
			fmt.Sprintf("crm:%s-%04d", vendor(v), p)}
	}}
}

func tier(p int) string { return []string{"SILVER", "GOLD", "PLATINUM"}[p%3] }

// authorities: each vendor lets its two distributors approve small deals and endorse any.
func authorities() File {
	return File{"authorities", []string{"vendor", "distributor", "slug", "mode", "maxAmount", "validFrom"}, 4 * Vendors, func(i int) []string {
		v, d := i/4, (i/4+i%2)%Distributors
		if i/2%2 == 0 {
			return []string{vendor(v), distributor(d), "approve-small", "APPROVE", "50000.00 EUR", "2025-01-01"}
		}
		return []string{vendor(v), distributor(d), "endorse-any", "ENDORSE", "", "2025-01-01"}
	}}
}

// registrations is how many programs of a vendor are for the registration of deals: the first ones.
const registrations = 5

func programs() File {
	columns := []string{"vendor", "slug", "name", "description", "type", "status", "startsOn", "productFamilies", "protectionDays", "distributors",
		"audienceTiers", "budget"}
	kinds := []string{"REBATE", "MDF", "SPIFF", "PRICING", "TRAINING"}
	return File{"programs", columns, Vendors * Programs, func(i int) []string {
		v, n := i/Programs, i%Programs
		kind, days, tiers := "DEAL_REGISTRATION", "90", ""
		if n >= registrations {
			kind, days = kinds[n-registrations], ""
		}
		if n%5 == 4 {
			tiers = "GOLD; PLATINUM"
		}
		return []string{vendor(v), fmt.Sprintf("program-%d", n), fmt.Sprintf("Program %d of vendor %d", n, v), "What it offers to whom, and until when.", kind, "ACTIVE",
			"2025-01-01", "", days, both(v), tiers, "120000.00 EUR"}
	}}
}

func campaigns() File {
	columns := []string{"vendor", "slug", "name", "description", "status", "direction", "startsOn", "languages", "distributors", "audienceTypes", "cost"}
	return File{"campaigns", columns, Vendors * Campaigns, func(i int) []string {
		v, n := i/Campaigns, i%Campaigns
		types := ""
		if n%4 == 3 {
			types = "RESELLER; MSP"
		}
		return []string{vendor(v), fmt.Sprintf("campaign-%d", n), fmt.Sprintf("Campaign %d of vendor %d", n, v), "Mails, a web page and a calculator.",
			"ACTIVE", "THROUGH_PARTNERS", "2026-01-01", "en-GB; de-DE", both(v), types, "27500.00 EUR"}
	}}
}

// both names the two distributors of a vendor.
func both(v int) string {
	return distributor(v%Distributors) + "; " + distributor((v+1)%Distributors)
}
