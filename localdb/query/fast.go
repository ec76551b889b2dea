package query

import (
	"bytes"
	"math"
	"strings"

	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/key"
	"partnerhub/localdb/raw"
)

// verdict is the answer of a test on raw bytes. Unsure means that the bytes hold
// something, usually an array, that only the library decides.
type verdict int

const (
	no verdict = iota
	yes
	unsure
)

func verdictOf(b bool) verdict {
	if b {
		return yes
	}
	return no
}

// test decides a condition on the bytes of a document, without building values.
type test interface{ on(d raw.Doc) verdict }

// always is the verdict of a condition that raw bytes cannot decide.
type always struct{ verdict }

func (a always) on(raw.Doc) verdict { return a.verdict }

// every holds if all of its tests do.
type every []test

func (e every) on(d raw.Doc) verdict {
	out := yes
	for _, t := range e {
		switch t.on(d) {
		case no:
			return no
		case unsure:
			out = unsure
		}
	}
	return out
}

// some holds if one of its tests does.
type some []test

func (s some) on(d raw.Doc) verdict {
	out := no
	for _, t := range s {
		switch t.on(d) {
		case yes:
			return yes
		case unsure:
			out = unsure
		}
	}
	return out
}

// not turns a test around.
type not struct{ test }

func (n not) on(d raw.Doc) verdict {
	switch n.test.on(d) {
	case yes:
		return no
	case no:
		return yes
	}
	return unsure
}

// fast compiles a filter document; what has no test here becomes unsure.
func fast(d bson.D) test {
	out := make(every, 0, len(d))
	for _, e := range d {
		out = append(out, fastEntry(e)...)
	}
	if len(out) == 1 {
		return out[0]
	}
	return out
}

func fastEntry(e bson.E) []test {
	switch e.Key {
	case "$comment":
		return nil
	case "$and":
		return []test{every(fastList(e.Value.(bson.A)))}
	case "$or":
		return []test{some(fastList(e.Value.(bson.A)))}
	case "$nor":
		return []test{not{some(fastList(e.Value.(bson.A)))}}
	}
	if strings.HasPrefix(e.Key, "$") {
		return []test{always{unsure}}
	}
	path := strings.Split(e.Key, ".")
	if !operatorDoc(e.Value) {
		return []test{fastLeaf(path, "$eq", e.Value)}
	}
	var out []test
	for _, op := range e.Value.(bson.D) {
		out = append(out, fastLeaf(path, op.Key, op.Value))
	}
	return out
}

func fastList(items bson.A) []test {
	out := make([]test, len(items))
	for i, item := range items {
		out[i] = fast(item.(bson.D))
	}
	return out
}

func fastLeaf(path []string, op string, v any) test {
	switch op {
	case "$eq", "$gt", "$gte", "$lt", "$lte":
		return fastCompare(path, op, v)
	case "$ne":
		return not{fastCompare(path, "$eq", v)}
	case "$in":
		return fastIn(path, v.(bson.A))
	case "$nin":
		return not{fastIn(path, v.(bson.A))}
	case "$exists":
		if want, ok := v.(bool); ok {
			return exists{path, want}
		}
	}
	return always{unsure}
}

func fastCompare(path []string, op string, v any) test {
	if _, isArray := v.(bson.A); isArray || IsPattern(v) {
		return always{unsure}
	}
	value := raw.EncodeValue(v)
	c := compare{path: path, op: op, class: key.ClassOf(value.Type), nan: isNaN(v)}
	if value.Type == raw.TypeString {
		c.text = value.Data[4 : len(value.Data)-1]
		return c
	}
	c.want = key.Append(nil, value)
	return c
}

func fastIn(path []string, choices bson.A) test {
	if texts, ok := textsOf(choices); ok {
		return anyText{path, texts}
	}
	out := make(some, len(choices))
	for i, v := range choices {
		out[i] = fastCompare(path, "$eq", v)
	}
	return out
}

// lookup returns the value at a path through documents. It is not sure of the
// value if an array stands there: the array itself at the end of the path, a
// missing value if the path goes on inside it.
func lookup(d raw.Doc, path []string) (v raw.Value, sure bool) {
	v = d.Get(path[0])
	for _, s := range path[1:] {
		if v.Type != raw.TypeDoc {
			return raw.Value{}, v.Type != raw.TypeArray
		}
		v = v.Doc().Get(s)
	}
	return v, v.Type != raw.TypeArray
}

// compare is a comparison with a constant.
type compare struct {
	path  []string
	op    string
	class key.Class
	want  []byte // the constant's key, unless it is a string
	text  []byte // the constant, if it is a string
	nan   bool
}

func (c compare) on(d raw.Doc) verdict {
	v, sure := lookup(d, c.path)
	switch {
	case sure:
		return c.value(v)
	case v.Missing():
		return unsure
	}
	return c.member(v.Doc())
}

// member compares an array, which is like the constant if one of its members is.
func (c compare) member(array raw.Doc) verdict {
	for b := array.Elements(); ; {
		_, v, rest, ok := raw.Next(b)
		if !ok {
			return no
		}
		if c.value(v) == yes {
			return yes
		}
		b = rest
	}
}

func (c compare) value(v raw.Value) verdict {
	if key.ClassOf(v.Type) != c.class {
		return no
	}
	if c.class == key.String {
		return verdictOf(fits(c.op, bytes.Compare(v.Data[4:len(v.Data)-1], c.text)))
	}
	var memory [48]byte
	n := bytes.Compare(key.Append(memory[:0], v), c.want)
	if n != 0 && c.class == key.Number && (c.nan || numberless(v)) {
		return no
	}
	return verdictOf(fits(c.op, n))
}

// numberless reports the number values that are no number.
func numberless(v raw.Value) bool {
	if f, ok := v.Float(); ok {
		return math.IsNaN(f)
	}
	return isNaN(v.Decode())
}

// exists asks whether there is a value, null or not.
type exists struct {
	path []string
	want bool
}

func (e exists) on(d raw.Doc) verdict {
	v, sure := lookup(d, e.path)
	if !sure && v.Missing() {
		return unsure
	}
	return verdictOf(!v.Missing() == e.want)
}
