package guard

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

const (
	mutationCost = 10
	// schemaCost is for the whole schema, whose size no argument bounds.
	schemaCost = 1000
	typeCost   = 50
	// scanCost is for a field that looks at a whole collection for one object.
	scanCost = 100
	ceiling  = 1 << 40 // sums stop here: nothing overflows, and nothing this large passes
)

// price is what a selection set costs: once, and again for each row of the connection that it selects from.
type price struct{ once, each int }

func (p price) plus(q price) price { return price{add(p.once, q.once), add(p.each, q.each)} }

func add(a, b int) int { return min(a+b, ceiling) }

// times multiplies small numbers; a product that could overflow is the ceiling.
func times(a, b int) int {
	if a > 0 && b > ceiling/a {
		return ceiling
	}
	return a * b
}

// meter prices one request. Fragments are priced once, because variables are the same wherever one is spread.
type meter struct {
	g         *Guard
	vars      *variables
	fragments map[string]*ast.FragmentDefinition
	priced    map[*ast.FragmentDefinition]price
	refusal   *Refusal // the first page size out of range
}

// Cost prices an operation of a document that passed Document. A page size out of range is BAD_USER_INPUT whatever the
// cost, since no cost can be told from it.
func (g *Guard) Cost(doc *ast.QueryDocument, op *ast.OperationDefinition, given map[string]any) (int, *Refusal) {
	m := &meter{g: g, vars: &variables{op.VariableDefinitions, given}, fragments: named(doc.Fragments),
		priced: map[*ast.FragmentDefinition]price{}}
	cost := m.set(op.SelectionSet, g.root(op)).once
	if m.refusal != nil {
		return 0, m.refusal
	}
	if cost > g.limits.Cost {
		r := tooMany("cost", g.limits.Cost, "points of cost; ask for fewer rows or fewer nested lists")
		return cost, r.at(op.Position)
	}
	return cost, nil
}

func (m *meter) set(set ast.SelectionSet, parent *ast.Definition) price {
	var total price
	for _, sel := range set {
		total = total.plus(m.selection(sel, parent))
	}
	return total
}

func (m *meter) selection(sel ast.Selection, parent *ast.Definition) price {
	switch sel := sel.(type) {
	case *ast.Field:
		return m.field(sel, parent)
	case *ast.InlineFragment:
		return m.set(sel.SelectionSet, m.g.narrowed(sel.TypeCondition, parent))
	case *ast.FragmentSpread:
		return m.fragment(m.fragments[sel.Name])
	}
	return price{}
}

func (m *meter) fragment(f *ast.FragmentDefinition) price {
	if f == nil {
		return price{}
	}
	p, known := m.priced[f]
	if known {
		return p
	}
	m.priced[f] = price{} // a cycle, which Document refuses, would find this instead of running on
	p = m.set(f.SelectionSet, m.g.schema.Types[f.TypeCondition])
	m.priced[f] = p
	return p
}

func (m *meter) field(f *ast.Field, parent *ast.Definition) price {
	typ := m.g.typeOf(f, parent)
	inner := m.set(f.SelectionSet, typ)
	switch {
	case isRows(f, parent):
		return price{each: add(1, inner.once)}
	case isNode(f, parent):
		return price{once: inner.once}
	}
	own := 0
	if typ != nil && typ.IsCompositeType() {
		own = m.object(f, parent, typ, inner)
	}
	return price{once: add(own, surcharge(f, parent, m.g.schema, m.g.limits.Scans))}
}

// object prices a field that holds one object, a connection or a plain list.
func (m *meter) object(f *ast.Field, parent, typ *ast.Definition, inner price) int {
	page := m.page(f)
	if isConnection(typ) {
		return add(add(1, inner.once), times(page, inner.each))
	}
	one := add(1, inner.once)
	if def := definition(f, parent); def != nil && def.Type.Elem != nil {
		return times(m.length(f, def), one)
	}
	return one
}

func surcharge(f *ast.Field, parent *ast.Definition, schema *ast.Schema, scans string) int {
	switch {
	case f.Name == "__schema":
		return schemaCost
	case f.Name == "__type":
		return typeCost
	case parent != nil && parent == schema.Mutation:
		return mutationCost
	case parent != nil && parent == schema.Query && slices.Contains(strings.Fields(scans), f.Name):
		return scanCost
	}
	return 0
}
