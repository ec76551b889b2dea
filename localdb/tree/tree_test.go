package tree_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"partnerhub/localdb/tree"
)

// version is a set and what it must hold.
type version struct {
	set  tree.Set
	want []string
}

// words makes keys that share beginnings and are each other's beginnings.
func words() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringMatching(`[ab]{0,9}`),
		rapid.Map(rapid.IntRange(0, 3000), func(n int) string { return fmt.Sprintf("vendor-%d-%05d", n%3, n) }),
	)
}

// TestEveryVersionStaysAsItWas changes one set at random and looks at all the
// versions on the way again at the end.
func TestEveryVersionStaysAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := start(t)
		kept := []version{now}
		edit := &tree.Edit{}
		for range rapid.IntRange(0, 400).Draw(t, "changes") {
			now = now.change(t, edit)
			if rapid.IntRange(0, 19).Draw(t, "share") == 0 {
				kept, edit = append(kept, now), &tree.Edit{}
			}
		}
		for _, v := range append(kept, now) {
			v.check(t)
		}
	})
}

func start(t *rapid.T) version {
	var keys []string
	for i := range rapid.SampledFrom([]int{0, 1, 28, 29, 900, 3000}).Draw(t, "start") {
		keys = append(keys, fmt.Sprintf("vendor-%d-%05d", i%3, i))
	}
	slices.Sort(keys)
	return version{set: tree.Of(keys), want: keys}
}

// change inserts or deletes one key, or a run of neighbours.
func (v version) change(t *rapid.T, edit *tree.Edit) version {
	k := words().Draw(t, "key")
	if rapid.IntRange(0, 29).Draw(t, "many") == 0 {
		return v.cut(k, rapid.IntRange(1, 500).Draw(t, "keys"), edit)
	}
	if rapid.IntRange(0, 9).Draw(t, "all") == 0 {
		return v.add(rapid.SliceOfN(words(), 0, 60).Draw(t, "keys"), edit)
	}
	next := version{want: slices.Clone(v.want)}
	i, found := slices.BinarySearch(v.want, k)
	if rapid.Bool().Draw(t, "insert") {
		next.set = v.set.Insert(k, edit)
		if !found {
			next.want = slices.Insert(next.want, i, k)
		}
		return next
	}
	next.set = v.set.Delete(k, edit)
	if found {
		next.want = slices.Delete(next.want, i, i+1)
	}
	return next
}

// add inserts some keys at once, after a look at where they belong, which changes nothing.
func (v version) add(keys []string, edit *tree.Edit) version {
	v.set.Near(keys)
	slices.Sort(keys)
	keys = slices.Compact(keys)
	want := slices.Concat(v.want, keys)
	slices.Sort(want)
	return version{set: v.set.InsertAll(keys, edit), want: slices.Compact(want)}
}

// cut deletes up to n keys from k on.
func (v version) cut(k string, n int, edit *tree.Edit) version {
	i, _ := slices.BinarySearch(v.want, k)
	end := min(i+n, len(v.want))
	next := version{set: v.set, want: slices.Concat(v.want[:i], v.want[end:])}
	for _, gone := range v.want[i:end] {
		next.set = next.set.Delete(gone, edit)
	}
	return next
}

// check compares everything a set can be asked with a sorted slice.
func (v version) check(t *rapid.T) {
	if got := walk(v.set); !slices.Equal(got, v.want) {
		t.Fatalf("got %q\nwant %q", got, v.want)
	}
	back := walkBack(v.set)
	slices.Reverse(back)
	if !slices.Equal(back, v.want) || v.set.Len() != len(v.want) {
		t.Fatalf("backwards %q\nwant %q, length %d", back, v.want, v.set.Len())
	}
	for range 20 {
		v.probe(t, words().Draw(t, "probe"))
	}
}

func (v version) probe(t *rapid.T, k string) {
	i, found := slices.BinarySearch(v.want, k)
	if v.set.Rank(k) != i || v.set.Has(k) != found {
		t.Fatalf("%q: got rank %d, has %v, want %d, %v", k, v.set.Rank(k), v.set.Has(k), i, found)
	}
	c := v.set.Cursor()
	if ok := c.Seek(k); ok != (i < len(v.want)) || ok && c.Key() != v.want[i] {
		t.Fatalf("%q: sought %v, want %d of %d", k, ok, i, len(v.want))
	}
	if i < len(v.want) {
		if ok := c.Prev(); ok != (i > 0) || ok && c.Key() != v.want[i-1] {
			t.Fatalf("%q: nothing right before place %d", k, i)
		}
	}
}

func walk(s tree.Set) (keys []string) {
	c := s.Cursor()
	for ok := c.Seek(""); ok; ok = c.Next() {
		keys = append(keys, c.Key())
	}
	return keys
}

func walkBack(s tree.Set) (keys []string) {
	c := s.Cursor()
	for ok := c.Last(); ok; ok = c.Prev() {
		keys = append(keys, c.Key())
	}
	return keys
}

// TestGrowingAndShrinking goes through several levels in the orders that documents
// come in, and empties the set again.
func TestGrowingAndShrinking(t *testing.T) {
	const n = 40000
	orders := map[string]func(i int) int{
		"up":        func(i int) int { return i },
		"down":      func(i int) int { return n - 1 - i },
		"scattered": func(i int) int { return i * 7919 % n },
		"to middle": func(i int) int {
			if i%2 == 0 {
				return i / 2
			}
			return n - 1 - i/2
		},
	}
	for name, place := range orders {
		t.Run(name, func(t *testing.T) {
			var s tree.Set
			edit := &tree.Edit{}
			for i := range n {
				s = s.Insert(fmt.Sprintf("%06d", place(i)), edit)
			}
			if got := walk(s); len(got) != n || s.Len() != n || !slices.IsSorted(got) {
				t.Fatalf("got %d keys of %d", len(got), n)
			}
			full := s
			for i := range n {
				k := fmt.Sprintf("%06d", place(n-1-i))
				if s = s.Delete(k, nil); s.Has(k) || s.Len() != n-1-i {
					t.Fatalf("after %q there are %d keys", k, s.Len())
				}
			}
			if full.Len() != n || full.Rank("020000") != 20000 {
				t.Errorf("deleting changed what was there before")
			}
		})
	}
}

// BenchmarkInsert adds keys to a large set that is shared after each one.
func BenchmarkInsert(b *testing.B) {
	s := large()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s = s.Insert(fmt.Sprintf("vendor-%d-%014d-deal-%08d", i%10, i*7919%1000003, i), &tree.Edit{})
	}
}

// BenchmarkRank asks for the place of keys all over a large set.
func BenchmarkRank(b *testing.B) {
	s := large()
	for i := 0; b.Loop(); i++ {
		s.Rank(fmt.Sprintf("vendor-%d-%014d", i%10, i*7919%1000003))
	}
}

func large() tree.Set {
	var keys []string
	for i := range 100000 {
		keys = append(keys, fmt.Sprintf("vendor-%d-%014d-deal-%08d", i%10, i*104729%1000003, i))
	}
	slices.Sort(keys)
	return tree.Of(keys)
}
