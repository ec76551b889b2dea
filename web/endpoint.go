package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"partnerhub/auth"
	"partnerhub/resolvers"
	"partnerhub/web/guard"
)

// endpoint is POST /graphql.
type endpoint struct {
	limits    Limits
	lanes     *lanes
	guard     *guard.Guard
	documents *documents
	exec      *executor.Executor
	metrics   *metrics
}

func (w *Web) endpoint() (*endpoint, error) {
	l := w.cfg.Limits
	if l.InFlight < 1 || l.PerOrganization < 1 || l.Documents < 1 {
		return nil, errors.New("web: a limit is zero")
	}
	kept := newDocuments(l)
	x := executor.New(w.cfg.Schema)
	x.SetErrorPresenter(w.cfg.Present)
	x.SetRecoverFunc(w.cfg.Recover)
	x.SetParserTokenLimit(l.Guard.Tokens)
	x.SetQueryCache(kept)
	x.SetDisableSuggestion(true)
	x.Use(extension.Introspection{})
	x.Use(resolvers.ErrorLimit{})
	if w.cfg.Around != nil {
		x.AroundOperations(w.cfg.Around)
	}
	return &endpoint{limits: l, lanes: newLanes(l.InFlight, l.PerOrganization, l.Wait), guard: guard.New(w.cfg.Schema.Schema(), l.Guard),
		documents: kept, exec: x, metrics: w.metrics}, nil
}

// serve answers one request of somebody who is known by now.
func (e *endpoint) serve(rw http.ResponseWriter, r *http.Request, who *auth.Principal) {
	t := r.Context().Value(traceKey{}).(*trace)
	leave := e.lanes.enter(r.Context(), string(who.OrganizationID))
	if leave == nil {
		e.refuse(rw, r, t, unavailable(t.id), "busy")
		return
	}
	defer leave()
	defer e.metrics.enter()()
	req, p := e.read(rw, r)
	if p != nil {
		e.refuse(rw, r, t, *p, "body")
		return
	}
	op, refusal := e.admit(r.Context(), req, t)
	if refusal != nil {
		e.refuse(rw, r, t, e.refused(r, refusal), refusal.Rule)
		return
	}
	e.run(rw, r, req, op, t)
}

func (e *endpoint) refuse(rw http.ResponseWriter, r *http.Request, t *trace, p problem, rule string) {
	t.code, t.rule = p.code, rule
	e.metrics.refused(rule)
	answer(rw, r, p)
}

func (e *endpoint) refused(r *http.Request, g *guard.Refusal) problem {
	return problem{status: refusedStatus(r), code: string(g.Code), message: g.Message, line: g.Line, column: g.Column}
}

// refusedStatus is that of a request which was understood and not run.
func refusedStatus(r *http.Request) int {
	if mediaType(r) == graphQLJSON {
		return http.StatusBadRequest
	}
	return http.StatusUnprocessableEntity
}

// admit lets the guard see a request before validation does. A kept document has passed what variables cannot change.
func (e *endpoint) admit(ctx context.Context, req request, t *trace) (*ast.OperationDefinition, *guard.Refusal) {
	doc, kept := e.documents.Get(ctx, req.query)
	e.metrics.document(kept)
	if !kept {
		var r *guard.Refusal
		if doc, r = e.guard.Parse(req.query); r != nil {
			return nil, r
		}
		if r := e.guard.Document(doc); r != nil {
			return nil, r
		}
	}
	op, r := e.guard.Operation(doc, req.operation)
	if r != nil {
		return nil, r
	}
	t.operation, t.name = string(op.Operation), bounded(op.Name)
	t.cost, r = e.guard.Cost(doc, op, req.variables)
	return op, r
}

// run validates and executes within the operation's deadline.
func (e *endpoint) run(rw http.ResponseWriter, r *http.Request, req request, op *ast.OperationDefinition, t *trace) {
	ctx, cancel := context.WithTimeout(graphql.StartOperationTrace(r.Context()), e.deadline(op))
	defer cancel()
	oc, errs := e.exec.CreateOperationContext(ctx, &graphql.RawParams{
		Query: req.query, OperationName: req.operation, Variables: req.variables, Headers: r.Header,
	})
	if len(errs) > 0 {
		list := e.protocol(e.exec.DispatchError(ctx, errs).Errors)
		t.code, t.rule = codeOf(list[0]), "validation"
		e.metrics.refused(t.rule)
		writeErrors(rw, r, refusedStatus(r), list)
		return
	}
	next, ctx := e.exec.DispatchOperation(ctx, oc)
	e.reply(rw, r, t, next(ctx), ctx.Err())
}

func (e *endpoint) deadline(op *ast.OperationDefinition) time.Duration {
	if op.Operation == ast.Mutation {
		return e.limits.Mutation
	}
	return e.limits.Query
}

func codeOf(err *gqlerror.Error) string {
	code, _ := err.Extensions["code"].(string)
	return code
}
