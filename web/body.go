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
	size      int // of the body in bytes
}

// read takes a request off the wire. Nothing that it refuses is repeated in the answer.
func (v *visit) read() *problem {
	if v.r.ContentLength > v.limits.Body {
		return tooLarge(v.rw)
	}
	var body bytes.Buffer
	_, err := io.Copy(&body, http.MaxBytesReader(v.rw, v.r.Body, v.limits.Body))
	v.req.size = body.Len()
	var over *http.MaxBytesError
	if errors.As(err, &over) {
		return tooLarge(v.rw)
	}
	if err != nil {
		return bad("the body could not be read")
	}
	object, err := strictjson.Object(body.Bytes(), v.limits.JSON)
	if err != nil {
		return bad(err.Error())
	}
	return v.req.take(object)
}

func tooLarge(rw http.ResponseWriter) *problem {
	rw.Header().Set("Connection", "close")
	return &problem{status: http.StatusRequestEntityTooLarge, code: codeTooLarge, message: "the body is too large"}
}

func bad(message string) *problem {
	return &problem{status: http.StatusBadRequest, code: codeBadInput, message: message}
}

// take takes the known keys out of the body. extensions are allowed, since clients send them, and not read.
func (req *request) take(object map[string]any) *problem {
	for key, value := range object {
		ok := false
		switch key {
		case "query":
			req.query, ok = value.(string)
		case "operationName":
			req.operation, ok = value.(string)
			ok = ok || value == nil
		case "variables":
			req.variables, ok = value.(map[string]any)
			ok = ok || value == nil
		case "extensions":
			_, ok = value.(map[string]any)
			ok = ok || value == nil
		default:
			return bad("the body has a key other than query, operationName, variables and extensions")
		}
		if !ok {
			return bad(key + " has the wrong type")
		}
	}
	if req.query == "" {
		return bad("query is required")
	}
	return nil
}
