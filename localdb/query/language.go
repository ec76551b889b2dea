// Package query reads filters, sorts, projections and updates, and applies them
// to documents. The meaning of the operators comes from the mongokit library;
// this package adds what it lacks (regular expressions, $expr, logical operators
// inside $elemMatch), checks a filter before any document is looked at, and
// decodes only the fields a filter reads.
//
// It sees one document at a time and knows neither collections nor indexes.
package query

import (
	"errors"
	"maps"

	"github.com/256dpi/lungo/bsonkit"
	"github.com/256dpi/lungo/mongokit"
	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/expr"
	"partnerhub/localdb/fault"
)

// Language is the set of filter operators. It is built once and read by all.
type Language struct {
	top        map[string]mongokit.Operator
	expression map[string]mongokit.Operator
}

// NewLanguage returns the library's operators with ours beside and over them.
func NewLanguage() *Language {
	l := &Language{top: maps.Clone(mongokit.TopLevelQueryOperators), expression: maps.Clone(mongokit.ExpressionQueryOperators)}
	l.top["$expr"] = matchExpr
	l.top["$comment"] = matchAlways
	for _, op := range []string{"", "$eq", "$gt", "$gte", "$lt", "$lte"} {
		l.expression[op] = matchComparison
	}
	l.expression["$ne"] = matchNe
	l.expression["$regex"] = matchRegex
	l.expression["$in"] = matchIn
	l.expression["$nin"] = matchNin
	l.expression["$all"] = matchAll
	l.expression["$and"] = matchElementAnd
	l.expression["$or"] = matchElementOr
	l.expression["$nor"] = matchElementNor
	return l
}

func (l *Language) context() mongokit.Context {
	return mongokit.Context{TopLevel: l.top, Expression: l.expression}
}

func matchAlways(mongokit.Context, bsonkit.Doc, string, string, any) error { return nil }

// program is a compiled $expr in the place of its source.
type program struct{ node expr.Node }

func matchExpr(_ mongokit.Context, doc bsonkit.Doc, _, _ string, v any) error {
	result, err := v.(program).node.Eval(expr.Root(*doc))
	if err != nil {
		return err
	}
	if !expr.Truth(result) {
		return mongokit.ErrNotMatched
	}
	return nil
}

// unwind tries test on the elements of an array at path and on the value
// itself, which is how a condition on a field reads arrays.
func unwind(doc bsonkit.Doc, path string, test func(any) bool) error {
	value, many := bsonkit.All(doc, path, true, true)
	if array, ok := value.(bson.A); ok {
		for _, item := range array {
			if test(item) {
				return nil
			}
		}
	}
	if !many && test(value) {
		return nil
	}
	return mongokit.ErrNotMatched
}

func negate(err error) error {
	switch {
	case err == nil:
		return mongokit.ErrNotMatched
	case errors.Is(err, mongokit.ErrNotMatched):
		return nil
	}
	return err
}

func matchRegex(_ mongokit.Context, doc bsonkit.Doc, _, path string, v any) error {
	return unwind(doc, path, v.(*pattern).matches)
}

func matchIn(_ mongokit.Context, doc bsonkit.Doc, name, path string, v any) error {
	choices, ok := v.(bson.A)
	if !ok {
		return fault.New(fault.BadValue, "%s needs an array", name)
	}
	return unwind(doc, path, func(field any) bool { return among(field, choices) })
}

func matchNin(ctx mongokit.Context, doc bsonkit.Doc, name, path string, v any) error {
	return negate(matchIn(ctx, doc, name, path, v))
}

func among(field any, choices bson.A) bool {
	for _, c := range choices {
		if p, ok := c.(*pattern); ok {
			if p.matches(field) {
				return true
			}
			continue
		}
		if order(field, c) == 0 {
			return true
		}
	}
	return false
}

// matchAll is the library's $all, and also accepts $elemMatch conditions.
func matchAll(ctx mongokit.Context, doc bsonkit.Doc, name, path string, v any) error {
	items, _ := v.(bson.A)
	if len(items) == 0 || !operatorDoc(items[0]) {
		return mongokit.ExpressionQueryOperators["$all"](ctx, doc, name, path, v)
	}
	for _, item := range items {
		cond, ok := item.(bson.D)
		if !ok || len(cond) != 1 || cond[0].Key != "$elemMatch" {
			return fault.New(fault.BadValue, "no mixing of $elemMatch and values in $all")
		}
		if err := ctx.Expression["$elemMatch"](ctx, doc, "$elemMatch", path, cond[0].Value); err != nil {
			return err
		}
	}
	return nil
}

// operatorDoc reports a document whose first key is an operator.
func operatorDoc(v any) bool {
	d, ok := v.(bson.D)
	return ok && len(d) > 0 && len(d[0].Key) > 0 && d[0].Key[0] == '$'
}

func matchElementAnd(ctx mongokit.Context, doc bsonkit.Doc, _, path string, v any) error {
	for _, item := range v.(bson.A) {
		if err := mongokit.Process(ctx, doc, item.(bson.D), path, false); err != nil {
			return err
		}
	}
	return nil
}

func matchElementOr(ctx mongokit.Context, doc bsonkit.Doc, _, path string, v any) error {
	for _, item := range v.(bson.A) {
		if err := mongokit.Process(ctx, doc, item.(bson.D), path, false); !errors.Is(err, mongokit.ErrNotMatched) {
			return err
		}
	}
	return mongokit.ErrNotMatched
}

func matchElementNor(ctx mongokit.Context, doc bsonkit.Doc, name, path string, v any) error {
	return negate(matchElementOr(ctx, doc, name, path, v))
}
