package table

import (
	"encoding/binary"

	"github.com/tidwall/btree"
)

// Interval is a range of keys: Low ≤ key < High. An empty High has no end.
type Interval struct{ Low, High string }

// above is greater than whatever can follow the values of a key: a record
// number never starts with it.
const above = "\xff\xff\xff\xff\xff\xff\xff\xff\xff"

// Prefix returns the interval of all keys that start with p.
func Prefix(p []byte) Interval {
	return Interval{Low: string(p), High: Successor(p)}
}

// Successor returns the first string above all that start with p, "" if none is.
func Successor(p []byte) string {
	for i := len(p) - 1; i >= 0; i-- {
		if p[i] != 0xFF {
			return string(append(p[:i:i], p[i]+1))
		}
	}
	return ""
}

// Scan returns an iterator over an interval, upwards or downwards.
func (x *Index) Scan(in Interval, reverse bool) *Iterator {
	return &Iterator{it: x.tree.Iter(), in: in, reverse: reverse}
}

// Iterator walks keys of one version of an index.
type Iterator struct {
	it      btree.IterG[string]
	in      Interval
	reverse bool
	started bool
	done    bool
}

// Reset makes the iterator start again on another interval.
func (i *Iterator) Reset(in Interval) { i.in, i.started, i.done = in, false, false }

// Next moves to the next key inside the interval.
func (i *Iterator) Next() bool {
	if i.done {
		return false
	}
	ok := false
	switch {
	case i.started && i.reverse:
		ok = i.it.Prev()
	case i.started:
		ok = i.it.Next()
	case i.reverse:
		ok = i.last()
	default:
		ok = i.it.Seek(i.in.Low)
	}
	i.started = true
	i.done = !ok || !i.inside()
	return !i.done
}

// last moves to the greatest key below High.
func (i *Iterator) last() bool {
	if i.in.High == "" || !i.it.Seek(i.in.High) {
		return i.it.Last()
	}
	return i.it.Prev()
}

func (i *Iterator) inside() bool {
	k := i.it.Item()
	if i.reverse {
		return k >= i.in.Low
	}
	return i.in.High == "" || k < i.in.High
}

// Key returns the current key with its record number.
func (i *Iterator) Key() string { return i.it.Item() }

// ID returns the record number of the current key.
func (i *Iterator) ID() uint64 {
	k := i.it.Item()
	return binary.BigEndian.Uint64([]byte(k[len(k)-idSize:]))
}

// Count returns how many keys are inside the interval, without a walk.
func (x *Index) Count(in Interval) int {
	n := x.tree.Len()
	low := x.rank(in.Low, 0, n)
	if in.High == "" {
		return n - low
	}
	// The end is looked for in growing steps from the start, because most
	// intervals are short.
	high := low
	for step := 1; high < n && x.at(high) < in.High; step *= 2 {
		high = min(high+step, n)
	}
	return x.rank(in.High, low, high) - low
}

// rank returns how many keys are below k, which is known to be from low to high.
func (x *Index) rank(k string, low, high int) int {
	for low < high {
		mid := int(uint(low+high) >> 1)
		if x.at(mid) < k {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low
}

func (x *Index) at(i int) string {
	k, _ := x.tree.GetAt(i)
	return k
}
