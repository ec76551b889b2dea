package query

import (
	"bytes"
	"encoding/binary"
	"slices"

	"partnerhub/localdb/raw"
)

// plain is an update that only gives top-level fields other values: $set, $inc and $max.
// It is done on the bytes, so that nothing else of a document is taken apart. Whatever it
// is not sure of it leaves to the library.
type plain []assignment

// assignment is what a plain update does to one field.
type assignment struct {
	op, field string
	value     raw.Value
}

// maxPlain bounds how many fields a plain update changes: it looks for each of them in turn.
const maxPlain = 32

// plainOf reads an update, and answers false for one that is not plain, among them all
// that must be refused.
func plainOf(u raw.Doc) (p plain, ok bool) {
	for b := u.Elements(); len(b) > 0; {
		op, body, rest, ok := raw.Next(b)
		if !ok || body.Type != raw.TypeDoc {
			return nil, false
		}
		if p, ok = p.read(string(op), body.Doc()); !ok {
			return nil, false
		}
		b = rest
	}
	return p, len(p) > 0 && len(p) <= maxPlain
}

func (p plain) read(op string, body raw.Doc) (plain, bool) {
	if op != "$set" && op != "$inc" && op != "$max" {
		return nil, false
	}
	for b := body.Elements(); len(b) > 0; {
		name, v, rest, ok := raw.Next(b)
		if !ok || !isPlainName(name) || p.at(name) >= 0 || op != "$set" && v.Type != raw.TypeInt64 {
			return nil, false
		}
		if v.Type == raw.TypeDoc || v.Type == raw.TypeArray {
			v = raw.EncodeValue(v.Decode()) // as the library leaves it
		}
		p = append(p, assignment{op, string(name), v})
		b = rest
	}
	return p, true
}

func isPlainName(name []byte) bool {
	return len(name) > 0 && string(name) != "_id" && !bytes.ContainsAny(name, ".$")
}

func (p plain) at(name []byte) int {
	return slices.IndexFunc(p, func(a assignment) bool { return a.field == string(name) })
}

// apply returns the changed document, false where a value is not one that it is sure of.
func (p plain) apply(d raw.Doc) (out raw.Doc, ok bool) {
	var room [maxPlain]bool
	done := room[:len(p)]
	out = raw.Open(make([]byte, 0, len(d)+p.size()))
	for b := d.Elements(); len(b) > 0; {
		name, v, rest, ok := raw.Next(b)
		if !ok {
			return nil, false
		}
		if i := p.at(name); i >= 0 {
			if v, ok = p[i].on(v); !ok || done[i] {
				return nil, false
			}
			done[i] = true
			out = raw.AppendElement(out, p[i].field, v)
		} else {
			out = append(out, b[:len(b)-len(rest)]...)
		}
		b = rest
	}
	for i, a := range p {
		if !done[i] {
			out = raw.AppendElement(out, a.field, a.value)
		}
	}
	return raw.Close(out, 0), true
}

// size is how much a document may grow.
func (p plain) size() (n int) {
	for _, a := range p {
		n += len(a.field) + 2 + len(a.value.Data)
	}
	return n
}

// on returns the value in the place of an old one.
func (a assignment) on(old raw.Value) (raw.Value, bool) {
	if a.op == "$set" {
		return a.value, true
	}
	if old.Type != raw.TypeInt64 {
		return raw.Value{}, false
	}
	was, _ := old.Int()
	by, _ := a.value.Int()
	if a.op == "$max" && was >= by {
		return old, true
	}
	if a.op == "$max" {
		return a.value, true
	}
	sum, fits := compute("$inc", was, by)
	return raw.Value{Type: raw.TypeInt64, Data: binary.LittleEndian.AppendUint64(nil, uint64(sum))}, fits
}
