package resolvers_test

import (
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"
)

// drawer draws queries from the schema alone: any field, any argument, fragments, aliases and directives.
type drawer struct {
	*rapid.T
	schema    *ast.Schema
	pool      *pool
	fragments []string // their definitions
	left      int      // how many more fields
	depth     int
	variables map[string]any
	declared  []string
}

// pool is what arguments are drawn from.
type pool struct {
	ids     map[string][]string // by the beginning of the id
	cursors map[string][]string // by the field of the query
}

// draw is one query with its variables.
func (d *drawer) draw() (query string, variables map[string]any) {
	d.left, d.depth, d.variables = 60, 7, map[string]any{}
	var roots []string
	for range rapid.IntRange(1, 2).Draw(d.T, "roots") {
		f := rapid.SampledFrom(d.roots()).Draw(d.T, "root")
		roots = append(roots, fmt.Sprintf("r%d: %s", len(roots), d.field(f, d.depth)))
	}
	head := "query Q"
	if len(d.declared) > 0 {
		head += "(" + strings.Join(d.declared, ", ") + ")"
	}
	return head + " {\n" + strings.Join(roots, "\n") + "\n}\n" + strings.Join(d.fragments, "\n"), d.variables
}

// roots leans to what plans are for.
func (d *drawer) roots() (out []*ast.FieldDefinition) {
	for _, f := range d.schema.Query.Fields {
		if strings.HasPrefix(f.Name, "__") {
			continue
		}
		out = append(out, f)
		if f.Name != "viewer" && f.Name != "dealInsights" {
			out = append(out, f, f)
		}
		if strings.HasSuffix(f.Type.Name(), "Connection") {
			out = append(out, f, f, f)
		}
	}
	return out
}

// field is a field with its arguments, directives and selection.
func (d *drawer) field(f *ast.FieldDefinition, depth int) string {
	d.left--
	out := f.Name + d.arguments(f) + d.directive()
	if def := d.schema.Types[f.Type.Name()]; def.IsCompositeType() {
		out += d.selection(def, depth-1)
	}
	return out
}

// selection draws at least one field, so that no selection is empty by itself; directives may still empty it.
func (d *drawer) selection(def *ast.Definition, depth int) string {
	var out []string
	for i := range rapid.SampledFrom([]int{1, 1, 2, 3, 5, 8}).Draw(d.T, "fields") {
		if s := d.selected(def, depth, i == 0); s != "" {
			out = append(out, s)
		}
	}
	return " { " + strings.Join(out, " ") + " }"
}

func (d *drawer) selected(def *ast.Definition, depth int, first bool) string {
	shape := rapid.IntRange(0, 11).Draw(d.T, "shape")
	switch {
	case shape == 0:
		return d.alias("__typename") + "__typename"
	case shape == 1 && depth > 1 && d.left > 0:
		return "... on " + d.conditionOn(def) + d.directive() + d.inCondition(depth)
	case shape == 2 && depth > 1 && d.left > 0:
		return d.spread(def, depth)
	}
	f := d.pick(def, depth, first)
	if f == nil {
		return "__typename"
	}
	return d.alias(f.Name) + d.field(f, depth)
}

// pick draws a field, a plain one where the query is deep or long already.
func (d *drawer) pick(def *ast.Definition, depth int, first bool) *ast.FieldDefinition {
	var fields []*ast.FieldDefinition
	for _, f := range def.Fields {
		composite := d.schema.Types[f.Type.Name()].IsCompositeType()
		if strings.HasPrefix(f.Name, "__") || composite && (depth <= 1 || d.left <= 0 && !first) {
			continue
		}
		fields = append(fields, f)
		if composite {
			fields = append(fields, f)
		}
		if f.Name == "nodes" || f.Name == "edges" || f.Name == "node" {
			fields = append(fields, f, f, f, f, f)
		}
	}
	if len(fields) == 0 {
		return nil
	}
	f := rapid.SampledFrom(fields).Draw(d.T, "field")
	if len(f.Arguments) > 0 { // left to the ordinary resolvers: seldom
		f = rapid.SampledFrom(fields).Draw(d.T, "another field")
	}
	return f
}

// alias keeps answers apart that have other arguments or another type: every alias is new.
func (d *drawer) alias(name string) string {
	if name != "__typename" && rapid.IntRange(0, 3).Draw(d.T, "alias") > 0 {
		return fmt.Sprintf("a%d_%s: ", len(d.declared)*1000+d.left+100+d.next(), name)
	}
	return fmt.Sprintf("b%d: ", d.next())
}

func (d *drawer) next() int {
	n, _ := d.variables["_n"].(int)
	d.variables["_n"] = n + 1
	return n
}

// directive leaves things out now and then, by a literal or a variable.
func (d *drawer) directive() string {
	name := rapid.SampledFrom([]string{"", "", "", "", "", "", "", "", "", "", "skip", "include"}).Draw(d.T, "directive")
	if name == "" {
		return ""
	}
	if rapid.Bool().Draw(d.T, "literal") {
		return fmt.Sprintf(" @%s(if: %t)", name, rapid.Bool().Draw(d.T, "if"))
	}
	return fmt.Sprintf(" @%s(if: $%s)", name, d.variable("Boolean!", rapid.Bool().Draw(d.T, "if")))
}

func (d *drawer) variable(typ string, v any) string {
	name := fmt.Sprintf("v%d", len(d.declared))
	d.declared = append(d.declared, "$"+name+": "+typ)
	d.variables[name] = v
	return name
}

// conditionOn is the type itself or one that it can be.
func (d *drawer) conditionOn(def *ast.Definition) string {
	names := []string{def.Name}
	for _, p := range d.schema.GetPossibleTypes(def) {
		names = append(names, p.Name)
	}
	for _, i := range d.schema.GetImplements(def) {
		names = append(names, i.Name)
	}
	d.variables["_on"] = rapid.SampledFrom(names).Draw(d.T, "on")
	return d.variables["_on"].(string)
}

func (d *drawer) inCondition(depth int) string {
	return d.selection(d.schema.Types[d.variables["_on"].(string)], depth)
}

// spread defines a fragment and spreads it, at times twice.
func (d *drawer) spread(def *ast.Definition, depth int) string {
	name := fmt.Sprintf("F%d", d.next())
	on := d.conditionOn(def)
	body := "fragment " + name + " on " + on + d.inCondition(depth)
	d.fragments = append(d.fragments, body)
	if rapid.IntRange(0, 3).Draw(d.T, "twice") == 0 {
		return "..." + name + " ..." + name
	}
	return "..." + name + d.directive()
}
