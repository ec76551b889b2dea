package guard

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// extent is how large a selection set is once its fragments are expanded.
type extent struct {
	selections    int
	depth         int
	introspection int // depth below __schema and __type
}

// expander measures every fragment once.
type expander struct {
	g         *Guard
	fragments map[string]*ast.FragmentDefinition
	measured  map[*ast.FragmentDefinition]extent
	open      map[*ast.FragmentDefinition]bool // being measured: meeting one again is a cycle
	cyclic    *ast.FragmentDefinition
}

// checkExpanded bounds every operation, and every fragment even when nothing spreads it.
func (g *Guard) checkExpanded(doc *ast.QueryDocument) *Refusal {
	e := &expander{g: g, fragments: named(doc.Fragments),
		measured: map[*ast.FragmentDefinition]extent{}, open: map[*ast.FragmentDefinition]bool{}}
	for _, f := range doc.Fragments {
		x := e.fragment(f)
		if strings.HasPrefix(f.TypeCondition, "__") {
			x = extent{selections: x.selections, introspection: x.depth}
		}
		if r := e.check(x, f.Position); r != nil {
			return r
		}
	}
	for _, op := range doc.Operations {
		if r := e.check(e.set(op.SelectionSet, g.root(op)), op.Position); r != nil {
			return r
		}
	}
	return nil
}

func (e *expander) check(x extent, p *ast.Position) *Refusal {
	l := e.g.limits
	switch {
	case e.cyclic != nil:
		r := &Refusal{Code: Invalid, Rule: "cycle", Message: "fragments must not spread themselves"}
		return r.at(e.cyclic.Position)
	case x.selections > l.Selections:
		return tooMany("selections", l.Selections, "selections").at(p)
	case x.depth > l.Depth:
		return tooMany("depth", l.Depth, "levels").at(p)
	case x.introspection > l.IntrospectionDepth:
		return tooMany("introspection", l.IntrospectionDepth, "levels of introspection").at(p)
	}
	return nil
}

// fragment measures a definition. A cycle makes the whole document refused, so its extent does not matter.
func (e *expander) fragment(f *ast.FragmentDefinition) extent {
	if x, known := e.measured[f]; known {
		return x
	}
	if e.open[f] {
		e.cyclic = f
		return extent{}
	}
	e.open[f] = true
	x := e.set(f.SelectionSet, e.g.schema.Types[f.TypeCondition])
	delete(e.open, f)
	e.measured[f] = x
	return x
}

func (e *expander) set(set ast.SelectionSet, parent *ast.Definition) extent {
	var total extent
	for _, sel := range set {
		x := e.selection(sel, parent)
		total.selections = min(total.selections+1+x.selections, e.g.limits.Selections+1)
		total.depth = max(total.depth, x.depth)
		total.introspection = max(total.introspection, x.introspection)
	}
	return total
}

func (e *expander) selection(sel ast.Selection, parent *ast.Definition) extent {
	switch sel := sel.(type) {
	case *ast.Field:
		return e.field(sel, parent)
	case *ast.InlineFragment:
		return e.set(sel.SelectionSet, e.g.narrowed(sel.TypeCondition, parent))
	case *ast.FragmentSpread:
		if f := e.fragments[sel.Name]; f != nil {
			return e.fragment(f)
		}
	}
	return extent{}
}

func (e *expander) field(f *ast.Field, parent *ast.Definition) extent {
	x := e.set(f.SelectionSet, e.g.typeOf(f, parent))
	if isIntrospection(f) {
		return extent{selections: x.selections, depth: 1, introspection: x.depth + 1}
	}
	if !isNode(f, parent) {
		x.depth++
	}
	return x
}
