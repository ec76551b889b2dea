package web

import (
	"context"
	"crypto/rand"
	"net/http"
	"regexp"
	"time"
)

// trace is what one request leaves in the log and the metrics. One goroutine writes it.
type trace struct {
	id        string
	started   time.Time
	route     string // the path of a known route, never the caller's
	operation string // query or mutation, "" before one is known
	name      string // of the operation
	user      string
	code      string // "" when all went well
	rule      string // that refused it
	cost      int
	tokens    int // that its query may have
}

type traceKey struct{}

// traceOf is the trace of the request in the context; outside one it is a trace that nobody reads.
func traceOf(ctx context.Context) *trace {
	if t, ok := ctx.Value(traceKey{}).(*trace); ok {
		return t
	}
	return &trace{}
}

// RequestID is the id of the request in the context, "" outside one.
func RequestID(ctx context.Context) string { return traceOf(ctx).id }

var plainID = regexp.MustCompile(`^[A-Za-z0-9_-]{8,64}$`)

// requestID keeps the id that a proxy gave, if it is plain, so that both logs tell of the same request.
func requestID(r *http.Request) string {
	if id := r.Header.Get("X-Request-Id"); plainID.MatchString(id) {
		return id
	}
	return rand.Text()
}

// recorder remembers the status of an answer.
type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the writer.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
