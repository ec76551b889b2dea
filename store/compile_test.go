package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"pgregory.net/rapid"

	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// Small sets of values make random conditions and random documents meet. Some of them mean something elsewhere.
var (
	texts    = []string{"", "a", "ab", "abc", "b", "$gt", ".*", "a.b", "A", "é", "a\nb", "x\x00y", "(", "^a"}
	instants = []time.Time{noon.Add(-time.Hour), noon, noon.Add(time.Hour), model.Forever}
)

// fields are stored paths of a deal by the type of their values: scalars, nested ones, and ones below and in arrays.
var fields = map[string][]string{
	"text": {"number", "vendorId", "distributorId", "outcome", "customer.name", "customer.country", "customer.contact.email",
		"returnedFields", "lines.productFamily", "lines.sku", "conflict.rivalIds", "partnerMargin.currency",
		"conflict", "coverage", "plan", "unknown", "unknown.deeper", "number.deeper"},
	"number":  {"version", "amount.minor", "partnerMargin.minor", "sequence", "lines.quantity", "benefit.points", "number"},
	"instant": {"submittedAt", "protectedUntil", "createdAt", "coverage.from", "number"},
	"truth":   {"shared", "marginShared", "coverage.primary", "version"},
}

func anyDeal(t *rapid.T) *model.Deal {
	text := rapid.SampledFrom(texts)
	maybeText := rapid.Ptr(text, true)
	number := rapid.Int64Range(-1, 3)
	instant := rapid.SampledFrom(instants)
	money := func(name string) *model.Money {
		if rapid.Bool().Draw(t, name) {
			return nil
		}
		return &model.Money{Minor: number.Draw(t, name), Currency: "GBP"}
	}
	d := &model.Deal{
		Record: model.Record{Version: int(number.Draw(t, "version")), CreatedAt: instant.Draw(t, "created")},
		Number: text.Draw(t, "number"), VendorID: model.ID(text.Draw(t, "vendor")),
		DistributorID: rapid.Ptr(rapid.Custom(func(t *rapid.T) model.ID { return model.ID(text.Draw(t, "id")) }), true).Draw(t, "distributor"),
		Amount:        money("amount"), PartnerMargin: money("margin"), Sequence: number.Draw(t, "sequence"),
		SubmittedAt: rapid.Ptr(instant, true).Draw(t, "submitted"), ProtectedUntil: rapid.Ptr(instant, true).Draw(t, "protected"),
		Shared: rapid.Bool().Draw(t, "shared"), MarginShared: rapid.Bool().Draw(t, "marginShared"),
		ReturnedFields: anySlice(text).Draw(t, "returned"),
	}
	if rapid.Bool().Draw(t, "customer") {
		d.Customer = &model.DealCustomer{Name: maybeText.Draw(t, "name"), NameFold: text.Draw(t, "fold")}
	}
	if d.Customer != nil && rapid.Bool().Draw(t, "contact") {
		d.Customer.Contact = &model.DealContact{Name: "n", Email: maybeText.Draw(t, "email")}
	}
	if rapid.Bool().Draw(t, "conflict") {
		d.Conflict = &model.DealConflict{RivalIDs: anySlice(rapid.Custom(func(t *rapid.T) model.ID {
			return model.ID(text.Draw(t, "rival"))
		})).Draw(t, "rivals")}
	}
	d.Lines = anySlice(rapid.Custom(func(t *rapid.T) model.DealLine {
		return model.DealLine{ProductFamily: text.Draw(t, "family"), SKU: maybeText.Draw(t, "sku"), Quantity: int(number.Draw(t, "quantity"))}
	})).Draw(t, "lines")
	d.Coverage = anySlice(rapid.Custom(func(t *rapid.T) model.Coverage {
		return model.Coverage{UserID: model.ID(text.Draw(t, "user")), Primary: rapid.Bool().Draw(t, "primary"),
			From: instant.Draw(t, "from"), To: instant.Draw(t, "to")}
	})).Draw(t, "coverage")
	return d
}

// anySlice is nil, empty, or of up to three elements.
func anySlice[T any](g *rapid.Generator[T]) *rapid.Generator[[]T] {
	return rapid.OneOf(rapid.Just([]T(nil)), rapid.SliceOfN(g, 0, 3))
}

func anyValue(t *rapid.T, kind string) any {
	switch kind {
	case "number":
		return rapid.Int64Range(-1, 3).Draw(t, "value")
	case "instant":
		return rapid.SampledFrom(instants).Draw(t, "value")
	case "truth":
		return rapid.Bool().Draw(t, "value")
	}
	return rapid.SampledFrom(texts).Draw(t, "value")
}

func anyLeaf(t *rapid.T) filter.Cond {
	kind := rapid.SampledFrom([]string{"text", "number", "instant", "truth"}).Draw(t, "type")
	field := rapid.SampledFrom(fields[kind]).Draw(t, "field")
	value := anyValue(t, kind)
	leaves := []func() filter.Cond{
		func() filter.Cond { return filter.Is(field, value) },
		func() filter.Cond { return filter.Is(field, nil) },
		func() filter.Cond {
			return filter.Cond{Op: filter.In, Field: field, Values: []any{value, anyValue(t, kind), nil}}
		},
		func() filter.Cond { return filter.Below(field, value) },
		func() filter.Cond { return filter.AtMost(field, value) },
		func() filter.Cond { return filter.Above(field, value) },
		func() filter.Cond { return filter.AtLeast(field, value) },
		func() filter.Cond { return filter.AtLeast(field, nil) },
		func() filter.Cond { return filter.Present(field) },
		func() filter.Cond { return filter.BeginsWith(field, rapid.SampledFrom(texts).Draw(t, "prefix")) },
		func() filter.Cond { return filter.HasElem("coverage", anyOf(t, coverageLeaf)) },
		func() filter.Cond { return filter.HasElem("lines", anyOf(t, lineLeaf)) },
		func() filter.Cond { return filter.HasElem("lines", filter.Everything()) },
		func() filter.Cond { return anyTotal(t) },
		func() filter.Cond { return filter.HasElem("number", filter.Is("deeper", value)) },
		func() filter.Cond { return rapid.SampledFrom(malformed(field, value)).Draw(t, "malformed") },
	}
	return rapid.SampledFrom(leaves).Draw(t, "leaf")()
}

// malformed are leaves that no constructor makes.
func malformed(field string, value any) []filter.Cond {
	return []filter.Cond{
		{Op: filter.Eq, Field: field}, {Op: filter.Lt, Field: field, Values: []any{value, value}}, {Op: filter.In, Field: field},
		{Op: filter.Prefix, Field: field, Values: []any{int64(1)}}, {Op: filter.Exists, Field: field, Values: []any{value}},
		{Op: filter.Elem, Field: field}, {Op: filter.Total, Field: field, Values: []any{int64(0)}},
		{Op: filter.Total, Field: "lines.sku", Values: []any{int64(0)}, Subs: []filter.Cond{filter.Everything()}},
		{Op: filter.Total, Field: "lines", Values: []any{int64(0)}, Subs: []filter.Cond{filter.Present("sku")}},
		{Op: filter.Total, Field: "lines", Values: []any{"1"}, Subs: []filter.Cond{filter.Everything()}},
		{Op: filter.Eq, Values: []any{value}}, {Op: 99, Field: field, Values: []any{value}},
	}
}

// anyTotal adds up lines or counts coverage; the field may also hold no array.
func anyTotal(t *rapid.T) filter.Cond {
	bound := rapid.Int64Range(-2, 5).Draw(t, "bound")
	family := rapid.SampledFrom(texts).Draw(t, "family")
	lines := rapid.SampledFrom([]filter.Cond{filter.Everything(), filter.Is("productFamily", family), filter.Above("quantity", bound),
		filter.AllOf(filter.OneOf("productFamily", []string{family, "a"}), filter.AtMost("quantity", 2))}).Draw(t, "lines")
	covers := rapid.SampledFrom([]filter.Cond{filter.Is("primary", true), filter.AllOf(filter.AtLeast("from", noon), filter.Below("to", model.Forever))}).Draw(t, "covers")
	return rapid.SampledFrom([]filter.Cond{
		filter.TotalAtLeast("lines", lines, "quantity", bound), filter.TotalAtLeast("lines", lines, "", bound),
		filter.TotalAtLeast("coverage", covers, "", bound), filter.TotalAtLeast("number", lines, "", bound),
		filter.TotalAtLeast("unknown", lines, "quantity", bound), filter.TotalAtLeast("plan", lines, "quantity", bound),
	}).Draw(t, "total")
}

func coverageLeaf(t *rapid.T) filter.Cond {
	return rapid.SampledFrom([]filter.Cond{
		filter.Is("userId", rapid.SampledFrom(texts).Draw(t, "user")),
		filter.AtMost("from", rapid.SampledFrom(instants).Draw(t, "from")),
		filter.Above("to", rapid.SampledFrom(instants).Draw(t, "to")),
		filter.Is("primary", rapid.Bool().Draw(t, "primary")),
	}).Draw(t, "inner")
}

func lineLeaf(t *rapid.T) filter.Cond {
	return rapid.SampledFrom([]filter.Cond{
		filter.BeginsWith("productFamily", rapid.SampledFrom(texts).Draw(t, "family")),
		filter.Present("sku"), filter.Is("sku", nil),
		filter.Above("quantity", rapid.Int64Range(-1, 3).Draw(t, "quantity")),
	}).Draw(t, "inner")
}

// anyOf is a tree of and, or and not over leaves.
func anyOf(t *rapid.T, leaf func(*rapid.T) filter.Cond) filter.Cond {
	c := tree(t, leaf, 3)
	if rapid.Bool().Draw(t, "turned") {
		return filter.NoneOf(c)
	}
	return c
}

func tree(t *rapid.T, leaf func(*rapid.T) filter.Cond, depth int) filter.Cond {
	shape := rapid.IntRange(0, 9).Draw(t, "shape")
	if depth == 0 || shape < 4 {
		return turned(t, leaf(t))
	}
	subs := []filter.Cond{}
	for range rapid.IntRange(0, 3).Draw(t, "subs") {
		subs = append(subs, tree(t, leaf, depth-1))
	}
	switch {
	case shape < 6:
		return filter.AllOf(subs...)
	case shape < 8:
		return filter.AnyOf(subs...)
	case shape == 8: // as a careless hand would write it
		return filter.Cond{Op: rapid.SampledFrom([]filter.Op{filter.And, filter.Or}).Draw(t, "op"), Subs: subs}
	}
	shared := turned(t, leaf(t))
	return filter.AnyOf(filter.AllOf(append(slices.Clone(subs), shared)...), filter.AllOf(shared, turned(t, leaf(t))), shared)
}

func turned(t *rapid.T, c filter.Cond) filter.Cond {
	if rapid.Bool().Draw(t, "negated") {
		return filter.NoneOf(c)
	}
	return c
}

// A condition has two readings. The list, the count and the single check of a mutation are only the same decision as long as
// they agree.
func TestDatabaseAgreesWithMatch(t *testing.T) {
	coll := newBase(t).db().Collection("readings")
	rapid.Check(t, func(rt *rapid.T) {
		ctx := context.Background()
		_, err := coll.DeleteMany(ctx, bson.D{})
		must(t, err)
		var deals []*model.Deal
		for i := range rapid.IntRange(1, 8).Draw(rt, "deals") {
			d := anyDeal(rt)
			d.ID = model.ID(fmt.Sprintf("deal_%d", i))
			deals = append(deals, d)
		}
		_, err = coll.InsertMany(ctx, deals)
		must(t, err)
		for range 6 {
			cond := anyOf(rt, anyLeaf)
			want := matching(deals, cond)
			for form, c := range map[string]filter.Cond{"as it is": cond, "simplified": store.Simplify(cond)} {
				if !slices.Equal(matching(deals, c), want) {
					rt.Fatalf("simplified: %+v is no longer %+v", c, cond)
				}
				found, err := coll.Find(ctx, store.Compile(c), options.Find().SetSort(bson.D{{Key: "_id", Value: 1}}))
				if err != nil {
					rt.Fatalf("%s: %+v: %v", form, store.Compile(c), err)
				}
				var rows []model.Record
				must(t, found.All(ctx, &rows))
				if got := ids(rows); !slices.Equal(got, want) {
					rt.Fatalf("%s: got %v, want %v\n%+v\n%+v", form, got, want, cond, store.Compile(c))
				}
			}
		}
	})
}

// A document that says a name twice means one thing to one reader and another to the next.
func TestMergedFiltersNeverRepeatAName(t *testing.T) {
	a, b := bson.D{{Key: "a", Value: 1}}, bson.D{{Key: "a", Value: 2}, {Key: "b", Value: 3}}
	and := bson.D{{Key: "$and", Value: []bson.D{a}}}
	tests := map[string]struct {
		filters []bson.D
		want    bson.D
	}{
		"none":       {nil, bson.D{}},
		"apart":      {[]bson.D{a, {{Key: "b", Value: 3}}}, bson.D{{Key: "a", Value: 1}, {Key: "b", Value: 3}}},
		"same name":  {[]bson.D{a, b}, bson.D{{Key: "a", Value: 1}, {Key: "b", Value: 3}, {Key: "$and", Value: []bson.D{{{Key: "a", Value: 2}}}}}},
		"two or":     {[]bson.D{{{Key: "$or", Value: 1}}, {{Key: "$or", Value: 2}}}, bson.D{{Key: "$or", Value: 1}, {Key: "$and", Value: []bson.D{{{Key: "$or", Value: 2}}}}}},
		"and inside": {[]bson.D{and, a, a}, bson.D{{Key: "$and", Value: []bson.D{append(and, a...), a}}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, store.Merged(tt.filters...)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func matching(deals []*model.Deal, c filter.Cond) []model.ID {
	out := []model.ID{}
	for _, d := range deals {
		if c.Match(filter.DocOf(d)) {
			out = append(out, d.ID)
		}
	}
	return out
}

func ids(rows []model.Record) []model.ID {
	out := []model.ID{}
	for _, r := range rows {
		out = append(out, r.ID)
	}
	return out
}
