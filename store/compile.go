package store

import (
	"regexp"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"

	"partnerhub/filter"
)

// present are the types that a value of ours can have when it is there and not null. An array counts when it is empty, too.
func present() bson.A {
	return bson.A{"string", "int", "long", "double", "bool", "date", "object", "array", "binData"}
}

// compile turns a condition into a filter of the database that matches the same documents as filter.Match. What is malformed
// matches nothing, turned around or not. Values are only ever operands, so that no text of a caller can become an operator.
func compile(c filter.Cond) bson.D {
	switch c.Op {
	case filter.All:
		return bson.D{}
	case filter.And:
		return allOf(compileAll(c.Subs))
	case filter.Or:
		return anyOf(compileAll(c.Subs))
	}
	if !c.IsLeaf() || c.Field == "" {
		return nothing()
	}
	return compileLeaf(c)
}

func compileAll(subs []filter.Cond) []bson.D {
	out := make([]bson.D, len(subs))
	for i, s := range subs {
		out[i] = compile(s)
	}
	return out
}

// nothing is a filter that no document matches.
func nothing() bson.D { return bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: bson.A{}}}}} }

// allOf refuses an empty list: a condition that lost its parts must not match everything.
func allOf(parts []bson.D) bson.D {
	if len(parts) == 0 {
		return nothing()
	}
	return merged(parts...)
}

func anyOf(branches []bson.D) bson.D {
	if len(branches) == 0 {
		return nothing()
	}
	return bson.D{{Key: "$or", Value: branches}}
}

// merged joins filters by "and". A name that comes twice goes into $and, because a document must not repeat a name.
func merged(filters ...bson.D) bson.D {
	out, again := bson.D{}, []bson.D{}
	seen := map[string]bool{}
	for _, f := range filters {
		for _, e := range f {
			if seen[e.Key] {
				again = append(again, bson.D{e})
				continue
			}
			seen[e.Key] = true
			out = append(out, e)
		}
	}
	if len(again) == 0 {
		return out
	}
	if seen["$and"] {
		return bson.D{{Key: "$and", Value: append([]bson.D{out}, again...)}}
	}
	return append(out, bson.E{Key: "$and", Value: again})
}

func compileLeaf(c filter.Cond) bson.D {
	switch {
	case c.Op == filter.Elem && len(c.Subs) == 1:
		return compileElem(c)
	case c.Op == filter.Total:
		return compileTotal(c)
	case c.Op == filter.Exists && len(c.Values) == 0:
		return typed(c.Field, c.Negated)
	case c.Op == filter.In && len(c.Values) > 0:
		return compileIn(c)
	case c.Op == filter.Prefix && len(c.Values) == 1:
		return compilePrefix(c)
	case c.Op != filter.Elem && c.Op != filter.Exists && len(c.Values) == 1:
		return compileComparison(c)
	}
	return nothing()
}

// typed asks for a value that is there and not null, or for its absence. $exists and null alone would answer differently for
// arrays on the way.
func typed(field string, absent bool) bson.D {
	return on(field, absent, "$type", present())
}

// on is one operator on one field, turned around where asked.
func on(field string, negated bool, operator string, operand any) bson.D {
	test := bson.D{{Key: operator, Value: operand}}
	if negated {
		test = bson.D{{Key: "$not", Value: test}}
	}
	return bson.D{{Key: field, Value: test}}
}

// compileIn leaves null out of the choices: a list of values never asks for an absent field.
func compileIn(c filter.Cond) bson.D {
	choices := bson.A{}
	for _, v := range c.Values {
		if v != nil {
			choices = append(choices, v)
		}
	}
	if c.Negated {
		return bson.D{{Key: c.Field, Value: bson.D{{Key: "$nin", Value: choices}}}}
	}
	return bson.D{{Key: c.Field, Value: bson.D{{Key: "$in", Value: choices}}}}
}

func compileComparison(c filter.Cond) bson.D {
	value := c.Values[0]
	switch {
	case value == nil && c.Op == filter.Eq:
		return typed(c.Field, !c.Negated)
	case value == nil:
		return constant(c.Negated)
	case c.Op == filter.Eq && c.Negated:
		return bson.D{{Key: c.Field, Value: bson.D{{Key: "$ne", Value: value}}}}
	}
	return on(c.Field, c.Negated, operator(c.Op), value)
}

// operator is the database's name of a comparison.
func operator(op filter.Op) string {
	switch op {
	case filter.Lt:
		return "$lt"
	case filter.Lte:
		return "$lte"
	case filter.Gt:
		return "$gt"
	case filter.Gte:
		return "$gte"
	}
	return "$eq"
}

// constant is a leaf that holds for every document or for none.
func constant(holds bool) bson.D {
	if holds {
		return bson.D{}
	}
	return nothing()
}

// compilePrefix anchors the quoted text, which the database reads as a range of its index. The pattern is stored with a
// terminating zero, so that a zero in the text is written as an escape.
func compilePrefix(c filter.Cond) bson.D {
	text, ok := c.Values[0].(string)
	if !ok {
		return nothing()
	}
	pattern := "^" + strings.ReplaceAll(regexp.QuoteMeta(text), "\x00", `\x00`)
	return on(c.Field, c.Negated, "$regex", pattern)
}

// compileElem asks differently for any element at all: an empty $elemMatch matches none.
func compileElem(c filter.Cond) bson.D {
	sub := compile(c.Subs[0])
	if len(sub) == 0 {
		return on(c.Field+".0", c.Negated, "$exists", true)
	}
	return on(c.Field, c.Negated, "$elemMatch", sub)
}
