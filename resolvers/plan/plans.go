package plan

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/vektah/gqlparser/v2/ast"

	"partnerhub/hub"
	"partnerhub/model"
)

// Plans answers fields of queries by plans, as far as plans know them. It is safe for concurrent use.
type Plans struct {
	hub   *hub.Hub
	types *registry
	kept  *lru.LRU[*document]
	count counts
	fault func(context.Context, error) // nil: nobody is told
}

const (
	// maxDocuments is how many documents keep their plans.
	maxDocuments = 1000
	// maxDocument is the longest document that gets plans, in bytes.
	maxDocument = 16 << 10
)

// New makes an empty set of plans over a hub.
func New(h *hub.Hub, schema *ast.Schema) *Plans {
	return &Plans{hub: h, types: newRegistry(schema), kept: lru.New[*document](maxDocuments)}
}

// Attach lets plans answer what they know of an operation, and leaves the rest of it to the ordinary resolvers.
func (p *Plans) Attach(ctx context.Context, op *graphql.OperationContext) {
	object := objectOf(op)
	if object == "" {
		return
	}
	roots := p.rootsOf(ctx, op)
	if len(roots) == 0 {
		return
	}
	ordinary := op.ResolverMiddleware
	op.ResolverMiddleware = func(ctx context.Context, next graphql.Resolver) (any, error) {
		if f := graphql.GetFieldContext(ctx); f.Object == object {
			if r := roots[f.Field.Alias]; r != nil && r.tell != nil {
				return p.tell(ctx, r, func() (any, error) { return ordinary(ctx, next) })
			} else if r != nil {
				return p.resolve(ctx, r, f.Args, func() (any, error) { return ordinary(ctx, next) })
			}
		}
		return ordinary(ctx, next)
	}
}

// objectOf is the type that an operation begins at, "" for one that plans have no part in.
func objectOf(op *graphql.OperationContext) string {
	switch op.Operation.Operation {
	case ast.Query:
		return "Query"
	case ast.Mutation:
		return "Mutation"
	}
	return ""
}

// resolve answers a field by its plan. What the plan cannot answer, be it a fault of the store or a record of another form, the
// ordinary resolvers answer or report.
func (p *Plans) resolve(ctx context.Context, r *root, a args, ordinary func() (any, error)) (any, error) {
	out, err := p.run(ctx, r, func(x *run) error { return r.answer(ctx, x, a) })
	var refusal *model.Error
	switch {
	case err == nil:
		p.count.planned.Add(1)
		return written(out), nil
	case errors.As(err, new(refused)) && errors.As(err, &refusal):
		p.count.planned.Add(1)
		return nil, errors.Unwrap(err)
	}
	p.leave(ctx, err)
	return ordinary()
}

// tell writes what a use-case has answered. What a plan cannot write is left as it is, for the executor to write: no use-case runs
// twice.
func (p *Plans) tell(ctx context.Context, r *root, ordinary func() (any, error)) (any, error) {
	told, err := ordinary()
	if err != nil || isNothing(told) {
		return told, err
	}
	out, err := p.run(ctx, r, func(x *run) error { return r.tell(ctx, x, told) })
	if err != nil {
		p.leave(ctx, err)
		return told, nil
	}
	p.count.planned.Add(1)
	return written(out), nil
}

// run runs a plan in memory of its own and hands out a copy of what it wrote.
func (p *Plans) run(ctx context.Context, r *root, answer func(*run) error) (out []byte, err error) {
	x := begin(ctx, p.hub, len(r.frames))
	defer x.end()
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("plan: a panic: %v\n%s", cause, debug.Stack())
		}
	}()
	if err := answer(x); err != nil {
		return nil, err
	}
	return bytes.Clone(x.out), nil
}

// written is an answer that is JSON already.
type written []byte

// MarshalGQL writes the answer as it is.
func (w written) MarshalGQL(to io.Writer) {
	if b, ok := to.(*bytes.Buffer); ok {
		b.Grow(len(w) + around)
	}
	_, _ = to.Write(w)
}

// around is room for the names of the answer's fields, so that its memory is taken once.
const around = 256
