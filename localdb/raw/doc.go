// Package raw reads and writes BSON bytes without building values for them.
//
// A stored document is kept once, as the bytes the client sent; this package
// walks those bytes, copies parts of them, and turns them into the bson.D
// values that the matching library understands only when somebody asks. It
// knows the BSON format and nothing else: no query, no index, no command.
package raw

import (
	"bytes"
	"encoding/binary"
)

// The BSON types that the engine stores and compares.
const (
	TypeDouble    byte = 0x01
	TypeString    byte = 0x02
	TypeDoc       byte = 0x03
	TypeArray     byte = 0x04
	TypeBinary    byte = 0x05
	TypeUndefined byte = 0x06 // never stored; the index key of an empty array
	TypeObjectID  byte = 0x07
	TypeBool      byte = 0x08
	TypeDate      byte = 0x09
	TypeNull      byte = 0x0A
	TypeRegex     byte = 0x0B
	TypeInt32     byte = 0x10
	TypeTimestamp byte = 0x11
	TypeInt64     byte = 0x12
	TypeDecimal   byte = 0x13
)

// Doc is one complete BSON document, including its length and final zero.
type Doc []byte

// Value is one BSON value: its type and the bytes that follow the key.
// The zero Value means that the field is missing.
type Value struct {
	Type byte
	Data []byte
}

// Missing reports that there is no value at all, which is not a null.
func (v Value) Missing() bool { return v.Type == 0 }

// Doc returns the value's bytes as a document; it is meant for documents and arrays.
func (v Value) Doc() Doc { return Doc(v.Data) }

// Empty is the document without fields.
func Empty() Doc { return Doc{5, 0, 0, 0, 0} }

// Elements returns the bytes between the length and the final zero.
// A document that is too short to have any yields none.
func (d Doc) Elements() []byte {
	if len(d) < 5 {
		return nil
	}
	return d[4 : len(d)-1]
}

// Next splits the first element off b. The last result is false at the end and
// on bytes that are no element, so a walk over unchecked bytes ends early
// instead of reading past them.
func Next(b []byte) (key []byte, v Value, rest []byte, ok bool) {
	if len(b) < 2 {
		return nil, Value{}, nil, false
	}
	end := cstring(b[1:])
	if end < 0 {
		return nil, Value{}, nil, false
	}
	key, body := b[1:1+end], b[end+2:]
	n := size(b[0], body)
	if n < 0 || n > len(body) {
		return nil, Value{}, nil, false
	}
	return key, Value{Type: b[0], Data: body[:n:n]}, body[n:], true
}

// cstring returns the length of the zero-terminated string at the start of b,
// or -1 if it has no end.
func cstring(b []byte) int {
	return bytes.IndexByte(b, 0)
}

// size returns how many bytes a value of type t takes at the start of b, or -1
// if the type is not one the engine stores or the length is impossible.
func size(t byte, b []byte) int {
	switch t {
	case TypeNull:
		return 0
	case TypeBool:
		return 1
	case TypeInt32:
		return 4
	case TypeDouble, TypeDate, TypeInt64, TypeTimestamp:
		return 8
	case TypeObjectID:
		return 12
	case TypeDecimal:
		return 16
	case TypeString:
		return prefixed(b, 4, 1)
	case TypeBinary:
		return prefixed(b, 5, 0)
	case TypeDoc, TypeArray:
		return prefixed(b, 0, 5)
	case TypeRegex:
		return regexSize(b)
	}
	return -1
}

// prefixed reads a length that is at least low and adds the bytes around it.
func prefixed(b []byte, extra, low int) int {
	if len(b) < 4 {
		return -1
	}
	n := int(int32(binary.LittleEndian.Uint32(b)))
	if n < low {
		return -1
	}
	return n + extra
}

// regexSize returns the size of the two strings a regular expression is made of.
func regexSize(b []byte) int {
	pattern := cstring(b)
	if pattern < 0 {
		return -1
	}
	options := cstring(b[pattern+1:])
	if options < 0 {
		return -1
	}
	return pattern + options + 2
}

// Get returns the value of a top-level field, or the zero Value.
func (d Doc) Get(name string) Value {
	for b := d.Elements(); ; {
		key, v, rest, ok := Next(b)
		if !ok {
			return Value{}
		}
		if string(key) == name {
			return v
		}
		b = rest
	}
}

// Path returns the value at a dotted path through embedded documents; it does
// not look into arrays.
func (d Doc) Path(segments ...string) Value {
	v := d.Get(segments[0])
	for _, s := range segments[1:] {
		if v.Type != TypeDoc {
			return Value{}
		}
		v = v.Doc().Get(s)
	}
	return v
}

// FirstKey returns the name of the first field, "" if there is none.
func (d Doc) FirstKey() string {
	name, _, _, _ := Next(d.Elements())
	return string(name)
}
