package tests

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// TestEveryMutationKeepsHiddenAndAbsentApartFromNobody puts, into every place of every mutation that takes an id, ids of every kind
// that the caller cannot see, and ids of nothing: the answers are the same bytes, and nothing that was hidden has changed. A new
// mutation is asked on the day it lands.
func TestEveryMutationKeepsHiddenAndAbsentApartFromNobody(t *testing.T) {
	w := demoWorld(t)
	schema := schemaOf(t)
	all := w.everyID(t)
	before := w.versions(t, all)
	asked := 0
	for _, email := range []string{"admin@harbor.example", "desk@pacific.example", "admin@ironwall.example"} {
		c := w.as(email)
		hidden, seen := c.divided(t, all)
		f := &filler{schema: schema, seen: seen}
		for _, m := range schema.Mutation.Fields {
			for _, place := range f.places(m) {
				absent := c.answerTo(t, f, m, place, absentOf("deal"))
				for _, id := range append(hidden, absentOf("partner"), "nonsense") {
					asked++
					if got := c.answerTo(t, f, m, place, id); got != absent {
						t.Errorf("%s: %s with %s in %s answers\n%s\nand with an id of nothing\n%s", email, m.Name, id, place, got, absent)
					}
				}
			}
		}
	}
	if after := w.versions(t, all); after != before {
		t.Errorf("something hidden was changed")
	}
	if asked < 500 {
		t.Errorf("only %d hidden ids were tried", asked)
	}
}

// schemaOf is the contract as its authors wrote it.
func schemaOf(t *testing.T) *ast.Schema {
	t.Helper()
	paths, err := filepath.Glob("../graph/schema/*.graphqls")
	if err != nil || len(paths) == 0 {
		t.Fatalf("schema files: %v %v", paths, err)
	}
	var sources []*ast.Source
	for _, p := range paths {
		raw, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, &ast.Source{Name: p, Input: string(raw)})
	}
	schema, err := gqlparser.LoadSchema(sources...)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

var anyID = regexp.MustCompile(`\b[a-z]+_[0-9a-z]{26}\b`)

// everyID is what the vendors' administrators find, by listing everything.
func (w *world) everyID(t *testing.T) []string {
	t.Helper()
	found := map[string]bool{}
	for _, vendor := range []string{"nimbus", "ironwall", "pixelforge"} {
		got := w.as("admin@"+vendor+".example").query(t, `{viewer{user{id}} organizations(first:100){nodes{id}} partners(first:20){nodes{id}} programs(first:20){nodes{id}}
			campaigns(first:20){nodes{id}} deals(first:20){nodes{id}} enrollments(first:20){nodes{id}} segments(first:20){nodes{id}}
			directEngagements(first:20){nodes{id}} approvalAuthorities{id}}`)
		for _, id := range anyID.FindAllString(object{"all": got}.json("all"), -1) {
			found[id] = true
		}
	}
	var out []string
	for id := range found {
		out = append(out, id)
	}
	sort.Strings(out)
	return out
}

// divided are one hidden id of each kind, and by its kind the first one that is seen.
func (c client) divided(t *testing.T, all []string) (hidden []string, seen map[string]string) {
	t.Helper()
	known := map[string]bool{}
	seen = map[string]string{}
	for part := range slices.Chunk(all, 100) {
		got := c.query(t, `query($ids:[ID!]!){nodes(ids:$ids){id}}`, vars{"ids": part})
		nodes, _ := got.at("nodes").([]any)
		for i, id := range part {
			switch kind := kindOf(id); {
			case nodes[i] != nil && seen[kind] == "":
				seen[kind] = id
			case nodes[i] == nil && !known[kind]:
				hidden, known[kind] = append(hidden, id), true
			}
		}
	}
	return hidden, seen
}

func kindOf(id string) string { kind, _, _ := strings.Cut(id, "_"); return kind }

func absentOf(kind string) string { return kind + "_00000000000000000000000000" }

// versions are those of all records, as the vendors' administrators read them.
func (w *world) versions(t *testing.T, all []string) string {
	t.Helper()
	var out strings.Builder
	for _, vendor := range []string{"nimbus", "ironwall", "pixelforge"} {
		for part := range slices.Chunk(all, 100) {
			got := w.as("admin@"+vendor+".example").query(t, `query($ids:[ID!]!){nodes(ids:$ids){id ...on Partner{version}
				...on Program{version} ...on Campaign{version} ...on Deal{version} ...on Enrollment{version} ...on Segment{version} ...on DirectEngagement{version}}}`, vars{"ids": part})
			out.WriteString(got.json("nodes"))
		}
	}
	return out.String()
}

var requestForm = regexp.MustCompile(`"requestId":"[^"]*"`)

// answerTo is what a mutation answers with an id in one place.
func (c client) answerTo(t *testing.T, f *filler, m *ast.FieldDefinition, place, id string) string {
	t.Helper()
	in := m.Arguments.ForName("input")
	answer := c.ask(t, "mutation($in:"+in.Type.String()+"){r:"+m.Name+"(input:$in){userErrors{code field message}}}", vars{"in": f.input(f.schema.Types[in.Type.Name()], place, id, 0)})
	text := object{"errors": answer.Errors, "data": answer.Data}
	return requestForm.ReplaceAllString(strings.ReplaceAll(text.json("errors")+text.json("data"), id, "ID"), "")
}
