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

// interval is one part of an index, and where in its keys the order of the sort
// starts.
type interval struct {
	table.Interval
	order int
}

// access is one way to read candidates from one index.
type access struct {
	index     *table.Index
	intervals []interval
	bounds    []*bounds // by column, as far as they are used
	fixed     int       // how many leading columns hold points
	exact     bool      // the bounds prove every condition

	served     bool // the keys come in the order of the sort
	from       int  // the column where that order starts
	reverse    bool
	contiguous bool // the sort's columns follow each other in the key
}

// newAccess reads the conditions that an index can narrow and the sort it can
// serve. It answers false if the index must not be used for them, or, unless it
// is the one that was asked for, if it would be of no use.
func newAccess(x *table.Index, k *known, q *Query) (access, bool) {
	a := access{index: x}
	for _, column := range x.Columns() {
		if column.Numeric() {
			return a, false
		}
	}
	used := a.readBounds(k)
	useless := len(a.bounds) == 0 && (len(q.Sort) == 0 || q.Sort[0].Path != x.Columns()[0].Path)
	if useless && q.Hint == "" {
		return a, false
	}
	if x.Sparse && (len(a.bounds) == 0 || a.allowsNull()) {
		return a, false
	}
	if x.Partial != nil && !implies(k.conjunction, x) {
		return a, false
	}
	a.exact = used == len(k.leaves) && len(k.ors) == 0 && !k.rest
	a.shorten()
	a.serve(q.Sort)
	a.cut()
	return a, len(a.bounds) > 0 || a.served || q.Hint != ""
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
func (a *access) readBounds(k *known) (proved int) {
	multi := false // at most one column that met an array may be narrowed
	for i, column := range a.index.Columns() {
		isMulti := a.index.Multi&(1<<i) != 0
		if isMulti && multi {
			return proved
		}
		p := k.path(column.Path, isMulti)
		if !p.found {
			return proved
		}
		multi = multi || isMulti
		proved += p.proved
		a.bounds = append(a.bounds, &p.bounds)
		if !p.bounds.points() {
			return proved
		}
		a.fixed++
	}
	return proved
}

// known is a conjunction and what was found out about its paths. Many indexes
// share their columns, so each path is looked at once for a query.
type known struct {
	conjunction
	paths []*narrowed
}

// narrowed is what the conditions say about one path.
type narrowed struct {
	path   string
	multi  bool // for a column that met an array
	bounds bounds
	proved int
	found  bool
}

// path returns what the conditions say about a path.
func (k *known) path(path string, multi bool) *narrowed {
	for _, p := range k.paths {
		if p.path == path && p.multi == multi {
			return p
		}
	}
	p := &narrowed{path: path, multi: multi}
	p.bounds, p.proved, p.found = columnBounds(path, k.conjunction, multi)
	k.paths = append(k.paths, p)
	return p
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

// shorten leaves out the last bounds until the intervals are not too many.
func (a *access) shorten() {
	parts := 1
	for i, b := range a.bounds {
		if parts *= len(b.spans); parts > maxIntervals && i > 0 {
			a.bounds, a.fixed, a.exact = a.bounds[:i], min(a.fixed, i), false
			return
		}
	}
}

// cut turns the bounds into intervals of whole keys.
func (a *access) cut() {
	columns := make([][]span, len(a.bounds))
	parts := 1
	for i, b := range a.bounds {
		columns[i] = b.spans
		if a.index.Columns()[i].Desc {
			columns[i] = b.descending()
		}
		parts *= len(columns[i])
	}
	a.intervals = make([]interval, 0, parts)
	a.combine(columns, make([]byte, 0, 64), 0)
}

// combine appends an interval for each way to take one span of every column. The
// last column's spans may be ranges.
func (a *access) combine(columns [][]span, low []byte, order int) {
	if at := len(a.bounds) - len(columns); at <= a.from {
		order = len(low)
	}
	if len(columns) == 0 {
		a.intervals = append(a.intervals, interval{Interval: table.Prefix(low), order: order})
		return
	}
	for _, s := range columns[0] {
		if s.point {
			a.combine(columns[1:], append(low, s.low...), order)
			continue
		}
		in := table.Interval{Low: string(low) + s.low, High: string(low) + s.high}
		a.intervals = append(a.intervals, interval{Interval: in, order: order})
	}
}

// size returns how many keys the access would read.
func (a *access) size() (n int) {
	for _, in := range a.intervals {
		n += a.index.Count(in.Interval)
	}
	return n
}

// like reports that two accesses have as many keys: each document has one key in
// both indexes, and the same columns have the same bounds.
func (a *access) like(b *access) bool {
	return a.plain() && b.plain() && slices.Equal(a.bounds, b.bounds)
}

// plain reports an index with exactly one key for each document.
func (a *access) plain() bool {
	return !a.index.Sparse && a.index.Partial == nil && a.index.Multi == 0
}

// pinned reports that column i has one and the same value in all candidates.
func (a *access) pinned(i int) bool {
	return i < a.fixed && len(a.bounds[i].spans) == 1 && a.index.Multi&(1<<i) == 0
}
