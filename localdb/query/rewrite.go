package query

import (
	"strings"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"partnerhub/localdb/expr"
	"partnerhub/localdb/fault"
)

// rewrite returns the filter with its regular expressions and programs
// compiled. It also refuses what the library would accept without a meaning.
func rewrite(d bson.D) (bson.D, error) {
	out := make(bson.D, 0, len(d))
	for _, e := range d {
		v, err := rewriteEntry(e)
		if err != nil {
			return nil, err
		}
		out = append(out, bson.E{Key: e.Key, Value: v})
	}
	return out, nil
}

func rewriteEntry(e bson.E) (any, error) {
	switch e.Key {
	case "$and", "$or", "$nor":
		return rewriteList(e.Key, e.Value)
	case "$expr":
		node, err := expr.Compile(e.Value)
		return program{node: node}, err
	case "$comment", "$jsonSchema":
		return e.Value, nil
	}
	if strings.HasPrefix(e.Key, "$") {
		return nil, fault.New(fault.BadValue, "unknown top level operator: %s", e.Key)
	}
	return rewriteCondition(e.Value)
}

func rewriteList(name string, v any) (any, error) {
	items, ok := v.(bson.A)
	if !ok || len(items) == 0 {
		return nil, fault.New(fault.BadValue, "%s must be a nonempty array", name)
	}
	out := make(bson.A, 0, len(items))
	for _, item := range items {
		d, ok := item.(bson.D)
		if !ok {
			return nil, fault.New(fault.BadValue, "%s entries need to be full objects", name)
		}
		d, err := rewrite(d)
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

// rewriteCondition rewrites what stands right of a field's name.
func rewriteCondition(v any) (any, error) {
	if re, ok := v.(primitive.Regex); ok {
		p, err := compilePattern(re.Pattern, re.Options)
		return bson.D{{Key: "$regex", Value: p}}, err
	}
	if !operatorDoc(v) {
		return v, nil
	}
	return rewriteOperators(v.(bson.D))
}

func rewriteOperators(conds bson.D) (bson.D, error) {
	out := make(bson.D, 0, len(conds))
	for _, c := range conds {
		if c.Key == "$options" {
			continue
		}
		v, err := rewriteOperator(c, conds)
		if err != nil {
			return nil, err
		}
		out = append(out, bson.E{Key: c.Key, Value: v})
	}
	if len(out) == 0 {
		return nil, fault.New(fault.BadValue, "$options needs a $regex")
	}
	return out, nil
}

func rewriteOperator(c bson.E, all bson.D) (any, error) {
	switch c.Key {
	case "$regex":
		return regexOperator(all)
	case "$in", "$nin":
		return rewriteChoices(c.Key, c.Value)
	case "$not":
		return rewriteNot(c.Value)
	case "$elemMatch":
		return rewriteElement(c.Value)
	case "$all":
		return rewriteAll(c.Value)
	}
	if _, ok := c.Value.(primitive.Regex); ok && c.Key != "$eq" && c.Key != "$ne" {
		return nil, fault.New(fault.BadValue, "Can't have RegEx as arg to predicate over field with %s", c.Key)
	}
	return c.Value, nil
}

func rewriteChoices(name string, v any) (any, error) {
	items, ok := v.(bson.A)
	if !ok {
		return nil, fault.New(fault.BadValue, "%s needs an array", name)
	}
	out := make(bson.A, len(items))
	for i, item := range items {
		out[i] = item
		if operatorDoc(item) {
			return nil, fault.New(fault.BadValue, "cannot nest $ under %s", name)
		}
		if re, ok := item.(primitive.Regex); ok {
			p, err := compilePattern(re.Pattern, re.Options)
			if err != nil {
				return nil, err
			}
			out[i] = p
		}
	}
	return out, nil
}

func rewriteNot(v any) (any, error) {
	v, err := rewriteCondition(v)
	if err == nil && !operatorDoc(v) {
		return nil, fault.New(fault.BadValue, "$not needs a regex or a document with operators")
	}
	return v, err
}

// rewriteElement handles both forms: conditions on the element itself, and a
// filter over an element that is a document.
func rewriteElement(v any) (any, error) {
	d, ok := v.(bson.D)
	if !ok {
		return nil, fault.New(fault.BadValue, "$elemMatch needs an Object")
	}
	if operatorDoc(d) && !logical(d[0].Key) {
		return rewriteOperators(d)
	}
	return rewrite(d)
}

func logical(key string) bool { return key == "$and" || key == "$or" || key == "$nor" }

func rewriteAll(v any) (any, error) {
	items, ok := v.(bson.A)
	if !ok {
		return nil, fault.New(fault.BadValue, "$all needs an array")
	}
	out := make(bson.A, len(items))
	for i, item := range items {
		if _, ok := item.(primitive.Regex); ok {
			return nil, fault.New(fault.NotImplemented, "regular expressions in $all are not supported")
		}
		out[i] = item
		if operatorDoc(item) {
			d, err := rewriteOperators(item.(bson.D))
			if err != nil {
				return nil, err
			}
			out[i] = d
		}
	}
	return out, nil
}
