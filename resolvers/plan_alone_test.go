package resolvers_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"partnerhub/authz"
)

// TestEachFieldAlone selects every field of every record, and of every part of one, by itself: what decides on the field must be
// read although nothing else is wanted.
func TestEachFieldAlone(t *testing.T) {
	p, err := sharedPair()
	must(t, err)
	schema := p.schema.Schema()
	people := p.people
	if testing.Short() {
		people = people[:3]
	}
	asked, seen := 0, map[string]int{}
	for _, root := range schema.Query.Fields {
		name, paged := strings.CutSuffix(root.Type.Name(), "Connection")
		if !paged && root.Type.Elem == nil || name == "Node" || root.Arguments.ForName("role") != nil {
			continue
		}
		depth := 3
		if rare := []string{"partnerCertifications", "webhookEndpoints", "conversionRates", "serviceAccounts"}; slices.Contains(rare, root.Name) {
			depth = 2 // what they name is asked for with the others
		}
		for _, selection := range alone(schema, schema.Types[name], depth, seen) {
			rows := "40"
			if strings.Contains(selection, "{") { // a part of the record, or another record: fewer are enough to have some with and without it
				rows = "12"
			}
			query := "{ " + root.Name + "(first: " + rows + ") { nodes { " + selection + " } } }"
			if !paged {
				query = "{ " + root.Name + " { " + selection + " } }"
			}
			for i, who := range people {
				if (i+asked)%13 != 0 { // each field is asked for by a thirteenth of the people, in turn
					continue
				}
				want := answerBytes(t, who, p.ordinary, query, nil)
				if got := answerBytes(t, who, p.planned, query, nil); !bytes.Equal(got, want) {
					t.Errorf("as %s: %s\ngot  %.600s\nwant %.600s", authz.PrincipalFrom(who).Roles, query, got, want)
				}
			}
			asked++
		}
	}
	t.Logf("%d fields; left: %v", asked, p.schema.Plans().Left())
	if asked < 100 {
		t.Errorf("only %d fields were asked for", asked)
	}
}

// alone lists the selections of one plain field, in the type or below it. Far below, a field that has been seen at two other places is
// not asked for again, and one field stands for all of those below what no plan writes.
func alone(schema *ast.Schema, def *ast.Definition, depth int, seen map[string]int) (out []string) {
	for _, f := range def.Fields {
		below := schema.Types[f.Type.Name()]
		switch {
		case strings.HasPrefix(f.Name, "__") || len(f.Arguments) > 0:
		case !below.IsCompositeType():
			if seen[def.Name+"."+f.Name]++; depth > 1 || seen[def.Name+"."+f.Name] <= 2 {
				out = append(out, f.Name)
			}
		case depth > 1:
			within := alone(schema, below, depth-1, seen)
			if slices.Contains(unplannedInAnswers, def.Name+"."+f.Name) {
				within = within[:min(len(within), 1)]
			}
			for _, s := range within {
				out = append(out, f.Name+" { "+s+" }")
			}
		}
	}
	return out
}

// TestTheViewerIsPlanned asks everybody who they are, and somebody whose person and organization are gone.
func TestTheViewerIsPlanned(t *testing.T) {
	p, err := sharedPair()
	must(t, err)
	gone := *authz.PrincipalFrom(p.people[0])
	gone.UserID, gone.OrganizationID = "user_gone", "organization_gone"
	nobody := gone
	nobody.UserID, nobody.OrganizationID = "", ""
	people := append(slices.Clone(p.people), authz.WithPrincipal(t.Context(), &gone), authz.WithPrincipal(t.Context(), &nobody))
	for _, query := range []string{
		`{ viewer { roles capabilities user { id name organization { id name } } organization { id name kind __typename } } }`,
		`{ viewer { kind: __typename roles } again: viewer { user { email } } }`,
		`query Q($no: Boolean = true) { viewer { roles @skip(if: $no) } }`,
	} {
		before := p.schema.Plans().Planned()
		for _, who := range people {
			want := answerBytes(t, who, p.ordinary, query, nil)
			if got := answerBytes(t, who, p.planned, query, nil); !bytes.Equal(got, want) {
				t.Errorf("as %s: %s\ngot  %.600s\nwant %.600s", authz.PrincipalFrom(who).Roles, query, got, want)
			}
		}
		if planned := p.schema.Plans().Planned() - before; planned < uint64(len(p.people)) {
			t.Errorf("%s: %d of %d answers were planned", query, planned, len(people))
		}
	}
}
