package web

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// maxMessage bounds the text of a validation error: it may quote names of the query, and only so much of them.
const maxMessage = 200

// protocol makes the errors of validation fit to be read: few, short, without suggestions.
func (e *endpoint) protocol(list gqlerror.List) gqlerror.List {
	out := make(gqlerror.List, 0, e.limits.Errors)
	for _, err := range list[:min(len(list), e.limits.Errors)] {
		code := codeOf(err)
		if code == "" {
			code = codeInvalid
		}
		out = append(out, &gqlerror.Error{Message: shortened(err.Message),
			Locations: err.Locations[:min(len(err.Locations), 2)], Extensions: map[string]any{"code": code}})
	}
	return out
}

func shortened(message string) string {
	message, _, _ = strings.Cut(message, " Did you mean")
	if len(message) > maxMessage {
		message = strings.ToValidUTF8(message[:maxMessage], "") + "..."
	}
	return message
}

// reply writes what execution gave. When the deadline has passed and anything failed, the whole is a TIMEOUT: half an
// answer would look like a whole one.
func (v *visit) reply(res *graphql.Response, ended error) {
	if errors.Is(ended, context.DeadlineExceeded) && (res == nil || len(res.Errors) > 0) {
		v.t.code = codeTimeout
		answer(v.rw, v.r, problem{status: http.StatusGatewayTimeout, code: codeTimeout, message: "the request took too long", id: v.t.id})
		return
	}
	if res == nil { // the client has gone
		v.t.code = codeUnavailable
		answer(v.rw, v.r, unavailable(v.t.id))
		return
	}
	if len(res.Data) > v.limits.Response {
		v.refuse(problem{status: refusedStatus(v.r), code: codeTooComplex, message: "the answer is too large; ask for less"}, "response")
		return
	}
	res.Errors = withRequestID(res.Errors[:min(len(res.Errors), v.limits.Errors)], v.t.id)
	status := http.StatusOK
	if len(res.Errors) > 0 {
		v.t.code = codeOf(res.Errors[0])
		status = executedStatus(res, v.t.code)
	}
	if status == http.StatusServiceUnavailable {
		v.rw.Header().Set("Retry-After", "1")
	}
	head, tail := around(res)
	v.sender.send(v.rw, v.r, status, mediaType(v.r), head, data(res), tail)
}

// executedStatus tells of a failure by status only where there is no data at all.
func executedStatus(res *graphql.Response, code string) int {
	if status, ok := statuses[code]; ok && (len(res.Data) == 0 || string(res.Data) == null) {
		return status
	}
	return http.StatusOK
}

// withRequestID names the log line of errors whose cause stands only there. Other errors stay the same bytes for the
// same cause.
func withRequestID(list gqlerror.List, id string) gqlerror.List {
	for i, err := range list {
		switch codeOf(err) {
		case codeInternal, codeUnavailable, codeTimeout:
			named := *err
			named.Extensions = maps.Clone(err.Extensions)
			named.Extensions["requestId"] = id
			list[i] = &named
		}
	}
	return list
}

// null is the data of an answer that has none.
const null = "null"

// data is what the executor wrote, as it is.
func data(res *graphql.Response) []byte {
	if len(res.Data) == 0 {
		return []byte(null)
	}
	return res.Data
}

// around is what stands before and behind the data of an answer.
func around(res *graphql.Response) (head, tail []byte) {
	head = append(head, '{')
	if len(res.Errors) > 0 {
		head = append(member(head, "errors", res.Errors), ',')
	}
	head = append(head, `"data":`...)
	if len(res.Extensions) > 0 {
		tail = member(append(tail, ','), "extensions", res.Extensions)
	}
	return head, append(tail, '}')
}

func member(to []byte, name string, value any) []byte {
	text, err := json.Marshal(value)
	if err != nil { // an extension that does not marshal; the answer stays readable
		text = []byte(null)
	}
	return append(append(append(append(to, '"'), name...), `":`...), text...)
}
