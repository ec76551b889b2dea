package leak_test

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"partnerhub/tests/leak/oracle"
)

func segment(r row, s *oracle.Record) {
	same(r, s, "name", "description")
	s.Vendor, s.Rule = orgID(r["vendor"]), &oracle.Rule{}
	s.Fields["vendor"], s.Fields["status"] = ref(s.Vendor), "ACTIVE"
	if err := json.Unmarshal([]byte(r["rule"]), s.Rule); err != nil {
		panic(err) // the maker wrote it
	}
}

func segmentIDs(r row, column string) []string {
	var out []string
	for _, slug := range split(r[column]) {
		out = append(out, idOf("segments", row{"vendor": r["vendor"], "slug": slug}))
	}
	return out
}

func references(ids []string) []any {
	out := []any{}
	for _, id := range ids {
		out = append(out, ref(id))
	}
	return out
}

// skills are what rules look at and the schema shows.
func skills(r row, p *oracle.Record) {
	trainings, attributes := []any{}, []any{}
	for _, entry := range split(r["trainings"]) {
		name, on, _ := strings.Cut(entry, ":")
		p.Trainings = append(p.Trainings, oracle.Dated{Name: name, On: on})
		trainings = append(trainings, oracle.Object{"name": name, "completedOn": on, "validUntil": nil})
	}
	p.Attributes = map[string]string{}
	for _, entry := range split(r["attributes"]) {
		name, value, _ := strings.Cut(entry, ":")
		p.Attributes[name] = value
		shown := oracle.Object{"name": name, "text": nil, "number": nil, "flag": nil, "day": nil}
		shown[map[string]string{"focus": "text", "growth": "number"}[name]] = value
		attributes = append(attributes, shown)
	}
	p.Fields["certifications"], p.Fields["certificates"] = []any{}, []any{}
	p.Fields["trainings"], p.Fields["attributes"] = trainings, attributes
}

// certification takes a row over. What is held stands with its partner, by name.
func certification(w *oracle.World, r row, c *oracle.Record) {
	same(r, c, "type", "name", "earnedOn", "validUntil", "reference", "revocationNote")
	schooled(w, idOf("partners", row{"vendor": r["vendor"], "organization": r["partner"]}), c)
	if r["revoked"] == "true" {
		c.Fields["status"] = "REVOKED"
		return
	}
	until := r["validUntil"]
	if until == "" {
		until = "9999-01-01"
	}
	c.Fields["status"], c.Fields["revokedAt"] = "VALID", nil
	p := w.Records[c.Partner]
	if until >= w.Now.UTC().Format(time.DateOnly) {
		p.Fields["certifications"] = byName(append(p.Fields["certifications"].([]any), r["name"]))
	} else {
		c.Fields["status"] = "EXPIRED"
	}
	p.Certificates = append(p.Certificates, oracle.Dated{Name: r["name"], On: until})
	p.Fields["certificates"] = byName(append(p.Fields["certificates"].([]any), oracle.Object{"name": r["name"], "validUntil": orNil(r["validUntil"])}))
}

// schooled ties what was learned to its partner.
func schooled(w *oracle.World, partner string, c *oracle.Record) {
	p := w.Records[partner]
	c.Vendor, c.Organization, c.Partner = p.Vendor, p.Organization, p.ID
	c.Fields["vendor"], c.Fields["partner"] = ref(p.Vendor), ref(p.ID)
}

// byName sorts names, and objects that have one.
func byName(list []any) []any {
	name := func(v any) string {
		if o, ok := v.(oracle.Object); ok {
			v = o["name"]
		}
		return v.(string)
	}
	slices.SortFunc(list, func(a, b any) int { return strings.Compare(name(a), name(b)) })
	return list
}

// training takes an entry of a partner's list over as a record.
func training(w *oracle.World, partner, entry string, c *oracle.Record) {
	name, on, _ := strings.Cut(entry, ":")
	schooled(w, partner, c)
	f := c.Fields
	f["type"], f["name"], f["earnedOn"], f["status"] = "TRAINING", name, on, "VALID"
	for _, none := range []string{"validUntil", "reference", "revokedAt", "revocationNote"} {
		f[none] = nil
	}
}

// bought adds a line to what an account bought.
func bought(w *oracle.World, r row) {
	amount, currency, _ := strings.Cut(r["amount"], " ")
	var minor int64
	for _, c := range amount {
		if c != '.' {
			minor = minor*10 + int64(c-'0')
		}
	}
	p := w.Records[idOf("revenue", r)]
	p.Lines = append(p.Lines, oracle.Line{On: r["occurredOn"], Family: r["productFamily"], Territory: r["territory"], Currency: currency, Minor: minor})
}
