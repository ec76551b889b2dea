package web

import (
	"errors"
	"mime"
	"net/http"
	"strings"

	"partnerhub/auth"
)

// route is one path. Paths are exact: nothing is cleaned, redirected or matched by prefix.
type route struct {
	method string
	get    bool // also takes GET, without a body
	open   bool // answers anybody
	json   bool // takes a body, of application/json only
	serve  func(http.ResponseWriter, *http.Request, *auth.Principal)
}

func (w *Web) table() (map[string]route, error) {
	routes := map[string]route{
		"/graphql":         {method: http.MethodPost, get: w.cfg.Get, json: true, serve: w.endpoint().serve},
		"/schema.graphqls": {method: http.MethodGet, serve: w.text(printed(w.cfg.Schema.Schema()))},
		"/healthz":         {method: http.MethodGet, open: true, serve: healthy},
		"/readyz":          {method: http.MethodGet, open: true, serve: w.ready},
	}
	if w.cfg.Personas != nil {
		routes["/dev/personas"] = route{method: http.MethodGet, open: true, serve: w.personas}
	}
	if w.cfg.IDE {
		return routes, addIDE(routes)
	}
	return routes, nil
}

// dispatch finds the route, refuses wrong methods and content types, then finds out who asks: unless the route is open,
// nothing of the request's body is read before that. To strangers an unknown path looks like a known one.
func (w *Web) dispatch(rw http.ResponseWriter, r *http.Request) {
	t := traceOf(r.Context())
	found, known := w.routes[r.URL.Path]
	if known {
		t.route = r.URL.Path
		if p := w.stranger(rw, r, found); p != nil {
			t.code = p.code
			answer(rw, r, *p)
			return
		}
	}
	var who *auth.Principal
	if !known || !found.open {
		var p problem
		if who, p = w.authenticate(r, t); who == nil {
			answer(rw, r, p)
			return
		}
		r = r.WithContext(auth.Into(r.Context(), who))
		r.Header.Del("Authorization") // nobody behind this point needs it
	}
	if !known {
		t.code = codeNotFound
		answer(rw, r, problem{status: http.StatusNotFound, code: codeNotFound, message: "nothing is served at this path"})
		return
	}
	found.serve(rw, r, who)
}

// stranger tells why a route does not take a request, whoever sends it; nil when it does. What is answered without asking for a
// token is counted by address.
func (w *Web) stranger(rw http.ResponseWriter, r *http.Request, found route) *problem {
	refused := found.refuses(rw.Header(), r)
	if refused == nil && w.foreign.Check(r) != nil {
		refused = &problem{status: http.StatusForbidden, code: "FORBIDDEN", message: "pages of this origin may not call the hub"}
	}
	if found.open || refused != nil {
		if p := w.points.call(w.addressOf(r)); p != nil {
			return p
		}
	}
	return refused
}

// refuses tells what is wrong with a request's form; nil when the route takes it.
func (rt route) refuses(answer http.Header, r *http.Request) *problem {
	head := rt.method == http.MethodGet && r.Method == http.MethodHead
	if rt.get && r.Method == http.MethodGet {
		return nil
	}
	if r.Method != rt.method && !head {
		answer.Set("Allow", rt.allowed())
		return &problem{status: http.StatusMethodNotAllowed, code: codeMethod, message: "use " + rt.method}
	}
	if rt.json && !isJSON(r.Header) {
		return &problem{status: http.StatusUnsupportedMediaType, code: codeMediaType,
			message: "send application/json in UTF-8 without a content encoding"}
	}
	return nil
}

// allowed lists the methods that a route takes.
func (rt route) allowed() string {
	switch {
	case rt.get:
		return http.MethodGet + ", " + rt.method
	case rt.method == http.MethodGet:
		return http.MethodGet + ", " + http.MethodHead
	}
	return rt.method
}

// isJSON is strict because a page of another site can send every other kind of body without asking first.
func isJSON(h http.Header) bool {
	if len(h.Values("Content-Type")) != 1 || h.Get("Content-Encoding") != "" {
		return false
	}
	kind, parameters, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil || kind != plainJSON {
		return false
	}
	charset, given := parameters["charset"]
	return !given || strings.EqualFold(charset, "utf-8")
}

// authenticate answers who asks, or nil and what to tell the caller. An address that has shown too many bad tokens may still
// use good ones that are known here: a whole office can stand behind one address.
func (w *Web) authenticate(r *http.Request, t *trace) (*auth.Principal, problem) {
	header := ""
	if values := r.Header.Values("Authorization"); len(values) == 1 {
		header = values[0]
	}
	address := w.addressOf(r)
	if p := w.points.try(address); p != nil && !w.cfg.Auth.Known(header) {
		t.code, t.rule = p.code, "address"
		w.metrics.refusedAuth(t.rule)
		return nil, *p
	}
	who, err := w.cfg.Auth.Authenticate(r.Context(), header)
	switch {
	case errors.Is(err, auth.ErrUnauthenticated):
		w.points.failures.Spend(address, 1)
		t.code, t.rule = codeUnauthenticated, string(auth.ReasonOf(err))
		w.metrics.refusedAuth(t.rule)
		return nil, problem{status: http.StatusUnauthorized, code: codeUnauthenticated, message: auth.ErrUnauthenticated.Message}
	case err != nil || who == nil:
		t.code = codeUnavailable
		w.cfg.Log.ErrorContext(r.Context(), "finding out who asks", "requestId", t.id, "error", err)
		return nil, unavailable(t.id)
	}
	t.user = string(who.UserID)
	return who, problem{}
}

func unavailable(id string) problem {
	return problem{status: http.StatusServiceUnavailable, code: codeUnavailable, message: "the hub cannot answer now; try again", id: id}
}
