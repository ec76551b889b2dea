package stored

import (
	"encoding/binary"
	"time"
)

// Value is one value: its type and its bytes. The zero Value is that of a field that is not there. It points into the document
// that it was read from and lives no longer.
type Value struct {
	kind byte
	data []byte
}

// Absent is true for a field that is not there or null: records tell no difference.
func (v Value) Absent() bool { return v.kind == 0 || v.kind == typeNull }

// Text is a text's bytes.
func (v Value) Text() (text []byte, ok bool) {
	if v.kind != typeText || len(v.data) < 5 {
		return nil, false
	}
	return v.data[4 : len(v.data)-1], true
}

// IsText is true for a text, be it empty.
func (v Value) IsText() bool { return v.kind == typeText }

// Int is a whole number.
func (v Value) Int() (n int64, ok bool) {
	switch {
	case v.kind == typeInt32 && len(v.data) == 4:
		return int64(int32At(v.data)), true
	case v.kind == typeInt64 && len(v.data) == 8:
		return int64At(v.data), true
	}
	return 0, false
}

// Bool is a truth value.
func (v Value) Bool() (b, ok bool) {
	if v.kind != typeBool || len(v.data) != 1 {
		return false, false
	}
	return v.data[0] == 1, true
}

// Instant is an instant in UTC, with milliseconds.
func (v Value) Instant() (t time.Time, ok bool) {
	if v.kind != typeInstant || len(v.data) != 8 {
		return time.Time{}, false
	}
	return time.UnixMilli(int64At(v.data)).UTC(), true
}

// Doc is a document within the document.
func (v Value) Doc() (d Doc, ok bool) {
	if v.kind != typeDoc {
		return nil, false
	}
	return Doc(v.data), true
}

// List begins to read an array. The names of its elements mean nothing.
func (v Value) List() (e Elements, ok bool) {
	if v.kind != typeArray {
		return nil, false
	}
	return Doc(v.data).Elements(), true
}

// Plain is the value as a condition or a position holds it: string, int64, bool, time.Time, or nil for an absent one.
func (v Value) Plain() (plain any, ok bool) {
	if v.Absent() {
		return nil, true
	}
	if text, ok := v.Text(); ok {
		return string(text), true
	}
	if n, ok := v.Int(); ok {
		return n, true
	}
	if b, ok := v.Bool(); ok {
		return b, true
	}
	t, ok := v.Instant()
	return t, ok
}

func int32At(b []byte) int32 {
	if len(b) < 4 {
		return 0
	}
	return int32(binary.LittleEndian.Uint32(b))
}

func int64At(b []byte) int64 { return int64(binary.LittleEndian.Uint64(b)) }
