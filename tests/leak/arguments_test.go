package leak_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"partnerhub/tests/leak/oracle"
)

// arguments draws the arguments of a field by their types and names. The text may name variables; Args holds what counts.
func (g *generator) arguments(d *ast.FieldDefinition, f *oracle.Field, parent string, depth int) string {
	var parts []string
	back := d.Arguments.ForName("last") != nil && g.IntN(4) == 0
	for _, a := range d.Arguments {
		if !a.Type.NonNull && g.IntN(5) < 2 && a.Name != "first" && a.Name != "last" {
			continue
		}
		if (a.Name == "first" || a.Name == "after") && back || (a.Name == "last" || a.Name == "before") && !back {
			continue
		}
		var value any
		switch {
		case a.Name == "first" || a.Name == "last":
			value = float64([]int{1, 2, 3, 7, 20}[g.IntN(5)])
			if depth > 0 {
				value = float64(1 + g.IntN(3))
			}
		case a.Type.Name() == "Cursor":
			if g.IntN(6) > 0 {
				continue
			}
			parts = append(parts, a.Name+":"+g.variable(a.Type.String(), g.pool.badCursor(g.Rand, f.Type, g.out.Email)))
			f.Args[a.Name] = oracle.Cursor{}
			continue
		default:
			value = g.value(a.Type, parent+"."+d.Name+"."+a.Name, f.Type, 0)
		}
		f.Args[a.Name] = value
		parts = append(parts, a.Name+":"+g.literal(a.Type, value))
	}
	if len(parts) == 0 {
		return ""
	}
	return "(" + strings.Join(parts, ",") + ")"
}

// literal writes a value into the document, or as a variable.
func (g *generator) literal(t *ast.Type, value any) string {
	if g.IntN(3) == 0 {
		return g.variable(t.String(), value)
	}
	return g.written(t, value)
}

func (g *generator) written(t *ast.Type, value any) string {
	def := g.schema.Types[t.Name()]
	switch value := value.(type) {
	case []any:
		var parts []string
		for _, v := range value {
			parts = append(parts, g.written(t.Elem, v))
		}
		return "[" + strings.Join(parts, ",") + "]"
	case map[string]any:
		var names []string
		for name := range value {
			names = append(names, name)
		}
		sort.Strings(names)
		for i, name := range names {
			names[i] = name + ":" + g.written(def.Fields.ForName(name).Type, value[name])
		}
		return "{" + strings.Join(names, ",") + "}"
	case string:
		if def.Kind == ast.Enum {
			return value
		}
		return strconv.Quote(value)
	case nil:
		return "null"
	}
	raw, _ := json.Marshal(value)
	return string(raw)
}

// value draws a value of a type. at is the name of the argument or input field, within its type; of is what the field answers.
func (g *generator) value(t *ast.Type, at, of string, depth int) any {
	if t.Elem != nil {
		out := []any{}
		n := 1 + g.IntN(3)
		if g.IntN(12) == 0 {
			n = 0
		}
		for range n {
			out = append(out, g.value(t.Elem, at, of, depth))
		}
		return out
	}
	switch def := g.schema.Types[t.Name()]; def.Kind {
	case ast.Enum:
		return def.EnumValues[g.IntN(len(def.EnumValues))].Name
	case ast.InputObject:
		if def.Name == "RuleInput" {
			return g.rule()
		}
		return g.input(def, at, of, depth)
	}
	return g.scalar(t.Name(), at, of)
}

// rule is one of those that the segments have: whatever is drawn field by field would hardly ever be one.
func (g *generator) rule() (out any) {
	texts := g.pool.texts["rule"]
	if err := json.Unmarshal([]byte(texts[g.IntN(len(texts))]), &out); err != nil {
		panic(err)
	}
	return out
}

// input draws an input object: what it requires, and some of the rest. Defaults are written out, as they take effect.
func (g *generator) input(def *ast.Definition, at, of string, depth int) any {
	out := map[string]any{}
	narrow := strings.HasSuffix(def.Name, "Filter")
	for _, f := range def.Fields {
		nested := f.Type.Name() == def.Name
		chance := 2
		if narrow {
			chance = max(3, len(def.Fields)/2)
		}
		if nested {
			chance = 4 + depth*4
		}
		if f.Type.NonNull && f.DefaultValue == nil || g.IntN(chance) == 0 {
			name := at
			if !slices.Contains([]string{"eq", "in", "prefix", "gte", "lte", "lt", "amount", "currency"}, f.Name) {
				name = def.Name + "." + f.Name
			}
			out[f.Name] = g.value(f.Type, name, of, depth+1)
		} else if f.DefaultValue != nil && def.Name != "MoneyInput" {
			out[f.Name] = g.value(f.Type, def.Name+"."+f.Name, of, depth+1)
		}
	}
	if def.Name == "MoneyInput" {
		amount, currency, _ := strings.Cut(g.pool.sum(g.Rand, at), " ")
		return map[string]any{"amount": amount, "currency": currency}
	}
	if len(out) == 0 && g.IntN(8) > 0 {
		f := def.Fields[g.IntN(len(def.Fields))]
		if f.Type.Name() != def.Name {
			out[f.Name] = g.value(f.Type, def.Name+"."+f.Name, of, depth+1)
			if op := def.Fields[0]; narrow && len(def.Fields) <= 3 && op.Name == "eq" {
				out = map[string]any{"eq": g.value(op.Type, at, of, depth+1)}
			}
		}
	}
	return out
}

func (g *generator) scalar(typ, at, of string) any {
	name := at[strings.LastIndexByte(at, '.')+1:]
	switch typ {
	case "ID":
		return g.pool.id(g.Rand, name, of)
	case "Int", "Float":
		if name == "waitSeconds" {
			return float64(0) // nothing happens while it would wait
		}
		return float64([]int{0, 1, 12, 50, 90}[g.IntN(5)])
	case "Boolean":
		return g.IntN(2) == 0
	case "CountryCode":
		return countries[g.IntN(len(countries))]
	case "CurrencyCode":
		return "GBP"
	case "Decimal":
		return []string{"10000.00", "5", "60000.00"}[g.IntN(3)]
	case "Date":
		return day(g.IntN(120) - 60)
	case "DateTime":
		return stamp(instant(g.IntN(80)-60, g.IntN(20)))
	case "Email":
		return g.pool.text(g.Rand, "email")
	}
	text := g.pool.text(g.Rand, name)
	if strings.HasPrefix(at, "prefix") || g.IntN(4) == 0 {
		return text[:min(len(text), 2+g.IntN(5))]
	}
	return text
}

// pool is what arguments are drawn from: everything that the files of a world hold, and what does not exist.
type pool struct {
	ids     map[string][]string // by type
	texts   map[string][]string // by column
	sums    map[string][]string
	cursors []seenCursor
}

// seenCursor is one that the hub gave out, of which list and to whom.
type seenCursor struct{ text, typ, email string }

func newPool(t tables) *pool {
	p := &pool{ids: map[string][]string{}, texts: map[string][]string{}, sums: map[string][]string{}}
	types := map[string]string{"organizations": "Organization", "users": "User", "partners": "Partner", "authorities": "ApprovalAuthority",
		"programs": "Program", "campaigns": "Campaign", "engagements": "DirectEngagement", "rates": "ConversionRate", "enrollments": "Enrollment", "deals": "Deal", "segments": "Segment", "revenue": "Partner", "certifications": "PartnerCertification"}
	for _, kind := range kinds {
		for _, r := range t[kind] {
			p.ids[types[kind]] = append(p.ids[types[kind]], idOf(kind, r))
			for _, c := range columns[kind] {
				for _, v := range split(r[c]) {
					p.add(c, v)
				}
			}
		}
	}
	for _, a := range t[accounts] {
		p.ids["User"] = append(p.ids["User"], a["id"])
	}
	for _, h := range t[hooks] {
		p.ids["WebhookEndpoint"] = append(p.ids["WebhookEndpoint"], h["id"])
	}
	return p
}

func (p *pool) add(column, value string) {
	if strings.HasSuffix(value, " GBP") || strings.HasSuffix(value, " USD") || strings.HasSuffix(value, " EUR") {
		p.sums[column] = append(p.sums[column], value)
	}
	if column == "lines" {
		column, value = "productFamily", value[:strings.IndexByte(value, ':')]
	}
	if column == "tags" {
		column = "tag"
	}
	p.texts[column] = append(p.texts[column], value)
}

type drawer interface{ IntN(int) int }

// id is mostly one that exists, of the type that its place asks for; whether the viewer may see it is left to chance.
func (p *pool) id(r drawer, name, of string) any {
	switch r.IntN(12) {
	case 0:
		return fmt.Sprintf("deal_%026d", r.IntN(9))
	case 1:
		return []string{"", "deal_", "nonsense", "deal_$ne", "partner_0000000000000000000000000!"}[r.IntN(5)]
	}
	typ := map[string]string{"vendorId": "Organization", "distributorId": "Organization", "organizationId": "Organization", "partnerId": "Partner",
		"programId": "Program", "campaignId": "Campaign", "dealId": "Deal", "segment": "Segment", "segmentId": "Segment"}[name]
	if of == "EligibilityExplanation" && name == "objectId" {
		typ = []string{"Program", "Campaign", "Segment"}[r.IntN(3)]
	}
	if typ == "" {
		typ = of
	}
	if len(p.ids[typ]) == 0 || r.IntN(12) == 0 {
		all := []string{"Organization", "User", "Partner", "Program", "Campaign", "Deal", "ApprovalAuthority", "DirectEngagement", "Enrollment", "Segment", "PartnerCertification", "WebhookEndpoint"}
		typ = all[r.IntN(len(all))]
	}
	if len(p.ids[typ]) == 0 {
		typ = "Organization"
	}
	return p.ids[typ][r.IntN(len(p.ids[typ]))]
}

// text is a value of the column that an argument is called after, or of any.
func (p *pool) text(r drawer, name string) string {
	if list := p.texts[name]; len(list) > 0 && r.IntN(10) > 0 {
		return list[r.IntN(len(list))]
	}
	return fmt.Sprintf("zq%05dz", r.IntN(600))
}

func (p *pool) sum(r drawer, at string) string {
	if list := p.sums[at[strings.LastIndexByte(at, '.')+1:]]; len(list) > 0 && r.IntN(5) > 0 {
		return list[r.IntN(len(list))]
	}
	return "10000.00 GBP"
}

// badCursor is one of another person's, of another list, forged or garbage: never one that this list would take.
func (p *pool) badCursor(r drawer, typ, email string) string {
	for range 5 {
		if len(p.cursors) > 0 && r.IntN(3) > 0 {
			if c := p.cursors[r.IntN(len(p.cursors))]; c.typ != typ || c.email != email {
				return c.text
			}
		}
	}
	return []string{"garbage", "", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "e30", "$where"}[r.IntN(5)]
}
