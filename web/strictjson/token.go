package strictjson

import (
	"bytes"
	"encoding/json"
)

// space passes over what may stand between two tokens.
func (r *reader) space() {
	for r.at < len(r.data) {
		switch r.data[r.at] {
		case ' ', '\t', '\r', '\n':
			r.at++
		default:
			return
		}
	}
}

// peek answers the first byte of the next token, 0 at the end. No token begins with a zero byte.
func (r *reader) peek() byte {
	r.space()
	if r.at == len(r.data) {
		return 0
	}
	return r.data[r.at]
}

func (r *reader) take(c byte) bool {
	if r.peek() != c {
		return false
	}
	r.at++
	return true
}

func (r *reader) word(w string) error {
	if !bytes.HasPrefix(r.data[r.at:], []byte(w)) {
		return ErrSyntax
	}
	r.at += len(w)
	return nil
}

// text reads a string. One with escapes goes to the standard library, which knows them all.
func (r *reader) text() (string, error) {
	if r.peek() != '"' {
		return "", ErrSyntax
	}
	begin, escaped := r.at, false
	for r.at++; r.at < len(r.data); r.at++ {
		switch c := r.data[r.at]; {
		case c == '"':
			r.at++
			return unquoted(r.data[begin:r.at], escaped)
		case c == '\\':
			escaped = true
			r.at++ // whatever follows does not end the string
		case c < ' ':
			return "", ErrSyntax
		}
	}
	return "", ErrSyntax
}

func unquoted(literal []byte, escaped bool) (out string, err error) {
	if !escaped {
		return string(literal[1 : len(literal)-1]), nil
	}
	if json.Unmarshal(literal, &out) != nil {
		return "", ErrSyntax
	}
	return out, nil
}

// number reads a number as it is written. Its grammar is the standard library's.
func (r *reader) number() (json.Number, error) {
	begin := r.at
	for r.at < len(r.data) && bytes.IndexByte([]byte("+-.0123456789Ee"), r.data[r.at]) >= 0 {
		r.at++
	}
	literal := r.data[begin:r.at]
	if len(literal) == 0 || !json.Valid(literal) {
		return "", ErrSyntax
	}
	return json.Number(literal), nil
}
