package filter

import (
	"strings"

	"partnerhub/filter/stored"
)

// Reader shows one stored document after the other to conditions that it is told of before: the fields that they look at are found
// in a single walk over the document. The zero Reader is told of none, and shows any document to any condition all the same.
type Reader struct{ fields stored.Fields }

// Expect tells of a condition.
func (r *Reader) Expect(c *Cond) {
	if c.IsLeaf() {
		name, _, _ := strings.Cut(c.Field, ".")
		r.fields.Expect(name)
		return
	}
	for i := range c.Subs {
		r.Expect(&c.Subs[i])
	}
}

// Doc is a document as Stored makes it, until the next call.
func (r *Reader) Doc(d stored.Doc) Doc {
	r.fields.Begin(d)
	return Doc{bytes: d, fields: &r.fields}
}
