package leak_test

import (
	"encoding/json"
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
func skills(r row, now time.Time, p *oracle.Record) {
	certificates, trainings, attributes, valid := []any{}, []any{}, []any{}, []any{}
	for _, entry := range split(r["certifications"]) {
		name, until, limited := strings.Cut(entry, ":")
		shown := any(until)
		if !limited {
			shown, until = nil, "9999-01-01"
		}
		if until >= now.UTC().Format(time.DateOnly) {
			valid = append(valid, name)
		}
		p.Certificates = append(p.Certificates, oracle.Dated{Name: name, On: until})
		certificates = append(certificates, oracle.Object{"name": name, "validUntil": shown})
	}
	for _, entry := range split(r["trainings"]) {
		name, on, _ := strings.Cut(entry, ":")
		p.Trainings = append(p.Trainings, oracle.Dated{Name: name, On: on})
		trainings = append(trainings, oracle.Object{"name": name, "completedOn": on})
	}
	p.Attributes = map[string]string{}
	for _, entry := range split(r["attributes"]) {
		name, value, _ := strings.Cut(entry, ":")
		p.Attributes[name] = value
		shown := oracle.Object{"name": name, "text": nil, "number": nil, "flag": nil, "day": nil}
		shown[map[string]string{"focus": "text", "growth": "number"}[name]] = value
		attributes = append(attributes, shown)
	}
	p.Fields["certifications"], p.Fields["certificates"] = valid, certificates
	p.Fields["trainings"], p.Fields["attributes"] = trainings, attributes
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
