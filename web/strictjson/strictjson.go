// Package strictjson reads one JSON object in the only way it can be read: no key twice, nothing after it, bounded in depth
// and size, numbers as they were written. It knows nothing of what the object means.
package strictjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"
)

// Limits bounds an object.
type Limits struct {
	Depth  int // of nested objects and lists; the outermost object is 1
	Values int // in all
	Items  int // in one list
}

// The refusals. Their texts hold nothing of the input.
var (
	ErrSyntax    = errors.New("the body is not valid JSON")
	ErrNoObject  = errors.New("the body must be one JSON object")
	ErrTrailing  = errors.New("the body holds more than one JSON object")
	ErrDuplicate = errors.New("an object in the body names a key twice")
	ErrDepth     = errors.New("the body is nested too deeply")
	ErrValues    = errors.New("the body holds too many values")
	ErrItems     = errors.New("a list in the body is too long")
)

// Object reads data. Objects are map[string]any, lists []any, numbers json.Number.
func Object(data []byte, limits Limits) (map[string]any, error) {
	if !utf8.Valid(data) {
		return nil, ErrSyntax
	}
	r := &reader{dec: json.NewDecoder(bytes.NewReader(data)), limits: limits}
	r.dec.UseNumber()
	if open, err := r.dec.Token(); err != nil {
		return nil, ErrSyntax
	} else if open != json.Delim('{') {
		return nil, ErrNoObject
	}
	object, err := r.object(1)
	if err != nil {
		return nil, err
	}
	if _, err := r.dec.Token(); err != io.EOF {
		return nil, ErrTrailing
	}
	return object, nil
}

type reader struct {
	dec    *json.Decoder
	limits Limits
	values int
}

// object reads the rest of an object whose brace is behind.
func (r *reader) object(depth int) (map[string]any, error) {
	if depth > r.limits.Depth {
		return nil, ErrDepth
	}
	out := map[string]any{}
	for r.dec.More() {
		token, err := r.dec.Token()
		if err != nil {
			return nil, ErrSyntax
		}
		key, _ := token.(string)
		if _, twice := out[key]; twice {
			return nil, ErrDuplicate
		}
		if out[key], err = r.value(depth); err != nil {
			return nil, err
		}
	}
	return out, r.close()
}

// list reads the rest of a list whose bracket is behind.
func (r *reader) list(depth int) ([]any, error) {
	if depth > r.limits.Depth {
		return nil, ErrDepth
	}
	out := []any{}
	for r.dec.More() {
		if len(out) == r.limits.Items {
			return nil, ErrItems
		}
		v, err := r.value(depth)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, r.close()
}

func (r *reader) value(depth int) (any, error) {
	if r.values++; r.values > r.limits.Values {
		return nil, ErrValues
	}
	token, err := r.dec.Token()
	if err != nil {
		return nil, ErrSyntax
	}
	switch token {
	case json.Delim('{'):
		return r.object(depth + 1)
	case json.Delim('['):
		return r.list(depth + 1)
	}
	return token, nil
}

// close reads the brace or bracket that ends what is open.
func (r *reader) close() error {
	if _, err := r.dec.Token(); err != nil {
		return ErrSyntax
	}
	return nil
}
