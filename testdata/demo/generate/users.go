package main

import "strings"

// userTable lists the personas first, then one salesperson for every other partner.
func (w *world) userTable() table {
	t := table{name: "users", columns: []string{"email", "name", "organization", "roles", "disabled"}}
	for _, p := range personas() {
		organization := p[0][strings.Index(p[0], "@")+1 : strings.LastIndex(p[0], ".")]
		t.rows = append(t.rows, []string{p[0], p[1], organization, p[2], "false"})
	}
	for i, p := range w.partners {
		if p.handle != "brightpath" && p.handle != "harbor" {
			t.rows = append(t.rows, []string{p.sales(), salesName(i), p.handle, "PARTNER_SALES", "false"})
		}
	}
	t.rows = append(t.rows, []string{"left@brightpath.example", "Colin Sharpe", "brightpath", "PARTNER_ADMIN", "true"})
	return t
}

// personas are e-mail address, name and roles; the address's domain names the organization.
func personas() [][3]string {
	return [][3]string{
		{"admin@nimbus.example", "Adaeze Okafor", "VENDOR_ADMIN"},
		{"chief@nimbus.example", "Rupert Lindqvist", "CHANNEL_CHIEF"},
		{"ops@nimbus.example", "Marta Quintana", "CHANNEL_OPS"},
		{"cam.uk@nimbus.example", "Gareth Penhallow", "CHANNEL_MANAGER"},
		{"cam.eu@nimbus.example", "Annelies Brandt", "CHANNEL_MANAGER"},
		{"cam.apac@nimbus.example", "Mei Lin Tan", "CHANNEL_MANAGER"},
		{"cam.americas@nimbus.example", "Luis Alvarado", "CHANNEL_MANAGER"},
		{"dealdesk@nimbus.example", "Priya Raman", "DEAL_DESK"},
		{"marketing@nimbus.example", "Sophie Carrington", "CHANNEL_MARKETING"},
		{"finance@nimbus.example", "Tobias Wren", "CHANNEL_FINANCE"},
		{"agency@nimbus.example", "Nadia Farouk", "OUTSOURCED_REP"},
		{"sync@nimbus.example", "Nimbus CRM sync", "VENDOR_INTEGRATION"},
		{"admin@ironwall.example", "Walter Brigham", "VENDOR_ADMIN"},
		{"chief@ironwall.example", "Denise Kowalski", "CHANNEL_CHIEF"},
		{"cam@ironwall.example", "Hannah Okoro", "CHANNEL_MANAGER"},
		{"cam.world@ironwall.example", "Diego Santoro", "CHANNEL_MANAGER"},
		{"dealdesk@ironwall.example", "Marcus Ellery", "DEAL_DESK"},
		{"admin@pixelforge.example", "Jana Steinbach", "VENDOR_ADMIN"},
		{"ops@pixelforge.example", "Felix Hartwig", "CHANNEL_OPS"},
		{"cam@pixelforge.example", "Lucie Moreau", "CHANNEL_MANAGER"},
		{"dealdesk@pixelforge.example", "Henrik Vogel", "DEAL_DESK"},
		{"admin@continental.example", "Willem de Graaf", "DISTRIBUTOR_ADMIN"},
		{"desk@continental.example", "Ingrid Hofstra", "DISTRIBUTOR_DEAL_DESK"},
		{"manager@continental.example", "Joris Claessens", "DISTRIBUTOR_MANAGER"},
		{"finance@continental.example", "Saskia Vermeer", "DISTRIBUTOR_FINANCE"},
		{"admin@pacific.example", "Kenneth Ong", "DISTRIBUTOR_ADMIN"},
		{"desk@pacific.example", "Grace Widjaja", "DISTRIBUTOR_DEAL_DESK"},
		{"admin@brightpath.example", "Eleanor Voss", "PARTNER_ADMIN"},
		{"sales@brightpath.example", "Tom Ashworth", "PARTNER_SALES"},
		{"marketing@brightpath.example", "Bea Lindley", "PARTNER_MARKETING"},
		{"finance@brightpath.example", "Anil Desai", "PARTNER_FINANCE"},
		{"tech@brightpath.example", "Rowan Pike", "PARTNER_MEMBER"},
		{"admin@harbor.example", "Judith Marlowe", "PARTNER_ADMIN"},
		{"sales@harbor.example", "Declan Frost", "PARTNER_SALES"},
	}
}

// salesName joins a first and a last name, so that no two salespeople of the world have the same one.
func salesName(i int) string {
	first := []string{"Alex", "Camille", "Dario", "Elin", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Keiko", "Lars", "Mira", "Noor", "Owen", "Paula", "Ravi"}
	last := []string{"Bergström", "Castel", "Donovan", "Eriksen", "Fontaine", "Grubov", "Halloran", "Ito", "Jansen", "Kowal", "Lindt"}
	return first[i%len(first)] + " " + last[i%len(last)]
}
