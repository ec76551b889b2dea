package plan

import "github.com/vektah/gqlparser/v2/ast"

// Unknown lists the fields of the records and their parts that no plan knows, and those of the query.
func Unknown(schema *ast.Schema) (out []string) {
	r := newRegistry(schema)
	for _, t := range r.types {
		for name, f := range t.fields {
			if f.source == unknown {
				out = append(out, t.name+"."+name)
			}
		}
	}
	for _, f := range schema.Query.Fields {
		if pages()[f.Name] == nil && records()[f.Name] == "" && f.Name != "node" && f.Name != "nodes" && f.Name != "viewer" {
			out = append(out, "Query."+f.Name)
		}
	}
	return out
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
