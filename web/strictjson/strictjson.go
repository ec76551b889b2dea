// Package strictjson reads one JSON object in the only way it can be read: no key twice, nothing after it, bounded in depth
// and size, numbers as they were written. It knows nothing of what the object means.
package strictjson

import (
	"errors"
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

// Object reads data. Objects are map[string]any, lists []any, numbers json.Number. Nothing of it is shared with data, which may
// be used again afterwards.
func Object(data []byte, limits Limits) (map[string]any, error) {
	if !utf8.Valid(data) {
		return nil, ErrSyntax
	}
	r := &reader{data: data, limits: limits}
	if open := r.peek(); open == 0 {
		return nil, ErrSyntax
	} else if open != '{' {
		return nil, ErrNoObject
	}
	object, err := r.object(1)
	if err != nil {
		return nil, err
	}
	if r.space(); r.at < len(data) {
		return nil, ErrTrailing
	}
	return object, nil
}

type reader struct {
	data   []byte
	at     int
	limits Limits
	values int
}

// object reads an object whose brace is next.
func (r *reader) object(depth int) (map[string]any, error) {
	if depth > r.limits.Depth {
		return nil, ErrDepth
	}
	out := map[string]any{}
	for r.at++; r.peek() != '}'; {
		if len(out) > 0 && !r.take(',') {
			return nil, ErrSyntax
		}
		key, err := r.text()
		if err != nil {
			return nil, err
		}
		if _, twice := out[key]; twice {
			return nil, ErrDuplicate
		}
		if !r.take(':') {
			return nil, ErrSyntax
		}
		if out[key], err = r.value(depth); err != nil {
			return nil, err
		}
	}
	r.at++
	return out, nil
}

// list reads a list whose bracket is next.
func (r *reader) list(depth int) ([]any, error) {
	if depth > r.limits.Depth {
		return nil, ErrDepth
	}
	out := []any{}
	for r.at++; r.peek() != ']'; {
		if len(out) > 0 && !r.take(',') {
			return nil, ErrSyntax
		}
		if len(out) == r.limits.Items {
			return nil, ErrItems
		}
		v, err := r.value(depth)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	r.at++
	return out, nil
}

func (r *reader) value(depth int) (any, error) {
	if r.values++; r.values > r.limits.Values {
		return nil, ErrValues
	}
	switch r.peek() {
	case '{':
		return r.object(depth + 1)
	case '[':
		return r.list(depth + 1)
	case '"':
		return r.text()
	case 't':
		return true, r.word("true")
	case 'f':
		return false, r.word("false")
	case 'n':
		return nil, r.word("null")
	}
	return r.number()
}
