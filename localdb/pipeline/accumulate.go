package pipeline

import (
	"github.com/256dpi/lungo/bsonkit"
	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/expr"
	"partnerhub/localdb/key"
	"partnerhub/localdb/raw"
)

// accumulator gathers one field of one group.
type accumulator interface {
	add(v any)
	result() any
}

// accumulators returns the maker of an accumulator by its name.
func accumulators(name string) (func() accumulator, bool) {
	switch name {
	case "$sum":
		return func() accumulator { return &sum{total: int32(0)} }, true
	case "$count":
		return func() accumulator { return &counter{} }, true
	case "$avg":
		return func() accumulator { return &average{sum: sum{total: int32(0)}} }, true
	case "$min":
		return func() accumulator { return &extreme{sign: -1} }, true
	case "$max":
		return func() accumulator { return &extreme{sign: 1} }, true
	case "$first":
		return func() accumulator { return &edge{} }, true
	case "$last":
		return func() accumulator { return &edge{last: true} }, true
	case "$push":
		return func() accumulator { return &list{} }, true
	case "$addToSet":
		return func() accumulator { return &list{seen: map[string]bool{}} }, true
	}
	return nil, false
}

type sum struct{ total any }

func (s *sum) add(v any) {
	if expr.IsNumber(v) {
		s.total = expr.Plus(s.total, v)
	}
}

func (s *sum) result() any { return s.total }

type counter struct{ n int32 }

func (c *counter) add(any)     { c.n++ }
func (c *counter) result() any { return c.n }

type average struct {
	sum
	n int64
}

func (a *average) add(v any) {
	if expr.IsNumber(v) {
		a.n++
		a.sum.add(v)
	}
}

func (a *average) result() any {
	if a.n == 0 {
		return nil
	}
	return expr.Quotient(a.total, a.n)
}

type extreme struct {
	sign int
	best any
}

func (e *extreme) add(v any) { e.best = expr.Extreme([]any{e.best, v}, e.sign) }

func (e *extreme) result() any { return e.best }

type edge struct {
	last, any bool
	value     any
}

func (e *edge) add(v any) {
	if e.last || !e.any {
		e.value, e.any = v, true
	}
}

func (e *edge) result() any {
	if e.value == bsonkit.Missing {
		return nil
	}
	return e.value
}

// list gathers values, each one once if seen is set.
type list struct {
	values bson.A
	seen   map[string]bool
}

func (l *list) add(v any) {
	if v == bsonkit.Missing {
		return
	}
	if l.seen != nil {
		k := string(key.Append(nil, raw.EncodeValue(v)))
		if l.seen[k] {
			return
		}
		l.seen[k] = true
	}
	l.values = append(l.values, v)
}

func (l *list) result() any {
	if l.values == nil {
		return bson.A{}
	}
	return l.values
}

// chain joins two stages to one.
func chain(a, b stage) stage {
	return func(in Source) Source { return b(a(in)) }
}
