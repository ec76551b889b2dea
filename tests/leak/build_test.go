package leak_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"partnerhub/tests/leak/oracle"
)

// build is the oracle's world of some files at an instant.
func build(t tables, now time.Time) *oracle.World {
	w := &oracle.World{Records: map[string]*oracle.Record{}, Now: now}
	add := func(kind, typ string, r row, fill func(row, *oracle.Record)) {
		rec := &oracle.Record{Type: typ, ID: idOf(kind, r), Fields: map[string]any{}}
		fill(r, rec)
		rec.Fields["id"], rec.Told = rec.ID, map[string]bool{}
		for name := range rec.Fields {
			rec.Told[name] = true
		}
		w.Records[rec.ID] = rec
	}
	for _, r := range t["organizations"] {
		add("organizations", "Organization", r, organization)
	}
	for _, r := range t["users"] {
		add("users", "User", r, user)
	}
	for _, r := range t["partners"] {
		add("partners", "Partner", r, partner)
	}
	for _, r := range t["authorities"] {
		add("authorities", "ApprovalAuthority", r, authority)
	}
	for _, r := range t["segments"] {
		add("segments", "Segment", r, segment)
	}
	for _, r := range t["revenue"] {
		bought(w, r)
	}
	for _, r := range t["programs"] {
		add("programs", "Program", r, program)
	}
	for _, r := range t["campaigns"] {
		add("campaigns", "Campaign", r, campaign)
	}
	for _, r := range t["rates"] {
		add("rates", "ConversionRate", r, rate)
	}
	for _, r := range t["engagements"] {
		add("engagements", "DirectEngagement", r, engagement)
	}
	for _, r := range w.Of("Partner") { // whose people they are decides whether a coverage counts
		for i := range r.Coverage {
			r.Coverage[i].Organization = w.Records[r.Coverage[i].User].Organization
		}
	}
	for _, r := range t["certifications"] {
		add("certifications", "PartnerCertification", r, func(r row, c *oracle.Record) { certification(w, r, c) })
	}
	for _, r := range t["partners"] {
		for _, entry := range split(r["trainings"]) {
			name, _, _ := strings.Cut(entry, ":")
			add("certifications", "PartnerCertification", row{"vendor": r["vendor"], "partner": r["organization"], "type": "TRAINING", "name": name},
				func(_ row, c *oracle.Record) { training(w, idOf("partners", r), entry, c) })
		}
	}
	for _, r := range t["enrollments"] {
		add("enrollments", "Enrollment", r, func(r row, e *oracle.Record) { enrollment(w, r, e) })
	}
	for _, r := range t["deals"] {
		add("deals", "Deal", r, func(r row, d *oracle.Record) { deal(w, r, d) })
	}
	offices(w, t)
	w.Own = linesOf(t)
	return w
}

// same copies columns into fields of the same name, nil for an empty one.
func same(r row, rec *oracle.Record, names ...string) {
	for _, n := range names {
		rec.Fields[n] = orNil(r[n])
	}
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func number(s string) any {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return nil
	}
	return n
}

func flag(s string) any {
	if s == "" {
		return nil
	}
	return s == "true"
}

func split(s string) []string {
	var out []string
	for _, e := range strings.Split(s, ";") {
		if e = strings.TrimSpace(e); e != "" {
			out = append(out, e)
		}
	}
	return out
}

func texts(s string) []any {
	out := []any{}
	for _, e := range split(s) {
		out = append(out, e)
	}
	return out
}

func money(s string) any {
	amount, currency, ok := strings.Cut(s, " ")
	if !ok {
		return nil
	}
	return oracle.Object{"amount": amount, "currency": currency}
}

func at(s string) time.Time {
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return t
}

// stamp is an instant as the API writes it.
func stamp(s string) any {
	if s == "" {
		return nil
	}
	return at(s).UTC().Format("2006-01-02T15:04:05.000Z")
}

func ref(id string) any { return oracle.Ref(id) }

func refIf(named string, id string) any {
	if named == "" {
		return nil
	}
	return oracle.Ref(id)
}

func organization(r row, o *oracle.Record) {
	same(r, o, "kind", "handle", "name", "country", "domain", "currency")
	o.OwnDealsOnly = r["salesOwnDealsOnly"] == "true"
	o.Fields["dealRefusalReasons"], o.Fields["dealLossReasons"] = reasons(r["refusalReasons"]), reasons(r["lossReasons"])
}

// reasons reads key:CODE:ACTIONS:text and key:CODE:text.
func reasons(s string) []any {
	out := []any{}
	for _, e := range split(s) {
		part := strings.Split(e, ":")
		one := oracle.Object{"key": part[0], "code": part[1], "text": part[len(part)-1]}
		if len(part) == 4 {
			one["actions"] = texts(strings.ReplaceAll(part[2], ",", ";"))
		}
		out = append(out, one)
	}
	return out
}

func user(r row, u *oracle.Record) {
	same(r, u, "name", "email")
	u.Organization, u.Roles, u.Disabled = orgID(r["organization"]), split(r["roles"]), r["disabled"] == "true"
	u.Fields["organization"], u.Fields["roles"] = ref(u.Organization), texts(r["roles"])
	u.Fields["serviceAccount"], u.Fields["apiKeys"] = nil, nil
}

func partner(r row, p *oracle.Record) {
	same(r, p, "name", "type", "country", "tier", "lifeStage", "region", "privateNotes")
	p.Vendor, p.Organization = orgID(r["vendor"]), orgID(r["organization"])
	serving := []any{}
	for _, d := range split(r["distributors"]) {
		p.Distributors, serving = append(p.Distributors, orgID(d)), append(serving, ref(orgID(d)))
	}
	for _, entry := range split(r["coverage"]) {
		part := strings.Split(entry, ":")
		p.Coverage = append(p.Coverage, oracle.Coverage{User: userID(part[0]), Role: part[1], Primary: part[2] == "primary", From: at(part[3]), To: at(part[4])})
	}
	f := p.Fields
	f["vendor"], f["organization"], f["distributors"] = ref(p.Vendor), ref(p.Organization), serving
	f["employees"], f["technicalHeadcount"], f["engagementScore"] = number(r["employees"]), number(r["technicalHeadcount"]), number(r["engagementScore"])
	f["monoBrand"], f["tags"], f["costToServe"] = flag(r["monoBrand"]), texts(r["tags"]), money(r["costToServe"])
	skills(r, p)
	ids := []any{}
	for _, e := range split(r["externalIds"]) {
		source, value, _ := strings.Cut(e, ":")
		ids = append(ids, oracle.Object{"source": source, "value": value})
	}
	f["externalIds"], f["rfm"], f["managers"] = ids, nil, []any{}
	if q := strings.Split(r["rfm"], "-"); len(q) == 3 {
		f["rfm"] = oracle.Object{"recency": number(q[0]), "frequency": number(q[1]), "monetary": number(q[2])}
	}
}

func authority(r row, a *oracle.Record) {
	same(r, a, "mode")
	a.Vendor, a.Distributor, a.From, a.To = orgID(r["vendor"]), orgID(r["distributor"]), at(r["validFrom"]), at(r["validTo"])
	f := a.Fields
	f["vendor"], f["distributor"], f["maxAmount"] = ref(a.Vendor), ref(a.Distributor), money(r["maxAmount"])
	f["productFamilies"], f["tiers"], f["countries"] = texts(r["productFamilies"]), texts(r["tiers"]), texts(r["countries"])
	f["regions"] = texts(r["regions"])
	f["validFrom"], f["validTo"] = stamp(r["validFrom"]), stamp(r["validTo"])
}

func offer(r row, o *oracle.Record) {
	same(r, o, "name", "description", "status", "startsOn", "endsOn")
	o.Vendor = orgID(r["vendor"])
	for _, d := range split(r["distributors"]) {
		o.Distributors = append(o.Distributors, orgID(d))
	}
	o.Fields["distributors"] = references(o.Distributors)
	o.Audience = oracle.Audience{Types: split(r["audienceTypes"]), Countries: split(r["audienceCountries"]), Tiers: split(r["audienceTiers"]),
		Segments: segmentIDs(r, "audienceSegments"), Without: segmentIDs(r, "audienceWithout")}
	o.Fields["vendor"] = ref(o.Vendor)
	o.Fields["audience"] = oracle.Object{"types": texts(r["audienceTypes"]), "countries": texts(r["audienceCountries"]), "tiers": texts(r["audienceTiers"]),
		"segments": references(o.Audience.Segments), "withoutSegments": references(o.Audience.Without)}
}

func program(r row, p *oracle.Record) {
	offer(r, p)
	same(r, p, "type")
	f := p.Fields
	f["productFamilies"], f["minimumAmount"], f["protectionDays"] = texts(r["productFamilies"]), money(r["minimumAmount"]), number(r["protectionDays"])
	f["mayHideFromDistributor"], f["budget"] = r["mayHideFromDistributor"] == "true", money(r["budget"])
	f["benefits"], f["requirements"], f["texts"] = points(r["benefits"]), []any{}, []any{}
	f["dealRefusalReasons"], f["dealLossReasons"] = reasons(r["refusalReasons"]), reasons(r["lossReasons"])
}

func campaign(r row, c *oracle.Record) {
	offer(r, c)
	same(r, c, "direction")
	c.Fields["languages"], c.Fields["cost"] = texts(r["languages"]), money(r["cost"])
}

func engagement(r row, e *oracle.Record) {
	e.Vendor = orgID(r["vendor"])
	e.Fields["vendor"], e.Fields["note"], e.Fields["productFamilies"] = ref(e.Vendor), orNil(r["note"]), texts(r["productFamilies"])
	e.Fields["validFrom"], e.Fields["validTo"] = stamp(r["validFrom"]), stamp(r["validTo"])
	e.Fields["customer"] = oracle.Object{"name": r["customerName"], "domain": orNil(r["customerDomain"]), "registryNumber": orNil(r["customerRegistryNumber"]),
		"country": r["customerCountry"], "postalCode": orNil(r["customerPostalCode"])}
}

func rate(r row, c *oracle.Record) {
	same(r, c, "from", "to", "validFrom", "rate")
	c.Vendor = orgID(r["vendor"])
	c.Fields["vendor"] = ref(c.Vendor)
}

// enrollment takes a row over; a term whose time is over is EXPIRED.
func enrollment(w *oracle.World, r row, e *oracle.Record) {
	same(r, e, "status", "reason", "comment")
	e.Vendor, e.Organization, e.Partner = orgID(r["vendor"]), orgID(r["partner"]), idOf("partners", row{"vendor": r["vendor"], "organization": r["partner"]})
	e.Program = idOf("programs", row{"vendor": r["vendor"], "slug": r["program"]})
	if r["sponsor"] != "" {
		e.Distributor = orgID(r["sponsor"])
	}
	e.Engaged = r["status"] != "INVITED" && !(r["status"] == "DRAFT" && r["sponsor"] != "")
	f := e.Fields
	f["vendor"], f["partner"], f["program"], f["sponsor"] = ref(e.Vendor), ref(e.Partner), ref(e.Program), refIf(r["sponsor"], e.Distributor)
	f["term"], f["renews"], f["renewal"] = number(r["term"]), nil, nil
	for _, name := range []string{"appliedAt", "validFrom", "validUntil", "reapplyFrom"} {
		f[name] = stamp(r[name])
	}
	if inForce := r["status"] == "ACTIVE" || r["status"] == "SUSPENDED"; inForce && r["validUntil"] != "" && !w.Now.Before(at(r["validUntil"])) {
		f["status"] = "EXPIRED"
	}
	f["application"], f["agreement"] = nil, nil
	if _, pitch, answered := strings.Cut(r["answers"], "="); answered {
		f["application"] = oracle.Object{"version": 1.0, "answers": []any{oracle.Object{"key": "pitch", "values": []any{pitch}}}}
	}
	if part := strings.Split(r["agreement"], ":"); len(part) == 3 {
		by := oracle.Object{"user": ref(userID(part[1])), "organization": ref(e.Organization)}
		f["agreement"] = oracle.Object{"version": part[0], "acceptedBy": by, "acceptedAt": stamp(part[2])}
	}
}

// points reads a JSON list of what a program gives.
func points(s string) []any {
	var list []map[string]any
	if err := json.Unmarshal([]byte(s), &list); err != nil {
		return nil
	}
	out := []any{}
	for _, p := range list {
		out = append(out, oracle.Object(p))
	}
	return out
}
