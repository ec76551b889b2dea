package oracle

import (
	"fmt"
	"sort"
	"strconv"
)

// Line is what an account bought on a day.
type Line struct {
	On, Family, Territory, Currency string
	Minor                           int64
}

// Dated is a name with a day: the last one of a certification, the one of a training.
type Dated struct{ Name, On string }

// Rule is a segment's rule as its file has it.
type Rule struct {
	All, Any []Rule
	Not      *Rule
	Test     *Test
}

// Test is one test of a rule, of those that these worlds have.
type Test struct {
	Attribute, Name, Op, Currency string
	Values                        []string
	Months                        int
	ProductFamilies, Territories  []string
}

// isIn tells whether an account is in a segment of its vendor today.
func (w *World) isIn(account *Record, segment string) bool {
	s := w.Records[segment]
	return s != nil && s.Vendor == account.Vendor && s.Rule != nil && w.satisfies(account, *s.Rule)
}

func (w *World) satisfies(account *Record, r Rule) bool {
	switch {
	case r.Not != nil:
		return !w.satisfies(account, *r.Not)
	case r.Test != nil:
		return w.passes(account, *r.Test)
	}
	for _, one := range r.All {
		if !w.satisfies(account, one) {
			return false
		}
	}
	for _, one := range r.Any {
		if w.satisfies(account, one) {
			return true
		}
	}
	return len(r.Any) == 0
}

func (w *World) passes(account *Record, t Test) bool {
	today := w.Now.UTC().Format("2006-01-02")
	switch t.Attribute {
	case "TYPE":
		return has(t.Values, text(account, "type"))
	case "COUNTRY":
		return has(t.Values, text(account, "country"))
	case "TIER": // at least SILVER, of SILVER and GOLD
		tier := text(account, "tier")
		return tier == "GOLD" || tier == "SILVER" && t.Values[0] == "SILVER"
	case "TAG":
		tags, _ := account.Fields["tags"].([]any)
		return anyOf(tags, func(v any) bool { s, _ := v.(string); return has(t.Values, s) })
	case "CERTIFICATION_COUNT":
		least, _ := strconv.Atoi(t.Values[0])
		return len(valid(account.Certificates, today)) >= least
	case "TRAINING":
		for _, d := range account.Trainings {
			if has(t.Values, d.Name) && d.On <= today {
				return true
			}
		}
	case "CUSTOM":
		return has(t.Values, account.Attributes[t.Name])
	case "REVENUE": // above an amount of whole units
		bound, _ := strconv.ParseInt(t.Values[0], 10, 64)
		return w.bought(account, t.Months, t.ProductFamilies, t.Territories, t.Currency) > bound*100
	}
	return false
}

func valid(held []Dated, today string) []any {
	out := []any{}
	for _, d := range held {
		if d.On >= today {
			out = append(out, d.Name)
		}
	}
	return out
}

// bought is the sum, in one currency, of the complete months before this one and of this one so far.
func (w *World) bought(account *Record, months int, families, territories []string, currency string) (minor int64) {
	now := w.Now.UTC()
	this := now.Year()*12 + int(now.Month())
	for _, l := range account.Lines {
		year, _ := strconv.Atoi(l.On[:4])
		month, _ := strconv.Atoi(l.On[5:7])
		ago := this - (year*12 + month)
		if l.Currency == currency && ago >= 0 && ago <= months && (len(families) == 0 || has(families, l.Family)) && (len(territories) == 0 || has(territories, l.Territory)) {
			minor += l.Minor
		}
	}
	return minor
}

// revenue is the field of the same name: who may not ask so is told so, whatever it may see.
func (e *evaluation) revenue(r *Record, f *Field, shown bool) any {
	months := 12.0
	if n, given := f.Args["months"].(float64); given {
		months = n
	}
	if months < 1 || months > 36 {
		return e.fail("BAD_USER_INPUT")
	}
	if !shown {
		return nil
	}
	out := []any{}
	if len(r.Lines) > 0 {
		minor := e.v.World.bought(r, int(months), listOf(f.Args["productFamilies"]), listOf(f.Args["territories"]), r.Lines[0].Currency)
		out = append(out, Object{"amount": fmt.Sprintf("%d.%02d", minor/100, minor%100), "currency": r.Lines[0].Currency})
	}
	return out
}

func listOf(arg any) (out []string) {
	list, _ := arg.([]any)
	for _, v := range list {
		s, _ := v.(string)
		out = append(out, s)
	}
	return out
}

// segments are those that an account is in and that the viewer sees, by name.
func (e *evaluation) segments(r *Record) []any {
	var in []*Record
	for _, s := range e.v.World.Of("Segment") {
		if e.of(s) != nil && e.v.World.isIn(r, s.ID) {
			in = append(in, s)
		}
	}
	sort.Slice(in, func(i, j int) bool { return fold(text(in[i], "name")) < fold(text(in[j], "name")) })
	return refs(in)
}

// inSegment is a filter by a segment: one that the viewer does not see has no members.
func (e *evaluation) inSegment(account *Record, segment any) bool {
	id, _ := segment.(string)
	s := e.v.World.Records[id]
	return s != nil && s.Type == "Segment" && e.of(s) != nil && e.v.World.isIn(account, id)
}

// belongs tells whether an account is among the members of a segment or among those that a program is for. Both need the sight
// of the account's segments, and the program's that of its audience.
func (e *evaluation) belongs(account, to *Record) bool {
	if !shows(e.of(account), "Partner.segments") {
		return false
	}
	if to.Type == "Gaining" || to.Type == "Losing" {
		return e.moves(account, to)
	}
	if to.Type == "Segment" {
		return e.v.World.isIn(account, to.ID)
	}
	return e.v.lists("Segment") && shows(e.of(to), "Program.audience") && e.v.World.isFor(to, account)
}
