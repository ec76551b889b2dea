package filter

import (
	"cmp"
	"strings"
	"time"

	"partnerhub/filter/stored"
)

// Stored is a document as the bytes that it is stored in. A condition matches it when it matches the struct that these bytes are
// read into.
func Stored(d stored.Doc) Doc { return Doc{bytes: d} }

// get finds a field of a document as it is stored.
func (d *Doc) get(name string) stored.Value {
	if d.fields != nil {
		return d.fields.Get(name)
	}
	return d.bytes.Get(name)
}

func (c *Cond) matchBytes(d Doc) bool {
	if c.Op == Eq && c.Values[0] == nil {
		there := Cond{Op: Exists}
		return !there.within(d, c.Field)
	}
	return c.within(d, c.Field)
}

// within follows a dotted path and tells whether a value at its end is accepted.
func (c *Cond) within(d Doc, path string) bool {
	name, rest, deeper := strings.Cut(path, ".")
	v := d.get(name)
	if deeper {
		return c.below(v, rest)
	}
	return c.acceptsValue(v)
}

// below goes on under a value. Arrays on the way stand for each of their elements.
func (c *Cond) below(v stored.Value, path string) bool {
	if d, ok := v.Doc(); ok {
		return c.within(Stored(d), path)
	}
	return anyValue(v, func(v stored.Value) bool { return c.below(v, path) })
}

func anyValue(list stored.Value, accepts func(stored.Value) bool) bool {
	e, _ := list.List()
	for {
		_, v, ok := e.Next()
		if !ok {
			return false
		}
		if accepts(v) {
			return true
		}
	}
}

func (c *Cond) acceptsValue(v stored.Value) bool {
	_, isList := v.List()
	switch {
	case c.Op == Exists:
		return presentValue(v)
	case c.Op == Elem:
		return anyValue(v, func(v stored.Value) bool { return c.Subs[0].match(elementDoc(v)) })
	case isList:
		return anyValue(v, c.holdsFor)
	}
	return c.holdsFor(v)
}

// elementDoc is an element that a condition looks into; one that is no document has no fields.
func elementDoc(v stored.Value) Doc {
	if d, ok := v.Doc(); ok {
		return Stored(d)
	}
	return Doc{}
}

// presentValue accepts what is there and not null; an array that is empty, too.
func presentValue(v stored.Value) bool {
	e, isList := v.List()
	if !isList {
		return !v.Absent()
	}
	if _, _, any := e.Next(); !any {
		return true
	}
	return anyValue(v, presentValue)
}

func (c *Cond) holdsFor(v stored.Value) bool {
	if c.Op == Prefix {
		text, _ := v.Text()
		prefix := c.Values[0].(string)
		return v.IsText() && len(text) >= len(prefix) && string(text[:len(prefix)]) == prefix
	}
	for _, want := range c.Values {
		if order, same := compareValue(v, want); same && c.ordered(order) {
			return true
		}
	}
	return false
}

// compareValue orders two values of the same type; values of different types are never related.
func compareValue(v stored.Value, want any) (order int, same bool) {
	switch w := want.(type) {
	case string:
		text, ok := v.Text()
		return compareText(text, w), ok
	case int64:
		n, ok := v.Int()
		return cmp.Compare(n, w), ok
	case bool:
		b, ok := v.Bool()
		return rank(b) - rank(w), ok
	case time.Time:
		t, ok := v.Instant()
		return t.Compare(w), ok
	}
	return 0, false
}

func compareText(text []byte, w string) int {
	switch {
	case string(text) == w:
		return 0
	case string(text) < w:
		return -1
	}
	return 1
}
