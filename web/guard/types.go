package guard

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// root is the type that an operation starts at, nil when the schema has none.
func (g *Guard) root(op *ast.OperationDefinition) *ast.Definition {
	if op.Operation == ast.Mutation {
		return g.schema.Mutation
	}
	return g.schema.Query
}

// typeOf is the type of a field's value. Nil when the field is unknown: validation will say so.
func (g *Guard) typeOf(f *ast.Field, parent *ast.Definition) *ast.Definition {
	switch f.Name {
	case "__schema":
		return g.schema.Types["__Schema"]
	case "__type":
		return g.schema.Types["__Type"]
	}
	if def := definition(f, parent); def != nil {
		return g.schema.Types[def.Type.Name()]
	}
	return nil
}

func definition(f *ast.Field, parent *ast.Definition) *ast.FieldDefinition {
	if parent == nil {
		return nil
	}
	return parent.Fields.ForName(f.Name)
}

// narrowed is the type inside an inline fragment.
func (g *Guard) narrowed(condition string, parent *ast.Definition) *ast.Definition {
	if condition == "" {
		return parent
	}
	return g.schema.Types[condition]
}

func named(list ast.FragmentDefinitionList) map[string]*ast.FragmentDefinition {
	out := make(map[string]*ast.FragmentDefinition, len(list))
	for _, f := range list {
		if out[f.Name] == nil { // validation reads the first one too
			out[f.Name] = f
		}
	}
	return out
}

func isIntrospection(f *ast.Field) bool { return f.Name == "__schema" || f.Name == "__type" }

func isConnection(d *ast.Definition) bool {
	return d != nil && d.Kind == ast.Object && strings.HasSuffix(d.Name, "Connection")
}

// isRows is true for the two fields of a connection that hold its rows.
func isRows(f *ast.Field, parent *ast.Definition) bool {
	return isConnection(parent) && (f.Name == "edges" || f.Name == "nodes")
}

// isNode is true for the field of an edge that holds its row: the edge has been counted already.
func isNode(f *ast.Field, parent *ast.Definition) bool {
	return f.Name == "node" && parent != nil && parent.Kind == ast.Object && strings.HasSuffix(parent.Name, "Edge")
}
