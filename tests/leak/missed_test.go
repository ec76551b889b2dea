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
				if pair := def.Name + "." + f.Name + " " + role; !strings.HasPrefix(f.Name, "__") && r.pairs[pair] == 0 {
					out = append(out, pair)
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

// rolesOf are all roles of the schema.
func rolesOf(s *ast.Schema) []string {
	var out []string
	for _, v := range s.Types["Role"].EnumValues {
		out = append(out, v.Name)
	}
	return out
}
