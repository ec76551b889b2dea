package web

import (
	"bytes"
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
	write(v.rw, status, mediaType(v.r), encoded(res))
}

// executedStatus tells of a failure by status only where there is no data at all.
func executedStatus(res *graphql.Response, code string) int {
	if status, ok := statuses[code]; ok && (len(res.Data) == 0 || string(res.Data) == "null") {
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

// encoded puts an answer together without reading through its data again: the executor wrote it as JSON.
func encoded(res *graphql.Response) []byte {
	var b bytes.Buffer
	b.Grow(len(res.Data) + 64)
	b.WriteByte('{')
	if len(res.Errors) > 0 {
		member(&b, "errors", res.Errors)
		b.WriteByte(',')
	}
	b.WriteString(`"data":`)
	if len(res.Data) == 0 {
		b.WriteString("null")
	}
	b.Write(res.Data)
	if len(res.Extensions) > 0 {
		b.WriteByte(',')
		member(&b, "extensions", res.Extensions)
	}
	b.WriteByte('}')
	return b.Bytes()
}

func member(b *bytes.Buffer, name string, value any) {
	text, err := json.Marshal(value)
	if err != nil { // an extension that does not marshal; the answer stays readable
		text = []byte("null")
	}
	b.WriteString(`"` + name + `":`)
	b.Write(text)
}
