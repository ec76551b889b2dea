package graph_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// parse reads the Go files of a package, without its tests.
func parse(t testing.TB, dir string) []*ast.File {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s has %d files: %v", dir, len(files), err)
	}
	var out []*ast.File
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, f)
	}
	return out
}

// TestEveryFilterFieldIsRead wants the hub to look at every field of every filter: one that it passes over would give the
// caller more rows than it asked for.
func TestEveryFilterFieldIsRead(t *testing.T) {
	t.Parallel()
	used := usedFields(parse(t, "../hub"))
	for name, fields := range structs(parse(t, "../model")) {
		if !strings.HasSuffix(name, "Filter") {
			continue
		}
		for _, f := range fields {
			if !used[name][f] {
				t.Errorf("the hub never reads %s.%s", name, f)
			}
		}
	}
}

// structs gives the fields of every struct, by the struct's name.
func structs(files []*ast.File) map[string][]string {
	out := map[string][]string{}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if s, ok := spec.Type.(*ast.StructType); ok {
				out[spec.Name.Name] = names(s.Fields)
			}
			return false
		})
	}
	return out
}

func names(list *ast.FieldList) []string {
	var out []string
	for _, f := range list.List {
		for _, n := range f.Names {
			out = append(out, n.Name)
		}
	}
	return out
}

// usedFields gives the fields that functions read of their parameters, by the type of the parameter.
func usedFields(files []*ast.File) map[string]map[string]bool {
	out := map[string]map[string]bool{}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch fn := n.(type) {
			case *ast.FuncDecl:
				note(out, fn.Type, fn.Body)
			case *ast.FuncLit:
				note(out, fn.Type, fn.Body)
			}
			return true
		})
	}
	return out
}

func note(out map[string]map[string]bool, typ *ast.FuncType, body *ast.BlockStmt) {
	types := parameters(typ)
	ast.Inspect(body, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); ok && types[x.Name] != "" {
			if out[types[x.Name]] == nil {
				out[types[x.Name]] = map[string]bool{}
			}
			out[types[x.Name]][sel.Sel.Name] = true
		}
		return true
	})
}

// parameters gives the type of each parameter that is a pointer to a type of package model.
func parameters(typ *ast.FuncType) map[string]string {
	out := map[string]string{}
	for _, p := range typ.Params.List {
		star, ok := p.Type.(*ast.StarExpr)
		if !ok {
			continue
		}
		sel, ok := star.X.(*ast.SelectorExpr)
		if !ok {
			continue
		}
		for _, n := range p.Names {
			out[n.Name] = sel.Sel.Name
		}
	}
	return out
}

// TestEveryOrderIsMade wants the hub to name every order but the one that each list falls back to.
func TestEveryOrderIsMade(t *testing.T) {
	t.Parallel()
	named := map[string]bool{}
	for _, f := range parse(t, "../hub") {
		ast.Inspect(f, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				named[sel.Sel.Name] = true
			}
			return true
		})
	}
	s := contract(t)
	for _, d := range own(s) {
		if !strings.HasSuffix(d.Name, "OrderField") {
			continue
		}
		var missing []string
		for _, v := range d.EnumValues {
			if !named[d.Name+goName(v.Name)] {
				missing = append(missing, v.Name)
			}
		}
		if len(missing) > 1 {
			t.Errorf("%s: the hub knows none of %v, and one of them at most is what it falls back to", d.Name, missing)
		}
	}
}

// goName is the Go name of an enum value: UPDATED_AT is UpdatedAt.
func goName(value string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(value, "_") {
		b.WriteString(word[:1] + strings.ToLower(word[1:]))
	}
	return b.String()
}
