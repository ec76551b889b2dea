package web

import (
	"bytes"
	"errors"
	"net/http"
	"sync"

	"partnerhub/web/strictjson"
)

// request is one GraphQL request as the client sent it.
type request struct {
	query     string
	document  string // the digest of a registered document instead of query
	operation string
	variables map[string]any
	size      int // of the body in bytes
}

// keptBody is the largest buffer that is used again: a rare large body must not stay in memory.
const keptBody = 64 << 10

// bodies lends out memory to read bodies into. Whatever is read out of one is copied before it is given back.
type bodies struct{ pool sync.Pool }

func newBodies() *bodies { return &bodies{sync.Pool{New: func() any { return &bytes.Buffer{} }}} }

func (b *bodies) get() *bytes.Buffer {
	if body, ok := b.pool.Get().(*bytes.Buffer); ok {
		return body
	}
	return &bytes.Buffer{} // the pool holds nothing else
}

func (b *bodies) put(body *bytes.Buffer) {
	if body.Cap() <= keptBody {
		body.Reset()
		b.pool.Put(body)
	}
}

// read takes a request off the wire. Nothing that it refuses is repeated in the answer.
func (v *visit) read() *problem {
	if v.r.Method != http.MethodPost {
		return v.readAddress()
	}
	if v.r.ContentLength > v.limits.Body {
		return tooLarge(v.rw)
	}
	body := v.bodies.get()
	defer v.bodies.put(body)
	_, err := body.ReadFrom(http.MaxBytesReader(v.rw, v.r.Body, v.limits.Body))
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
	return v.take(object)
}

// take takes the request out of an object and finds the document that it names.
func (v *visit) take(object map[string]any) *problem {
	if p := v.req.take(object); p != nil {
		return p
	}
	return v.trusted.resolve(&v.req)
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
		case "documentId":
			req.document, ok = value.(string)
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
			return bad("the body has a key other than query, documentId, operationName, variables and extensions")
		}
		if !ok {
			return bad(key + " has the wrong type")
		}
	}
	return nil
}
