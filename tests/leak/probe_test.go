package leak_test

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"partnerhub/tests/leak/oracle"
)

// A leak of what is shown on one record and hidden on the next is met rarely by queries that are drawn freely. So some are aimed at
// just that: a page of such records with the very fields, and a search for a record by the value that is hidden on it.

// probe aims at what somebody sees here and not there: by a page, a search, an order, or a step with a hidden deal.
func (r *run) probe() {
	kind := r.random.IntN(12)
	if kind == 0 {
		r.knock()
		return
	}
	for range 12 {
		if g := r.aimed(kind, r.somebody(), r.rootList()); g != nil {
			r.judge(g)
			return
		}
	}
}

// aimed is a query of a list by somebody who sees a field on some of its records and not on others; nil where there is none.
func (r *run) aimed(kind int, email string, list *ast.FieldDefinition) *generated {
	viewer, typ := r.world.As(userID(email)), oracle.Lists(list.Type.Name())
	if viewer == nil || typ == "" {
		return nil
	}
	switch kind {
	case 1, 2:
		return r.gen.disordered(email, list, viewer, typ)
	case 3:
		if !viewer.SeesAny(typ) {
			return nil
		}
		// These move with what is hidden, if anything does.
		return r.gen.page(email, list, typ, "id", "version", "updatedAt")
	}
	blind := viewer.Uneven(typ)
	switch {
	case len(blind) == 0:
		return nil
	case kind < 8:
		return r.gen.search(email, list, blind[r.random.IntN(len(blind))])
	}
	return r.gen.mixed(email, list, typ, blind)
}

// echo asks the same as somebody else: nothing may be left over for the next one.
func (r *run) echo(g *generated) {
	if !strings.Contains(g.Query, "after:") && !strings.Contains(g.Query, "before:") { // a position is somebody's own
		again := *g
		again.Email = r.somebody()
		r.judge(&again)
	}
}

// knock tries a step with a deal that is hidden from somebody.
func (r *run) knock() {
	email, steps := r.somebody(), r.steps()
	viewer := r.world.As(userID(email))
	for _, d := range r.world.Of("Deal") {
		if viewer == nil || viewer.Shown(d) != nil {
			continue
		}
		def := steps[r.random.IntN(len(steps))]
		g, input := r.draft(def, email, d.ID)
		leaks := len(r.report.leaks)
		r.denied(def, g, input)
		r.note(event{ask: g, deal: d.ID, denied: true}, len(r.report.leaks) > leaks)
		return
	}
}

// rootList draws a field of the query that is a list of records.
func (r *run) rootList() *ast.FieldDefinition {
	var lists []*ast.FieldDefinition
	for _, d := range r.schema.Query.Fields {
		if strings.HasSuffix(d.Type.Name(), "Connection") {
			lists = append(lists, d)
		}
	}
	return lists[r.random.IntN(len(lists))]
}

// mixed is one page of a list, with fields of which some rows show a part.
func (g *generator) mixed(email string, list *ast.FieldDefinition, typ string, blind []oracle.Blind) *generated {
	names := []string{"id"}
	for range 1 + g.IntN(3) {
		name, _, _ := strings.Cut(blind[g.IntN(len(blind))].Path, ".")
		names = append(names, name)
	}
	return g.page(email, list, typ, names...)
}

// page is one page of a list with some fields of its rows, as far as their type has them.
func (g *generator) page(email string, list *ast.FieldDefinition, typ string, names ...string) *generated {
	g.begin(email)
	var fields []*ast.FieldDefinition
	for _, name := range names {
		if d := g.schema.Types[typ].Fields.ForName(name); d != nil && !slices.Contains(fields, d) {
			fields = append(fields, d)
		}
	}
	return g.listed(list, nil, fields, typ)
}

// disordered is a list in an order by a field that is hidden on some rows; nil where there is none.
func (g *generator) disordered(email string, list *ast.FieldDefinition, viewer *oracle.Viewer, typ string) *generated {
	arg := list.Arguments.ForName("orderBy")
	if arg == nil {
		return nil
	}
	var fields []string
	for _, f := range g.schema.Types[g.schema.Types[arg.Type.Name()].Fields.ForName("field").Type.Name()].EnumValues {
		if !viewer.MayOrder(typ, f.Name) {
			fields = append(fields, f.Name)
		}
	}
	if len(fields) == 0 {
		return nil
	}
	g.begin(email)
	by := map[string]any{"field": fields[g.IntN(len(fields))], "direction": []string{"ASC", "DESC"}[g.IntN(2)]}
	return g.listed(list, map[string]any{"orderBy": by}, []*ast.FieldDefinition{g.schema.Types[typ].Fields.ForName("id")}, typ)
}

// search is a list of the records that hold the value that is hidden on one of them; nil where no filter looks at it.
func (g *generator) search(email string, list *ast.FieldDefinition, at oracle.Blind) *generated {
	filter := list.Arguments.ForName("filter")
	if filter == nil {
		return nil
	}
	typ, shape := at.Record.Type, g.schema.Types[filter.Type.Name()]
	for _, f := range shape.Fields {
		values := oracle.Values(at.Record, f.Name)
		if !oracle.Condition(typ, f.Name, at.Path) || len(values) == 0 {
			continue
		}
		where := map[string]any{f.Name: g.holding(f.Type, values[0])}
		if g.IntN(4) == 0 && shape.Fields.ForName("not") != nil {
			where = map[string]any{"not": where}
		}
		g.begin(email)
		return g.listed(list, map[string]any{"filter": where}, []*ast.FieldDefinition{g.schema.Types[typ].Fields.ForName("id")}, typ)
	}
	return nil
}

// holding is a condition of a type that a value satisfies.
func (g *generator) holding(t *ast.Type, value any) any {
	if t.Elem != nil {
		return []any{g.holding(t.Elem, value)}
	}
	def := g.schema.Types[t.Name()]
	if def.Kind != ast.InputObject {
		return value
	}
	if money, ok := value.(oracle.Object); ok && def.Name == "MoneyInput" {
		return map[string]any{"amount": money["amount"], "currency": money["currency"]}
	}
	var ops []*ast.FieldDefinition
	for _, op := range def.Fields {
		if op.Name != "lt" { // what is equal is not below
			ops = append(ops, op)
		}
	}
	op := ops[g.IntN(len(ops))]
	return map[string]any{op.Name: g.holding(op.Type, value)}
}

// listed writes a list with its rows' fields, its count, and nothing below them but what they hold themselves.
func (g *generator) listed(list *ast.FieldDefinition, given map[string]any, fields []*ast.FieldDefinition, typ string) *generated {
	f := fieldOf(g.schema, list)
	f.Args["first"] = float64([]int{5, 20, 20}[g.IntN(3)])
	args := "(first:" + g.variable("Int", f.Args["first"])
	for name, value := range given {
		f.Args[name] = value
		args += "," + name + ":" + g.literal(list.Arguments.ForName(name).Type, value)
	}
	rows := g.fields(fields, typ, maxDepth-2, 20)
	text := g.text.String()
	g.text.Reset()
	g.text.WriteString("{" + f.Name + args + "){totalCount nodes" + text + "}}")
	f.Set = []oracle.Selection{{Field: &oracle.Field{Key: "totalCount", Name: "totalCount", Leaf: true}},
		{Field: &oracle.Field{Key: "nodes", Name: "nodes", Type: typ, List: true, Set: rows}}}
	g.out.pairs = append(g.out.pairs, "Query."+f.Name, list.Type.Name()+".totalCount", list.Type.Name()+".nodes")
	return g.finish("query", []oracle.Selection{{Field: f}})
}
