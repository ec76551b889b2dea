package resolvers_test

import (
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"
)

// arguments draws some of a field's arguments.
func (d *drawer) arguments(f *ast.FieldDefinition) string {
	var out []string
	for _, a := range f.Arguments {
		forward := a.Name == "first" || a.Name == "after"
		backward := a.Name == "last" || a.Name == "before"
		switch {
		case !a.Type.NonNull && !rapid.Bool().Draw(d.T, "given"):
			continue
		case backward && rapid.IntRange(0, 4).Draw(d.T, "backward") > 0:
			continue
		case forward && strings.Contains(strings.Join(out, " "), "last"):
			continue
		}
		out = append(out, a.Name+": "+d.argument(f, a))
	}
	if len(out) == 0 {
		return ""
	}
	return "(" + strings.Join(out, ", ") + ")"
}

func (d *drawer) argument(f *ast.FieldDefinition, a *ast.ArgumentDefinition) string {
	switch {
	case a.Name == "after" || a.Name == "before":
		return quoted(rapid.SampledFrom(append([]string{"nonsense"}, d.pool.cursors[f.Name]...)).Draw(d.T, "cursor"))
	case a.Name == "first" || a.Name == "last":
		return fmt.Sprint(rapid.SampledFrom([]int{1, 2, 3, 5, 7, 100, 0}).Draw(d.T, "size"))
	case a.Type.Name() == "ID" && a.Type.Elem != nil:
		return "[" + strings.Join(rapid.SliceOfN(rapid.Custom(func(*rapid.T) string { return d.id("") }), 0, 4).Draw(d.T, "ids"), ", ") + "]"
	case a.Type.Name() == "ID":
		return d.id(f.Name)
	}
	return d.value(a.Type, 2)
}

// id is mostly one of the kind that the field is for.
func (d *drawer) id(kind string) string {
	ids := d.pool.ids[strings.TrimSuffix(kind, "Id")]
	if len(ids) == 0 || rapid.IntRange(0, 5).Draw(d.T, "any kind") == 0 {
		for _, more := range d.pool.ids {
			ids = append(ids, more[:min(len(more), 3)]...)
		}
		ids = append(ids, "", "nothing", "deal_00000000000000000000000000")
	}
	return quoted(rapid.SampledFrom(ids).Draw(d.T, "id"))
}

func quoted(s string) string { return `"` + s + `"` }

// value draws a literal of an input type.
func (d *drawer) value(t *ast.Type, depth int) string {
	if t.Elem != nil {
		var out []string
		for range rapid.IntRange(0, 2).Draw(d.T, "length") {
			out = append(out, d.value(t.Elem, depth-1))
		}
		return "[" + strings.Join(out, ", ") + "]"
	}
	def := d.schema.Types[t.Name()]
	switch def.Kind {
	case ast.Enum:
		return rapid.SampledFrom(def.EnumValues).Draw(d.T, "enum").Name
	case ast.InputObject:
		return d.input(def, depth)
	}
	return d.scalar(t.Name())
}

func (d *drawer) scalar(name string) string {
	values := map[string][]string{
		"Int": {"0", "1", "50", "100"}, "Boolean": {"true", "false"}, "CountryCode": {`"GB"`, `"DE"`, `"US"`}, "CurrencyCode": {`"GBP"`, `"USD"`},
		"Decimal": {`"0"`, `"1000"`, `"25000.00"`}, "Date": {`"2026-01-01"`, `"2026-12-31"`}, "DateTime": {`"2026-06-01T00:00:00Z"`, `"2026-11-21T12:00:00Z"`},
		"ID": {d.id("partner"), d.id("program"), d.id("organization")}, "Email": {`"a@b.example"`},
	}[name]
	if values == nil {
		values = []string{`"a"`, `"b"`, `""`, `"GOLD"`, `"NIM"`, `"strategic"`}
	}
	return rapid.SampledFrom(values).Draw(d.T, name)
}

func (d *drawer) input(def *ast.Definition, depth int) string {
	var out []string
	for _, f := range def.Fields {
		deeper := d.schema.Types[f.Type.Name()].Kind == ast.InputObject && depth <= 0
		if f.Type.NonNull || !deeper && rapid.IntRange(0, len(def.Fields)).Draw(d.T, "field given") == 0 {
			out = append(out, f.Name+": "+d.value(f.Type, depth-1))
		}
	}
	return "{" + strings.Join(out, ", ") + "}"
}
