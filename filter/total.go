package filter

import (
	"reflect"
	"strings"

	"partnerhub/filter/stored"
)

// TotalAtLeast matches where the elements of an array that match sub have integers under of that add up to the bound or more.
// With of "" the elements are counted. Nothing adds up to 0. sub is Everything, or comparisons with plain fields of the element
// joined by "and": fields that every element has, because here the database reads what is missing as the smallest value.
func TotalAtLeast(field string, sub Cond, of string, bound int64) Cond {
	if sub.Op == None {
		sub = Cond{Op: In, Field: "-", Values: []any{""}} // no element has such a field
	}
	return Cond{Op: Total, Field: field, Values: []any{bound}, Subs: []Cond{sub}, Of: of}
}

// totals is true for a well-formed Total.
func (c *Cond) totals() bool {
	if len(c.Values) != 1 || len(c.Subs) != 1 || strings.Contains(c.Field, ".") {
		return false
	}
	_, whole := c.Values[0].(int64)
	return whole && addable(c.Subs[0])
}

// addable is what both readings of a Total understand of its elements.
func addable(c Cond) bool {
	switch c.Op {
	case All:
		return true
	case And:
		for _, s := range c.Subs {
			if !addable(s) {
				return false
			}
		}
		return len(c.Subs) > 0
	case Eq, In, Lt, Lte, Gt, Gte:
		return !c.Negated && c.WellFormed() && !strings.Contains(c.Field, ".") && c.Values[0] != nil
	}
	return false
}

// sum adds up what the elements have. What is no array has no elements.
func (c *Cond) sum(d Doc) (n int64) {
	if d.bytes != nil {
		return c.sumBytes(d)
	}
	way, known := d.routes[c.Field]
	if !known {
		return 0
	}
	list := d.v
	for _, field := range way {
		if list = deref(list); list.Kind() != reflect.Struct {
			return 0
		}
		list = list.Field(field)
	}
	if list = deref(list); list.Kind() != reflect.Slice {
		return 0
	}
	for i := range list.Len() {
		if e := docAt(deref(list.Index(i))); c.Subs[0].match(e) {
			n += c.share(e)
		}
	}
	return n
}

// share is what one element adds.
func (c *Cond) share(e Doc) int64 {
	if c.Of == "" {
		return 1
	}
	way, known := e.routes[c.Of]
	if !known || len(way) != 1 {
		return 0
	}
	if v := deref(e.v.Field(way[0])); v.CanInt() {
		return v.Int()
	}
	return 0
}

// sumBytes does the same over a document as it is stored.
func (c *Cond) sumBytes(d Doc) (n int64) {
	list, _ := d.get(c.Field).List()
	for {
		_, v, ok := list.Next()
		if !ok {
			return n
		}
		if c.Subs[0].match(elementDoc(v)) {
			n += c.shareBytes(v)
		}
	}
}

func (c *Cond) shareBytes(v stored.Value) int64 {
	if c.Of == "" {
		return 1
	}
	e, isDoc := v.Doc()
	if !isDoc {
		return 0
	}
	n, _ := e.Get(c.Of).Int()
	return n
}
