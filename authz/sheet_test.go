package authz_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"partnerhub/authz"
	"partnerhub/model"
)

// actions are all actions; a table that a kind lacks denies everything.
var actions = []authz.Action{authz.Read, authz.Create, authz.Submit, authz.ClaimReview, authz.Return, authz.Endorse,
	authz.Decline, authz.Approve, authz.Reject, authz.Withdraw, authz.Comment, authz.Update, authz.UpdateStage, authz.Copy, authz.Veto,
	authz.Reinstate, authz.Release, authz.Revoke, authz.MarkLost, authz.Appeal, authz.Reopen, authz.Countersign, authz.Extend,
	authz.ExtendFurther, authz.ReportWon, authz.ConfirmWon, authz.Invite, authz.Sponsor, authz.Accept, authz.Suspend, authz.Terminate, authz.Renew, authz.AssignTier, authz.Demote, authz.Sync, authz.ReportRevenue, authz.ConfigureSales, authz.Explain}

// book is testdata/matrix.yaml.
type book struct {
	Columns string
	Kinds   map[model.Kind]*sheet
	Parts   map[string]string
}

// sheet is one kind of the book.
type sheet struct {
	Type       string
	Usual      yaml.Node
	Situations map[string]yaml.Node
	Sets       map[string]string
	Fields     map[string]string
	Computed   string
	Tables     map[string]map[string]string `yaml:",inline"`

	facts map[string]facts
}

func readBook(t testing.TB) *book {
	t.Helper()
	text, err := os.ReadFile("testdata/matrix.yaml")
	if err != nil {
		t.Fatal(err)
	}
	b := &book{}
	if err := yaml.Unmarshal(text, b); err != nil {
		t.Fatal(err)
	}
	for kind, s := range b.Kinds {
		s.readFacts(t)
		for name := range s.Tables {
			if !slices.Contains(actions, authz.Action(name)) {
				t.Fatalf("%s: %q is no action", kind, name)
			}
		}
	}
	return b
}

// readFacts puts what each situation says on top of what is usual.
func (s *sheet) readFacts(t testing.TB) {
	t.Helper()
	s.facts = map[string]facts{}
	for name, node := range s.Situations {
		var f facts
		if s.Usual.Kind != 0 {
			if err := s.Usual.Decode(&f); err != nil {
				t.Fatal(err)
			}
		}
		if err := node.Decode(&f); err != nil {
			t.Fatalf("%s %s: %v", s.Type, name, err)
		}
		s.facts[name] = f
	}
}

func (b *book) roles() []model.Role {
	var out []model.Role
	for _, name := range columns(b.Columns) {
		out = append(out, model.Role(name))
	}
	return out
}

// columns are the cells of a row; the strokes between the sides are for the reader.
func columns(row string) []string {
	return slices.DeleteFunc(strings.Fields(row), func(s string) bool { return s == "|" })
}

// binding is one field as the book names it: the stored path and the path in the schema, "" for none.
type binding struct{ stored, schema string }

func (s *sheet) bindings(group string) []binding {
	var out []binding
	for _, f := range strings.Fields(s.Fields[group]) {
		stored, schema, two := strings.Cut(f, "/")
		switch {
		case !two:
			schema = stored
		case schema == "-":
			schema = ""
		}
		out = append(out, binding{stored, schema})
	}
	return out
}

// groupsBy lists, for one role of an action, the situations in which each group is shown.
func (s *sheet) groupsBy(t testing.TB, action authz.Action, column, width int) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for group, row := range s.Tables[string(action)] {
		cells := columns(row)
		if len(cells) != width || s.Fields[group] == "" {
			t.Fatalf("%s %s %s: %d cells, want %d, and a known group", s.Type, action, group, len(cells), width)
		}
		if cells[column] == "." {
			continue
		}
		for _, name := range strings.Split(cells[column], "+") {
			out[group] = append(out[group], s.members(t, name)...)
		}
	}
	return out
}

// members are the situations of a set.
func (s *sheet) members(t testing.TB, set string) []string {
	t.Helper()
	text, ok := s.Sets[set]
	rest, allBut := strings.CutPrefix(text, "all but ")
	names := strings.Fields(rest)
	for _, name := range names {
		if _, known := s.Situations[name]; !known {
			t.Fatalf("%s: set %q names the unknown situation %q", s.Type, set, name)
		}
	}
	if !ok || len(names) == 0 {
		t.Fatalf("%s: set %q is unknown or empty", s.Type, set)
	}
	if !allBut {
		return names
	}
	var out []string
	for name := range s.Situations {
		if !slices.Contains(names, name) {
			out = append(out, name)
		}
	}
	return out
}
