package web

import (
	"net/http"

	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/99designs/gqlgen/graphql/handler/extension"

	"partnerhub/auth"
	"partnerhub/resolvers"
	"partnerhub/web/guard"
)

// endpoint is POST /graphql.
type endpoint struct {
	limits    Limits
	lanes     *lanes
	waiting   *lanes // requests that rest until something happens
	points    *points
	programs  func(*auth.Principal) bool // nil: nobody is one
	person    *guard.Guard
	program   *guard.Guard
	documents *documents
	trusted   *Trusted // nil: none
	exec      *executor.Executor
	metrics   *metrics
	sender    *sender
	bodies    *bodies
}

func (w *Web) endpoint() *endpoint {
	l := w.cfg.Limits
	l.JSON.Items = l.Guard.ListItems
	longer := l.Guard
	longer.Tokens = l.IntegrationTokens
	e := &endpoint{limits: l, lanes: newLanes(l.InFlight, l.PerOrganization, l.Wait),
		waiting: newLanes(l.Waiting, l.WaitingPerOrganization, 0), points: w.points, programs: w.cfg.Integration,
		person: guard.New(w.cfg.Schema.Schema(), l.Guard), program: guard.New(w.cfg.Schema.Schema(), longer),
		documents: newDocuments(l), trusted: w.cfg.Trusted, exec: executor.New(w.cfg.Schema), metrics: w.metrics, sender: w.sender, bodies: newBodies()}
	e.exec.SetErrorPresenter(w.cfg.Present)
	e.exec.SetRecoverFunc(w.cfg.Recover)
	e.exec.SetParserTokenLimit(longer.Tokens)
	e.exec.SetQueryCache(e.documents)
	e.exec.SetDisableSuggestion(true)
	e.exec.Use(extension.Introspection{})
	e.exec.Use(resolvers.ErrorLimit{})
	if w.cfg.Around != nil {
		e.exec.AroundOperations(w.cfg.Around)
	}
	return e
}

// serve answers one request of somebody who is known by now.
func (e *endpoint) serve(rw http.ResponseWriter, r *http.Request, who *auth.Principal) {
	v := &visit{endpoint: e, rw: rw, r: r, t: traceOf(r.Context()), guard: e.person}
	program := e.programs != nil && e.programs(who)
	if program {
		v.guard = e.program
	}
	v.tab = e.points.tab(who, program)
	if p := v.tab.open(); p != nil {
		v.refuse(*p, "rate")
		return
	}
	place := &seat{running: e.lanes, resting: e.waiting, organization: string(who.OrganizationID)}
	if !place.take(r.Context()) {
		v.refuse(unavailable(v.t.id), "busy")
		return
	}
	defer place.free()
	v.r = r.WithContext(place.into(r.Context()))
	defer e.metrics.enter()()
	v.answer()
}
