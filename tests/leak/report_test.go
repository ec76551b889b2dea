package leak_test

import (
	"fmt"
	"sort"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"partnerhub/tests/leak/oracle"
)

func (r *report) String() string {
	return fmt.Sprintf("%d queries (%d predicted, %d vague, %d refused), %d compared with a twin, %d deals changed, %d pairs of field and role, %d leaks",
		r.queries, r.compared, r.vague, r.refused, r.twins, r.mutations, len(r.pairs), len(r.leaks))
}

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
