package resolvers_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"testing"
)

const (
	maxLines    = 12
	medianLines = 4
)

// TestResolversStayThin holds every resolver to a few lines without a loop: what needs more belongs into the hub.
func TestResolversStayThin(t *testing.T) {
	t.Parallel()
	var lines []int
	files := token.NewFileSet()
	for _, file := range parsed(t, files) {
		for _, d := range file.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Recv == nil {
				continue
			}
			lines = append(lines, files.Position(fn.End()).Line-files.Position(fn.Body.Pos()).Line)
			if n := lines[len(lines)-1]; n > maxLines {
				t.Errorf("%s has %d lines, want at most %d", fn.Name.Name, n, maxLines)
			}
			if loops(fn) {
				t.Errorf("%s loops over data; a loader, the hub or a conversion does that", fn.Name.Name)
			}
		}
	}
	slices.Sort(lines)
	if len(lines) < 40 {
		t.Fatalf("found %d resolvers, which cannot be all", len(lines))
	}
	if got := lines[len(lines)/2]; got > medianLines {
		t.Errorf("the median is %d lines, want at most %d", got, medianLines)
	}
}

func parsed(t testing.TB, files *token.FileSet) []*ast.File {
	t.Helper()
	names, err := filepath.Glob("*.resolvers.go")
	if err != nil || len(names) == 0 {
		t.Fatalf("found %d files of resolvers: %v", len(names), err)
	}
	var out []*ast.File
	for _, name := range names {
		f, err := parser.ParseFile(files, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, f)
	}
	return out
}

func loops(fn *ast.FuncDecl) bool {
	found := false
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			found = true
		}
		return !found
	})
	return found
}
