package world

import (
	"fmt"
	"slices"
	"strings"
)

// Handles of organizations; a person's address is a name at the handle's domain.

func vendor(v int) string { return fmt.Sprintf("v%d", v) }

func distributor(d int) string { return fmt.Sprintf("d%d", d) }

func partner(p int) string { return fmt.Sprintf("p%04d", p) }

func at(name, handle string) string { return name + "@" + handle + ".example" }

// The people whom the benchmarks ask as. They belong to the first vendor, the first distributor and the first partner, which
// registers one deal in ten, so that each of them has more than a page at every size.
const (
	Ops   = "ops@v0.example"
	Chief = "chief@v0.example"
	CAM   = "cam0@v0.example" // covers the first partner and nineteen others
	Desk  = "desk@d0.example"
	Sales = "sales@p0000.example"
)

// vendorsOf are the two vendors of a partner organization.
func vendorsOf(p int) [2]int { return [2]int{p % Vendors, (p*7 + 1 + p/Vendors) % Vendors} }

// account tells the vendor and the partner of an account. Where both vendors of a partner would be the same, the next one is taken.
func account(i int) (v, p int) {
	p = i / 2
	pair := vendorsOf(p)
	if pair[1] == pair[0] {
		pair[1] = (pair[1] + 1) % Vendors
	}
	return pair[i%2], p
}

// serving is the distributor of an account: each vendor works with two.
func serving(v, p int) int { return (v + p/Vendors%2) % Distributors }

// Files lists what is imported, in the order in which it refers to each other.
func Files(deals, partners int) []File {
	return []File{organizations(partners), users(partners), accounts(partners), authorities(), programs(), campaigns(), dealsOf(deals, partners)}
}

// Accounts are what a file of so many partner accounts refers to, and the file. Nobody works at the partners, and what they have learned is
// in no column: it has files of its own.
func Accounts(rows int) (before []File, partners File) {
	many := max(Partners, (rows+1)/2)
	whole := accounts(many)
	at := slices.Index(whole.Columns, "certifications")
	without := func(of []string) []string { return slices.Delete(slices.Clone(of), at, at+1) }
	return []File{organizations(many), users(0)}, File{whole.Kind, without(whole.Columns), rows, func(i int) []string { return without(whole.row(i)) }}
}

func organizations(partners int) File {
	columns := []string{"handle", "kind", "name", "country", "domain", "currency", "dealPrefix"}
	return File{"organizations", columns, Vendors + Distributors + partners, func(i int) []string {
		switch {
		case i < Vendors:
			return party(vendor(i), "VENDOR", "Vendor", i, "EUR", fmt.Sprintf("VN%d", i))
		case i < Vendors+Distributors:
			return party(distributor(i-Vendors), "DISTRIBUTOR", "Distributor", i-Vendors, "", "")
		}
		return party(partner(i-Vendors-Distributors), "PARTNER", "Partner", i-Vendors-Distributors, "", "")
	}}
}

func party(handle, kind, word string, i int, currency, prefix string) []string {
	return []string{handle, kind, fmt.Sprintf("%s %s number %d", adjectives[i*7%len(adjectives)], word, i), country(i),
		handle + ".example", currency, prefix}
}

var (
	adjectives = []string{"Northern", "Bright", "Silver", "Harbour", "United", "Green", "First", "Royal", "Modern", "Open", "Quiet"}
	countries  = []string{"GB", "DE", "FR", "NL", "US", "ES", "IT", "SE", "PL", "JP"}
)

func country(i int) string { return countries[i%len(countries)] }

// managers is how many people of a vendor cover partners; each covers a tenth of its accounts.
const managers = 10

var (
	vendorStaff = []string{"admin VENDOR_ADMIN", "chief CHANNEL_CHIEF", "ops CHANNEL_OPS", "dealdesk DEAL_DESK", "marketing CHANNEL_MARKETING",
		"finance CHANNEL_FINANCE", "rep OUTSOURCED_REP", "sync VENDOR_INTEGRATION"}
	distributorStaff = []string{"admin DISTRIBUTOR_ADMIN", "desk DISTRIBUTOR_DEAL_DESK", "manager DISTRIBUTOR_MANAGER", "finance DISTRIBUTOR_FINANCE"}
	partnerStaff     = []string{"admin PARTNER_ADMIN", "sales PARTNER_SALES", "marketing PARTNER_MARKETING", "finance PARTNER_FINANCE", "member PARTNER_MEMBER"}
)

func users(partners int) File {
	var all [][]string
	add := func(handle, words string) {
		name, role, _ := strings.Cut(words, " ")
		all = append(all, []string{at(name, handle), "Person " + name + " of " + handle, handle, role})
	}
	for v := range Vendors {
		for _, words := range vendorStaff {
			add(vendor(v), words)
		}
		for m := range managers {
			add(vendor(v), fmt.Sprintf("cam%d CHANNEL_MANAGER", m))
		}
	}
	for d := range Distributors {
		for _, words := range distributorStaff {
			add(distributor(d), words)
		}
	}
	for p := range partners {
		for _, words := range partnerStaff {
			add(partner(p), words)
		}
	}
	return File{"users", []string{"email", "name", "organization", "roles"}, len(all), func(i int) []string { return all[i] }}
}
