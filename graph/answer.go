package graph

import (
	"bytes"
	"context"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// Exec runs the operation of the context as the generated Exec of a schema of this package does, without a reader of every
// input type, which that one makes anew for each request in case a resolver should ask for one. None does.
func Exec(ctx context.Context, schema graphql.ExecutableSchema) graphql.ResponseHandler {
	own, ours := schema.(*executableSchema)
	op := graphql.GetOperationContext(ctx)
	if !ours {
		return schema.Exec(ctx)
	}
	ec := newExecutionContext(op, own, make(chan graphql.DeferredResult))
	switch op.Operation.Operation {
	case ast.Query:
		return ec.query(op)
	case ast.Mutation:
		return ec.mutation(op)
	}
	return schema.Exec(ctx)
}

func (ec *executionContext) query(op *graphql.OperationContext) graphql.ResponseHandler {
	asked := false
	return func(ctx context.Context) *graphql.Response {
		if asked {
			return ec.later()
		}
		asked = true
		return ec.respond(&graphql.Response{}, ec._Query(ctx, op.Operation.SelectionSet))
	}
}

// mutation answers once: nothing of a mutation is deferred.
func (ec *executionContext) mutation(op *graphql.OperationContext) graphql.ResponseHandler {
	asked := false
	return func(ctx context.Context) *graphql.Response {
		if asked {
			return nil
		}
		asked = true
		var out bytes.Buffer
		ec._Mutation(ctx, op.Operation.SelectionSet).MarshalGQL(&out)
		return &graphql.Response{Data: out.Bytes()}
	}
}

// later is the next part that was deferred, nil when there is none.
func (ec *executionContext) later() *graphql.Response {
	if atomic.LoadInt32(&ec.PendingDeferred) <= 0 {
		return nil
	}
	part := <-ec.DeferredResults
	atomic.AddInt32(&ec.PendingDeferred, -1)
	return ec.respond(&graphql.Response{Path: part.Path, Label: part.Label, Errors: part.Errors}, part.Result)
}

func (ec *executionContext) respond(r *graphql.Response, data graphql.Marshaler) *graphql.Response {
	var out bytes.Buffer
	data.MarshalGQL(&out)
	r.Data = out.Bytes()
	if atomic.LoadInt32(&ec.Deferred) > 0 {
		more := atomic.LoadInt32(&ec.PendingDeferred) > 0
		r.HasNext = &more
	}
	return r
}
