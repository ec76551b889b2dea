package main_test

import (
	"go/ast"
	"testing"
)

// pools are the files that use memory again for later requests, each with the test that asks side by side as many and looks for what
// is another one's. A new line here is a decision: what is kept must be wiped, and a test must be able to see when it is not.
var pools = map[string]string{
	"web/body.go":           "TestNoBytesOfAnotherRequest",
	"web/send.go":           "TestNoBytesOfAnotherRequest",
	"resolvers/plan/run.go": "TestNothingOfARequestIsKept",
	"store/sheet.go":        "TestNothingOfASheetIsKept",
	"model/cursor.go":       "TestCursorHidesAndRepeats", // hashes, begun anew: one that went on would seal the same place otherwise
}

// TestPoolsAreWatched: memory that is used again is where a request's bytes could reach another one, so there is none that no test watches.
func TestPoolsAreWatched(t *testing.T) {
	found, tests := map[string]bool{}, map[string]bool{}
	for _, s := range sources(t) {
		for _, d := range s.file.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && s.test {
				tests[fn.Name.Name] = true
			}
		}
		if !s.test && s.pools() {
			found[s.path] = true
			if pools[s.path] == "" {
				t.Errorf("%s keeps a sync.Pool that no test watches", s.path)
			}
		}
	}
	for path, test := range pools {
		if !found[path] {
			t.Errorf("%s keeps no sync.Pool: take it off the list", path)
		}
		if !tests[test] {
			t.Errorf("%s, which watches %s, is not there", test, path)
		}
	}
}

// pools is true for a file that names sync.Pool.
func (s source) pools() (found bool) {
	ast.Inspect(s.file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Name == "Pool" {
			x, ok := sel.X.(*ast.Ident)
			found = found || ok && x.Name == "sync"
		}
		return !found
	})
	return found
}
