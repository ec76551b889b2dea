package plan_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"pgregory.net/rapid"

	"partnerhub/graph"
	"partnerhub/resolvers/plan"
)

var schema = graph.NewExecutableSchema(graph.Config{}).Schema()

// TestEveryFieldIsPlannedOrLeftForAReason walks the whole schema. What plans do not know is answered all the same, more slowly: a
// reference needs a line in tables.go, a computed field one in special.go, and what a plan cannot answer one in left_test.go.
func TestEveryFieldIsPlannedOrLeftForAReason(t *testing.T) {
	missing, planned := plan.Missing(schema)
	slices.Sort(missing)
	t.Logf("%d fields are planned, %d are not", planned, len(missing))
	left := leftOnes()
	for _, name := range missing {
		if left[name] == "" {
			t.Errorf("%s is neither planned nor listed with a reason why it is not", name)
		}
		delete(left, name)
	}
	for name := range left {
		t.Errorf("%s is listed as left, and is planned or not in the schema", name)
	}
}

var generated = regexp.MustCompile(`(?s)func \(ec \*executionContext\) _(\w+)_(\w+)\(.*?return obj\.(\w+(?:\(\))?), nil`)

// TestBindingsAreTheGenerators: a field is read from where the generated code reads it. What a method makes is no stored field.
func TestBindingsAreTheGenerators(t *testing.T) {
	files, err := filepath.Glob("../../graph/*.generated.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no generated code: ", err)
	}
	model := storedNames(t)
	bindings, compared := plan.Bindings(schema), 0
	for _, file := range files {
		code, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, function := range strings.Split(string(code), "\n}\n") {
			m := generated.FindStringSubmatch(function)
			if m == nil {
				continue
			}
			if got, ok := bindings[m[1]+"."+m[2]]; ok {
				compared++
				if !slices.Contains(model[m[3]], got) && got != strings.ToLower(m[3]) { // as a field without a tag is named
					t.Errorf("%s.%s: got %q, want what %s is stored as, one of %v", m[1], m[2], got, m[3], model[m[3]])
				}
			}
		}
	}
	if compared < len(bindings)*9/10 {
		t.Errorf("only %d of %d bindings were found in the generated code", compared, len(bindings))
	}
}

var tagged = regexp.MustCompile("(?m)^\\s+(\\w+)\\s.*`bson:\"([^\",]+)")

// storedNames are the names under which the fields of the model are stored, by the fields' names.
func storedNames(t *testing.T) map[string][]string {
	out := map[string][]string{}
	files, err := filepath.Glob("../../model/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		code, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range tagged.FindAllStringSubmatch(string(code), -1) {
			out[m[1]] = append(out[m[1]], m[2])
		}
	}
	return out
}

// TestTablesNameFields: no entry outlives its field.
func TestTablesNameFields(t *testing.T) {
	for _, name := range plan.Tables() {
		object, field, _ := strings.Cut(name, ".")
		if def := schema.Types[object]; def == nil || def.Fields.ForName(field) == nil {
			t.Errorf("the schema has no field %s", name)
		}
	}
}

// TestTextsAreWrittenAlike: every text is written byte for byte as the library writes it.
func TestTextsAreWrittenAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.RuneFrom([]rune("a\"\\\n\t\r\x00\x1f\x7fé\u2028\ufffd😀</>&")))).Draw(t, "s")
		var b strings.Builder
		graphql.MarshalString(s).MarshalGQL(&b)
		if got, want := plan.Write(s, false), b.String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if got, want := plan.Write(s, true), strconv.Quote(s); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
}
