package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// attacks is how many there are in docs/attacks.md.
const attacks = 141

var (
	attackRow  = regexp.MustCompile(`(?m)^\| (\d+) \|[^|]+\| ([^|]+) \|$`)
	namedTest  = regexp.MustCompile("`([a-z/]+)\\.((?:Test|Fuzz)\\w+)`")
	testMethod = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
)

// TestEveryAttackHasItsTest reads docs/attacks.md: each number is there once and names at least one test, and every test that is
// named exists where it is said to be.
func TestEveryAttackHasItsTest(t *testing.T) {
	raw, err := os.ReadFile("docs/attacks.md")
	if err != nil {
		t.Fatal(err)
	}
	rows, known := attackRow.FindAllStringSubmatch(string(raw), -1), map[string]map[string]bool{}
	if len(rows) != attacks {
		t.Errorf("got %d rows, want %d", len(rows), attacks)
	}
	for i, row := range rows {
		if row[1] != fmt.Sprint(i+1) {
			t.Errorf("got the number %s where %d stands", row[1], i+1)
		}
		named := namedTest.FindAllStringSubmatch(row[2], -1)
		if len(named) == 0 || len(named) != strings.Count(row[2], "`")/2 {
			t.Errorf("%s: got %s, want names of tests", row[1], row[2])
		}
		for _, n := range named {
			if known[n[1]] == nil {
				known[n[1]] = testsIn(t, n[1])
			}
			if !known[n[1]][n[2]] {
				t.Errorf("%s: there is no %s in %s", row[1], n[2], n[1])
			}
		}
	}
}

// testsIn are the tests of a package, with and without build tags.
func testsIn(t *testing.T, dir string) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil || len(files) == 0 {
		t.Errorf("no tests in %s: %v", dir, err)
	}
	out := map[string]bool{}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range testMethod.FindAllStringSubmatch(string(raw), -1) {
			out[m[1]] = true
		}
	}
	return out
}
