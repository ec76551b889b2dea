package graph_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"partnerhub/graph"
)

// contract is the schema that the server serves, without what GraphQL itself brings.
func contract(t testing.TB) *ast.Schema {
	t.Helper()
	s := graph.NewExecutableSchema(graph.Config{}).Schema()
	if len(s.Types) < 50 {
		t.Fatalf("the schema has %d types, which cannot be the hub's", len(s.Types))
	}
	return s
}

// own lists the schema's own types by name.
func own(s *ast.Schema) []*ast.Definition {
	var out []*ast.Definition
	for _, d := range s.Types {
		if !d.BuiltIn && !strings.HasPrefix(d.Name, "__") {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b *ast.Definition) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// fieldsOf lists the fields that the schema itself declares.
func fieldsOf(d *ast.Definition) ast.FieldList {
	var out ast.FieldList
	for _, f := range d.Fields {
		if !strings.HasPrefix(f.Name, "__") {
			out = append(out, f)
		}
	}
	return out
}

func TestEveryElementIsDescribed(t *testing.T) {
	t.Parallel()
	for _, d := range own(contract(t)) {
		described(t, d.Name, d.Description)
		for _, f := range fieldsOf(d) {
			described(t, d.Name+"."+f.Name, f.Description)
			for _, a := range f.Arguments {
				described(t, d.Name+"."+f.Name+"("+a.Name+")", a.Description)
			}
		}
		for _, v := range d.EnumValues {
			described(t, d.Name+"."+v.Name, v.Description)
		}
	}
}

// described wants a sentence: a capital or a code word at its beginning, a full stop at its end.
func described(t *testing.T, element, description string) {
	t.Helper()
	text := strings.TrimSpace(description)
	switch {
	case text == "":
		t.Errorf("%s has no description", element)
	case !strings.HasSuffix(text, ".") || strings.ToLower(text[:1]) == text[:1] && text[0] != '`':
		t.Errorf("the description of %s is no sentence: %q", element, text)
	}
}

func TestScalarsAreTyped(t *testing.T) {
	t.Parallel()
	want := []string{"CountryCode", "CurrencyCode", "Cursor", "Date", "DateTime", "Decimal", "Email"}
	var got []string
	for _, d := range own(contract(t)) {
		if d.Kind == ast.Scalar {
			got = append(got, d.Name)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("scalars: got %v, want %v; a scalar that holds any value would let operators of the database in", got, want)
	}
}

func TestNamesFollowTheHouse(t *testing.T) {
	t.Parallel()
	for _, d := range own(contract(t)) {
		if d.Name[:1] != strings.ToUpper(d.Name[:1]) || strings.Contains(d.Name, "_") {
			t.Errorf("type %s: want PascalCase", d.Name)
		}
		for _, f := range fieldsOf(d) {
			if f.Name[:1] != strings.ToLower(f.Name[:1]) || strings.Contains(f.Name, "_") {
				t.Errorf("field %s.%s: want camelCase", d.Name, f.Name)
			}
		}
		for _, v := range d.EnumValues {
			if v.Name != strings.ToUpper(v.Name) {
				t.Errorf("enum value %s.%s: want CAPITALS", d.Name, v.Name)
			}
		}
	}
}

func TestGeneratorsDirectivesStayInside(t *testing.T) {
	t.Parallel()
	for name := range contract(t).Directives {
		if strings.HasPrefix(name, "go") {
			t.Errorf("directive @%s is for the code generator; say it in gqlgen.yml", name)
		}
	}
}
