package plan

import (
	"slices"
	"strings"

	"partnerhub/localdb/key"
	"partnerhub/localdb/table"
)

// Column is a path and a direction.
type Column = key.Column

// maxIntervals bounds how many intervals one index access may be cut into.
const maxIntervals = 500

// interval is one part of an index, and where in its keys each column starts as
// far as the columns before it are fixed.
type interval struct {
	table.Interval
	offsets []int
}

// access is one way to read candidates from one index.
type access struct {
	index     *table.Index
	intervals []interval
	bounds    []bounds // by column, as far as they are used
	fixed     int      // how many leading columns hold points
	exact     bool     // the bounds prove every condition

	served     bool // the keys come in the order of the sort
	from       int  // the column where that order starts
	reverse    bool
	contiguous bool // the sort's columns follow each other in the key
}

// newAccess reads the conditions that an index can narrow. It answers false if
// the index must not be used for them.
func newAccess(x *table.Index, c conjunction) (access, bool) {
	a := access{index: x}
	if x.Partial != nil && !implies(c, x) {
		return a, false
	}
	for _, column := range x.Columns() {
		if column.Numeric() {
			return a, false
		}
	}
	used := a.readBounds(c)
	if x.Sparse && (len(a.bounds) == 0 || a.allowsNull()) {
		return a, false
	}
	a.exact = used == len(c.leaves) && len(c.ors) == 0 && !c.rest
	a.cut()
	return a, true
}

// allowsNull reports that the first column's bounds include documents without it.
func (a *access) allowsNull() bool {
	null := string([]byte{byte(key.Null)})
	for _, s := range a.bounds[0].spans {
		if s.low <= null && null < s.high {
			return true
		}
	}
	return false
}

// readBounds collects the bounds column by column until one is not a list of
// points, and answers how many conditions they prove.
func (a *access) readBounds(c conjunction) (proved int) {
	multi := false // at most one column that met an array may be narrowed
	for i, column := range a.index.Columns() {
		isMulti := a.index.Multi&(1<<i) != 0
		if isMulti && multi {
			return proved
		}
		b, n, ok := columnBounds(column.Path, c, isMulti)
		if !ok {
			return proved
		}
		multi = multi || isMulti
		proved += n
		a.bounds = append(a.bounds, b)
		if !b.points() {
			return proved
		}
		a.fixed++
	}
	return proved
}

// columnBounds joins the conditions on one path. Different elements of an array
// may fulfil different conditions, so only one of them narrows such a column.
func columnBounds(path string, c conjunction, multi bool) (out bounds, proved int, ok bool) {
	for _, l := range c.leaves {
		b, direct, found := leafBounds(l, path)
		if !found || (multi && ok && !better(b, out)) {
			continue
		}
		switch {
		case !ok || multi:
			out, ok = b, true
		default:
			out = out.intersect(b)
		}
		if direct && b.exact && !multi {
			proved++
		}
	}
	return out, proved, ok
}

// better reports that b is points and a is not.
func better(b, a bounds) bool { return b.points() && !a.points() }

// leafBounds returns what a condition says about a path, directly or by an
// $elemMatch around it.
func leafBounds(l leaf, path string) (b bounds, direct, ok bool) {
	if l.path == path && l.op != "$elemMatch" {
		b, ok = boundsOf(l)
		return b, true, ok
	}
	if l.op != "$elemMatch" || !strings.HasPrefix(path, l.path) {
		return bounds{}, false, false
	}
	for _, in := range l.inner() {
		if in.path == path {
			if b, ok = boundsOf(in); ok {
				return b, false, true
			}
		}
	}
	return bounds{}, false, false
}

// cut turns the bounds into intervals of whole keys.
func (a *access) cut() {
	parts := []interval{{offsets: []int{0}}}
	for i, b := range a.bounds {
		spans := b.spans
		if a.index.Columns()[i].Desc {
			spans = b.descending()
		}
		if len(parts)*len(spans) > maxIntervals && i > 0 {
			a.bounds, a.fixed, a.exact = a.bounds[:i], min(a.fixed, i), false
			break
		}
		parts = join(parts, spans)
	}
	a.intervals = parts
	for i, p := range parts {
		if len(a.bounds) == a.fixed {
			a.intervals[i].Interval = table.Prefix([]byte(p.Low))
		}
	}
}

// join appends each span to each part; the last column's spans may be ranges.
func join(parts []interval, spans []span) []interval {
	out := make([]interval, 0, len(parts)*len(spans))
	for _, p := range parts {
		for _, s := range spans {
			next := interval{Interval: table.Interval{Low: p.Low + s.low, High: p.Low + s.high}}
			next.offsets = slices.Concat(p.offsets, []int{len(p.Low) + len(s.low)})
			out = append(out, next)
		}
	}
	return out
}

// size returns how many keys the access would read.
func (a *access) size() (n int) {
	for _, in := range a.intervals {
		n += a.index.Count(in.Interval)
	}
	return n
}

// pinned reports that column i has one and the same value in all candidates.
func (a *access) pinned(i int) bool {
	return i < a.fixed && len(a.bounds[i].spans) == 1 && a.index.Multi&(1<<i) == 0
}
