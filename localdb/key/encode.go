// Package key turns BSON values into bytes whose plain byte order is MongoDB's
// order of values, so that an index is a sorted set of strings and a sort is a
// comparison of bytes.
//
// It knows values and paths; which index exists or is used is not its matter.
package key

import (
	"encoding/binary"

	"partnerhub/localdb/raw"
)

// Class is the first byte of an encoded value. Values of different classes
// never compare equal, and every class has room above its last value.
type Class byte

// The classes in their order. An empty array sorts before null, as in MongoDB.
const (
	EmptyArray Class = 0x08 + 4*iota
	Null
	Number
	String
	Document
	Array
	Binary
	ObjectID
	Bool
	Date
	Timestamp
	Regex
)

// ClassOf returns the class a value of this BSON type encodes to.
func ClassOf(t byte) Class {
	switch t {
	case raw.TypeUndefined:
		return EmptyArray
	case raw.TypeDouble, raw.TypeInt32, raw.TypeInt64, raw.TypeDecimal:
		return Number
	case raw.TypeString:
		return String
	case raw.TypeDoc:
		return Document
	case raw.TypeArray:
		return Array
	case raw.TypeBinary:
		return Binary
	case raw.TypeObjectID:
		return ObjectID
	case raw.TypeBool:
		return Bool
	case raw.TypeDate:
		return Date
	case raw.TypeTimestamp:
		return Timestamp
	case raw.TypeRegex:
		return Regex
	}
	return Null
}

// Append appends the key of v to dst. No key is a prefix of another, so keys
// may be joined and still compare component by component.
func Append(dst []byte, v raw.Value) []byte {
	dst = append(dst, byte(ClassOf(v.Type)))
	switch v.Type {
	case raw.TypeDouble, raw.TypeInt32, raw.TypeInt64, raw.TypeDecimal:
		return appendNumber(dst, v)
	case raw.TypeString:
		return appendText(dst, v.Data[4:len(v.Data)-1])
	case raw.TypeDoc:
		return appendFields(dst, v.Doc(), true)
	case raw.TypeArray:
		return appendFields(dst, v.Doc(), false)
	case raw.TypeBinary:
		dst = append(dst, v.Data[3], v.Data[2], v.Data[1], v.Data[0])
		return append(dst, v.Data[4:]...)
	case raw.TypeObjectID, raw.TypeBool:
		return append(dst, v.Data...)
	case raw.TypeDate:
		return binary.BigEndian.AppendUint64(dst, binary.LittleEndian.Uint64(v.Data)^1<<63)
	case raw.TypeTimestamp:
		return binary.BigEndian.AppendUint64(dst, binary.LittleEndian.Uint64(v.Data))
	case raw.TypeRegex:
		return appendRegex(dst, v.Data)
	}
	return dst
}

// appendText escapes zeros and ends with two, which sorts before any longer text.
func appendText(dst, s []byte) []byte {
	for _, c := range s {
		dst = append(dst, c)
		if c == 0 {
			dst = append(dst, 0xFF)
		}
	}
	return append(dst, 0, 0)
}

// appendFields encodes the members one after the other. Each starts with a 1
// and the end is a 0, so the shorter of two equal beginnings is the smaller.
func appendFields(dst []byte, d raw.Doc, named bool) []byte {
	for b := d.Elements(); ; {
		name, v, rest, ok := raw.Next(b)
		if !ok {
			return append(dst, 0)
		}
		dst = append(dst, 1)
		if named {
			dst = appendText(dst, name)
		}
		dst = Append(dst, v)
		b = rest
	}
}

func appendRegex(dst, b []byte) []byte {
	for i, c := range b {
		if c == 0 {
			return appendText(appendText(dst, b[:i]), b[i+1:len(b)-1])
		}
	}
	return dst
}

// AppendColumn appends the key of v as a column of an index: a descending
// column holds the complement of the bytes.
func AppendColumn(dst []byte, v raw.Value, desc bool) []byte {
	at := len(dst)
	dst = Append(dst, v)
	if desc {
		Invert(dst[at:])
	}
	return dst
}

// Invert complements b in place, which reverses its order among others.
func Invert(b []byte) {
	for i := range b {
		b[i] = ^b[i]
	}
}

// AppendString appends the key of a text.
func AppendString(dst []byte, s string) []byte {
	dst = append(dst, byte(String))
	for i := range len(s) {
		dst = append(dst, s[i])
		if s[i] == 0 {
			dst = append(dst, 0xFF)
		}
	}
	return append(dst, 0, 0)
}
