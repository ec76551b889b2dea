package oracle

import "encoding/json"

// changed is the list of accounts that a tried rule would bring in or take out.
type changed struct{ of *Record }

// simulation is what a rule would change: for who saves rules, of a segment of its own vendor that is in use or of a new one.
func (e *evaluation) simulation(f *Field) any {
	if !has(e.v.User.Roles, "VENDOR_ADMIN") && !has(e.v.User.Roles, "CHANNEL_OPS") {
		return nil
	}
	segment, named := f.Args["segmentId"].(string)
	if s := e.v.World.Records[segment]; named && (s == nil || s.Type != "Segment" || e.of(s) == nil) {
		return nil
	}
	var rule Rule
	text, err := json.Marshal(f.Args["rule"])
	if err != nil || json.Unmarshal(text, &rule) != nil {
		e.answer.Vague = true
		return Opaque{}
	}
	if !e.v.mayTry(rule) {
		return e.fail("FORBIDDEN_FIELD")
	}
	tried := func(typ string) changed {
		return changed{&Record{Type: typ, ID: segment, Vendor: e.v.Org.ID, Rule: &rule}}
	}
	return Object{"gaining": tried("Gaining"), "losing": tried("Losing"), "userErrors": []any{}, "offers": unforeseen{}}
}

// lookedAt is the field of an account that a test looks at.
var lookedAt = map[string]string{"TYPE": "type", "COUNTRY": "country", "TIER": "tier", "TAG": "tags", "CERTIFICATION_COUNT": "certifications",
	"TRAINING": "trainings", "CUSTOM": "attributes", "REVENUE": "revenue"}

// mayTry tells whether a rule looks at nothing that the viewer does not see on all accounts: who is in the segment would tell it.
func (v *Viewer) mayTry(r Rule) bool {
	may := r.Test == nil || v.seesOfAll("Partner."+lookedAt[r.Test.Attribute])
	for _, one := range append(append([]Rule{}, r.All...), r.Any...) {
		may = may && v.mayTry(one)
	}
	return may && (r.Not == nil || v.mayTry(*r.Not))
}

// moves tells whether an account comes in, or goes out, with a tried rule.
func (e *evaluation) moves(account, tried *Record) bool {
	w := e.v.World
	now := tried.ID != "" && w.isIn(account, tried.ID)
	then := account.Vendor == tried.Vendor && w.satisfies(account, *tried.Rule)
	if tried.Type == "Losing" {
		now, then = then, now
	}
	return then && !now && account.Vendor == tried.Vendor
}

// history is who came into a segment and went out, or the same of an account; empty for who may not know.
func (e *evaluation) history(r *Record, f *Field) any {
	switch {
	case cursorOf(f) != nil:
		return e.fail("BAD_USER_INPUT")
	case r.Type == "Segment" && e.v.seesHistory(), r.Type == "Partner" && shows(e.of(r), "Partner.segments") && e.v.lists("Segment"):
		return e.unforeseen(f.Set)
	}
	return e.page(nil, nil)
}

// segmentation is how the vendor divides its partners, for who sees segments and those of accounts. The figures are of the members
// as they are worked out, which is not predicted.
func (e *evaluation) segmentation() any {
	if !e.v.lists("Segment") || !e.v.mayName("Partner", "Partner.segments") {
		return nil
	}
	partners := 0
	for _, p := range e.v.World.Of("Partner") {
		if p.Vendor == e.v.Org.ID && shows(e.of(p), "Partner.segments") {
			partners++
		}
	}
	out := Object{"partners": float64(partners), "segments": unforeseen{}, "unsettled": unforeseen{}, "warnings": nil, "limits": nil}
	if e.v.seesHistory() {
		out["warnings"], out["limits"] = unforeseen{}, unforeseen{}
	}
	return out
}

// unforeseen is a part that the oracle does not predict and that may hold records, whose fields may be asked for in ways that are
// refused.
type unforeseen struct{}

func (e *evaluation) unforeseen(set []Selection) any {
	for _, s := range set {
		record := s.Field != nil && (recordTypes[s.Field.Type] || s.Field.Type == "PartnerConnection")
		e.answer.Vague = e.answer.Vague || !s.Off && record
		e.unforeseen(s.Set)
		if s.Field != nil {
			e.unforeseen(s.Field.Set)
		}
	}
	return Opaque{}
}

// seesHistory tells whether the viewer sees who came into a segment and went out: it has to see the segments of all accounts.
func (v *Viewer) seesHistory() bool { return v.seesOfAll("Partner.segments") }

// seesOfAll tells whether the viewer sees a path of all of its vendor's accounts.
func (v *Viewer) seesOfAll(path string) bool {
	for _, role := range v.User.Roles {
		for _, rule := range v.rulesOf(role, "Partner") {
			if rule.rows == "vendor" && meets(rule, path) {
				return true
			}
		}
	}
	return false
}
