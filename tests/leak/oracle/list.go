package oracle

import (
	"sort"
	"strings"
)

const usualPage = 20

// connection is a page of a list, of everything or of what hangs on a partner or a program.
func (e *evaluation) connection(f *Field, of *Record) any {
	typ := listed[f.Type]
	if typ == "" {
		return Opaque{}
	}
	where, _ := f.Args["filter"].(map[string]any)
	if of != nil && typ == "Partner" && !e.v.mayName(typ, "Partner.segments") {
		e.answer.Vague = true // whose partners these are is not the viewer's to ask
	}
	if !(e.v.lists(typ) && (typ != "User" || e.v.administers())) && !e.refuses(typ, where) {
		e.answer.Vague = e.answer.Vague || f.Args["after"] != nil || f.Args["before"] != nil
		return e.page(nil, nil)
	}
	cursor := cursorOf(f)
	forged := cursor != nil && !cursor.Valid
	path, up := order(typ, f.Args["orderBy"])
	if e.refuses(typ, where) {
		e.answer.Vague = e.answer.Vague || forged // which fault is told first is nobody's business
		return e.fail("FORBIDDEN_FIELD")
	}
	if forged {
		e.answer.Vague = e.answer.Vague || !e.v.mayOrder(typ, path)
		return e.fail("BAD_USER_INPUT")
	}
	if !e.v.mayOrder(typ, path) {
		_, divided := e.v.scopedRules(typ)
		e.answer.Vague = e.answer.Vague || divided && where != nil // naming the other vendors makes room for an order
		return e.fail("FORBIDDEN_FIELD")
	}
	rows := e.matching(typ, where, of)
	e.sortRows(rows, path, up)
	return e.window(f, rows)
}

// matching are the visible records of the list that satisfy the caller's condition.
func (e *evaluation) matching(typ string, where map[string]any, of *Record) []*Record {
	var rows []*Record
	for _, r := range e.v.World.Of(typ) {
		if e.of(r) != nil && (typ != "User" || r.Account) && e.hangsOn(r, of) && e.matches(r, where) == yes {
			rows = append(rows, r)
		}
	}
	return rows
}

func (e *evaluation) hangsOn(r, of *Record) bool {
	switch {
	case of == nil:
		return true
	case r.Type == "Enrollment" && of.Type == "Program":
		return r.Program == of.ID
	case r.Type == "Deal" || r.Type == "Enrollment" || r.Type == "PartnerCertification":
		return r.Partner == of.ID
	case r.Type == "Partner":
		return e.belongs(r, of)
	}
	return e.v.World.isFor(r, of)
}

// order is the path that a list is ordered by, and whether upwards.
func order(typ string, arg any) (path string, up bool) {
	if typ == "PartnerCertification" {
		return typ + ".validUntil", true
	}
	if typ == "ConversionRate" {
		return typ + ".validFrom", false
	}
	if typ == "User" || typ == "WebhookEndpoint" {
		return typ + ".id", true // in which they were made
	}
	o, _ := arg.(map[string]any)
	field, _ := o["field"].(string)
	if o == nil {
		field = map[string]string{"Deal": "UPDATED_AT", "Enrollment": "UPDATED_AT", "Campaign": "STARTS_ON"}[typ]
		up = field == ""
	} else {
		up = o["direction"] == "ASC"
	}
	if field == "" {
		field = "NAME"
	}
	return map[string]string{"NAME": typ + ".name", "UPDATED_AT": typ + ".updatedAt", "CREATED_AT": typ + ".createdAt",
		"STARTS_ON": typ + ".startsOn", "EXPECTED_CLOSE_ON": typ + ".expectedCloseOn", "AMOUNT": typ + ".amount",
		"ENGAGEMENT_SCORE": typ + ".engagementScore"}[field], up
}

func (e *evaluation) sortRows(rows []*Record, path string, up bool) {
	field := path[strings.IndexByte(path, '.')+1:]
	for _, r := range rows {
		e.answer.Vague = e.answer.Vague || e.unlearned(r, field)
	}
	if len(rows) > 0 {
		field = e.key(rows[0].Type, field)
	}
	sort.Slice(rows, func(i, j int) bool {
		c := compare(sortable(rows[i].Fields[field], field), sortable(rows[j].Fields[field], field))
		if c == 0 {
			c = strings.Compare(rows[i].ID, rows[j].ID)
		}
		if up {
			return c < 0
		}
		return c > 0
	})
}

func sortable(value any, field string) any {
	if s, ok := value.(string); ok && field == "name" {
		return fold(s)
	}
	if value == nil && field == "validUntil" {
		return "2200-01-01" // what does not end comes last
	}
	if o, ok := value.(Object); ok {
		return minor(o)
	}
	return value
}

// compare orders two values of one kind; what is absent comes first.
func compare(a, b any) int {
	switch a := a.(type) {
	case string:
		if b, ok := b.(string); ok {
			return strings.Compare(a, b)
		}
	case float64:
		if b, ok := b.(float64); ok {
			switch {
			case a < b:
				return -1
			case a > b:
				return 1
			}
			return 0
		}
	case nil:
		if b == nil {
			return 0
		}
		return -1
	}
	return 1
}

func cursorOf(f *Field) *Cursor {
	for _, name := range []string{"after", "before"} {
		if c, ok := f.Args[name].(Cursor); ok {
			return &c
		}
	}
	return nil
}

// window cuts the page out of the whole list.
func (e *evaluation) window(f *Field, rows []*Record) any {
	size, backward := usualPage, f.Args["last"] != nil || f.Args["before"] != nil
	for _, name := range []string{"first", "last"} {
		if n, ok := f.Args[name].(float64); ok {
			size = int(n)
		}
	}
	rest, cursor := rows, cursorOf(f)
	for i, r := range rows {
		if cursor != nil && r.ID == cursor.After {
			rest = rows[i+1:]
			if backward {
				rest = rows[:i]
			}
		}
	}
	more := len(rest) > size
	cut := rest[:min(size, len(rest))]
	if backward {
		cut = rest[len(rest)-min(size, len(rest)):]
	}
	info := Object{"hasNextPage": more, "hasPreviousPage": cursor != nil}
	if backward {
		info = Object{"hasNextPage": cursor != nil, "hasPreviousPage": more}
	}
	return e.pageOf(rows, cut, info)
}

func (e *evaluation) page(rows, cut []*Record) any {
	return e.pageOf(rows, cut, Object{"hasNextPage": Opaque{}, "hasPreviousPage": Opaque{}})
}

func (e *evaluation) pageOf(rows, cut []*Record, info Object) any {
	edges := []any{}
	for _, r := range cut {
		edges = append(edges, Object{"node": Ref(r.ID), "cursor": Opaque{}})
	}
	ends := any(Opaque{})
	if len(cut) == 0 {
		ends = nil
	}
	info["startCursor"], info["endCursor"] = ends, ends
	return Object{"edges": edges, "nodes": refs(cut), "pageInfo": info, "totalCount": float64(len(rows))}
}
