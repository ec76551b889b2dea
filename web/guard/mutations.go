package guard

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// checkMutations bounds how much one request can change.
func (g *Guard) checkMutations(doc *ast.QueryDocument, op *ast.OperationDefinition) *Refusal {
	if op.Operation != ast.Mutation {
		return nil
	}
	fields := rootFields(nil, op.SelectionSet, named(doc.Fragments), g.limits.RootMutations)
	if len(fields) > g.limits.RootMutations {
		return tooMany("mutations", g.limits.RootMutations, "mutations").at(op.Position)
	}
	sole := 0
	for _, f := range fields {
		if g.isSole(f.Name) {
			sole++
		}
	}
	if sole > 1 {
		return tooMany("sole", 1, "mutation of this kind").at(op.Position)
	}
	return nil
}

func (g *Guard) isSole(mutation string) bool {
	return slices.ContainsFunc(strings.Fields(g.limits.Sole), func(verb string) bool { return strings.HasPrefix(mutation, verb) })
}

// Mutations counts the mutations of an operation of a document that passed Document.
func (g *Guard) Mutations(doc *ast.QueryDocument, op *ast.OperationDefinition) int {
	if op.Operation != ast.Mutation {
		return 0
	}
	return len(rootFields(nil, op.SelectionSet, named(doc.Fragments), g.limits.RootMutations))
}

// rootFields collects the fields of a selection set through its fragments, and stops when there are more than limit.
// The document has no cycles and no empty sets, so it stops soon.
func rootFields(out []*ast.Field, set ast.SelectionSet, fragments map[string]*ast.FragmentDefinition, limit int) []*ast.Field {
	for _, sel := range set {
		if len(out) > limit {
			return out
		}
		switch sel := sel.(type) {
		case *ast.Field:
			out = append(out, sel)
		case *ast.InlineFragment:
			out = rootFields(out, sel.SelectionSet, fragments, limit)
		case *ast.FragmentSpread:
			if f := fragments[sel.Name]; f != nil {
				out = rootFields(out, f.SelectionSet, fragments, limit)
			}
		}
	}
	return out
}
