package guard

import "github.com/vektah/gqlparser/v2/ast"

// shape counts what stands in a document, each selection once.
type shape struct {
	limits     Limits
	aliases    int
	directives int
}

// checkShape bounds the document as it is written, used or not, because validation reads all of it.
func (g *Guard) checkShape(doc *ast.QueryDocument) *Refusal {
	if len(doc.Operations) > g.limits.Operations {
		return tooMany("operations", g.limits.Operations, "operations")
	}
	if len(doc.Fragments) > g.limits.Fragments {
		return tooMany("fragments", g.limits.Fragments, "fragments")
	}
	s := &shape{limits: g.limits}
	for _, op := range doc.Operations {
		if r := s.operation(op); r != nil {
			return r
		}
	}
	for _, f := range doc.Fragments {
		if r := s.block(f.Directives, f.SelectionSet); r != nil {
			return r
		}
	}
	return nil
}

func (s *shape) operation(op *ast.OperationDefinition) *Refusal {
	for _, v := range op.VariableDefinitions {
		if r := s.value(v.DefaultValue); r != nil {
			return r
		}
		if r := s.directiveList(v.Directives); r != nil {
			return r
		}
	}
	return s.block(op.Directives, op.SelectionSet)
}

func (s *shape) block(directives ast.DirectiveList, set ast.SelectionSet) *Refusal {
	if r := s.directiveList(directives); r != nil {
		return r
	}
	return s.set(set, map[string]int{})
}

// set walks a selection set. Inline fragments add to the response keys of the set that they stand in.
func (s *shape) set(set ast.SelectionSet, keys map[string]int) *Refusal {
	for _, sel := range set {
		if r := s.selection(sel, keys); r != nil {
			return r.at(sel.GetPosition())
		}
	}
	return nil
}

func (s *shape) selection(sel ast.Selection, keys map[string]int) *Refusal {
	switch sel := sel.(type) {
	case *ast.Field:
		return s.field(sel, keys)
	case *ast.InlineFragment:
		if r := s.directiveList(sel.Directives); r != nil {
			return r
		}
		return s.set(sel.SelectionSet, keys)
	case *ast.FragmentSpread:
		return s.directiveList(sel.Directives)
	}
	return nil
}

func (s *shape) field(f *ast.Field, keys map[string]int) *Refusal {
	if f.Alias != f.Name {
		s.aliases++
	}
	if s.aliases > s.limits.Aliases {
		return tooMany("aliases", s.limits.Aliases, "aliases")
	}
	keys[f.Alias]++
	if keys[f.Alias] > s.limits.Repeats {
		return tooMany("repeats", s.limits.Repeats, "repetitions of one field")
	}
	if r := s.arguments(f.Arguments); r != nil {
		return r
	}
	return s.block(f.Directives, f.SelectionSet)
}

func (s *shape) directiveList(list ast.DirectiveList) *Refusal {
	s.directives += len(list)
	if s.directives > s.limits.Directives {
		return tooMany("directives", s.limits.Directives, "directives")
	}
	if len(list) > s.limits.FieldDirectives {
		return tooMany("directives", s.limits.FieldDirectives, "directives in one place")
	}
	for _, d := range list {
		if d.Name == "defer" {
			return &Refusal{Code: Invalid, Rule: "defer", Message: "@defer is not served here"}
		}
		if r := s.arguments(d.Arguments); r != nil {
			return r
		}
	}
	return nil
}

func (s *shape) arguments(list ast.ArgumentList) *Refusal {
	for _, a := range list {
		if r := s.value(a.Value); r != nil {
			return r
		}
	}
	return nil
}

func (s *shape) value(v *ast.Value) *Refusal {
	if v == nil {
		return nil
	}
	if v.Kind == ast.ListValue && len(v.Children) > s.limits.ListItems {
		r := tooMany("list", s.limits.ListItems, "entries in one list")
		r.Code = BadInput
		return r
	}
	for _, c := range v.Children {
		if r := s.value(c.Value); r != nil {
			return r
		}
	}
	return nil
}
