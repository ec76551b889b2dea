package main_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// source is one Go file of the module.
type source struct {
	path, dir, room string
	test            bool // a file of tests
	generated       bool
	lines           int
	file            *ast.File
	pos             *token.FileSet
}

// sources parses every Go file of the module, once for all tests.
func sources(t testing.TB) []source {
	t.Helper()
	all, err := parsed()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 50 {
		t.Fatalf("found %d Go files, which cannot be all", len(all))
	}
	return all
}

var parsed = sync.OnceValues(func() (all []source, err error) {
	err = filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && outside(d.Name()) {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") {
			return nil
		}
		s, err := parse(filepath.ToSlash(name))
		all = append(all, s)
		return err
	})
	return all, err
})

// outside tells directories that hold no source of the module.
func outside(dir string) bool {
	return dir != "." && strings.HasPrefix(dir, ".") || dir == "node_modules" || dir == "bin" || dir == "data"
}

func parse(name string) (source, error) {
	pos := token.NewFileSet()
	file, err := parser.ParseFile(pos, name, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return source{}, err
	}
	dir := path.Dir(name)
	return source{path: name, dir: dir, room: roomOf(dir), test: strings.HasSuffix(name, "_test.go"),
		generated: ast.IsGenerated(file) || strings.HasSuffix(name, ".generated.go"),
		lines:     pos.File(file.FileStart).LineCount(), file: file, pos: pos}, nil
}

// roomOf is the room that a package is part of: the longest listed directory above it, or the package itself.
func roomOf(dir string) string {
	for d := dir; d != "."; d = path.Dir(d) {
		if _, listed := rooms[d]; listed {
			return d
		}
	}
	return dir
}

func (s source) imports() []string {
	var out []string
	for _, i := range s.file.Imports {
		if p, err := strconv.Unquote(i.Path.Value); err == nil {
			out = append(out, p)
		}
	}
	return out
}

// uses lists the places where the file names something of an imported package, under whatever name it imports it.
func (s source) uses(pkg, name string) []*ast.SelectorExpr {
	local := s.localName(pkg)
	var out []*ast.SelectorExpr
	ast.Inspect(s.file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Name == name {
			if x, ok := sel.X.(*ast.Ident); ok && local != "" && x.Name == local {
				out = append(out, sel)
			}
		}
		return true
	})
	return out
}

// localName is the name under which the file imports a package; empty when it does not.
func (s source) localName(pkg string) string {
	for _, i := range s.file.Imports {
		if i.Path.Value == strconv.Quote(pkg) {
			if i.Name != nil {
				return i.Name.Name
			}
			return path.Base(pkg)
		}
	}
	return ""
}

func (s source) at(n ast.Node) string { return s.pos.Position(n.Pos()).String() }
