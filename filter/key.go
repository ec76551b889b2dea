package filter

import (
	"encoding/binary"
	"slices"
	"time"
)

// turnedAround marks the operator of a negated condition; there are fewer operators than that.
const turnedAround = 0x80

// AppendKey writes down what the condition says: two of them have the same key only if they are written the same.
func (c *Cond) AppendKey(b []byte) []byte {
	op := byte(c.Op)
	if c.Negated {
		op |= turnedAround
	}
	b = binary.AppendUvarint(binary.AppendUvarint(append(b, op), uint64(len(c.Values))), uint64(len(c.Subs)))
	b = appendText(appendText(b, c.Field), c.Of)
	for _, v := range c.Values {
		b = appendPlain(b, v)
	}
	for i := range c.Subs {
		b = c.Subs[i].AppendKey(b)
	}
	return b
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// appendPlain writes one of the five types that conditions compare.
func appendPlain(b []byte, v any) []byte {
	switch v := v.(type) {
	case string:
		return appendText(append(b, 's'), v)
	case int64:
		return binary.AppendVarint(append(b, 'n'), v)
	case bool:
		if v {
			return append(b, 't')
		}
		return append(b, 'f')
	case time.Time:
		return binary.AppendVarint(append(b, 'i'), v.UnixMilli())
	}
	return append(b, '0')
}

// Timed is true for a condition with an instant in it.
func (c *Cond) Timed() bool {
	for _, v := range c.Values {
		if _, ok := v.(time.Time); ok {
			return true
		}
	}
	for i := range c.Subs {
		if c.Subs[i].Timed() {
			return true
		}
	}
	return false
}

// At is the condition with an instant in the place of every instant in it. Parts without one are not copied.
func (c *Cond) At(t time.Time) Cond {
	if !c.Timed() {
		return *c
	}
	return c.at(plain(t))
}

func (c *Cond) at(t any) Cond {
	out := *c
	if len(c.Values) > 0 {
		out.Values = slices.Clone(c.Values)
		for i, v := range c.Values {
			if _, instant := v.(time.Time); instant {
				out.Values[i] = t
			}
		}
	}
	out.Subs = slices.Clone(c.Subs)
	for i := range c.Subs {
		if c.Subs[i].Timed() {
			out.Subs[i] = c.Subs[i].at(t)
		}
	}
	return out
}
