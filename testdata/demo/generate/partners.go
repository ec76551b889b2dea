package main

// partner is one partner organization; vendors are the initials of those it works with.
type partner struct {
	handle, name, country, kind, vendors string
	deals                                int // how many it has, about; 0 draws a number
}

func partners() []partner {
	return []partner{
		{"brightpath", "Brightpath IT", "GB", "MSP", "nip", 34},
		{"harbor", "Harbor Systems", "GB", "RESELLER", "n", 16},
		{"thistle", "Thistle & Moor Computing", "GB", "VAR", "ni", 0},
		{"oakgate", "Oakgate Technology Partners", "GB", "SYSTEM_INTEGRATOR", "nip", 0},
		{"pennine", "Pennine Managed Services", "GB", "MSP", "n", 0},
		{"kestrel", "Kestrel IT Consulting", "GB", "CONSULTANT", "ip", 0},
		{"severn", "Severn Bridge Networks", "GB", "VAR", "i", 0},
		{"lambeth", "Lambeth Digital", "GB", "AGENT", "np", 0},
		{"caledonia", "Caledonia Cyber", "GB", "MSP", "ni", 0},
		{"harbourlight", "Harbourlight Training", "GB", "TRAINING", "p", 0},
		{"liffey", "Liffey Cloud", "IE", "MSP", "ni", 0},
		{"nordwall", "Nordwall Systemhaus", "DE", "SYSTEM_INTEGRATOR", "nip", 0},
		{"isartal", "Isartal IT-Dienste", "DE", "MSP", "n", 0},
		{"spreebogen", "Spreebogen Software", "DE", "ISV", "np", 0},
		{"hansekontor", "Hansekontor Datentechnik", "DE", "RESELLER", "ni", 0},
		{"schwarzwald", "Schwarzwald Netzwerke", "DE", "VAR", "i", 0},
		{"atelier-lyon", "Atelier Numérique Lyon", "FR", "VAR", "p", 0},
		{"garonne", "Garonne Informatique", "FR", "RESELLER", "ni", 0},
		{"bleu-marine", "Bleu Marine Conseil", "FR", "CONSULTANT", "np", 0},
		{"mistral", "Mistral Réseaux", "FR", "MSP", "nip", 0},
		{"waterland", "Waterland Automatisering", "NL", "MSP", "n", 0},
		{"de-waag", "De Waag Cloud", "NL", "SERVICE_PROVIDER", "ni", 0},
		{"leie", "Leie & Schelde ICT", "BE", "RESELLER", "nip", 0},
		{"ribera", "Ribera Sistemas", "ES", "VAR", "ni", 0},
		{"montjuic", "Montjuïc Digital", "ES", "REFERRAL", "p", 0},
		{"officina", "Officina Dati", "IT", "SYSTEM_INTEGRATOR", "np", 0},
		{"arno", "Arno Sistemi", "IT", "DEALER", "n", 0},
		{"wisla", "Wisła Systemy", "PL", "SYSTEM_INTEGRATOR", "ni", 0},
		{"baltyk", "Bałtyk IT", "PL", "RESELLER", "np", 0},
		{"malardalen", "Mälardalen Data", "SE", "MSP", "nip", 0},
		{"oresund", "Øresund Teknik", "DK", "VAR", "i", 0},
		{"fjordlys", "Fjordlys Data", "NO", "RESELLER", "n", 0},
		{"saimaa", "Saimaa Ohjelmistot", "FI", "ISV", "p", 0},
		{"gotthard", "Gotthard Informatik", "CH", "CONSULTANT", "ni", 0},
		{"donauufer", "Donauufer IT", "AT", "DEALER", "np", 0},
		{"merlion-gate", "Merlion Gate Solutions", "SG", "SYSTEM_INTEGRATOR", "nip", 0},
		{"straits", "Straits Cloud Works", "SG", "MSP", "n", 0},
		{"wattle", "Wattle Grove IT", "AU", "RESELLER", "np", 0},
		{"coolabah", "Coolabah Networks", "AU", "VAR", "ni", 0},
		{"kauri", "Kauri Systems", "NZ", "MSP", "nip", 0},
		{"sakuragawa", "Sakuragawa Systems", "JP", "SYSTEM_INTEGRATOR", "np", 0},
		{"minato", "Minato Data Works", "JP", "OEM", "n", 0},
		{"deccan", "Deccan Cloud Services", "IN", "SERVICE_PROVIDER", "ni", 0},
		{"malabar", "Malabar Infotech", "IN", "CONSULTANT", "np", 0},
		{"hangang", "Hangang Solutions", "KR", "VAR", "p", 0},
		{"nusantara", "Nusantara Digital", "ID", "MARKETPLACE", "n", 0},
		{"selat", "Selat Teknologi", "MY", "RESELLER", "i", 0},
		{"blue-mesa", "Blue Mesa Technologies", "US", "VAR", "nip", 0},
		{"great-plains", "Great Plains Integrators", "US", "SYSTEM_INTEGRATOR", "ni", 0},
		{"chesapeake", "Chesapeake Data Partners", "US", "ALLIANCE", "np", 0},
		{"redwood", "Redwood Ridge IT", "US", "MSP", "n", 0},
		{"lakeshore", "Lakeshore Managed Services", "US", "MSP", "ni", 0},
		{"palmetto", "Palmetto Secure", "US", "RESELLER", "i", 0},
		{"maple-fork", "Maple Fork Systems", "CA", "VAR", "nip", 0},
		{"saint-laurent", "Saint-Laurent Informatique", "CA", "RESELLER", "np", 0},
		{"ipe", "Ipê Tecnologia", "BR", "SERVICE_PROVIDER", "n", 0},
		{"guanabara", "Guanabara Redes", "BR", "VAR", "ni", 0},
		{"cenote", "Cenote Digital", "MX", "AGENT", "np", 0},
		{"cordillera", "Cordillera TI", "CL", "RESELLER", "nip", 0},
		{"cafetal", "Cafetal Sistemas", "CO", "DEALER", "i", 0},
	}
}

// worksWith tells whether the partner has an account with a vendor.
func (p partner) worksWith(v vendor) bool {
	for _, initial := range p.vendors {
		if rune(v.handle[0]) == initial {
			return true
		}
	}
	return false
}

// sales is the address of the partner's salesperson; every partner has one.
func (p partner) sales() string { return "sales@" + p.handle + ".example" }
