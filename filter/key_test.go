package filter_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"partnerhub/filter"
)

// Two conditions have one key only if they are written the same.
func TestKeysTellConditionsApart(t *testing.T) {
	at := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	conds := []filter.Cond{
		filter.Nothing(), filter.Everything(), filter.Is("a", "b"), filter.Is("ab", ""), filter.Is("", "ab"), filter.NoneOf(filter.Is("a", "b")),
		filter.Is("a", int64(1)), filter.Is("a", "1"), filter.Is("a", true), filter.Is("a", false), filter.Is("a", nil), filter.Is("a", at),
		filter.Is("a", at.UnixMilli()), filter.Is("a", at.Add(time.Millisecond)), filter.Above("a", int64(1)), filter.Present("a"),
		filter.OneOf("a", []string{"b", "c"}), filter.OneOf("a", []string{"bc"}), filter.OneOf("a", []string{"b", "c", "d"}),
		filter.AllOf(filter.Is("a", "b"), filter.Is("c", "d")), filter.AnyOf(filter.Is("a", "b"), filter.Is("c", "d")),
		filter.AllOf(filter.Is("a", "b"), filter.AnyOf(filter.Is("c", "d"), filter.Is("e", "f"))),
		filter.AllOf(filter.AnyOf(filter.Is("a", "b"), filter.Is("c", "d")), filter.Is("e", "f")),
		filter.HasElem("a", filter.Is("b", "c")), filter.HasElem("a", filter.Everything()),
		filter.TotalAtLeast("a", filter.Everything(), "n", 1), filter.TotalAtLeast("a", filter.Everything(), "", 1),
		filter.Is("("+strings.Repeat("b", 32), "ccccc\x00s\x01x"), filter.NoneOf(filter.Is(strings.Repeat("b", 32)+"\x00s\x09ccccc", "x")), // 33 is '!'
	}
	for i := range conds {
		for j := range conds {
			same := bytes.Equal(conds[i].AppendKey(nil), conds[j].AppendKey(nil))
			if want := conds[i].Equal(conds[j]); same != want {
				t.Errorf("%+v and %+v: the same key is %v, want %v", conds[i], conds[j], same, want)
			}
		}
	}
}

func TestTimedSeesInstants(t *testing.T) {
	at := filter.Above("a", time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC))
	for name, tt := range map[string]struct {
		c    filter.Cond
		want bool
	}{
		"plain":          {filter.Is("a", "b"), false},
		"instant":        {at, true},
		"below":          {filter.AllOf(filter.Is("a", "b"), filter.AnyOf(filter.Is("c", "d"), at)), true},
		"in an element":  {filter.HasElem("a", at), true},
		"turned around":  {filter.NoneOf(at), true},
		"without values": {filter.Present("a"), false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tt.c.Timed(); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

// An instant in the place of another is all that becomes different, and in the copy alone.
func TestAnotherInstant(t *testing.T) {
	then, now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC), time.Date(2026, 11, 22, 12, 0, 0, 999_999, time.FixedZone("", 3600))
	made := func(at time.Time) filter.Cond {
		return filter.AnyOf(filter.Is("a", "x"), filter.AllOf(filter.OneOf("b", []string{"y"}), filter.NoneOf(filter.HasElem("c",
			filter.AllOf(filter.Is("d", int64(1)), filter.AtMost("from", at), filter.Above("to", at))))))
	}
	c := made(then)
	if got, want := c.At(now), made(now); !got.Equal(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if !c.Equal(made(then)) {
		t.Errorf("the condition itself has become %v", c)
	}
}
