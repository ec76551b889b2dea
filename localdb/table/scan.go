package table

import (
	"strings"

	"partnerhub/localdb/tree"
)

// Interval is a range of keys: Low ≤ key < High. An empty High has no end.
type Interval struct{ Low, High string }

// Prefix returns the interval of all keys that start with p.
func Prefix(p []byte) Interval {
	var both strings.Builder // in one piece of memory
	for n, i := len(p), len(p)-1; i >= 0; i-- {
		if p[i] != 0xFF {
			both.Grow(n + i + 1)
			both.Write(p)
			both.Write(p[:i])
			both.WriteByte(p[i] + 1)
			return Interval{Low: both.String()[:n], High: both.String()[n:]}
		}
	}
	return Interval{Low: string(p)}
}

// Successor returns the first string above all that start with p, "" if none is.
func Successor(p []byte) string {
	for i := len(p) - 1; i >= 0; i-- {
		if p[i] != 0xFF {
			return string(p[:i]) + string([]byte{p[i] + 1})
		}
	}
	return ""
}

// Scan returns an iterator over an interval, upwards or downwards.
func (x *Index) Scan(in Interval, reverse bool) *Iterator {
	return &Iterator{at: x.set().Cursor(), in: in, reverse: reverse}
}

// Iterator walks keys of one version of an index.
type Iterator struct {
	at      tree.Cursor
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
		ok = i.at.Prev()
	case i.started:
		ok = i.at.Next()
	case i.reverse:
		ok = i.last()
	default:
		ok = i.at.Seek(i.in.Low)
	}
	i.started = true
	i.done = !ok || !i.inside()
	return !i.done
}

// last moves to the greatest key below High.
func (i *Iterator) last() bool {
	if i.in.High == "" || !i.at.Seek(i.in.High) {
		return i.at.Last()
	}
	return i.at.Prev()
}

func (i *Iterator) inside() bool {
	k := i.at.Key()
	if i.reverse {
		return k >= i.in.Low
	}
	return i.in.High == "" || k < i.in.High
}

// Key returns the current key with its record number.
func (i *Iterator) Key() string { return i.at.Key() }

// ID returns the record number of the current key.
func (i *Iterator) ID() uint64 { return record(i.at.Key()) }

// Count returns how many keys are inside the interval, without a walk.
func (x *Index) Count(in Interval) int {
	keys := x.set()
	end := keys.Len()
	if in.High != "" {
		end = keys.Rank(in.High)
	}
	return end - keys.Rank(in.Low)
}
