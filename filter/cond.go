// Package filter is a condition over one document, as data. It has two readings: Match evaluates it in Go, and the
// store compiles it for the database. Conditions are kept in negation normal form, so that negation never stands above
// something unknown. No field's meaning, no role and no query language belongs here.
package filter

import (
	"fmt"
	"reflect"
	"time"
)

// Op is what a node of a condition does.
type Op uint8

// The operators. None is the zero value and matches nothing; an unknown operator is None.
const (
	None   Op = iota // matches no document
	All              // matches every document
	And              // every one of Subs
	Or               // at least one of Subs; none of them means None
	Eq               // the value, or an element of the array, equals Values[0]
	In               // equals one of Values; none of them means None
	Lt               // less than Values[0], of the same type
	Lte              // less than or equal to Values[0], of the same type
	Gt               // greater than Values[0], of the same type
	Gte              // greater than or equal to Values[0], of the same type
	Exists           // is present and not null
	Prefix           // is a text that begins with Values[0]
	Elem             // an element of the array matches Subs[0]
	Total            // the integers Of of the array's elements that match Subs[0] add up to Values[0] or more
)

// Cond is a condition. The zero Cond matches nothing. Field is a dotted path in document terms.
// Negated turns a leaf around: it then also matches a document that lacks the field.
type Cond struct {
	Op      Op
	Field   string
	Values  []any
	Subs    []Cond
	Negated bool
	Of      string // with Total: the element's field that is added up; "" counts the elements
	// Named are fields that stood in parts of the condition that its meaning does not need any more: what a caller may not
	// name, it may not name there either. They match nothing and nobody compares them.
	Named []string
}

// Nothing matches no document.
func Nothing() Cond { return Cond{} }

// Everything matches every document.
func Everything() Cond { return Cond{Op: All} }

// Naming matches everything and names a field.
func Naming(field string) Cond { return Cond{Op: All, Named: []string{field}} }

// AllOf matches when every condition does. Without conditions it matches everything.
func AllOf(conds ...Cond) Cond {
	if one, only := single(All, conds); only {
		return one
	}
	subs := make([]Cond, 0, parts(And, conds))
	var named []string
	for _, c := range conds {
		switch c.Op {
		case None:
			return Cond{Named: namedBy(conds)}
		case All:
			named = append(named, c.Named...)
		case And:
			subs, named = append(subs, c.Subs...), append(named, c.Named...)
		default:
			subs = append(subs, c)
		}
	}
	return join(And, subs, Everything()).naming(named)
}

// AnyOf matches when at least one condition does. Without conditions it matches nothing.
func AnyOf(conds ...Cond) Cond {
	if one, only := single(None, conds); only {
		return one
	}
	subs := make([]Cond, 0, parts(Or, conds))
	var named []string
	for _, c := range conds {
		switch c.Op {
		case All:
			return Cond{Op: All, Named: namedBy(conds)}
		case None:
			named = append(named, c.Named...)
		case Or:
			subs, named = append(subs, c.Subs...), append(named, c.Named...)
		default:
			subs = append(subs, c)
		}
	}
	return join(Or, subs, Nothing()).naming(named)
}

// single answers the only condition that says something beside neutral ones without a name, if that is how it is.
func single(neutral Op, conds []Cond) (one Cond, only bool) {
	for _, c := range conds {
		switch {
		case c.Op == neutral && len(c.Named) == 0:
		case only || c.Op == None || c.Op == All || (c.Op == And || c.Op == Or) && len(c.Subs) < 2:
			return Cond{}, false
		default:
			one, only = c, true
		}
	}
	return one, only
}

// parts is how many conditions there are at most when those that are joined by the same operator are taken apart.
func parts(op Op, conds []Cond) (n int) {
	for _, c := range conds {
		n++
		if c.Op == op {
			n += len(c.Subs)
		}
	}
	return n
}

// naming adds fields to those that are named and not looked at.
func (c Cond) naming(fields []string) Cond {
	if len(fields) > 0 {
		c.Named = append(c.Named[:len(c.Named):len(c.Named)], fields...)
	}
	return c
}

// namedBy are all fields of conditions that say nothing more together.
func namedBy(conds []Cond) (out []string) {
	for _, c := range conds {
		out = c.appendFields(out)
	}
	return out
}

func join(op Op, subs []Cond, empty Cond) Cond {
	if len(subs) == 0 {
		return empty
	}
	if len(subs) == 1 {
		return subs[0]
	}
	return Cond{Op: op, Subs: subs}
}

// NoneOf turns a condition around, down to its leaves. An unknown operator stays None.
func NoneOf(c Cond) Cond {
	switch c.Op {
	case None:
		return Cond{Op: All, Named: c.Named}
	case All:
		return Cond{Named: c.Named}
	case And:
		return AnyOf(turned(c.Subs)...).naming(c.Named)
	case Or:
		return AllOf(turned(c.Subs)...).naming(c.Named)
	default:
		c.Negated = !c.Negated
		return c
	}
}

func turned(subs []Cond) []Cond {
	out := make([]Cond, len(subs))
	for i, s := range subs {
		out[i] = NoneOf(s)
	}
	return out
}

// Is matches when the field, or an element of it, equals the value.
func Is(field string, value any) Cond { return leaf(Eq, field, value) }

// OneOf matches when the field, or an element of it, equals one of the values. Without values it matches nothing.
func OneOf[T any](field string, values []T) Cond {
	if len(values) == 0 {
		return Cond{Named: []string{field}}
	}
	c := Cond{Op: In, Field: field, Values: make([]any, len(values))}
	for i, v := range values {
		c.Values[i] = plain(v)
		if c.Values[i] == nil {
			panic("filter: a list of values cannot hold nil; say Is(field, nil)")
		}
	}
	return c
}

// Below matches a value that is less.
func Below(field string, value any) Cond { return leaf(Lt, field, value) }

// AtMost matches a value that is less or equal.
func AtMost(field string, value any) Cond { return leaf(Lte, field, value) }

// Above matches a value that is greater.
func Above(field string, value any) Cond { return leaf(Gt, field, value) }

// AtLeast matches a value that is greater or equal.
func AtLeast(field string, value any) Cond { return leaf(Gte, field, value) }

// Present matches a field that is there and not null.
func Present(field string) Cond { return Cond{Op: Exists, Field: field} }

// BeginsWith matches a text by its beginning, exactly as stored.
func BeginsWith(field, prefix string) Cond { return leaf(Prefix, field, prefix) }

// HasElem matches an array with an element that matches; the paths of sub are the element's.
func HasElem(field string, sub Cond) Cond {
	if sub.Op == None {
		return Cond{Named: []string{field}}
	}
	return Cond{Op: Elem, Field: field, Subs: []Cond{sub}}
}

func leaf(op Op, field string, value any) Cond {
	return Cond{Op: op, Field: field, Values: []any{plain(value)}}
}

// plain reduces a value to one of the five types that conditions compare: string, int64, bool, time and nil.
func plain(v any) any {
	switch v := v.(type) {
	case string, bool, int64:
		return v
	case time.Time:
		return v.UTC().Truncate(time.Millisecond)
	}
	r := reflect.ValueOf(v)
	switch r.Kind() {
	case reflect.Invalid:
		return nil
	case reflect.String:
		return r.String()
	case reflect.Bool:
		return r.Bool()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return r.Int()
	case reflect.Pointer:
		if r.IsNil() {
			return nil
		}
		return plain(r.Elem().Interface())
	}
	panic(fmt.Sprintf("filter: a condition cannot hold a %T", v))
}

// IsLeaf is true for the operators that look at a field.
func (c Cond) IsLeaf() bool { return c.Op >= Eq && c.Op <= Total }

// Fields lists the paths that the condition looks at or names, the latter last.
func (c Cond) Fields() []string { return c.appendFields(nil) }

func (c *Cond) appendFields(out []string) []string {
	if c.IsLeaf() {
		return append(append(out, c.Field), c.Named...)
	}
	for i := range c.Subs {
		out = c.Subs[i].appendFields(out)
	}
	return append(out, c.Named...)
}

// FieldWhere finds the first of Fields that a function accepts.
func (c *Cond) FieldWhere(accepts func(field string) bool) (field string, found bool) {
	if c.IsLeaf() && accepts(c.Field) {
		return c.Field, true
	}
	for i := range c.Subs {
		if c.IsLeaf() {
			break // what a leaf asks of an element is not a field of the document
		}
		if field, found = c.Subs[i].FieldWhere(accepts); found {
			return field, true
		}
	}
	for _, name := range c.Named {
		if accepts(name) {
			return name, true
		}
	}
	return "", false
}
