package filter

import (
	"strings"
	"time"
)

// Match evaluates the condition over one document. It agrees with what the database answers for the compiled form.
func (c Cond) Match(d Doc) bool {
	switch c.Op {
	case All:
		return true
	case And:
		return every(c.Subs, d)
	case Or:
		return some(c.Subs, d)
	}
	if !c.IsLeaf() {
		return false
	}
	return c.matchLeaf(d) != c.Negated
}

func every(subs []Cond, d Doc) bool {
	for _, s := range subs {
		if !s.Match(d) {
			return false
		}
	}
	return true
}

func some(subs []Cond, d Doc) bool {
	for _, s := range subs {
		if s.Match(d) {
			return true
		}
	}
	return false
}

func (c Cond) matchLeaf(d Doc) bool {
	if c.Op == Elem {
		return len(c.Subs) == 1 && d.anyElem(c.Field, c.Subs[0].Match)
	}
	if c.Op == Eq && len(c.Values) == 1 && c.Values[0] == nil {
		return !d.any(c.Field, notNil)
	}
	return d.any(c.Field, c.holds)
}

func notNil(v any) bool { return v != nil }

// holds tells whether one value satisfies the leaf.
func (c Cond) holds(v any) bool {
	switch c.Op {
	case Exists:
		return v != nil
	case Prefix:
		s, ok := v.(string)
		p, _ := c.Values[0].(string)
		return ok && strings.HasPrefix(s, p)
	}
	for _, want := range c.Values {
		if order, same := compare(v, want); same && c.accepts(order) {
			return true
		}
	}
	return false
}

func (c Cond) accepts(order int) bool {
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
func compare(a, b any) (order int, same bool) {
	switch x := a.(type) {
	case string:
		y, ok := b.(string)
		return strings.Compare(x, y), ok
	case int64:
		y, ok := b.(int64)
		return sign(x > y, x < y), ok
	case bool:
		y, ok := b.(bool)
		return sign(x && !y, !x && y), ok
	case time.Time:
		y, ok := b.(time.Time)
		return x.Compare(y), ok
	}
	return 0, false
}

func sign(greater, less bool) int {
	switch {
	case greater:
		return 1
	case less:
		return -1
	}
	return 0
}
