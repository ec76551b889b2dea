package resolvers

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// selection is what the caller selected below a field, by field name. Fields without a selection of their own are left out,
// and the arguments of fields count for nothing: it tells what may be needed, never what is answered.
type selection map[string]selection

// selected is the selection below the field that is being resolved.
func selected(ctx context.Context) selection {
	s := selection{}
	s.add(graphql.GetOperationContext(ctx), graphql.GetFieldContext(ctx).Field.Selections)
	return s
}

func (s selection) add(op *graphql.OperationContext, set ast.SelectionSet) {
	for _, f := range graphql.CollectFields(op, set, nil) {
		if len(f.Selections) > 0 {
			s.at(f.Name).add(op, f.Selections)
		}
	}
}

// at is the selection below a field, made when there is none yet.
func (s selection) at(field string) selection {
	if s[field] == nil {
		s[field] = selection{}
	}
	return s[field]
}

// ofRows is what a connection's rows are asked for, as nodes or through edges.
func (s selection) ofRows() selection {
	rows := selection{}
	rows.merge(s["nodes"])
	rows.merge(s["edges"]["node"])
	return rows
}

func (s selection) merge(other selection) {
	for field, below := range other {
		s.at(field).merge(below)
	}
}
