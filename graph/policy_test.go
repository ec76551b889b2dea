package graph_test

import (
	"slices"
	"strings"
	"testing"
)

// line is one line of the policy that lets somebody read.
type line struct {
	role, kind, rows string
	groups           []string
}

func readLines(t testing.TB) []line {
	t.Helper()
	var out []line
	for _, c := range rows(t, "../authz/policy.csv") {
		if c[0] == "p" && c[4] == "read" {
			out = append(out, line{c[1], c[3], c[5], strings.Fields(c[6])})
		}
	}
	return out
}

// roles gives every role with those whose lines it also has.
func roles(t testing.TB) map[string][]string {
	t.Helper()
	above := map[string][]string{}
	for _, c := range rows(t, "../authz/policy.csv") {
		if c[0] == "g" {
			above[c[1]] = append(above[c[1]], c[2])
		}
	}
	out := map[string][]string{}
	for _, l := range readLines(t) {
		out[l.role] = closure(above, l.role)
	}
	return out
}

func closure(above map[string][]string, role string) []string {
	out := []string{role}
	for _, r := range above[role] {
		out = append(out, closure(above, r)...)
	}
	return out
}

// TestVisibleRecordsHaveTheirCore wants every row that a line shows to be shown with the group core, by the line itself or
// by one of the same role over a set of rows that holds it: fields of the group core are never null.
func TestVisibleRecordsHaveTheirCore(t *testing.T) {
	t.Parallel()
	all, inherited := readLines(t), roles(t)
	for _, l := range all {
		if !slices.ContainsFunc(all, func(c line) bool {
			holds := c.rows == l.rows || strings.HasPrefix(l.rows, c.rows+"_")
			return c.kind == l.kind && holds && slices.Contains(inherited[l.role], c.role) && slices.Contains(c.groups, "core")
		}) {
			t.Errorf("%s reads %s of %s without the group core", l.role, l.rows, l.kind)
		}
	}
}
