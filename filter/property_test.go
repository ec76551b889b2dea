package filter_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"partnerhub/filter"
)

// drawThing draws a document from small pools, so that conditions meet it often.
func drawThing(t *rapid.T) *thing {
	d := sample()
	d.Code = code(rapid.SampledFrom([]string{"", "abc", "abd"}).Draw(t, "code"))
	d.Count = rapid.IntRange(0, 3).Draw(t, "count")
	d.At = noon.Add(time.Duration(rapid.IntRange(-1, 1).Draw(t, "at")) * time.Millisecond)
	if rapid.Bool().Draw(t, "note") {
		note := "abc"
		d.Note = &note
	}
	if rapid.Bool().Draw(t, "no part") {
		d.Part = nil
	}
	d.Parts = d.Parts[:rapid.IntRange(0, 2).Draw(t, "parts")]
	return d
}

func drawCond(t *rapid.T, depth int) filter.Cond {
	shape := rapid.IntRange(0, 7).Draw(t, "shape")
	if depth == 0 || shape < 4 {
		return drawLeaf(t, depth)
	}
	var subs []filter.Cond
	for range rapid.IntRange(0, 3).Draw(t, "parts") {
		subs = append(subs, drawCond(t, depth-1))
	}
	switch shape {
	case 4, 5:
		return filter.AllOf(subs...)
	case 6:
		return filter.AnyOf(subs...)
	}
	return filter.NoneOf(filter.AnyOf(subs...))
}

func drawLeaf(t *rapid.T, depth int) filter.Cond {
	field := rapid.SampledFrom([]string{"code", "count", "at", "note", "tags", "part.name", "parts.count", "unknown"}).Draw(t, "field")
	value := rapid.SampledFrom([]any{"abc", "red", 2, noon, nil}).Draw(t, "value")
	leaves := []filter.Cond{filter.Is(field, value), filter.Below(field, value), filter.AtMost(field, value), filter.Above(field, value),
		filter.AtLeast(field, value), filter.Present(field), filter.BeginsWith(field, "ab"), filter.OneOf(field, []string{"abc", "red"}),
		filter.Everything(), filter.Nothing()}
	leaves = append(leaves, filter.TotalAtLeast("parts", filter.AtLeast("count", 1), "count", 2), filter.TotalAtLeast("parts", filter.Everything(), "", 1),
		filter.TotalAtLeast("tags", filter.Everything(), "", 1), filter.TotalAtLeast("unknown", filter.Everything(), "count", 0))
	if depth > 0 {
		leaves = append(leaves, filter.HasElem("parts", drawLeaf(t, 0)))
	}
	c := rapid.SampledFrom(leaves).Draw(t, "leaf")
	if rapid.Bool().Draw(t, "not") {
		return filter.NoneOf(c)
	}
	return c
}

// TestConditionsAreLogic: and, or and not of conditions mean what the words say, however they are simplified.
func TestConditionsAreLogic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doc := filter.DocOf(drawThing(t))
		a, b := drawCond(t, 3), drawCond(t, 3)
		x, y := a.Match(doc), b.Match(doc)
		for _, tc := range []struct {
			name string
			cond filter.Cond
			want bool
		}{
			{"and", filter.AllOf(a, b), x && y},
			{"or", filter.AnyOf(a, b), x || y},
			{"not", filter.NoneOf(a), !x},
			{"not and", filter.NoneOf(filter.AllOf(a, b)), !x || !y},
			{"not or", filter.NoneOf(filter.AnyOf(a, b)), !x && !y},
			{"unchanged", a.EachLeaf(func(leaf filter.Cond) filter.Cond { return leaf }), x},
			{"guarded by everything", a.EachLeaf(func(leaf filter.Cond) filter.Cond { return filter.AllOf(filter.Everything(), leaf) }), x},
		} {
			if got := tc.cond.Match(doc); got != tc.want {
				t.Fatalf("%s of %v and %v: got %t, want %t", tc.name, a, b, got, tc.want)
			}
		}
	})
}

// TestNegationReachesTheLeaves: no negation stands above anything but a leaf, so that a guard put on leaves holds.
func TestNegationReachesTheLeaves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var walk func(c filter.Cond)
		walk = func(c filter.Cond) {
			if c.Negated && !c.IsLeaf() {
				t.Fatalf("%v is negated as a whole", c)
			}
			if c.Op == filter.And || c.Op == filter.Or {
				for _, s := range c.Subs {
					walk(s)
				}
			}
		}
		walk(filter.NoneOf(filter.AllOf(drawCond(t, 3), filter.NoneOf(drawCond(t, 3)))))
	})
}

// TestImplies: what is said to follow does follow, and the plain cases are seen.
func TestImplies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, doc := drawCond(t, 2), drawCond(t, 2), filter.DocOf(drawThing(t))
		for _, other := range []filter.Cond{b, filter.AllOf(a, b), filter.AnyOf(a, b), filter.NoneOf(a)} {
			if a.Implies(other) && a.Match(doc) && !other.Match(doc) {
				t.Fatalf("%v does not imply %v", a, other)
			}
		}
		if !filter.AllOf(a, b).Implies(a) || !a.Implies(a) || !filter.Nothing().Implies(a) || !a.Implies(filter.Everything()) {
			t.Fatalf("the plain cases of %v and %v are not seen", a, b)
		}
	})
}

func TestFields(t *testing.T) {
	c := filter.AllOf(filter.Is("a", 1), filter.AnyOf(filter.NoneOf(filter.Present("b")), filter.HasElem("c", filter.Is("d", 1))), filter.Everything())
	got, want := c.Fields(), []string{"a", "b", "c"}
	if len(got) != len(want) || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("got %v, want %v", got, want)
	}
	c.Named = []string{"e"}
	for _, want := range []string{"a", "b", "c", "e", "d"} {
		field, found := c.FieldWhere(func(field string) bool { return field == want })
		if listed := slices.Contains(c.Fields(), want); found != listed || found && field != want {
			t.Errorf("%s: found %q %v, listed %v", want, field, found, listed)
		}
	}
}

// TestUnknownValuesAreBugs: a value that the database would compare in its own way is refused when the condition is made.
func TestUnknownValuesAreBugs(t *testing.T) {
	for name, make := range map[string]func(){
		"float":       func() { filter.Is("count", 1.5) },
		"unsigned":    func() { filter.Is("count", uint(1)) },
		"map":         func() { filter.Is("code", map[string]any{"$gt": ""}) },
		"list":        func() { filter.Is("tags", []string{"red"}) },
		"struct":      func() { filter.Is("part", part{}) },
		"nil in list": func() { filter.OneOf("note", []*string{nil}) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("the condition was made")
				}
			}()
			make()
		})
	}
}
