package plan

import (
	"context"
	"slices"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// document keeps the plans of one operation of a document.
type document struct {
	steers []string // the variables that decide on @skip and @include

	mu       sync.Mutex
	variants map[string]*variant // by the values of steers
}

// variant is the plans of one selection.
type variant struct {
	roots map[string]*root // by response key
	left  []string         // why fields have none
}

// maxVariants bounds the plans of one document: seven variables that steer have a hundred and twenty-eight.
const maxVariants = 32

// rootsOf are the plans of an operation's fields by response key. A field that no plan knows has none.
func (p *Plans) rootsOf(ctx context.Context, op *graphql.OperationContext) map[string]*root {
	v, reason := p.variantOf(ctx, op)
	if v == nil {
		p.count.left(reason)
		return nil
	}
	for _, reason := range v.left {
		p.count.left(reason)
	}
	return v.roots
}

func (p *Plans) variantOf(ctx context.Context, op *graphql.OperationContext) (v *variant, reason string) {
	if op.RawQuery == "" || len(op.RawQuery) > maxDocument {
		return nil, reasonDocument
	}
	d := p.document(ctx, op)
	steered, ok := d.valuesOf(op.Variables)
	if !ok {
		return nil, reasonSteered
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if v = d.variants[steered]; v != nil {
		return v, ""
	}
	if len(d.variants) >= maxVariants {
		return nil, reasonSteered
	}
	v = p.plan(op)
	d.variants[steered] = v
	return v, ""
}

func (p *Plans) document(ctx context.Context, op *graphql.OperationContext) *document {
	key := op.RawQuery
	if len(op.Doc.Operations) > 1 {
		key = op.Operation.Name + "\x00" + key // no name and no document has this character
	}
	d, known := p.kept.Get(ctx, key)
	if !known {
		d = &document{steers: steersOf(op.Doc), variants: map[string]*variant{}}
		p.kept.Add(ctx, key, d)
	}
	return d
}

// plan plans the fields of an operation, each by itself.
func (p *Plans) plan(op *graphql.OperationContext) *variant {
	v := &variant{roots: map[string]*root{}}
	object := objectOf(op)
	for _, f := range graphql.CollectFields(op, op.Operation.SelectionSet, []string{object}) {
		c := &compiler{types: p.types, op: op}
		r, err := c.root(object, f)
		if err != nil {
			v.left = append(v.left, reasonOf(err))
			continue
		}
		v.roots[f.Alias] = r
	}
	return v
}

// steersOf lists the variables of a document that decide on what is selected.
func steersOf(doc *ast.QueryDocument) []string {
	var out []string
	for _, op := range doc.Operations {
		out = append(out, steersIn(op.SelectionSet)...)
	}
	for _, f := range doc.Fragments {
		out = append(out, steersIn(f.SelectionSet)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func steersIn(set ast.SelectionSet) (out []string) {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			out = append(append(out, steering(s.Directives)...), steersIn(s.SelectionSet)...)
		case *ast.InlineFragment:
			out = append(append(out, steering(s.Directives)...), steersIn(s.SelectionSet)...)
		case *ast.FragmentSpread:
			out = append(out, steering(s.Directives)...)
		}
	}
	return out
}

// steering are the variables of directives, whatever these are.
func steering(directives ast.DirectiveList) (out []string) {
	for _, d := range directives {
		for _, a := range d.Arguments {
			if a.Value.Kind == ast.Variable {
				out = append(out, a.Value.Raw)
			}
		}
	}
	return out
}

// valuesOf writes down the values of the variables that steer, false where one is no truth value.
func (d *document) valuesOf(variables map[string]any) (string, bool) {
	if len(d.steers) == 0 {
		return "", true
	}
	out := make([]byte, len(d.steers))
	for i, name := range d.steers {
		b, ok := variables[name].(bool)
		if !ok {
			return "", false
		}
		out[i] = '0'
		if b {
			out[i] = '1'
		}
	}
	return string(out), true
}
