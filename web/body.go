package web

import (
	"bytes"
	"errors"
	"io"
	"net/http"

	"partnerhub/web/strictjson"
)

// request is one GraphQL request as the client sent it.
type request struct {
	query     string
	operation string
	variables map[string]any
}

// read takes a request off the wire. Nothing that it refuses is repeated in the answer.
func (e *endpoint) read(rw http.ResponseWriter, r *http.Request) (request, *problem) {
	if r.ContentLength > e.limits.Body {
		return request{}, tooLarge(rw)
	}
	var body bytes.Buffer
	_, err := io.Copy(&body, http.MaxBytesReader(rw, r.Body, e.limits.Body))
	var over *http.MaxBytesError
	if errors.As(err, &over) {
		return request{}, tooLarge(rw)
	}
	if err != nil {
		return request{}, bad("the body could not be read")
	}
	object, err := strictjson.Object(body.Bytes(), e.limits.JSON)
	if err != nil {
		return request{}, bad(err.Error())
	}
	return fields(object)
}

func tooLarge(rw http.ResponseWriter) *problem {
	rw.Header().Set("Connection", "close")
	return &problem{status: http.StatusRequestEntityTooLarge, code: codeTooLarge, message: "the body is too large"}
}

func bad(message string) *problem {
	return &problem{status: http.StatusBadRequest, code: codeBadInput, message: message}
}

// fields takes the known keys out of the body. extensions are allowed, since clients send them, and not read.
func fields(object map[string]any) (request, *problem) {
	var out request
	for key, value := range object {
		ok := false
		switch key {
		case "query":
			out.query, ok = value.(string)
		case "operationName":
			out.operation, ok = value.(string)
			ok = ok || value == nil
		case "variables":
			out.variables, ok = value.(map[string]any)
			ok = ok || value == nil
		case "extensions":
			_, ok = value.(map[string]any)
			ok = ok || value == nil
		default:
			return request{}, bad("the body has a key other than query, operationName, variables and extensions")
		}
		if !ok {
			return request{}, bad(key + " has the wrong type")
		}
	}
	if out.query == "" {
		return request{}, bad("query is required")
	}
	return out, nil
}
