package web

import (
	"encoding/json"
	"math"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// The codes that the pipeline itself answers with.
const (
	codeUnauthenticated = "UNAUTHENTICATED"
	codeNotFound        = "NOT_FOUND"
	codeBadInput        = "BAD_USER_INPUT"
	codeTooComplex      = "QUERY_TOO_COMPLEX"
	codeInvalid         = "GRAPHQL_VALIDATION_FAILED"
	codeTooLarge        = "PAYLOAD_TOO_LARGE"
	codeMediaType       = "UNSUPPORTED_MEDIA_TYPE"
	codeMethod          = "METHOD_NOT_ALLOWED"
	codeLimited         = "RATE_LIMITED"
	codeUnavailable     = "UNAVAILABLE"
	codeTimeout         = "TIMEOUT"
	codeInternal        = "INTERNAL"
)

// statuses are those of answers without data, by code. Every other code is 200: the error stands in the answer.
var statuses = map[string]int{
	codeUnauthenticated:        http.StatusUnauthorized,
	codeTooLarge:               http.StatusRequestEntityTooLarge,
	codeLimited:                http.StatusTooManyRequests,
	"IDEMPOTENCY_KEY_REQUIRED": http.StatusBadRequest,
	"IDEMPOTENCY_KEY_REUSED":   http.StatusUnprocessableEntity,
	"IDEMPOTENCY_IN_PROGRESS":  http.StatusConflict,
	codeUnavailable:            http.StatusServiceUnavailable,
	codeTimeout:                http.StatusGatewayTimeout,
	codeInternal:               http.StatusInternalServerError,
}

// problem is an answer that the pipeline gives in place of a result. Its message is written here, never by the caller.
type problem struct {
	status  int
	code    string
	message string
	id      string        // of the request, when its log line helps
	wait    time.Duration // before it is worth another try, where that is known
	line    int           // in the query, 0 when nowhere
	column  int
}

func (p problem) error() *gqlerror.Error {
	e := &gqlerror.Error{Message: p.message, Extensions: map[string]any{"code": p.code}}
	if p.id != "" {
		e.Extensions["requestId"] = p.id
	}
	if p.line > 0 {
		e.Locations = []gqlerror.Location{{Line: p.line, Column: p.column}}
	}
	return e
}

// answer writes a problem in the form of a GraphQL answer, whatever the route: clients have one way to read errors.
func answer(rw http.ResponseWriter, r *http.Request, p problem) {
	switch p.status {
	case http.StatusUnauthorized:
		rw.Header().Set("WWW-Authenticate", `Bearer realm="partnerhub"`)
	case http.StatusServiceUnavailable:
		rw.Header().Set("Retry-After", "1")
	case http.StatusTooManyRequests:
		rw.Header().Set("Retry-After", strconv.Itoa(max(1, int(math.Ceil(p.wait.Seconds())))))
	}
	writeErrors(rw, r, p.status, gqlerror.List{p.error()})
}

func writeErrors(rw http.ResponseWriter, r *http.Request, status int, list gqlerror.List) {
	body, err := json.Marshal(map[string]any{"errors": list})
	if err != nil { // extensions of ours always marshal
		body = []byte(`{"errors":[{"message":"internal error","extensions":{"code":"INTERNAL"}}]}`)
	}
	write(rw, status, mediaType(r), body)
}

func writeJSON(rw http.ResponseWriter, status int, value any) {
	body, err := json.Marshal(value)
	if err != nil {
		status, body = http.StatusInternalServerError, []byte(`{}`)
	}
	write(rw, status, plainJSON, body)
}

func write(rw http.ResponseWriter, status int, mediaType string, body []byte) {
	rw.Header().Set("Content-Type", mediaType+"; charset=utf-8")
	rw.Header().Set("Content-Length", strconv.Itoa(len(body)))
	rw.WriteHeader(status)
	_, _ = rw.Write(body) // the client may have gone; nobody is left to tell
}

const (
	plainJSON   = "application/json"
	graphQLJSON = "application/graphql-response+json"
)

// mediaType is the kind of answer that the client prefers: the first of the two that it lists.
func mediaType(r *http.Request) string {
	for part := range strings.SplitSeq(r.Header.Get("Accept"), ",") {
		switch part { // as almost everybody writes them
		case graphQLJSON, plainJSON:
			return part
		}
		switch kind, _, _ := mime.ParseMediaType(part); kind {
		case graphQLJSON, plainJSON:
			return kind
		}
	}
	return plainJSON
}
