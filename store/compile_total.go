package store

import (
	"go.mongodb.org/mongo-driver/v2/bson"

	"partnerhub/filter"
)

// compileTotal adds up inside of the database. What is malformed matches nothing, turned around or not.
func compileTotal(c filter.Cond) bson.D {
	if !c.WellFormed() {
		return nothing()
	}
	list := bson.D{{Key: "$cond", Value: bson.A{bson.D{{Key: "$isArray", Value: "$" + c.Field}}, "$" + c.Field, bson.A{}}}}
	counted := bson.D{{Key: "$filter", Value: bson.D{{Key: "input", Value: list}, {Key: "as", Value: "e"}, {Key: "cond", Value: elementTest(c.Subs[0])}}}}
	total := bson.D{{Key: "$size", Value: counted}}
	if c.Of != "" {
		each := bson.D{{Key: "$map", Value: bson.D{{Key: "input", Value: counted}, {Key: "as", Value: "e"}, {Key: "in", Value: "$$e." + c.Of}}}}
		total = bson.D{{Key: "$sum", Value: each}}
	}
	comparison := "$gte"
	if c.Negated {
		comparison = "$lt"
	}
	return bson.D{{Key: "$expr", Value: bson.D{{Key: comparison, Value: bson.A{total, literal(c.Values[0])}}}}}
}

// elementTest is the condition on one element as an expression.
func elementTest(c filter.Cond) any {
	switch c.Op {
	case filter.All:
		return literal(true)
	case filter.And:
		parts := bson.A{}
		for _, s := range c.Subs {
			parts = append(parts, elementTest(s))
		}
		return bson.D{{Key: "$and", Value: parts}}
	case filter.In:
		return bson.D{{Key: "$in", Value: bson.A{"$$e." + c.Field, literal(bson.A(c.Values))}}}
	}
	return bson.D{{Key: operator(c.Op), Value: bson.A{"$$e." + c.Field, literal(c.Values[0])}}}
}

// literal keeps a value from being read as a path or an operator.
func literal(v any) bson.D { return bson.D{{Key: "$literal", Value: v}} }
