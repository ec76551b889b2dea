package leak_test

import (
	"slices"
	"strings"
)

// offices draws what organizations have set up for other systems: service accounts with their keys, and endpoints of webhooks. No file
// holds them; office_test.go makes them over the API.
func (m *maker) offices() {
	for _, o := range m.t["organizations"] {
		if m.IntN(3) == 0 {
			m.account(o)
		}
		if m.IntN(4) == 0 {
			m.hook(o)
		}
	}
}

// accounts and hooks are the tables of these.
const (
	accounts = "accounts"
	hooks    = "hooks"
)

func (m *maker) account(o row) {
	role := map[string]string{"VENDOR": "VENDOR_INTEGRATION", "DISTRIBUTOR": "DISTRIBUTOR_MANAGER", "PARTNER": "PARTNER_MARKETING"}[o["kind"]]
	m.t[accounts] = append(m.t[accounts], row{"organization": o["handle"], "name": m.mark(), "roles": role, "kinds": m.one("DEAL", "DEAL; PARTNER", "PARTNER; PROGRAM"),
		"keys": m.one(m.mark(), m.mark()+"; "+m.mark()), "revoked": m.one("false", "true"), "disabled": m.one("false", "false", "true")})
}

// hook is an endpoint of an administrator, or of the vendor's integration.
func (m *maker) hook(o row) {
	role := o["kind"] + "_ADMIN"
	if o["kind"] == "VENDOR" {
		role = m.one("VENDOR_ADMIN", "VENDOR_INTEGRATION")
	}
	m.t[hooks] = append(m.t[hooks], row{"organization": o["handle"], "owner": m.who(o["handle"], role), "path": m.mark(), "description": m.maybe(m.mark()),
		"vendor": m.maybe(m.vendorOf(o)), "kinds": m.one("", "DEAL", "DEAL; PARTNER")})
}

// vendorOf is a vendor that an organization works with, "" for none.
func (m *maker) vendorOf(o row) string {
	if o["kind"] == "VENDOR" {
		return o["handle"]
	}
	for _, p := range m.t["partners"] {
		if p["organization"] == o["handle"] || slices.Contains(strings.Split(p["distributors"], "; "), o["handle"]) {
			return p["vendor"]
		}
	}
	return ""
}
