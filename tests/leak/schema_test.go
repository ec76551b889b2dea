package leak_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"partnerhub/tests/leak/oracle"
)

// schema is the contract as its authors wrote it. Queries, learned fields and pairs to cover all come from it.
func loadSchema(tb testing.TB) *ast.Schema {
	tb.Helper()
	paths, err := filepath.Glob("../../graph/schema/*.graphqls")
	if err != nil || len(paths) == 0 {
		tb.Fatalf("schema files: %v %v", paths, err)
	}
	var sources []*ast.Source
	for _, p := range paths {
		raw, err := os.ReadFile(p)
		if err != nil {
			tb.Fatal(err)
		}
		sources = append(sources, &ast.Source{Name: p, Input: string(raw)})
	}
	schema, err := gqlparser.LoadSchema(sources...)
	if err != nil {
		tb.Fatal(err)
	}
	leaveOut(schema, "rateLimit", "RateLimit")
	return schema
}

// leaveOut takes a root field and its types out of what is drawn and has to be covered: what a caller's own requests have cost
// differs from one asking to the next, and rests on nothing that is stored.
func leaveOut(s *ast.Schema, field string, types ...string) {
	s.Query.Fields = slices.DeleteFunc(s.Query.Fields, func(f *ast.FieldDefinition) bool { return f.Name == field })
	for _, typ := range types {
		delete(s.Types, typ)
	}
}

// fieldOf is a field without arguments or selections, typed as the schema says.
func fieldOf(s *ast.Schema, d *ast.FieldDefinition) *oracle.Field {
	f := &oracle.Field{Key: d.Name, Name: d.Name, Type: d.Type.Name(), List: d.Type.Elem != nil, NonNull: d.Type.NonNull, Args: map[string]any{}}
	f.Inner = f.List && d.Type.Elem.NonNull
	f.Leaf = !s.Types[f.Type].IsCompositeType()
	return f
}

// hasRule tells from its description that a field is hidden from some.
func hasRule(d *ast.FieldDefinition) bool {
	return strings.Contains(d.Description, "Seen by") || strings.Contains(d.Description, "Hidden from") || strings.Contains(d.Description, "hidden from")
}

// isRecord tells the types that have an id of their own.
func isRecord(s *ast.Schema, typ string) bool {
	d := s.Types[typ]
	return d != nil && d.Kind == ast.Object && d.Fields.ForName("id") != nil && strings.Contains(strings.Join(d.Interfaces, " "), "Node")
}
