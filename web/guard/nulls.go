package guard

import "github.com/vektah/gqlparser/v2/ast"

// Nulls refuses a null for a variable that stands where the schema wants a value. Validation lets one of a nullable type stand there
// if it or the place has a default, and execution would take the null for false, an empty list or an empty input, or would panic:
// behind a mutation that has been done by then. The document is a valid one, in which each place says what it wants.
func (g *Guard) Nulls(doc *ast.QueryDocument, op *ast.OperationDefinition, values map[string]any) *Refusal {
	n := nulls{fragments: named(doc.Fragments), sent: map[string]bool{}, seen: map[string]bool{}}
	for _, v := range op.VariableDefinitions {
		if value, given := values[v.Variable]; given && value == nil {
			n.sent[v.Variable] = true
		}
	}
	if len(n.sent) == 0 || !n.inSet(op.SelectionSet) {
		return nil
	}
	r := &Refusal{Code: BadInput, Rule: "null", Message: "the variable that stands here must not be null"}
	return r.at(n.at)
}

// nulls looks for variables that are null.
type nulls struct {
	fragments map[string]*ast.FragmentDefinition
	sent      map[string]bool
	seen      map[string]bool // fragments
	at        *ast.Position   // of the first one that must not be
}

func (n *nulls) inSet(set ast.SelectionSet) bool {
	for _, sel := range set {
		if n.inSelection(sel) {
			return true
		}
	}
	return false
}

func (n *nulls) inSelection(sel ast.Selection) bool {
	switch sel := sel.(type) {
	case *ast.Field:
		return n.inArguments(sel.Arguments) || n.inDirectives(sel.Directives) || n.inSet(sel.SelectionSet)
	case *ast.InlineFragment:
		return n.inDirectives(sel.Directives) || n.inSet(sel.SelectionSet)
	case *ast.FragmentSpread:
		return n.inDirectives(sel.Directives) || n.inFragment(sel.Name)
	}
	return false
}

func (n *nulls) inFragment(name string) bool {
	f := n.fragments[name]
	if f == nil || n.seen[name] {
		return false
	}
	n.seen[name] = true
	return n.inSet(f.SelectionSet)
}

func (n *nulls) inDirectives(list ast.DirectiveList) bool {
	for _, d := range list {
		if n.inArguments(d.Arguments) {
			return true
		}
	}
	return false
}

func (n *nulls) inArguments(list ast.ArgumentList) bool {
	for _, a := range list {
		if n.inValue(a.Value) {
			return true
		}
	}
	return false
}

func (n *nulls) inValue(v *ast.Value) bool {
	if v.Kind == ast.Variable && n.sent[v.Raw] && v.ExpectedType != nil && v.ExpectedType.NonNull {
		n.at = v.Position
		return true
	}
	for _, child := range v.Children {
		if n.inValue(child.Value) {
			return true
		}
	}
	return false
}
