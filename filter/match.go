package filter

import (
	"cmp"
	"reflect"
	"strings"
	"time"
)

var timeType = reflect.TypeFor[time.Time]()

// Match evaluates the condition over one document. It agrees with what the database answers for the compiled form.
// It allocates nothing, because it runs for every alternative of a grant on every row that leaves the hub.
func (c Cond) Match(d Doc) bool { return c.match(d) }

func (c *Cond) match(d Doc) bool {
	switch c.Op {
	case All:
		return true
	case And:
		return every(c.Subs, d)
	case Or:
		return some(c.Subs, d)
	}
	return c.WellFormed() && c.matchLeaf(d) != c.Negated
}

// every fails on an empty list, which no constructor makes: a condition that lost its parts must not match everything.
func every(subs []Cond, d Doc) bool {
	for i := range subs {
		if !subs[i].match(d) {
			return false
		}
	}
	return len(subs) > 0
}

func some(subs []Cond, d Doc) bool {
	for i := range subs {
		if subs[i].match(d) {
			return true
		}
	}
	return false
}

// WellFormed is false for a leaf that no constructor makes. Such a leaf matches nothing, negated or not.
func (c *Cond) WellFormed() bool {
	if !c.IsLeaf() || c.Field == "" {
		return false
	}
	switch c.Op {
	case Exists:
		return len(c.Values) == 0
	case Elem:
		return len(c.Subs) == 1
	case Total:
		return c.totals()
	case In:
		return len(c.Values) > 0
	case Prefix:
		return len(c.Values) == 1 && kindOf(c.Values[0]) == reflect.String
	}
	return len(c.Values) == 1
}

func kindOf(v any) reflect.Kind { return reflect.ValueOf(v).Kind() }

func (c *Cond) matchLeaf(d Doc) bool {
	if c.Op == Total {
		return c.sum(d) >= c.Values[0].(int64)
	}
	if d.bytes != nil {
		return c.matchBytes(d)
	}
	way, known := d.routes[c.Field]
	if c.Op == Eq && c.Values[0] == nil {
		there := Cond{Op: Exists}
		return !known || !there.somewhere(d.v, way)
	}
	return known && c.somewhere(d.v, way)
}

// somewhere follows the route and tells whether a value at its end is accepted. Arrays on the way stand for each of their elements.
func (c *Cond) somewhere(v reflect.Value, way route) bool {
	for i, field := range way {
		v = deref(v)
		if v.Kind() == reflect.Slice {
			return c.inSome(v, way[i:])
		}
		if v.Kind() != reflect.Struct {
			return false
		}
		v = v.Field(field)
	}
	return c.accepts(deref(v))
}

func (c *Cond) inSome(v reflect.Value, way route) bool {
	for i := range v.Len() {
		if c.somewhere(v.Index(i), way) {
			return true
		}
	}
	return false
}

// accepts tells whether the value at the end satisfies the leaf; of an array, whether an element does.
func (c *Cond) accepts(v reflect.Value) bool {
	switch {
	case c.Op == Exists:
		return present(v)
	case c.Op == Elem:
		return v.Kind() == reflect.Slice && c.element(v)
	case v.Kind() != reflect.Slice:
		return c.holds(v)
	}
	for i := range v.Len() {
		if c.holds(deref(v.Index(i))) {
			return true
		}
	}
	return false
}

// present accepts what is there and not null. An empty array is there; a nil one is stored as null.
func present(v reflect.Value) bool {
	if v.Kind() != reflect.Slice {
		return v.IsValid()
	}
	for i := range v.Len() {
		if present(deref(v.Index(i))) {
			return true
		}
	}
	return v.Len() == 0 && !v.IsNil()
}

func (c *Cond) element(v reflect.Value) bool {
	for i := range v.Len() {
		if c.Subs[0].match(docAt(deref(v.Index(i)))) {
			return true
		}
	}
	return false
}

func (c *Cond) holds(v reflect.Value) bool {
	if c.Op == Prefix {
		return v.Kind() == reflect.String && strings.HasPrefix(v.String(), c.Values[0].(string))
	}
	for _, want := range c.Values {
		if order, same := compare(v, want); same && c.ordered(order) {
			return true
		}
	}
	return false
}

// ordered tells whether a value that stands so to the leaf's satisfies it.
func (c *Cond) ordered(order int) bool {
	switch c.Op {
	case Eq, In:
		return order == 0
	case Lt:
		return order < 0
	case Lte:
		return order <= 0
	case Gt:
		return order > 0
	case Gte:
		return order >= 0
	}
	return false
}

// compare orders two values of the same type; values of different types are never related.
func compare(v reflect.Value, want any) (order int, same bool) {
	switch w := want.(type) {
	case string:
		if v.Kind() == reflect.String {
			return strings.Compare(v.String(), w), true
		}
	case int64:
		if v.CanInt() {
			return cmp.Compare(v.Int(), w), true
		}
	case bool:
		if v.Kind() == reflect.Bool {
			return rank(v.Bool()) - rank(w), true
		}
	case time.Time:
		t, ok := instant(v)
		return t.Compare(w), ok
	}
	return 0, false
}

func rank(b bool) int {
	if b {
		return 1
	}
	return 0
}

// instant reads a time as the store keeps it: in milliseconds.
func instant(v reflect.Value) (time.Time, bool) {
	if v.Kind() != reflect.Struct || v.Type() != timeType {
		return time.Time{}, false
	}
	t, ok := reflect.TypeAssert[time.Time](v)
	return t.Truncate(time.Millisecond), ok
}
