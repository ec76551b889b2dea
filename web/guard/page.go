package guard

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
)

// variables resolves what a request gives for a document's variables.
type variables struct {
	defs  ast.VariableDefinitionList
	given map[string]any
}

// page is the number of rows that a field asks for. The first size out of range is kept as the refusal.
func (m *meter) page(f *ast.Field) int {
	page := 0
	for _, a := range f.Arguments {
		if a.Name != "first" && a.Name != "last" {
			continue
		}
		n, present, ok := m.vars.integer(a.Value)
		if !present {
			continue
		}
		if !ok || n < 1 || n > int64(m.g.limits.Page) {
			m.refusePage(a)
			continue
		}
		page = max(page, int(n))
	}
	if page == 0 {
		return m.g.limits.DefaultPage
	}
	return page
}

func (m *meter) refusePage(a *ast.Argument) {
	if m.refusal != nil {
		return
	}
	r := &Refusal{Code: BadInput, Rule: "page", Message: fmt.Sprintf("first and last must be whole numbers from 1 to %d", m.g.limits.Page)}
	m.refusal = r.at(a.Position)
}

// integer is the number behind a value. It is not present when the value is null or a variable that was left out.
func (v *variables) integer(value *ast.Value) (n int64, present, ok bool) {
	if value == nil || value.Kind == ast.NullValue {
		return 0, false, true
	}
	text := value.Raw
	switch value.Kind {
	case ast.Variable:
		given, there := v.given[value.Raw]
		if !there {
			return v.byDefault(value.Raw)
		}
		if given == nil {
			return 0, false, true
		}
		number, isNumber := given.(json.Number)
		if !isNumber {
			return 0, true, false
		}
		text = number.String()
	case ast.IntValue:
	default:
		return 0, true, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, true, err == nil
}

func (v *variables) byDefault(name string) (n int64, present, ok bool) {
	def := v.defs.ForName(name)
	if def == nil || def.DefaultValue == nil || def.DefaultValue.Kind == ast.Variable {
		return 0, false, true
	}
	return v.integer(def.DefaultValue)
}

// length is how many objects a plain list holds: as many as its one list argument names, or the usual number.
func (m *meter) length(f *ast.Field, def *ast.FieldDefinition) int {
	for _, a := range f.Arguments {
		d := def.Arguments.ForName(a.Name)
		if d != nil && d.Type.Elem != nil {
			return m.vars.items(a.Value)
		}
	}
	return m.g.limits.Length
}

// items counts the entries of a list value; one value alone is a list of one.
func (v *variables) items(value *ast.Value) int {
	if value == nil {
		return 1
	}
	if value.Kind == ast.ListValue {
		return max(1, len(value.Children))
	}
	if value.Kind != ast.Variable {
		return 1
	}
	given, there := v.given[value.Raw]
	if list, isList := given.([]any); isList {
		return max(1, len(list))
	}
	if def := v.defs.ForName(value.Raw); !there && def != nil && def.DefaultValue != nil && def.DefaultValue.Kind == ast.ListValue {
		return max(1, len(def.DefaultValue.Children))
	}
	return 1
}
