package plan

import (
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"partnerhub/model"
)

// Missing lists the fields of the schema that no plan knows, by their types and names, and how many others there are. It walks from the
// query and the mutations to every type that they lead to; of one that is known to no plan it names the type alone.
func Missing(schema *ast.Schema) (out []string, planned int) {
	r := newRegistry(schema)
	seen := map[string]bool{}
	var walk func(def *ast.Definition)
	walk = func(def *ast.Definition) {
		if def == nil || seen[def.Name] || strings.HasPrefix(def.Name, "__") {
			return
		}
		seen[def.Name] = true
		for _, possible := range schema.GetPossibleTypes(def) {
			walk(possible)
		}
		if def.Kind == ast.Object && !r.writes(def) {
			out = append(out, def.Name)
		}
		for _, f := range def.Fields {
			walk(schema.Types[f.Type.Name()])
			if def.Kind != ast.Object || !r.writes(def) {
				continue
			}
			if r.knows(def, f) {
				planned++
				continue
			}
			out = append(out, def.Name+"."+f.Name)
		}
	}
	walk(schema.Query)
	walk(schema.Mutation)
	return out, planned
}

// writes is true for a type of which some field is planned by name.
func (r *registry) writes(def *ast.Definition) bool {
	return def == r.schema.Query || def == r.schema.Mutation || r.types[def.Name] != nil || isOfPages(r, def)
}

// isOfPages is true for what pages and the viewer are made of.
func isOfPages(r *registry, def *ast.Definition) bool {
	of := strings.TrimSuffix(strings.TrimSuffix(def.Name, "Connection"), "Edge")
	return def.Name == "AuthorityUse" || def.Name == "PageInfo" || def.Name == "Viewer" || of != def.Name && r.types[of] != nil && r.types[of].kind != ""
}

// knows is true for a field that a plan can be made for: the compiler is asked for the fields of the query, of pages and of the viewer,
// and the registry for those of records.
func (r *registry) knows(def *ast.Definition, f *ast.FieldDefinition) bool {
	if t := r.types[def.Name]; t != nil {
		return t.fields[f.Name] != nil && t.fields[f.Name].source != unknown
	}
	c := &compiler{types: r, op: &graphql.OperationContext{Doc: &ast.QueryDocument{}}}
	selected := graphql.CollectedField{Field: &ast.Field{Name: f.Name, Alias: f.Name, Definition: f, ObjectDefinition: def}}
	var err error
	switch of, isPage := strings.CutSuffix(def.Name, "Connection"); {
	case def == r.schema.Query, def == r.schema.Mutation:
		_, err = c.root(def.Name, selected)
	case def.Name == "AuthorityUse":
		_, err = c.usageMember(selected, c.record(model.KindAuthority), &object{}, 0)
	case def.Name == "Viewer":
		_, err = c.viewerMember(selected)
	case def.Name == "PageInfo":
		_, err = pageInfo(selected)
	case isPage:
		_, err = (&pagePlan{c: c, f: c.record(r.types[of].kind), name: of}).member(selected)
	default:
		return f.Name == "cursor" || f.Name == "node"
	}
	return err == nil
}

// Bindings tells for every value and part which field of the model it is read from, by its stored name.
func Bindings(schema *ast.Schema) map[string]string {
	out := map[string]string{}
	for _, t := range newRegistry(schema).types {
		for name, f := range t.fields {
			if f.source == value || f.source == part {
				out[t.name+"."+name] = f.path
			}
		}
	}
	return out
}

// Tables lists the entries of the tables that are kept by hand.
func Tables() (out []string) {
	for name := range references() {
		out = append(out, name)
	}
	for name := range renamed() {
		out = append(out, name)
	}
	for name := range specials() {
		out = append(out, name)
	}
	return out
}

// Write writes a text as a leaf does: one of anybody's words, or one of ours.
func Write(s string, ours bool) string {
	if ours {
		return string(word.quote(nil, []byte(s)))
	}
	return string(text.quote(nil, []byte(s)))
}

// Run is the work on one answer.
type Run = run

// NewRun is one that has done nothing.
func NewRun() *Run { return new(run) }

// End wipes what was read and written, and gives the memory back.
func (x *run) End() { x.end() }

// Cut leaves out of sight what is asked for level by level, as the last level does.
func (x *run) Cut() {
	x.wishes, x.next, x.slots = x.wishes[:0], x.next[:0], x.slots[:0]
	for i := range x.found {
		x.found[i].ids = x.found[i].ids[:0]
	}
}
