// Package stored reads a document as the bytes that it is stored in, without building values for them. It knows the form of
// the bytes (BSON) and nothing else: no field's meaning, no condition, no database. Nothing here allocates, and bytes that are
// no document read as one that ends early.
package stored

import (
	"encoding/binary"
	"math/bits"
	"strings"
)

// Doc is one whole document or array, including its length and its final zero.
type Doc []byte

// Each element is its type, its name, a zero and its value.
const (
	typeDouble    = 0x01
	typeText      = 0x02
	typeDoc       = 0x03
	typeArray     = 0x04
	typeBinary    = 0x05
	typeObjectID  = 0x07
	typeBool      = 0x08
	typeInstant   = 0x09
	typeNull      = 0x0A
	typeInt32     = 0x10
	typeTimestamp = 0x11
	typeInt64     = 0x12
	typeDecimal   = 0x13
)

// Elements is what is left to read of a document.
type Elements []byte

// Elements begins to read the document.
func (d Doc) Elements() Elements {
	if len(d) < 5 {
		return nil
	}
	return Elements(d[4 : len(d)-1])
}

// Next reads one element and advances. It answers false at the end, and on bytes that are no element.
func (e *Elements) Next() (name []byte, v Value, ok bool) {
	b := *e
	if len(b) < 2 {
		return nil, Value{}, false
	}
	end := nameEnd(b)
	if end < 0 {
		return nil, Value{}, false
	}
	name, body := b[1:end], b[end+1:]
	n := sizeOf(b[0], body)
	if n < 0 || n > len(body) {
		return nil, Value{}, false
	}
	*e = body[n:]
	return name, Value{kind: b[0], data: body[:n:n]}, true
}

// Get finds a field by its name; the zero Value when there is none.
func (d Doc) Get(name string) Value {
	for b := d.Elements(); ; {
		if len(b) > len(name)+1 && b[len(name)+1] == 0 && string(b[1:len(name)+1]) == name {
			_, v, _ := b.Next()
			return v
		}
		if _, _, ok := b.Next(); !ok {
			return Value{}
		}
	}
}

// nameEnd is where the zero after the name of an element is, -1 when there is none.
func nameEnd(b []byte) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	i := 1
	for ; i+8 <= len(b); i += 8 {
		word := binary.LittleEndian.Uint64(b[i:])
		if zeros := (word - ones) &^ word & highs; zeros != 0 {
			return i + bits.TrailingZeros64(zeros)/8
		}
	}
	for ; i < len(b); i++ {
		if b[i] == 0 {
			return i
		}
	}
	return -1
}

// sizeOf is how many bytes a value takes, -1 for a type that no record of ours has.
func sizeOf(kind byte, body []byte) int {
	switch kind {
	case typeNull:
		return 0
	case typeBool:
		return 1
	case typeInt32:
		return 4
	case typeDouble, typeInstant, typeInt64, typeTimestamp:
		return 8
	case typeObjectID:
		return 12
	case typeDecimal:
		return 16
	case typeText:
		return counted(body, 4, 1)
	case typeBinary:
		return counted(body, 5, 0)
	case typeDoc, typeArray:
		return counted(body, 0, 5)
	}
	return -1
}

// counted reads a length of at least low and adds the bytes around it.
func counted(body []byte, around, low int) int {
	n := int32At(body)
	if len(body) < 4 || int(n) < low {
		return -1
	}
	return int(n) + around
}

// Find follows a dotted path through documents, not through arrays; the zero Value when it ends before.
func (d Doc) Find(path string) Value {
	for {
		name, rest, deeper := strings.Cut(path, ".")
		v := d.Get(name)
		if !deeper {
			return v
		}
		d, _ = v.Doc()
		path = rest
	}
}
