package web

import (
	"context"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"partnerhub/resolvers"
	"partnerhub/web/guard"
)

// visit is the way of one GraphQL request through the endpoint: read, admitted, paid for, run. Each step may refuse it, and what
// was refused pays for its size.
type visit struct {
	*endpoint
	rw    http.ResponseWriter
	r     *http.Request
	t     *trace
	tab   tab
	guard *guard.Guard
	req   request
	op    *ast.OperationDefinition
}

func (v *visit) answer() {
	if p := v.read(); p != nil {
		v.tab.fine(v.req.size)
		v.refuse(*p, "body")
		return
	}
	mutations, refusal := v.admit()
	if refusal != nil {
		v.tab.fine(v.req.size)
		v.refuse(v.refused(refusal), refusal.Rule)
		return
	}
	if p := v.changesByAddress(); p != nil {
		v.tab.fine(v.req.size)
		v.refuse(*p, "method")
		return
	}
	left, p := v.tab.pay(v.t.cost, mutations)
	if p != nil {
		v.refuse(*p, "rate")
		return
	}
	v.run(resolvers.WithRateLimit(v.r.Context(),
		&resolvers.RateLimit{Cost: v.t.cost, Limit: left.Limit, Remaining: left.Remaining, ResetAt: left.Full}))
}

func (v *visit) refuse(p problem, rule string) {
	v.t.code, v.t.rule = p.code, rule
	v.metrics.refused(rule)
	answer(v.rw, v.r, p)
}

func (v *visit) refused(g *guard.Refusal) problem {
	return problem{status: refusedStatus(v.r), code: string(g.Code), message: g.Message, line: g.Line, column: g.Column}
}

// refusedStatus is that of a request which was understood and not run. Under application/json it says that the answer is GraphQL's,
// since anything on the way may answer JSON with another status; the newer media type can say more.
func refusedStatus(r *http.Request) int {
	if mediaType(r) == graphQLJSON {
		return http.StatusBadRequest
	}
	return http.StatusOK
}

// admit lets the guard see a request before validation does, and counts its mutations. A kept document has passed what variables
// cannot change.
func (v *visit) admit() (mutations int, r *guard.Refusal) {
	v.t.tokens = v.guard.Limits().Tokens
	doc, kept := v.documents.admitted(v.r.Context(), v.req.query, v.t.tokens)
	v.metrics.document(kept)
	if !kept {
		if doc, r = v.guard.Parse(v.req.query); r != nil {
			return 0, r
		}
		if r = v.guard.Document(doc); r != nil {
			return 0, r
		}
	}
	if v.op, r = v.guard.Operation(doc, v.req.operation); r != nil {
		return 0, r
	}
	v.t.operation, v.t.name = string(v.op.Operation), bounded(v.op.Name)
	cost, r := v.guard.Cost(doc, v.op, v.req.variables)
	v.t.cost = max(1, cost) // nothing is free
	return v.guard.Mutations(doc, v.op), r
}

// run validates and executes within the operation's deadline.
func (v *visit) run(ctx context.Context) {
	ctx, cancel := context.WithTimeout(graphql.StartOperationTrace(ctx), v.deadline()+resolvers.Patience(v.op, v.req.variables))
	defer cancel()
	oc, errs := v.exec.CreateOperationContext(ctx, &graphql.RawParams{
		Query: v.req.query, OperationName: v.req.operation, Variables: v.req.variables, Headers: v.r.Header,
	})
	if len(errs) > 0 {
		v.tab.fine(v.req.size)
		list := v.protocol(v.exec.DispatchError(ctx, errs).Errors)
		v.t.code, v.t.rule = codeOf(list[0]), "validation"
		v.metrics.refused(v.t.rule)
		writeErrors(v.rw, v.r, refusedStatus(v.r), list)
		return
	}
	if r := v.guard.Nulls(oc.Doc, oc.Operation, oc.Variables); r != nil {
		v.tab.fine(v.req.size)
		v.refuse(v.refused(r), r.Rule)
		return
	}
	next, ctx := v.exec.DispatchOperation(ctx, oc)
	v.reply(next(ctx), ctx.Err())
}

func (v *visit) deadline() time.Duration {
	if v.op.Operation == ast.Mutation {
		return v.limits.Mutation
	}
	return v.limits.Query
}

func codeOf(err *gqlerror.Error) string {
	code, _ := err.Extensions["code"].(string)
	return code
}
