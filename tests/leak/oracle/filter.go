package oracle

import "strings"

// truth has three values: a condition on a value that the viewer may not see is neither true nor false, so that neither it
// nor its opposite ever matches.
type truth int

const (
	no truth = iota
	unknown
	yes
)

func of(b bool) truth {
	if b {
		return yes
	}
	return no
}

// filtered says which path of a record a field of a filter looks at, where that is not the field of the same name.
var filtered = map[string]string{
	"Deal.vendorId": "vendor", "Deal.partnerId": "partner", "Deal.distributorId": "distributor", "Deal.programId": "program",
	"Deal.campaignId": "campaign", "Deal.customerName": "customer.name", "Deal.customerDomain": "customer.domain",
	"Deal.customerCountry": "customer.country", "Deal.productFamily": "lines.productFamily", "Deal.conflictClass": "conflict.class",
	"Partner.vendorId": "vendor", "Partner.organizationId": "organization", "Partner.distributorId": "distributors", "Partner.tag": "tags", "Partner.segment": "segments",
	"Enrollment.vendorId": "vendor", "Enrollment.programId": "program", "Enrollment.partnerId": "partner",
	"PartnerCertification.vendorId": "vendor", "PartnerCertification.partnerId": "partner",
	"Program.vendorId": "vendor", "Campaign.vendorId": "vendor",
}

func pathOf(typ, field string) string {
	if p := filtered[typ+"."+field]; p != "" {
		return p
	}
	return field
}

// refuses tells whether a filter names what the viewer sees on no record, wherever it stands and whatever is said of it.
func (e *evaluation) refuses(typ string, where map[string]any) bool {
	for field, value := range where {
		switch field {
		case "and", "or":
			list, _ := value.([]any)
			for _, one := range list {
				if inner, _ := one.(map[string]any); e.refuses(typ, inner) {
					return true
				}
			}
		case "not":
			if inner, _ := value.(map[string]any); e.refuses(typ, inner) {
				return true
			}
		default:
			if value != nil && !e.v.mayName(typ, typ+"."+pathOf(typ, field)) {
				return true
			}
		}
	}
	return false
}

func (e *evaluation) matches(r *Record, where map[string]any) truth {
	all := yes
	for field, value := range where {
		all = min(all, e.part(r, field, value))
	}
	return all
}

func (e *evaluation) part(r *Record, field string, value any) truth {
	switch field {
	case "and":
		all := yes
		for _, one := range value.([]any) {
			all = min(all, e.matches(r, one.(map[string]any)))
		}
		return all
	case "or":
		best := no
		for _, one := range value.([]any) {
			best = max(best, e.matches(r, one.(map[string]any)))
		}
		return best
	case "not":
		return yes - e.matches(r, value.(map[string]any))
	}
	path := pathOf(r.Type, field)
	if !hasCondition(value) {
		return yes
	}
	if r.Type == "Partner" && field == "segment" && shows(e.of(r), "Partner.segments") {
		return of(e.inSegment(r, value))
	}
	if !shows(e.of(r), r.Type+"."+path) {
		return hiddenLeaf(value)
	}
	if r.Type == "Partner" && field == "pendingDemotion" {
		return of((r.Fields[field] != nil) == value)
	}
	if e.unlearned(r, path) {
		e.answer.Vague = true
	}
	return of(holds(value, lookUp(r.Fields, strings.Split(e.key(r.Type, path), ".")), path == "name" || path == "customer.name"))
}

// hasCondition is false for a filter object that says nothing.
func hasCondition(value any) bool {
	m, object := value.(map[string]any)
	return value != nil && (!object || len(m) > 0)
}

// hiddenLeaf: a list without values matches nothing whatever the record holds.
func hiddenLeaf(value any) truth {
	if empty(value) {
		return no
	}
	return unknown
}

func empty(value any) bool {
	list, listed := value.([]any)
	if m, object := value.(map[string]any); object {
		list, listed = m["in"].([]any)
	}
	return listed && len(list) == 0
}

// lookUp finds the values at a path; a list gives each of its elements'.
func lookUp(at any, path []string) []any {
	switch at := at.(type) {
	case []any:
		var out []any
		for _, one := range at {
			out = append(out, lookUp(one, path)...)
		}
		return out
	case Ref:
		return []any{string(at)}
	case map[string]any:
		if len(path) > 0 {
			return lookUp(at[path[0]], path[1:])
		}
	case Object:
		if len(path) > 0 {
			return lookUp(at[path[0]], path[1:])
		}
	case nil:
		return nil
	}
	return []any{at}
}

// holds applies one field of a filter to the values found.
func holds(want any, found []any, name bool) bool {
	switch want := want.(type) {
	case []any:
		return anyOf(found, func(v any) bool { return contains(want, v) })
	case map[string]any:
		for op, operand := range want {
			if operand != nil && !anyOf(found, func(v any) bool { return meetsOperand(op, operand, v, name) }) {
				return false
			}
		}
		return true
	}
	return anyOf(found, func(v any) bool { return v == want })
}

func anyOf(found []any, test func(any) bool) bool {
	for _, v := range found {
		if test(v) {
			return true
		}
	}
	return false
}

func contains(list []any, v any) bool { return anyOf(list, func(one any) bool { return one == v }) }

func meetsOperand(op string, operand, v any, name bool) bool {
	if bound, ok := operand.(map[string]any); ok { // an amount of money
		m, isMoney := v.(Object)
		return isMoney && m["currency"] == bound["currency"] && meetsOperand(op, minor(bound), minor(m), false)
	}
	switch op {
	case "eq":
		return v == operand
	case "in":
		list, _ := operand.([]any)
		return contains(list, v)
	case "prefix":
		s, _ := v.(string)
		p, _ := operand.(string)
		if name {
			s, p = fold(s), fold(p)
		}
		return strings.HasPrefix(s, p)
	case "gte":
		return v != nil && compare(v, operand) >= 0
	case "lte":
		return v != nil && compare(v, operand) <= 0
	case "lt":
		return v != nil && compare(v, operand) < 0
	}
	return false
}

// minor is an amount in hundredths: every currency of these worlds has two digits.
func minor(m map[string]any) any {
	s, _ := m["amount"].(string)
	var n float64
	for _, c := range s {
		if c != '.' {
			n = n*10 + float64(c-'0')
		}
	}
	return n
}
