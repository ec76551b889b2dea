package authz_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"partnerhub/authz"
	"partnerhub/model"
)

// TestMatrixNoticesEveryChange is the test of the test: a policy that lacks a line, or one of whose lines shows one group of
// fields more or less or has the rows of another line, must differ from the book. It tries a part of all such changes;
// with HUB_TEST_THOROUGH set, all of them, which takes half a minute.
func TestMatrixNoticesEveryChange(t *testing.T) {
	b := readBook(t)
	mutants := b.mutants(t, mustPolicy(t))
	all := len(mutants)
	if os.Getenv("HUB_TEST_THOROUGH") == "" {
		mutants = everyNth(mutants, 17)
	}
	refused := 0
	for _, m := range mutants {
		p, err := authz.Load(authz.ModelText, m.policy)
		if err != nil {
			refused++
			continue // the start notices
		}
		if !b.Kinds[m.kind].differs(t, p, b.roles(), m.kind, m.action) {
			t.Errorf("nobody noticed: %s", m.name)
		}
	}
	t.Logf("%d of %d changes, %d of them refused at the start", len(mutants), all, refused)
}

// everyNth keeps the first of every n.
func everyNth[T any](all []T, n int) (out []T) {
	for i := 0; i < len(all); i += n {
		out = append(out, all[i])
	}
	return out
}

// mutant is a policy that is wrong in one place.
type mutant struct {
	name, policy string
	kind         model.Kind
	action       authz.Action
}

// written is a line of the policy as it is written.
type written struct {
	text, role, rows string
	kind             model.Kind
	action           authz.Action
	groups           []string
}

func (w written) mutant(rows string, groups []string) mutant {
	text := fmt.Sprintf("p, %s, *, %s, %s, %s, %s", w.role, w.kind, w.action, rows, strings.Join(groups, " "))
	if len(groups) == 0 {
		text = "# left out"
	}
	return mutant{fmt.Sprintf("%s became %s", w.text, text), strings.Replace(authz.Shipped(), w.text, text, 1), w.kind, w.action}
}

func writtenLines() (out []written) {
	for _, l := range strings.Split(authz.Shipped(), "\n") {
		cols := strings.Split(l, ",")
		if cols[0] != "p" {
			continue
		}
		for i := range cols {
			cols[i] = strings.TrimSpace(cols[i])
		}
		out = append(out, written{l, cols[1], cols[5], model.Kind(cols[3]), authz.Action(cols[4]), strings.Fields(cols[6])})
	}
	return out
}

func (b *book) mutants(t testing.TB, p *authz.Policy) (out []mutant) {
	lines := writtenLines()
	for _, w := range lines {
		have := heirs(t, w.role)
		out = append(out, w.mutant(w.rows, nil))
		for group := range b.Kinds[w.kind].Fields {
			if i := slices.Index(w.groups, group); i >= 0 {
				out = append(out, w.mutant(w.rows, slices.Delete(slices.Clone(w.groups), i, i+1)))
			} else if group != "hub" && !shownAnyway(p, w, have, group) {
				out = append(out, w.mutant(w.rows, append(slices.Clone(w.groups), group)))
			}
		}
		for _, rows := range rowsOf(lines, w.kind) {
			if rows != w.rows {
				out = append(out, w.mutant(rows, w.groups))
			}
		}
	}
	return out
}

// rowsOf are the sets of rows that lines of a kind name, each once.
func rowsOf(lines []written, kind model.Kind) (out []string) {
	for _, l := range lines {
		if l.kind == kind && !slices.Contains(out, l.rows) {
			out = append(out, l.rows)
		}
	}
	return out
}

// shownAnyway is true when every role that has the line shows the group on wider rows already: own on own_approved.
func shownAnyway(p *authz.Policy, w written, heirs []model.Role, group string) bool {
	for _, role := range heirs {
		if !slices.ContainsFunc(p.Lines(role, w.kind, w.action), func(l [2]string) bool {
			return includes(l[0], w.rows) && slices.Contains(strings.Fields(l[1]), group)
		}) {
			return false
		}
	}
	return true
}

// includes knows by name which rows are among which: what is approved has been reviewed.
func includes(wide, narrow string) bool {
	return wide == narrow || strings.HasPrefix(narrow, wide+"_") || wide == strings.TrimSuffix(narrow, "_approved")+"_reviewed"
}

// heirs are the roles that have the lines of a name.
func heirs(t testing.TB, name string) (out []model.Role) {
	e := mustEnforcer(t, "")
	for _, role := range model.AllRole {
		names, err := e.GetImplicitRolesForUser(strings.ToLower(string(role)))
		if err != nil {
			t.Fatal(err)
		}
		if strings.EqualFold(string(role), name) || slices.Contains(names, name) {
			out = append(out, role)
		}
	}
	return out
}

// differs tells whether any verdict of the action is another than the book's.
func (s *sheet) differs(t *testing.T, p *authz.Policy, roles []model.Role, kind model.Kind, action authz.Action) bool {
	return s.differsFor(t, p, roles, kind, action, false) || kind == model.KindDeal && s.differsFor(t, p, roles, kind, action, true)
}

func (s *sheet) differsFor(t *testing.T, p *authz.Policy, roles []model.Role, kind model.Kind, action authz.Action, ownDealsOnly bool) bool {
	for column, role := range roles {
		who := asker(role)
		who.OwnDealsOnly = ownDealsOnly
		shown, g := s.groupsBy(t, action, column, len(roles)), p.Grant(who, kind, action)
		if ownDealsOnly {
			s.keepOwn(t, shown, role, action)
		}
		for situation := range s.Situations {
			record := s.record(kind, situation)
			for group := range s.Fields {
				fields := s.bindings(group)
				if path := fields[len(fields)-1].stored; g.Shows(record, path) != slices.Contains(shown[group], situation) {
					return true
				}
			}
		}
	}
	return false
}
