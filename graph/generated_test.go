package graph_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestRecordsAreNeverWrittenAsIDs catches a reference that lacks a resolver: the generator then binds the stored id and
// writes it where the schema promises an object.
func TestRecordsAreNeverWrittenAsIDs(t *testing.T) {
	t.Parallel()
	var objects []string
	for _, d := range own(contract(t)) {
		if slices.Contains(d.Interfaces, "Node") {
			objects = append(objects, d.Name)
		}
	}
	asID := regexp.MustCompile(`marshal[NO](` + strings.Join(objects, "|") + `)2[^(]*ᚐID\(`)
	for file, text := range generated(t) {
		if found := asID.FindString(text); found != "" {
			t.Errorf("%s: %s writes an id for an object; the field needs a resolver in gqlgen.yml", file, found)
		}
	}
}

func generated(t testing.TB) map[string]string {
	t.Helper()
	files, err := filepath.Glob("*.generated.go")
	if err != nil || len(files) < 5 {
		t.Fatalf("found %d generated files: %v", len(files), err)
	}
	out := map[string]string{}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		out[f] = string(text)
	}
	return out
}
