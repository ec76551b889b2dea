package strictjson

import (
	"bytes"
	"encoding/json"
	"strings"
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

// text reads a string.
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
	if out, known := plain(literal[1 : len(literal)-1]); known {
		return out, nil
	}
	if json.Unmarshal(literal, &out) != nil {
		return "", ErrSyntax
	}
	return out, nil
}

// plain replaces the escapes of a string, as far as they are of one letter. Any other goes to the standard library, which knows
// them all.
func plain(body []byte) (text string, known bool) {
	var out strings.Builder
	out.Grow(len(body))
	for {
		i := bytes.IndexByte(body, '\\')
		if i < 0 {
			out.Write(body)
			return out.String(), true
		}
		c := escape(body[i+1]) // a string does not end with a backslash
		if c == 0 {
			return "", false
		}
		out.Write(body[:i])
		out.WriteByte(c)
		body = body[i+2:]
	}
}

// escape is what a letter behind a backslash stands for, 0 for one that is not known here.
func escape(letter byte) byte {
	switch letter {
	case '"', '\\', '/':
		return letter
	case 'n':
		return '\n'
	case 't':
		return '\t'
	case 'r':
		return '\r'
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	}
	return 0
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
