package web

import (
	"context"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"

	"partnerhub/auth"
)

const readyTimeout = 2 * time.Second

func healthy(rw http.ResponseWriter, _ *http.Request, _ *auth.Principal) {
	writeJSON(rw, http.StatusOK, map[string]string{"status": "ok"})
}

// ready tells whether requests should be sent here. Why not stands in the log: this route is open.
func (w *Web) ready(rw http.ResponseWriter, r *http.Request, _ *auth.Principal) {
	ctx, cancel := context.WithTimeout(r.Context(), readyTimeout)
	defer cancel()
	if err := w.cfg.Ready(ctx); err != nil {
		w.cfg.Log.WarnContext(ctx, "not ready", "error", err)
		rw.Header().Set("Retry-After", "1")
		writeJSON(rw, http.StatusServiceUnavailable, map[string]string{"status": "unavailable"})
		return
	}
	writeJSON(rw, http.StatusOK, map[string]string{"status": "ok"})
}

// personas hands out tokens, so it answers only a page of this very server: addressed by a number or as localhost,
// because a stranger's domain name can be pointed here, and not from another site.
func (w *Web) personas(rw http.ResponseWriter, r *http.Request, _ *auth.Principal) {
	if !isLocal(r.Host) || !isOwnPage(r.Header.Get("Sec-Fetch-Site")) {
		answer(rw, r, problem{status: http.StatusForbidden, code: "FORBIDDEN", message: "open the IDE by its address or as localhost"})
		return
	}
	list, err := w.cfg.Personas(r.Context())
	if err != nil {
		w.cfg.Log.ErrorContext(r.Context(), "listing personas", "error", err)
		answer(rw, r, unavailable(RequestID(r.Context())))
		return
	}
	writeJSON(rw, http.StatusOK, list)
}

func isLocal(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	return host == "localhost" || net.ParseIP(strings.Trim(host, "[]")) != nil
}

func isOwnPage(site string) bool { return site == "" || site == "same-origin" || site == "none" }

// text serves a text that never changes.
func (w *Web) text(content string) func(http.ResponseWriter, *http.Request, *auth.Principal) {
	return func(rw http.ResponseWriter, r *http.Request, _ *auth.Principal) {
		w.sender.send(rw, r, http.StatusOK, "text/plain", []byte(content))
	}
}

func printed(schema *ast.Schema) string {
	var b strings.Builder
	formatter.NewFormatter(&b, formatter.WithIndent("  ")).FormatSchema(schema)
	return b.String()
}
