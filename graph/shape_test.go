package graph_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
)

func TestConnections(t *testing.T) {
	t.Parallel()
	s := contract(t)
	found := 0
	for _, d := range own(s) {
		noun, ok := strings.CutSuffix(d.Name, "Connection")
		if !ok {
			continue
		}
		found++
		hasFields(t, d, map[string]string{"edges": "[" + noun + "Edge!]!", "nodes": "[" + noun + "!]!",
			"pageInfo": "PageInfo!", "totalCount": "Int!"})
		edge := s.Types[noun+"Edge"]
		if edge == nil {
			t.Fatalf("%s has no %sEdge", d.Name, noun)
		}
		hasFields(t, edge, map[string]string{"cursor": "Cursor!", "node": noun + "!"})
	}
	if found == 0 {
		t.Error("no connection was found")
	}
	hasFields(t, s.Types["PageInfo"], map[string]string{"hasNextPage": "Boolean!", "hasPreviousPage": "Boolean!",
		"startCursor": "Cursor", "endCursor": "Cursor"})
}

// hasFields wants exactly these fields.
func hasFields(t *testing.T, d *ast.Definition, want map[string]string) {
	t.Helper()
	got := map[string]string{}
	for _, f := range fieldsOf(d) {
		got[f.Name] = f.Type.String()
	}
	for name, typ := range want {
		if got[name] != typ {
			t.Errorf("%s.%s: got %q, want %q", d.Name, name, got[name], typ)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%s has the fields %v, want %v", d.Name, got, want)
	}
}

// pagingArguments are the types of the arguments of a list that can grow.
var pagingArguments = map[string]string{"first": "Int", "after": "Cursor", "last": "Int", "before": "Cursor"}

func TestListsArePaged(t *testing.T) {
	t.Parallel()
	for _, d := range own(contract(t)) {
		for _, f := range fieldsOf(d) {
			if f.Type.Name() == "ChangePage" {
				continue // a feed is no list: it has no total and no way back, and always a place to go on from
			}
			if d.Kind == ast.Object && (strings.HasSuffix(f.Type.Name(), "Connection") || f.Arguments.ForName("first") != nil) {
				paged(t, d.Name+"."+f.Name, f)
			}
		}
	}
}

func paged(t *testing.T, name string, f *ast.FieldDefinition) {
	t.Helper()
	noun, ok := strings.CutSuffix(f.Type.Name(), "Connection")
	if !ok || !f.Type.NonNull {
		t.Errorf("%s takes first and answers %s, want a connection that is never null", name, f.Type)
	}
	for _, pair := range [][2]string{{"first", "after"}, {"last", "before"}} {
		if (f.Arguments.ForName(pair[0]) == nil) != (f.Arguments.ForName(pair[1]) == nil) {
			t.Errorf("%s: %s and %s come together", name, pair[0], pair[1])
		}
	}
	if f.Arguments.ForName("first") == nil {
		t.Errorf("%s answers a connection without taking first", name)
	}
	for _, a := range f.Arguments {
		want := pagingArguments[a.Name]
		switch a.Name {
		case "filter":
			want = noun + "Filter"
		case "orderBy":
			want = noun + "Order"
		}
		if a.Type.String() != want {
			t.Errorf("%s(%s): got %s, want %q", name, a.Name, a.Type, want)
		}
	}
}

func TestMutations(t *testing.T) {
	t.Parallel()
	s := contract(t)
	for _, f := range fieldsOf(s.Mutation) {
		t.Run(f.Name, func(t *testing.T) {
			t.Parallel()
			if len(f.Arguments) != 1 || f.Arguments[0].Name != "input" || !f.Arguments[0].Type.NonNull ||
				s.Types[f.Arguments[0].Type.Name()].Kind != ast.InputObject {
				t.Error("want one argument, input, which is a required input object")
			}
			if !strings.HasSuffix(f.Type.Name(), "Payload") || !f.Type.NonNull {
				t.Fatalf("answers %s, want a payload that is never null", f.Type)
			}
			payload(t, s.Types[f.Type.Name()])
		})
	}
}

// payload wants the faults of the user, and every other field nullable.
func payload(t *testing.T, d *ast.Definition) {
	t.Helper()
	for _, f := range fieldsOf(d) {
		if f.Name == "userErrors" {
			if got, want := f.Type.String(), "[UserError!]!"; got != want {
				t.Errorf("%s.userErrors: got %s, want %s", d.Name, got, want)
			}
			continue
		}
		if f.Type.NonNull {
			t.Errorf("%s.%s is never null, but it is absent beside user errors", d.Name, f.Name)
		}
	}
	if d.Fields.ForName("userErrors") == nil {
		t.Errorf("%s has no userErrors", d.Name)
	}
}

// TestChangesNameTheVersion wants the version that the viewer saw in every input that names an existing record of its own.
func TestChangesNameTheVersion(t *testing.T) {
	t.Parallel()
	for _, d := range own(contract(t)) {
		if d.Kind != ast.InputObject || d.Fields.ForName("id") == nil {
			continue
		}
		v := d.Fields.ForName("expectedVersion")
		if v == nil || v.Type.String() != "Int!" {
			t.Errorf("%s has an id and no expectedVersion: Int!", d.Name)
		}
	}
}

// TestRootRecords wants every record by id to be null when it is hidden, and nothing but the viewer to be certain.
func TestRootRecords(t *testing.T) {
	t.Parallel()
	s := contract(t)
	for _, f := range fieldsOf(s.Query) {
		isRecord := slices.Contains(s.Types[f.Type.Name()].Interfaces, "Node") || f.Type.Name() == "Node"
		if isRecord && f.Type.Elem == nil && f.Type.NonNull {
			t.Errorf("Query.%s is never null, but its record may be hidden", f.Name)
		}
	}
}

// TestReferencesAreNullable wants every reference from one record to another to be null when the other is hidden.
func TestReferencesAreNullable(t *testing.T) {
	t.Parallel()
	s := contract(t)
	// The viewer always sees itself and its own organization.
	certain := []string{"Viewer.user", "Viewer.organization"}
	for _, d := range own(s) {
		for _, f := range fieldsOf(d) {
			pages := strings.HasSuffix(d.Name, "Edge") || strings.HasSuffix(d.Name, "Connection")
			isRecord := f.Type.Elem == nil && slices.Contains(s.Types[f.Type.Name()].Interfaces, "Node")
			if isRecord && f.Type.NonNull && !pages && !slices.Contains(certain, d.Name+"."+f.Name) {
				t.Errorf("%s.%s is never null, but its record may be hidden", d.Name, f.Name)
			}
		}
	}
}
