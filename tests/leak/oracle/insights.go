package oracle

import (
	"fmt"
	"sort"
)

// grouped is the path that deals are counted by, and the field of a group that holds the key.
var grouped = map[string]struct{ path, field string }{
	"STATUS": {"approvalStatus", "approvalStatus"}, "MONTH": {"submittedAt", "month"}, "PARTNER": {"partner", "partner"},
	"DISTRIBUTOR": {"distributor", "distributor"}, "PROGRAM": {"program", "program"}, "CAMPAIGN": {"campaign", "campaign"},
	"PRODUCT_FAMILY": {"lines.productFamily", "productFamily"},
}

// tally is one group of deals, added up one by one.
type tally struct {
	key         any // nil for deals without one
	n, missing  int
	sums, based map[string]int64
}

// insights are counts and sums over exactly the deals that the viewer lists and whose key it sees.
func (e *evaluation) insights(f *Field) any {
	limit := 100
	if n, given := f.Args["limit"].(float64); given {
		limit = int(n)
	}
	by, _ := f.Args["groupBy"].(string)
	where, _ := f.Args["filter"].(map[string]any)
	switch {
	case limit < 1 || limit > 100:
		return e.fail("BAD_USER_INPUT")
	case e.refuses("Deal", where):
		return e.fail("FORBIDDEN_FIELD")
	case !e.v.lists("Deal"):
		return Object{"groups": []any{}, "hasMore": false}
	case !e.v.mayName("Deal", "Deal."+grouped[by].path):
		return e.fail("FORBIDDEN_FIELD")
	}
	groups := e.tallies(by, where)
	out := []any{}
	for _, t := range groups[:min(limit, len(groups))] {
		out = append(out, t.object(grouped[by].field))
	}
	return Object{"groups": out, "hasMore": len(groups) > limit}
}

// tallies are the groups, the largest first, and of equal ones by their keys; months the latest first.
func (e *evaluation) tallies(by string, where map[string]any) []*tally {
	all := map[any]*tally{}
	for _, r := range e.matching("Deal", where, nil) {
		if !shows(e.of(r), "Deal."+grouped[by].path) {
			continue
		}
		for _, key := range e.keys(r, by) {
			if all[key] == nil {
				all[key] = &tally{key: key, sums: map[string]int64{}, based: map[string]int64{}}
			}
			e.add(all[key], r)
		}
	}
	var out []*tally
	for _, t := range all {
		out = append(out, t)
	}
	sort.Slice(out, func(i, j int) bool {
		a, b := fmt.Sprint(orNothing(out[i].key)), fmt.Sprint(orNothing(out[j].key))
		switch {
		case by == "MONTH":
			return a > b
		case out[i].n != out[j].n:
			return out[i].n > out[j].n
		}
		return a < b
	})
	return out
}

func orNothing(key any) any {
	if key == nil {
		return ""
	}
	return key
}

// keys are the groups that a deal counts in. A record that is hidden from the viewer is none.
func (e *evaluation) keys(r *Record, by string) []any {
	switch by {
	case "MONTH":
		if at := text(r, "submittedAt"); len(at) > 7 {
			return []any{at[:7]}
		}
		return []any{nil}
	case "PRODUCT_FAMILY":
		var out []any
		for _, family := range lookUp(r.Fields["lines"], []string{"productFamily"}) {
			if !contains(out, family) {
				out = append(out, family)
			}
		}
		e.answer.Vague = e.answer.Vague || len(out) == 0
		return out
	}
	value := r.Fields[grouped[by].path]
	if to, reference := value.(Ref); reference && (e.v.World.Records[string(to)] == nil || e.of(e.v.World.Records[string(to)]) == nil) {
		return []any{nil}
	}
	return []any{value}
}

// add counts a deal, and its amount where the viewer sees it.
func (e *evaluation) add(t *tally, r *Record) {
	t.n++
	amount, _ := r.Fields["amount"].(Object)
	if amount == nil || !shows(e.of(r), "Deal.amount") {
		return
	}
	t.sums[amount["currency"].(string)] += int64(minor(amount).(float64))
	if based, known := r.Fields["baseAmount"].(Object); known {
		t.based[based["currency"].(string)] += int64(minor(based).(float64))
		return
	}
	t.missing++
}

func (t *tally) object(field string) Object {
	out := Object{"count": float64(t.n), "amounts": sums(t.sums), "baseAmounts": nil, "unconverted": float64(t.missing)}
	for _, by := range grouped {
		out[by.field] = nil
	}
	if out[field] = t.key; t.missing == 0 {
		out["baseAmounts"] = sums(t.based)
	}
	return out
}

// sums are amounts by currency, nil for none at all.
func sums(of map[string]int64) any {
	var names []string
	for currency := range of {
		names = append(names, currency)
	}
	sort.Strings(names)
	var out []any
	for _, currency := range names {
		out = append(out, Object{"amount": fmt.Sprintf("%d.%02d", of[currency]/100, of[currency]%100), "currency": currency})
	}
	if out == nil {
		return nil
	}
	return out
}
