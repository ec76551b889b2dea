package tests

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// filler writes inputs that are well formed: what a mutation requires, and an id in one place.
type filler struct {
	schema *ast.Schema
	seen   map[string]string // an id of each kind that the caller sees
}

// places are the ways to the ids in a mutation's input, such as "dealId" and "lines.partnerId".
func (f *filler) places(m *ast.FieldDefinition) []string {
	in := m.Arguments.ForName("input")
	if in == nil {
		return nil
	}
	return f.placesIn(f.schema.Types[in.Type.Name()], "", 0)
}

func (f *filler) placesIn(def *ast.Definition, at string, depth int) (out []string) {
	for _, field := range def.Fields {
		switch inner := f.schema.Types[field.Type.Name()]; {
		case field.Type.Name() == "ID":
			out = append(out, at+field.Name)
		case inner.Kind == ast.InputObject && depth < 2:
			out = append(out, f.placesIn(inner, at+field.Name+".", depth+1)...)
		}
	}
	return out
}

// input is an object with what it requires, and with the id in its place.
func (f *filler) input(def *ast.Definition, place, id string, depth int) map[string]any {
	out := map[string]any{}
	head, rest, _ := strings.Cut(place, ".")
	for _, field := range def.Fields {
		here := field.Name == head
		if !here && (!field.Type.NonNull || field.DefaultValue != nil) {
			continue
		}
		value := f.scalar(field)
		if inner := f.schema.Types[field.Type.Name()]; inner.Kind == ast.InputObject {
			below := ""
			if here {
				below = rest
			}
			if depth > 3 {
				continue
			}
			value = f.input(inner, below, id, depth+1)
		} else if here {
			value = id
		}
		if field.Type.Elem != nil {
			value = []any{value}
		}
		out[field.Name] = value
	}
	return out
}

// scalar is a value that the type takes.
func (f *filler) scalar(field *ast.FieldDefinition) any {
	if def := f.schema.Types[field.Type.Name()]; def.Kind == ast.Enum {
		return def.EnumValues[0].Name
	}
	switch field.Type.Name() {
	case "ID":
		return f.known(field.Name)
	case "Int", "Float":
		return 1
	case "Boolean":
		return true
	case "CountryCode":
		return "GB"
	case "CurrencyCode":
		return "GBP"
	case "Decimal":
		if field.Name == "sourceVersion" {
			return "10" // a whole number, so that the row is looked at
		}
		return "10.00"
	case "Date":
		return "2099-03-01"
	case "DateTime":
		return "2099-03-01T00:00:00.000Z"
	case "Email":
		return "somebody@example.com"
	}
	return "Words"
}

// known is an id that the caller sees, of the kind that the field is called after.
func (f *filler) known(field string) string {
	kind := strings.TrimSuffix(strings.TrimSuffix(field, "Ids"), "Id")
	switch kind {
	case "vendor", "distributor", "organization":
		kind = "organization"
	case "id":
		kind = "deal"
	}
	if id := f.seen[kind]; id != "" {
		return id
	}
	return absentOf(kind)
}
