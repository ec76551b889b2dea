package main

import (
	"fmt"
	"strings"
)

// customer is an end customer. Some have a register number, some only a web domain, some neither.
type customer struct {
	name, domain, registry, country, postal string
	contact, email, phone                   string
}

// makeCustomers makes 24 for every country that has a partner.
func (w *world) makeCustomers() map[string][]customer {
	out := map[string][]customer{}
	for _, p := range w.partners {
		if out[p.country] != nil {
			continue
		}
		for i := range 24 {
			out[p.country] = append(out[p.country], w.makeCustomer(p.country, i))
		}
	}
	return out
}

func (w *world) makeCustomer(country string, i int) customer {
	place, trade := places(country), trades()
	first, second := place[i%len(place)], trade[(i*5+len(country+place[0])*3)%len(trade)]
	c := customer{name: first + " " + second, country: country, postal: fmt.Sprintf("%05d", w.between(10000, 98999))}
	site := slug(first) + "-" + slug(second) + ".example"
	if w.chance(80) {
		c.domain = site
	}
	if w.chance(45) {
		c.registry = fmt.Sprintf("%s%09d", country, w.between(100000000, 899999999))
	}
	c.contact = pick(w.rand, []string{"Alma", "Bruno", "Chiara", "Daniel", "Esme", "Fabian", "Gwen", "Hector", "Irena", "Joel"}) +
		" " + pick(w.rand, []string{"Abbott", "Brandão", "Caron", "Dietrich", "Ek", "Farrow", "Gallo", "Huang", "Ivers", "Kaplan"})
	c.email = slug(strings.ReplaceAll(c.contact, " ", ".")) + "@" + site
	c.phone = fmt.Sprintf("+%d %d %06d", 30+len(place[0]), w.between(20, 99), w.between(100000, 999999))
	return c
}

func trades() []string {
	return []string{"Foods", "Logistics", "Dental Group", "Borough Council", "Textiles", "Insurance", "Grammar School",
		"Energy", "Print Works", "Hotels", "Pharmacies", "Engineering", "Housing Trust", "Breweries", "Airport", "Film Studios", "Savings Bank"}
}

func places(country string) []string {
	all := map[string]string{
		"GB": "Aldgate,Wharfedale,Tamar,Kingsmead,Glenrothe,Thornbury,Marlpit,Eastholm", "IE": "Corrib,Slaney,Ardmore",
		"DE": "Lahn,Elbtal,Fichtel,Nordheide,Saale", "FR": "Vercors,Sologne,Armor,Lubéron", "NL": "Veluwe,Maasland,Texelstroom",
		"BE": "Kempen,Ardenne,Haspengouw", "ES": "Alcarria,Ebro,Ría Alta", "IT": "Valtrebbia,Murge,Brenta",
		"PL": "Mazur,Bieszczad,Kujawy", "SE": "Ekolsund,Dalsland,Blekinge", "DK": "Limfjord,Als,Falster", "NO": "Hardanger,Lofot,Setesdal",
		"FI": "Päijänne,Kainuu,Vuoksi", "CH": "Emmental,Surselva,Lavaux", "AT": "Wachau,Lungau,Zillertal",
		"SG": "Punggol,Kallang,Seletar", "AU": "Barwon,Illawarra,Gippsland", "NZ": "Waikato,Otago,Taranaki", "JP": "Tama,Hakone,Kitakami",
		"IN": "Nilgiri,Godavari,Vindhya", "KR": "Naktong,Seorak,Jeju", "ID": "Brantas,Toba,Merapi", "MY": "Kinta,Pahang,Langkawi",
		"US": "Tallgrass,Sawtooth,Pamlico,Ozark,Catskill", "CA": "Gaspé,Okanagan,Muskoka", "BR": "Pantanal,Serra Azul,Itajaí",
		"MX": "Sonora,Bajío,Oaxaca", "CL": "Maipo,Aysén,Elqui", "CO": "Quindío,Guajira,Boyacá",
	}
	return strings.Split(all[country], ",")
}

// slug is a text in the letters of a host name.
func slug(s string) string {
	plain := strings.NewReplacer("é", "e", "í", "i", "ó", "o", "ä", "a", "á", "a", "ã", "a", " ", "-")
	return plain.Replace(strings.ToLower(s))
}
