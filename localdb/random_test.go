package localdb_test

import (
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"pgregory.net/rapid"
)

// The generators below make small documents and commands from few names and
// values, so that ties, missing fields and odd types meet often.

func names() *rapid.Generator[string] { return rapid.SampledFrom([]string{"a", "b", "c"}) }

func paths() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{"a", "b", "c", "d.x", "d.y", "l"})
}

// scalars are values whose order and equality the two engines agree on.
func scalars() *rapid.Generator[any] {
	return rapid.OneOf(
		rapid.Map(rapid.Int32Range(-2, 4), func(n int32) any { return n }),
		rapid.Map(rapid.Int64Range(-2, 4), func(n int64) any { return n }),
		rapid.Map(rapid.SampledFrom([]float64{-1.5, 0, 0.1, 1, 2.5, 3, 1 << 53}), func(f float64) any { return f }),
		rapid.Map(rapid.SampledFrom([]string{"", "a", "ab", "b", "B", "a\x00b", "ä"}), func(s string) any { return s }),
		rapid.Map(rapid.SampledFrom([]string{"0.1", "1", "2.50", "-3E+2", "1E-6100", "9007199254740993"}), func(s string) any {
			d, _ := bson.ParseDecimal128(s)
			return d
		}),
		rapid.Map(rapid.Int64Range(-1, 2), func(n int64) any { return bson.DateTime(n * 1000) }),
		rapid.Map(rapid.Bool(), func(b bool) any { return b }),
		rapid.SampledFrom([]any{nil, int64(1<<53 + 1), bson.ObjectID{1}, bson.ObjectID{2}, bson.Binary{Data: []byte{1, 2}}, bson.Timestamp{T: 1, I: 2}}),
	)
}

// numbers keep updates such as $inc from failing all the time.
func numbers() *rapid.Generator[any] {
	return rapid.SampledFrom([]any{int32(1), int32(-2), int64(3), 1.5, int32(7)})
}

func values() *rapid.Generator[any] {
	return rapid.OneOf(scalars(), scalars(), scalars(), rapid.Map(rapid.SliceOfN(scalars(), 1, 3), func(l []any) any { return bson.A(l) }),
		rapid.Map(scalars(), func(v any) any { return bson.D{{Key: "x", Value: v}} }))
}

// documents have few fields, one of them nested and one a list.
func documents() *rapid.Generator[bson.D] {
	return rapid.Custom(func(t *rapid.T) bson.D {
		d := bson.D{}
		for _, name := range []string{"a", "b", "c"} {
			if rapid.IntRange(0, 3).Draw(t, "has") > 0 {
				d = append(d, bson.E{Key: name, Value: values().Draw(t, name)})
			}
		}
		switch rapid.IntRange(0, 3).Draw(t, "d") {
		case 1:
			d = append(d, bson.E{Key: "d", Value: bson.D{{Key: "x", Value: scalars().Draw(t, "x")}, {Key: "y", Value: scalars().Draw(t, "y")}}})
		case 2:
			d = append(d, bson.E{Key: "d", Value: bson.A{
				bson.D{{Key: "x", Value: scalars().Draw(t, "x1")}}, bson.D{{Key: "x", Value: scalars().Draw(t, "x2")}, {Key: "y", Value: scalars().Draw(t, "y2")}},
			}})
		}
		if rapid.Bool().Draw(t, "l") {
			d = append(d, bson.E{Key: "l", Value: bson.A(rapid.SliceOfN(scalars(), 1, 4).Draw(t, "list"))})
		}
		for _, name := range []string{"ll", "p"} {
			d = append(d, bson.E{Key: name, Value: bson.A(rapid.SliceOfN(scalars(), 1, 4).Draw(t, "pulled list"))})
		}
		return d
	})
}

// conditions are what stands right of a path.
func conditions() *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any {
		op := rapid.SampledFrom([]string{"", "", "$eq", "$gt", "$gte", "$lt", "$lte", "$ne", "$in", "$in", "$nin", "$exists", "$not", "$elemMatch", "$size", "two"}).Draw(t, "op")
		switch op {
		case "":
			return values().Draw(t, "value")
		case "$in", "$nin":
			return bson.D{{Key: op, Value: bson.A(rapid.SliceOfN(scalars(), 0, 4).Draw(t, "choices"))}}
		case "$exists":
			return bson.D{{Key: op, Value: rapid.Bool().Draw(t, "exists")}}
		case "$not":
			return bson.D{{Key: op, Value: bson.D{{Key: "$gt", Value: scalars().Draw(t, "limit")}}}}
		case "$elemMatch":
			if rapid.Bool().Draw(t, "of documents") {
				return bson.D{{Key: op, Value: bson.D{{Key: "x", Value: bson.D{{Key: "$gte", Value: scalars().Draw(t, "low")}}}}}}
			}
			return bson.D{{Key: op, Value: bson.D{{Key: "$gte", Value: scalars().Draw(t, "low")}, {Key: "$lt", Value: scalars().Draw(t, "high")}}}}
		case "$size":
			return bson.D{{Key: op, Value: rapid.Int32Range(0, 3).Draw(t, "size")}}
		case "two":
			return bson.D{{Key: "$gte", Value: scalars().Draw(t, "low")}, {Key: "$lte", Value: scalars().Draw(t, "high")}}
		}
		return bson.D{{Key: op, Value: scalars().Draw(t, "operand")}}
	})
}

// filters nest $and, $or and $nor a little.
func filters(depth int) *rapid.Generator[bson.D] {
	return rapid.Custom(func(t *rapid.T) bson.D {
		d := bson.D{}
		for range rapid.IntRange(0, 2).Draw(t, "fields") {
			path := paths().Draw(t, "path")
			if !has(d, path) {
				d = append(d, bson.E{Key: path, Value: conditions().Draw(t, "condition")})
			}
		}
		if depth > 0 && rapid.IntRange(0, 2).Draw(t, "logic") == 0 {
			op := rapid.SampledFrom([]string{"$or", "$or", "$and", "$nor"}).Draw(t, "logical")
			list := bson.A{}
			for range rapid.IntRange(1, 3).Draw(t, "branches") {
				list = append(list, filters(depth-1).Draw(t, "branch"))
			}
			d = append(d, bson.E{Key: op, Value: list})
		}
		return d
	})
}

func has(d bson.D, key string) bool {
	for _, e := range d {
		if e.Key == key {
			return true
		}
	}
	return false
}

// sorts always end with _id, so that there is one right order.
func sorts(over *rapid.Generator[string], columns int) *rapid.Generator[bson.D] {
	return rapid.Custom(func(t *rapid.T) bson.D {
		d := bson.D{}
		for range rapid.IntRange(0, columns).Draw(t, "columns") {
			if path := over.Draw(t, "by"); !has(d, path) {
				d = append(d, bson.E{Key: path, Value: rapid.SampledFrom([]int32{1, -1}).Draw(t, "direction")})
			}
		}
		return append(d, bson.E{Key: "_id", Value: rapid.SampledFrom([]int32{1, -1}).Draw(t, "id direction")})
	})
}

// indexKeys are keys of one to three columns.
func indexKeys() *rapid.Generator[bson.D] {
	return rapid.Custom(func(t *rapid.T) bson.D {
		d := bson.D{}
		for range rapid.IntRange(1, 3).Draw(t, "columns") {
			if path := rapid.OneOf(paths(), rapid.Just("_id")).Draw(t, "path"); !has(d, path) {
				d = append(d, bson.E{Key: path, Value: rapid.SampledFrom([]int32{1, -1}).Draw(t, "direction")})
			}
		}
		return d
	})
}

// updates change a document by one or two operators on different paths: the
// other engine notices a conflict only when both of them change something.
func updates() *rapid.Generator[bson.D] {
	return rapid.Custom(func(t *rapid.T) bson.D {
		d := bson.D{}
		targets := rapid.Permutation([]string{"a", "b", "c", "d.x", "d.y", "l"}).Draw(t, "targets")
		for i := range rapid.IntRange(1, 2).Draw(t, "operators") {
			op := rapid.SampledFrom([]string{"$set", "$set", "$unset", "$inc", "$mul", "$min", "$max", "$push", "$addToSet", "$pull", "$pop", "$setOnInsert", "$rename"}).Draw(t, "operator")
			if !has(d, op) {
				if op == "$pull" || op == "$pop" {
					targets[i] = op[3:] // the engines sort a list that has become empty differently
				}
				d = append(d, bson.E{Key: op, Value: bson.D{{Key: targets[i], Value: operand(t, op)}}})
			}
		}
		return d
	})
}

func operand(t *rapid.T, op string) any {
	switch op {
	case "$inc", "$mul":
		return numbers().Draw(t, "number")
	case "$pop":
		return rapid.SampledFrom([]int32{1, -1}).Draw(t, "end")
	case "$rename":
		return fmt.Sprintf("r%d", rapid.IntRange(0, 1).Draw(t, "new name"))
	case "$pull":
		return rapid.OneOf(scalars(), rapid.Map(scalars(), func(v any) any { return bson.D{{Key: "$gte", Value: v}} })).Draw(t, "pulled")
	}
	return values().Draw(t, "value")
}
