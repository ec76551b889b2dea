package plan

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

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
	if op.Operation.Operation != ast.Query {
		return
	}
	roots := p.rootsOf(ctx, op)
	if len(roots) == 0 {
		return
	}
	ordinary := op.ResolverMiddleware
	op.ResolverMiddleware = func(ctx context.Context, next graphql.Resolver) (any, error) {
		if f := graphql.GetFieldContext(ctx); f.Object == "Query" {
			if r := roots[f.Field.Alias]; r != nil {
				return p.resolve(ctx, r, f.Args, func() (any, error) { return ordinary(ctx, next) })
			}
		}
		return ordinary(ctx, next)
	}
}

// resolve answers a field by its plan. What the plan cannot answer, be it a fault of the store or a record of another form, the
// ordinary resolvers answer or report.
func (p *Plans) resolve(ctx context.Context, r *root, a args, ordinary func() (any, error)) (any, error) {
	out, err := p.run(ctx, r, a)
	var refusal *model.Error
	switch {
	case err == nil:
		p.count.planned.Add(1)
		return written(out), nil
	case errors.As(err, new(refused)) && errors.As(err, &refusal):
		p.count.planned.Add(1)
		return nil, errors.Unwrap(err)
	}
	p.count.left(reasonOf(err))
	return ordinary()
}

// run runs a plan in memory of its own and hands out a copy of what it wrote.
func (p *Plans) run(ctx context.Context, r *root, a args) (out []byte, err error) {
	x := begin(ctx, p.hub, len(r.frames))
	defer x.end()
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("plan: a panic: %v", cause)
		}
	}()
	if err := r.answer(ctx, x, a); err != nil {
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
