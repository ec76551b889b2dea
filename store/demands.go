package store

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"partnerhub/filter"
)

// demands are the conditions of a conjunction, each once.
type demands []demand

// demand is a condition with the text that it is known by.
type demand struct {
	cond filter.Cond
	text string
}

func distinct(conds []filter.Cond) demands {
	out := make(demands, 0, len(conds))
	for _, c := range conds {
		if d := (demand{c, string(appendText(nil, c))}); !out.has(d) {
			out = append(out, d)
		}
	}
	return out
}

func demandsOf(c filter.Cond) demands {
	if c.Op == filter.And {
		return distinct(c.Subs)
	}
	return distinct([]filter.Cond{c})
}

func (d demands) has(one demand) bool {
	return slices.ContainsFunc(d, func(mine demand) bool { return mine.text == one.text })
}

func (d demands) includes(other demands) bool {
	return !slices.ContainsFunc(other, func(theirs demand) bool { return !d.has(theirs) })
}

// settles is true for an Or that holds because one of its alternatives is among the demands.
func (d demands) settles(or demand) bool {
	return or.cond.Op == filter.Or && slices.ContainsFunc(or.cond.Subs, func(alternative filter.Cond) bool {
		return d.includes(demandsOf(alternative))
	})
}

// cond is all the demands together.
func (d demands) cond() filter.Cond {
	out := make([]filter.Cond, len(d))
	for i := range d {
		out[i] = d[i].cond
	}
	return filter.AllOf(out...)
}

// appendText writes a condition so that equal texts mean equal conditions. Lengths stand before what is of any length.
func appendText(b []byte, c filter.Cond) []byte {
	b = append(b, byte(c.Op))
	b = strconv.AppendBool(b, c.Negated)
	b = appendString(b, c.Field)
	b = strconv.AppendInt(b, int64(len(c.Values)), 10)
	for _, v := range c.Values {
		b = appendValue(b, v)
	}
	b = strconv.AppendInt(append(b, '/'), int64(len(c.Subs)), 10)
	for _, s := range c.Subs {
		b = appendText(b, s)
	}
	return append(b, ';')
}

func appendString(b []byte, s string) []byte {
	b = strconv.AppendInt(append(b, '"'), int64(len(s)), 10)
	return append(append(b, ':'), s...)
}

// appendValue knows the five types that conditions compare; another one is told apart by its type and its text.
func appendValue(b []byte, v any) []byte {
	switch x := v.(type) {
	case string:
		return appendString(b, x)
	case int64:
		return strconv.AppendInt(append(b, '#'), x, 10)
	case bool:
		return strconv.AppendBool(append(b, '?'), x)
	case time.Time:
		return strconv.AppendInt(append(b, '@'), x.UnixMilli(), 10)
	}
	return appendString(append(b, '%'), fmt.Sprintf("%T %#v", v, v))
}
