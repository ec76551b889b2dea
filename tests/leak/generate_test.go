package leak_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"partnerhub/tests/leak/oracle"
)

// The limits within which documents are drawn, below those of the pipeline.
const (
	maxDepth      = 5
	maxAliases    = 14
	maxSelections = 60
	maxCost       = 2500
)

// generated is a query as text with variables, and as the oracle reads it.
type generated struct {
	request
	query  oracle.Query
	pairs  []string  // type.field of everything selected and not left out
	lists  []listing // its connections that can be turned over
	turned bool      // it goes on from a cursor that the hub gave out, and means nothing to another hub
}

// listing is a connection at the root: where the answer has it, and how it was asked for.
type listing struct {
	field *oracle.Field
	def   *ast.FieldDefinition
}

// generator draws queries from the schema alone.
type generator struct {
	*rand.Rand
	schema *ast.Schema
	pool   *pool
	out    *generated
	text   strings.Builder
	frags  []string
	vars   []string
	left   struct{ aliases, selections, cost int }
	// compass points to what is not met yet, nil for a query that is drawn freely.
	compass *compass
}

func newGenerator(r *rand.Rand, s *ast.Schema, p *pool) *generator {
	return &generator{Rand: r, schema: s, pool: p}
}

// draw makes one query for one person.
func (g *generator) draw(email string) *generated {
	g.begin(email)
	var names []*ast.FieldDefinition
	for range 1 + g.IntN(2) {
		names = append(names, g.rootField())
	}
	root := g.fields(names, "Query", 0, 1)
	return g.finish("query", root)
}

func (g *generator) begin(email string) {
	g.out = &generated{request: request{Email: email, Variables: map[string]any{}}}
	g.frags, g.vars = nil, nil
	g.left.aliases, g.left.selections, g.left.cost = maxAliases, maxSelections, maxCost
}

func (g *generator) finish(operation string, root []oracle.Selection) *generated {
	text := operation
	if len(g.vars) > 0 {
		text += "(" + strings.Join(g.vars, ",") + ")"
	}
	g.out.Query = text + g.text.String() + strings.Join(g.frags, "")
	g.out.query = oracle.Query{Set: root}
	return g.out
}

func (g *generator) rootField() *ast.FieldDefinition {
	if g.compass != nil {
		return g.pick(g.schema.Query)[0]
	}
	var all ast.FieldList
	for _, f := range g.schema.Query.Fields {
		if !strings.HasPrefix(f.Name, "__") {
			all = append(all, f)
		}
	}
	return all[g.IntN(len(all))]
}

// fields writes a whole selection set of given fields and answers it for the oracle.
func (g *generator) fields(defs []*ast.FieldDefinition, parent string, depth, rows int) []oracle.Selection {
	var parts []string
	var out []oracle.Selection
	used := map[string]bool{}
	for _, d := range defs {
		text, f := g.field(d, parent, depth, rows, used)
		if f == nil {
			continue
		}
		part, s := g.wrap(text, f, parent)
		if !s.Off {
			g.out.pairs = append(g.out.pairs, parent+"."+f.Name)
		}
		parts, out = append(parts, part), append(out, s)
	}
	if len(parts) == 0 {
		parts, out = []string{"__typename"}, []oracle.Selection{{Field: &oracle.Field{Key: "__typename", Name: "__typename", Leaf: true}}}
	}
	g.text.Reset()
	g.text.WriteString("{" + strings.Join(parts, " ") + "}")
	return out
}

// wrap puts a field into a fragment or under a directive, now and then.
func (g *generator) wrap(text string, f *oracle.Field, parent string) (string, oracle.Selection) {
	s := oracle.Selection{Field: f}
	switch g.IntN(14) {
	case 0:
		on, off := g.directive()
		return fmt.Sprintf("... on %s%s{%s}", parent, on, text), oracle.Selection{Off: off, On: parent, Set: []oracle.Selection{s}}
	case 1:
		name := fmt.Sprintf("F%d", len(g.frags))
		g.frags = append(g.frags, fmt.Sprintf(" fragment %s on %s{%s}", name, parent, text))
		on, off := g.directive()
		return "..." + name + on, oracle.Selection{Off: off, On: parent, Set: []oracle.Selection{s}}
	case 2:
		if strings.Contains(text, "(") {
			return text, s
		}
		on, off := g.directive()
		head, body, _ := strings.Cut(text, "{")
		if body != "" {
			body = "{" + body
		}
		s.Off = off
		return head + on + body, s
	}
	return text, s
}

// directive is none, or one on a variable; off tells that it leaves its bearer out.
func (g *generator) directive() (text string, off bool) {
	if g.IntN(3) == 0 {
		return "", false
	}
	value, include := g.IntN(3) > 0, g.IntN(2) == 0
	if !include {
		value = !value
	}
	name := g.variable("Boolean!", value)
	if include {
		return "@include(if:" + name + ")", !value
	}
	return "@skip(if:" + name + ")", value
}

func (g *generator) variable(typ string, value any) string {
	name := fmt.Sprintf("v%d", len(g.vars))
	g.vars = append(g.vars, "$"+name+":"+typ)
	g.out.Variables[name] = value
	return "$" + name
}

// forget takes variables back that nothing uses after all.
func (g *generator) forget(from int) {
	for i := from; i < len(g.vars); i++ {
		delete(g.out.Variables, fmt.Sprintf("v%d", i))
	}
	g.vars = g.vars[:from]
}

// field writes one field; nil where the document has no more room for it.
func (g *generator) field(d *ast.FieldDefinition, parent string, depth, rows int, used map[string]bool) (string, *oracle.Field) {
	f := fieldOf(g.schema, d)
	inner, cost := rows, rows
	if g.left.selections <= 0 || (!f.Leaf && depth >= maxDepth) {
		return "", nil
	}
	if used[f.Key] || g.IntN(10) == 0 && !isMasked(d.Name) || isMasked(d.Name) && used[f.Key] {
		if g.left.aliases == 0 {
			if used[f.Key] {
				return "", nil
			}
		} else {
			g.left.aliases--
			f.Key = fmt.Sprintf("%s_%d", d.Name, g.left.aliases)
		}
	}
	before := len(g.vars)
	args := g.arguments(d, f, parent, depth)
	if size := pageSize(f, d); size > 0 {
		inner, cost = rows*size, rows*(size+1)
	} else if f.List {
		inner = rows * 5
	}
	if !f.Leaf {
		if g.left.cost -= cost; g.left.cost < 0 {
			g.forget(before)
			return "", nil
		}
	}
	used[f.Key] = true
	g.left.selections--
	text := f.Name + args
	if f.Key != f.Name {
		text = f.Key + ":" + text
	}
	if f.Leaf {
		return text, f
	}
	body, set := g.below(f, depth, inner)
	f.Set = set
	if parent == "Query" && strings.HasSuffix(f.Type, "Connection") {
		g.out.lists = append(g.out.lists, listing{f, d})
	}
	return text + body, f
}

// isMasked tells the fields whose values are random in every world. Their keys keep their names, so that these can be found.
func isMasked(name string) bool {
	return slices.Contains([]string{"cursor", "startCursor", "endCursor", "number", "requestId"}, name)
}

func pageSize(f *oracle.Field, d *ast.FieldDefinition) int {
	if d.Arguments.ForName("first") == nil {
		return 0
	}
	for _, name := range []string{"first", "last"} {
		if n, ok := f.Args[name].(float64); ok {
			return int(n)
		}
	}
	return 20
}

// below draws the selection set of a composite field.
func (g *generator) below(f *oracle.Field, depth, rows int) (string, []oracle.Selection) {
	def := g.schema.Types[f.Type]
	step := 1
	if f.Type != "PageInfo" && (f.Name == "node" || f.Name == "nodes" || f.Name == "edges") && depth > 0 {
		step = 0
	}
	if def.IsAbstractType() {
		return g.abstract(def, depth+step, rows)
	}
	set := g.fields(g.choose(def, depth+step), def.Name, depth+step, rows)
	return g.text.String(), set
}

// abstract draws a fragment for one of the types behind an interface.
func (g *generator) abstract(def *ast.Definition, depth, rows int) (string, []oracle.Selection) {
	possible := g.schema.GetPossibleTypes(def)
	typ := possible[g.IntN(len(possible))]
	if g.compass != nil {
		typ = g.nearest(possible)
	}
	set := g.fields(g.choose(typ, depth), typ.Name, depth, rows)
	out := []oracle.Selection{{Field: &oracle.Field{Key: "__typename", Name: "__typename", Leaf: true}}, {On: typ.Name, Set: set}}
	return "{__typename ... on " + typ.Name + g.text.String() + "}", out
}

// choose draws the fields of a type. Those with a rule of visibility come more often, and connections nearly whole.
func (g *generator) choose(def *ast.Definition, depth int) []*ast.FieldDefinition {
	if g.compass != nil && g.IntN(4) > 0 {
		return g.pick(def)
	}
	var pot []*ast.FieldDefinition
	for _, d := range def.Fields {
		if strings.HasPrefix(d.Name, "__") {
			continue
		}
		weight := 2
		if hasRule(d) {
			weight = 6
		}
		if !g.schema.Types[d.Type.Name()].IsCompositeType() && !hasRule(d) {
			weight = 1
		}
		for range weight {
			pot = append(pot, d)
		}
	}
	var out []*ast.FieldDefinition
	for range 2 + g.IntN(7) {
		if d := pot[g.IntN(len(pot))]; !slices.Contains(out, d) || g.IntN(4) == 0 {
			out = append(out, d)
		}
	}
	if d := def.Fields.ForName("id"); d != nil && !slices.Contains(out, d) {
		out = append(out, d)
	}
	_ = depth
	return out
}
