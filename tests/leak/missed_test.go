//go:build leakbugs

package leak_test

import (
	"sort"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"partnerhub/tests/leak/oracle"
)

// missed are the pairs that were never met.
func (r *report) missed(s *ast.Schema) []string {
	var out []string
	for _, def := range s.Types {
		if def.Kind != ast.Object || !coverable(def.Name) {
			continue
		}
		for _, f := range def.Fields {
			for _, role := range rolesOf(s) {
				if !strings.HasPrefix(f.Name, "__") && r.pairs[def.Name+"."+f.Name+" "+role] == 0 {
					out = append(out, def.Name+"."+f.Name+" "+role)
				}
			}
		}
	}
	sort.Strings(out)
	return out
}

// unpredicted are the fields of records that the oracle does not know.
func unpredicted(s *ast.Schema) []string {
	var out []string
	for _, def := range s.Types {
		if !isRecord(s, def.Name) {
			continue
		}
		for _, f := range def.Fields {
			if !oracle.Known(def.Name, f.Name) {
				out = append(out, def.Name+"."+f.Name)
			}
		}
	}
	sort.Strings(out)
	return out
}

// unreached are the types that a role could have been answered with and never was, and those that it was answered with although
// the list in outofreach_test.go says that it cannot be.
func (r *report) unreached(s *ast.Schema) (never, after []string) {
	for _, def := range s.Types {
		if def.Kind != ast.Object || !coverable(def.Name) {
			continue
		}
		for _, role := range rolesOf(s) {
			pair := def.Name + " " + role
			switch there := r.reached[pair] > 0; {
			case !there && outOfReach(def.Name, role) == "":
				never = append(never, pair)
			case there && outOfReach(def.Name, role) != "":
				after = append(after, pair)
			}
		}
	}
	sort.Strings(never)
	sort.Strings(after)
	return never, after
}

// rolesOf are all roles of the schema.
func rolesOf(s *ast.Schema) []string {
	var out []string
	for _, v := range s.Types["Role"].EnumValues {
		out = append(out, v.Name)
	}
	return out
}
