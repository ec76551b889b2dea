package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
)

// finish ends every request: it answers for a panic, counts, and writes one line. Bodies, variables, tokens and addresses
// with a query string are never written.
func (w *Web) finish(ctx context.Context, rec *recorder, r *http.Request, t *trace) {
	if cause := recover(); cause != nil {
		w.cfg.Log.ErrorContext(ctx, "panic in a request", "requestId", t.id, "panic", fmt.Sprint(cause), "stack", string(debug.Stack()))
		t.code = codeInternal
		if rec.status == 0 {
			answer(rec, r, problem{status: http.StatusInternalServerError, code: codeInternal, message: "internal error", id: t.id})
		}
	}
	took := w.cfg.Now().Sub(t.started)
	w.metrics.count(t, rec.status, took)
	level := slog.LevelInfo
	if t.route == "/healthz" || t.route == "/readyz" {
		level = slog.LevelDebug
	}
	w.cfg.Log.LogAttrs(ctx, level, "request", attributes(t, r.Method, rec.status,
		slog.Float64("ms", float64(took.Microseconds())/1000))...)
}

func attributes(t *trace, method string, status int, more ...slog.Attr) []slog.Attr {
	out := append(append(make([]slog.Attr, 0, len(more)+10), more...), slog.String("requestId", t.id), slog.String("method", bounded(method)),
		slog.String("route", t.route), slog.Int("status", status))
	for _, a := range []slog.Attr{slog.String("user", t.user), slog.String("operation", t.operation),
		slog.String("name", t.name), slog.String("code", t.code), slog.String("rule", t.rule)} {
		if a.Value.String() != "" {
			out = append(out, a)
		}
	}
	if t.cost > 0 {
		out = append(out, slog.Int("cost", t.cost))
	}
	return out
}

// bounded cuts a word of the caller's down to what a log line can take.
func bounded(s string) string { return s[:min(len(s), 64)] }
