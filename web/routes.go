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
	open   bool // answers anybody
	json   bool // takes a body, of application/json only
	serve  func(http.ResponseWriter, *http.Request, *auth.Principal)
}

func (w *Web) table() (map[string]route, error) {
	e, err := w.endpoint()
	if err != nil {
		return nil, err
	}
	sdl := printed(w.cfg.Schema.Schema())
	routes := map[string]route{
		"/graphql":         {method: http.MethodPost, json: true, serve: e.serve},
		"/schema.graphqls": {method: http.MethodGet, serve: text(sdl)},
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
func (w *Web) dispatch(rw *recorder, r *http.Request, t *trace) {
	found, known := w.routes[r.URL.Path]
	if known {
		t.route = r.URL.Path
		if p, ok := found.accepts(r); !ok {
			t.code = p.code
			rw.Header().Set("Allow", found.method)
			answer(rw, r, p)
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

func (rt route) accepts(r *http.Request) (problem, bool) {
	get := rt.method == http.MethodGet && r.Method == http.MethodHead
	if r.Method != rt.method && !get {
		return problem{status: http.StatusMethodNotAllowed, code: codeMethod, message: "use " + rt.method}, false
	}
	if rt.json && !isJSON(r.Header) {
		return problem{status: http.StatusUnsupportedMediaType, code: codeMediaType,
			message: "send application/json in UTF-8 without a content encoding"}, false
	}
	return problem{}, true
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

// authenticate answers who asks, or nil and what to tell the caller.
func (w *Web) authenticate(r *http.Request, t *trace) (*auth.Principal, problem) {
	header := ""
	if values := r.Header.Values("Authorization"); len(values) == 1 {
		header = values[0]
	}
	who, err := w.cfg.Auth.Authenticate(r.Context(), header)
	switch {
	case errors.Is(err, auth.ErrUnauthenticated):
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
