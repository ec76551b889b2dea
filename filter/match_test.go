package filter_test

import (
	"testing"
	"time"

	"partnerhub/filter"
)

type code string

// Base is exported, as what is embedded must be to be stored.
type Base struct {
	ID string `bson:"_id"`
}

type part struct {
	Name  *string   `bson:"name,omitempty"`
	Count int       `bson:"count"`
	From  time.Time `bson:"from"`
	Tags  []string  `bson:"tags"`
}

type thing struct {
	Base    `bson:",inline"`
	Code    code       `bson:"code"`
	Count   int        `bson:"count"`
	On      bool       `bson:"on"`
	At      time.Time  `bson:"at"`
	Until   *time.Time `bson:"until,omitempty"`
	Note    *string    `bson:"note,omitempty"`
	Tags    []code     `bson:"tags"`
	None    []string   `bson:"none"`
	Part    *part      `bson:"part,omitempty"`
	Gone    *part      `bson:"gone,omitempty"`
	Parts   []part     `bson:"parts"`
	Inner   part       `bson:"inner"`
	Memo    string     `bson:"-"`
	Ratio   float64    `bson:"ratio"`
	private string     //nolint:unused // a field that no condition may reach
}

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func sample() *thing {
	name, until := "inner", noon.Add(time.Hour)
	return &thing{Base: Base{"t1"}, Code: "abc", Count: 3, On: true, At: noon.Add(999 * time.Microsecond), Until: &until,
		Tags: []code{"red", "green"}, Part: &part{Name: &name, Count: 1, Tags: []string{}}, Memo: "memo", Ratio: 0.5,
		Parts: []part{{Count: 1, From: noon}, {Name: &name, Count: 2, Tags: []string{"x"}}}}
}

// TestMatch says what every operator answers; the turned-around condition answers the opposite.
func TestMatch(t *testing.T) {
	type cond = filter.Cond
	is, below, above := filter.Is, filter.Below, filter.Above
	for _, tc := range []struct {
		name string
		cond cond
		want bool
	}{
		{"everything", filter.Everything(), true},
		{"nothing", filter.Nothing(), false},
		{"equal text", is("code", "abc"), true},
		{"equal named text", is("code", code("abc")), true},
		{"text in another case", is("code", "ABC"), false},
		{"the beginning of a text", is("code", "ab"), false},
		{"number", is("count", 3), true},
		{"number as text", is("count", "3"), false},
		{"text as number", is("code", 3), false},
		{"true", is("on", true), true},
		{"false", is("on", false), false},
		{"one for true", is("on", 1), false},
		{"instant, cut to milliseconds", is("at", noon), true},
		{"instant in another zone", is("at", noon.In(time.FixedZone("CET", 3600))), true},
		{"another instant", is("at", noon.Add(time.Millisecond)), false},
		{"optional instant", above("until", noon), true},
		{"inline field", is("_id", "t1"), true},
		{"element of an array", is("tags", "green"), true},
		{"no element", is("tags", "blue"), false},
		{"the array itself", is("tags", nil), false},
		{"below", below("count", 4), true},
		{"not below itself", below("count", 3), false},
		{"at most itself", filter.AtMost("count", 3), true},
		{"above", above("count", 2), true},
		{"not above itself", above("count", 3), false},
		{"at least itself", filter.AtLeast("count", 3), true},
		{"below, of another type", below("count", "9"), false},
		{"at most nil", filter.AtMost("note", nil), false},
		{"false is below true", below("on", true), false},
		{"one of several", filter.OneOf("code", []string{"x", "abc"}), true},
		{"none of several", filter.OneOf("code", []string{"x", "y"}), false},
		{"one of none", filter.OneOf("code", []string{}), false},
		{"an element is one of several", filter.OneOf("tags", []code{"blue", "red"}), true},
		{"prefix", filter.BeginsWith("code", "ab"), true},
		{"empty prefix", filter.BeginsWith("code", ""), true},
		{"whole as prefix", filter.BeginsWith("code", "abc"), true},
		{"longer than the text", filter.BeginsWith("code", "abcd"), false},
		{"prefix is no pattern", filter.BeginsWith("code", "."), false},
		{"prefix of a number", filter.BeginsWith("count", ""), false},
		{"prefix of an element", filter.BeginsWith("tags", "gr"), true},
		{"prefix of what is absent", filter.BeginsWith("note", ""), false},
		{"present", filter.Present("code"), true},
		{"absent", filter.Present("note"), false},
		{"is null", is("note", nil), true},
		{"is not null", is("code", nil), false},
		{"present struct", filter.Present("part"), true},
		{"absent struct", filter.Present("gone"), false},
		{"an empty array is present", filter.Present("part.tags"), true},
		{"a nil array is null", filter.Present("none"), false},
		{"a nil array is null, asked by value", is("none", nil), true},
		{"an empty array equals nothing", is("part.tags", ""), false},
		{"path", is("part.name", "inner"), true},
		{"path into an inline struct", is("inner.count", 0), true},
		{"path through what is absent", is("gone.name", "inner"), false},
		{"path through what is absent is null", is("gone.name", nil), true},
		{"path through a value", is("code.name", nil), true},
		{"path through an array", is("parts.count", 2), true},
		{"path through arrays", is("parts.tags", "x"), true},
		{"path through an array, no element", is("parts.count", 9), false},
		{"present through an array", filter.Present("parts.name"), true},
		{"unknown field", is("colour", "red"), false},
		{"unknown field is null", is("colour", nil), true},
		{"unstored field", is("-", "memo"), false},
		{"unstored field by its name", is("Memo", "memo"), false},
		{"struct equals nothing", is("part", "inner"), false},
		{"a type that conditions do not know", is("ratio", 0), false},
		{"a type that conditions do not know is present", filter.Present("ratio"), true},
		{"element with both", filter.HasElem("parts", filter.AllOf(is("count", 2), is("name", "inner"))), true},
		{"elements with one each", filter.HasElem("parts", filter.AllOf(is("count", 1), is("name", "inner"))), false},
		{"any element", filter.HasElem("parts", filter.Everything()), true},
		{"no element matches nothing", filter.HasElem("parts", filter.Nothing()), false},
		{"element of no array", filter.HasElem("part", filter.Everything()), false},
		{"element of an empty array", filter.HasElem("none", filter.Everything()), false},
		{"element without a field", filter.HasElem("parts", is("name", nil)), true},
		{"and", filter.AllOf(is("count", 3), is("code", "abc")), true},
		{"and, one fails", filter.AllOf(is("count", 3), is("code", "x")), false},
		{"and of none", filter.AllOf(), true},
		{"or", filter.AnyOf(is("count", 9), is("code", "abc")), true},
		{"or, all fail", filter.AnyOf(is("count", 9), is("code", "x")), false},
		{"or of none", filter.AnyOf(), false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			doc := filter.DocOf(sample())
			if got := tc.cond.Match(doc); got != tc.want {
				t.Errorf("got %t, want %t", got, tc.want)
			}
			if got := filter.NoneOf(tc.cond).Match(doc); got == tc.want {
				t.Errorf("turned around: got %t, want %t", got, !tc.want)
			}
			if got := filter.NoneOf(filter.NoneOf(tc.cond)).Match(doc); got != tc.want {
				t.Errorf("turned around twice: got %t, want %t", got, tc.want)
			}
			if got := tc.cond.Match(filter.DocOf(*sample())); got != tc.want {
				t.Errorf("by value: got %t, want %t", got, tc.want)
			}
			if got := tc.cond.Match(bytesOf(t, sample())); got != tc.want {
				t.Errorf("as bytes: got %t, want %t", got, tc.want)
			}
		})
	}
}

// TestMalformedMatchesNothing: what no constructor makes matches nothing, turned around or not, and is dropped by EachLeaf.
func TestMalformedMatchesNothing(t *testing.T) {
	is := filter.Is("code", "abc")
	for name, c := range map[string]filter.Cond{
		"zero":                    {},
		"unknown operator":        {Op: 99, Field: "code", Values: []any{"abc"}},
		"and of nothing":          {Op: filter.And},
		"or of nothing":           {Op: filter.Or},
		"equal to no value":       {Op: filter.Eq, Field: "code"},
		"equal to two values":     {Op: filter.Eq, Field: "code", Values: []any{"abc", "abc"}},
		"one of no values":        {Op: filter.In, Field: "code"},
		"less than no value":      {Op: filter.Lt, Field: "code"},
		"prefix without a text":   {Op: filter.Prefix, Field: "code"},
		"prefix of another type":  {Op: filter.Prefix, Field: "code", Values: []any{1}},
		"present with a value":    {Op: filter.Exists, Field: "code", Values: []any{true}},
		"element without a part":  {Op: filter.Elem, Field: "parts"},
		"element with two parts":  {Op: filter.Elem, Field: "parts", Subs: []filter.Cond{filter.Everything(), filter.Everything()}},
		"no field":                {Op: filter.Exists},
		"unknown operator inside": {Op: filter.And, Subs: []filter.Cond{is, {Op: 99}}},
	} {
		t.Run(name, func(t *testing.T) {
			negated := c
			negated.Negated = true
			for _, c := range []filter.Cond{c, negated} {
				if c.Match(filter.DocOf(sample())) {
					t.Errorf("%v matches", c)
				}
				if got := c.EachLeaf(func(leaf filter.Cond) filter.Cond { return leaf }); got.Op != filter.None {
					t.Errorf("%v rewrites to %v, want nothing", c, got)
				}
			}
		})
	}
}

func TestNoDocument(t *testing.T) {
	for _, doc := range []filter.Doc{{}, filter.DocOf(nil), filter.DocOf((*thing)(nil)), filter.DocOf(7), filter.DocOf([]thing{{}})} {
		if filter.Present("code").Match(doc) || filter.Is("code", "abc").Match(doc) || filter.Below("count", 9).Match(doc) ||
			filter.HasElem("parts", filter.Everything()).Match(doc) {
			t.Error("got a match, want none")
		}
	}
}

func TestMatchAllocatesNothing(t *testing.T) {
	doc := filter.DocOf(sample())
	c := filter.AllOf(filter.Is("code", "abc"), filter.AtLeast("count", 3), filter.Is("on", true), filter.Is("at", noon),
		filter.OneOf("tags", []string{"green"}), filter.Is("part.name", "inner"), filter.Is("gone.name", nil),
		filter.HasElem("parts", filter.AllOf(filter.AtMost("from", noon), filter.Is("count", 1))),
		filter.NoneOf(filter.Is("note", "x")), filter.AnyOf(filter.Is("code", "x"), filter.BeginsWith("code", "a")))
	if !c.Match(doc) {
		t.Fatal("the condition does not match")
	}
	if got := testing.AllocsPerRun(100, func() { c.Match(doc) }); got != 0 {
		t.Errorf("got %v allocations, want none", got)
	}
}
