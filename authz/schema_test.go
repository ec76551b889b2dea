package authz_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"partnerhub/model"
)

// TestEveryStoredFieldHasAVerdict: each bson path of a noun is in the book exactly once, by itself or by the path above it.
func TestEveryStoredFieldHasAVerdict(t *testing.T) {
	b := readBook(t)
	for kind, s := range b.Kinds {
		for _, fault := range s.storedFaults(typeOf(kind)) {
			t.Errorf("%s: %s", kind, fault)
		}
	}
	for _, tc := range []struct{ name, group, fields string }{
		{"a stored field without a verdict", "tier", "region"},
		{"a stored field with two", "tier", "tier region"},
		{"a part of a field that is listed whole", "labels", "tags externalIds externalIds.source"},
		{"a field that is not stored", "tier", "tier level"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := readBook(t).Kinds[model.KindPartner]
			s.Fields[tc.group] = tc.fields
			if len(s.storedFaults(typeOf(model.KindPartner))) == 0 {
				t.Error("nobody noticed")
			}
		})
	}
}

func (s *sheet) storedFaults(t reflect.Type) (faults []string) {
	listed := map[string]int{}
	for group := range s.Fields {
		for _, f := range s.bindings(group) {
			listed[f.stored]++
		}
	}
	used := map[string]bool{}
	for _, leaf := range storedLeaves(t, "") {
		if leaf == "judgedAt" || strings.HasPrefix(leaf, "seen.") {
			continue // of every kind, and the hub's own: the feed goes by it
		}
		n := 0
		for path := leaf; path != ""; path = path[:max(strings.LastIndexByte(path, '.'), 0)] {
			n += listed[path]
			used[path] = true
		}
		if n != 1 {
			faults = append(faults, fmt.Sprintf("the stored field %s has %d verdicts, not 1", leaf, n))
		}
	}
	for path := range listed {
		if !used[path] {
			faults = append(faults, fmt.Sprintf("%s is not stored", path))
		}
	}
	return faults
}

// storedLeaves are the dotted paths of everything that is stored, through pointers, lists and inline structs.
func storedLeaves(t reflect.Type, above string) (out []string) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t == reflect.TypeFor[time.Time]() {
		return []string{strings.TrimSuffix(above, ".")}
	}
	for i := range t.NumField() {
		name, opts, _ := strings.Cut(t.Field(i).Tag.Get("bson"), ",")
		switch {
		case opts == "inline":
			out = append(out, storedLeaves(t.Field(i).Type, above)...)
		case name != "-":
			out = append(out, storedLeaves(t.Field(i).Type, above+name+".")...)
		}
	}
	return out
}

// TestEverySchemaFieldHasAVerdict: each field that the schema offers is in the book, and the book names no other.
func TestEverySchemaFieldHasAVerdict(t *testing.T) {
	for _, fault := range readBook(t).schemaFaults(mustSchema(t, "")) {
		t.Error(fault)
	}
	for _, tc := range []struct{ name, more, want string }{
		{"a field of a noun", "extend type Deal { floorPrice: Money }", "Deal.floorPrice has no verdict"},
		{"a part of a field", "extend type DealLine { floorPrice: Money }", "DealLine.floorPrice has no verdict"},
		{"a part of a split field", "extend type DealConflict { rivalName: String }", "DealConflict.rivalName has no verdict"},
		{"a new noun", "type PriceList implements Node { id: ID! }", "PriceList.id has no verdict"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := readBook(t).schemaFaults(mustSchema(t, tc.more)); !slices.Contains(got, tc.want) {
				t.Errorf("got faults %q, want %q", got, tc.want)
			}
		})
	}
}

func mustSchema(t testing.TB, more string) *ast.Schema {
	t.Helper()
	names, err := filepath.Glob("../graph/schema/*.graphqls")
	if err != nil || len(names) == 0 {
		t.Fatalf("no schema: %v", err)
	}
	sources := []*ast.Source{{Name: "more", Input: more}}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, &ast.Source{Name: name, Input: string(text)})
	}
	schema, err := gqlparser.LoadSchema(sources...)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// machinery tells the types that carry no record's values themselves: pages, payloads, who asks.
func machinery(d *ast.Definition) bool {
	for _, end := range []string{"Connection", "Edge", "Payload"} {
		if strings.HasSuffix(d.Name, end) {
			return true
		}
	}
	return d.BuiltIn || d.Kind != ast.Object || slices.Contains([]string{"Query", "Mutation", "Viewer", "PageInfo", "UserError", "RateLimit"}, d.Name)
}

func (b *book) schemaFaults(schema *ast.Schema) (faults []string) {
	sheets := map[string]*sheet{}
	for _, s := range b.Kinds {
		sheets[s.Type] = s
	}
	for name, d := range schema.Types {
		if machinery(d) {
			continue
		}
		want := strings.Fields(b.Parts[name])
		if s := sheets[name]; s != nil {
			want = s.schemaFields()
		}
		got := fieldNames(d)
		for _, f := range want {
			if !slices.Contains(got, f) {
				faults = append(faults, fmt.Sprintf("the schema has no %s.%s", name, f))
			}
		}
		for _, f := range got {
			if !slices.Contains(want, f) {
				faults = append(faults, fmt.Sprintf("%s.%s has no verdict", name, f))
			}
		}
	}
	return faults
}

func fieldNames(d *ast.Definition) (out []string) {
	for _, f := range d.Fields {
		if !strings.HasPrefix(f.Name, "__") {
			out = append(out, f.Name)
		}
	}
	return out
}

// schemaFields are the fields of the noun's own type that the sheet speaks of.
func (s *sheet) schemaFields() []string {
	out := strings.Fields(s.Computed)
	for group := range s.Fields {
		for _, f := range s.bindings(group) {
			if top, _, _ := strings.Cut(f.schema, "."); top != "" && !slices.Contains(out, top) {
				out = append(out, top)
			}
		}
	}
	return out
}

// TestHiddenFieldsAreNullable: a field that some role may not see on a row that it sees must be able to be null, itself or
// with the object that holds it. The group core is shown on every row that is seen at all, so its fields need not.
func TestHiddenFieldsAreNullable(t *testing.T) {
	b, schema := readBook(t), mustSchema(t, "")
	for kind, s := range b.Kinds {
		for group := range s.Fields {
			for _, f := range s.bindings(group) {
				if group != "core" && f.schema != "" && !nullable(schema, s.Type, f.schema) {
					t.Errorf("%s: %s of the group %s cannot be null", kind, f.schema, group)
				}
			}
		}
		for group, cells := range s.Tables["read"] {
			for i, cell := range columns(cells) {
				if cell != "." && columns(s.Tables["read"]["core"])[i] == "." {
					t.Errorf("%s: column %d shows %s without core", kind, i, group)
				}
			}
		}
	}
}

func nullable(schema *ast.Schema, typ, path string) bool {
	name, rest, deeper := strings.Cut(path, ".")
	d := schema.Types[typ].Fields.ForName(name)
	return !d.Type.NonNull || deeper && nullable(schema, d.Type.Name(), rest)
}
