package plan

import (
	"container/heap"
	"context"
	"slices"
	"strings"

	"partnerhub/localdb/fault"
	"partnerhub/localdb/raw"
	"partnerhub/localdb/table"
)

// Results yields the rows of a query one at a time.
type Results struct {
	ctx    context.Context
	plan   *Plan
	source stream
	seen   map[uint64]struct{} // nil if no candidate can come twice
	exact  bool
	skip   int64
	left   int64 // rows still to return, -1 = all
	sorted []table.Row
	ticks  int
	err    error
}

// Run starts the plan. Sorting that no index serves happens here, in memory.
func (p *Plan) Run(ctx context.Context) (*Results, error) {
	r := &Results{ctx: ctx, plan: p, skip: p.query.Skip, left: -1}
	if p.query.Limit > 0 {
		r.left = p.query.Limit
	}
	r.open()
	if len(p.query.Sort) > 0 && !p.sorted {
		return r, r.sort()
	}
	for ; r.skip > 0; r.skip-- {
		if _, ok := r.match(); !ok {
			return r, r.err
		}
	}
	return r, r.err
}

// open builds the streams that the plan's access asks for.
func (r *Results) open() {
	p := r.plan
	r.exact = len(p.access) == 1 && p.access[0].exact || p.query.all()
	if len(p.access) == 0 {
		r.source = &rowStream{p.table.Rows()}
		return
	}
	if p.repeats() {
		r.seen = map[uint64]struct{}{}
	}
	var streams []stream
	for i := range p.access {
		streams = append(streams, p.streams(&p.access[i])...)
	}
	switch {
	case len(streams) == 0:
		r.source = &keyStream{plan: p, access: &access{}}
	case len(streams) == 1:
		r.source = streams[0]
	case p.sorted && len(p.query.Sort) > 0:
		r.source = newMerge(streams)
	default:
		r.source = &chain{stream: streams[0], rest: streams[1:]}
	}
}

// repeats reports that one document may be met at several keys.
func (p *Plan) repeats() bool { return len(p.access) > 1 || p.access[0].index.Multi != 0 }

// streams returns one stream for an access, or one for each interval if their
// keys must be merged to come in order.
func (p *Plan) streams(a *access) []stream {
	if !p.sorted || len(p.query.Sort) == 0 || a.from == 0 || len(a.intervals) < 2 {
		return []stream{&keyStream{plan: p, access: a, intervals: a.intervals}}
	}
	out := make([]stream, len(a.intervals))
	for i := range a.intervals {
		out[i] = &keyStream{plan: p, access: a, intervals: []interval{a.intervals[i]}}
	}
	return out
}

// Next returns the next row, false at the end or on an error.
func (r *Results) Next() (table.Row, bool, error) {
	if r.left == 0 || r.err != nil {
		return table.Row{}, false, r.err
	}
	row, ok := r.pull()
	if ok {
		r.plan.Returned++
		r.left--
	}
	return row, ok, r.err
}

func (r *Results) pull() (table.Row, bool) {
	if r.sorted == nil {
		return r.match()
	}
	if len(r.sorted) == 0 {
		return table.Row{}, false
	}
	row := r.sorted[0]
	r.sorted = r.sorted[1:]
	return row, true
}

// match returns the next candidate that fulfils the filter.
func (r *Results) match() (table.Row, bool) {
	for r.err == nil && r.source.next() {
		if r.interrupted() {
			return table.Row{}, false
		}
		row, fresh := r.row()
		if !fresh {
			continue
		}
		if r.exact {
			return row, true
		}
		ok, err := r.plan.query.matches(row.Doc)
		if err != nil {
			r.err = err
		} else if ok {
			return row, true
		}
	}
	if m, isMerge := r.source.(*merge); isMerge && r.err == nil {
		r.err = m.err
	}
	return table.Row{}, false
}

// row fetches the document of the current candidate, unless it was met before.
func (r *Results) row() (table.Row, bool) {
	if rows, all := r.source.(*rowStream); all {
		r.plan.Docs++
		return rows.rows.Row(), true
	}
	id := r.source.id()
	if r.seen != nil {
		if _, met := r.seen[id]; met {
			return table.Row{}, false
		}
		r.seen[id] = struct{}{}
	}
	r.plan.Docs++
	d, ok := r.plan.table.Get(id)
	return table.Row{ID: id, Doc: d}, ok
}

// interrupted looks now and then at the deadline and at what the plan has cost.
func (r *Results) interrupted() bool {
	if r.ticks++; r.ticks%128 != 0 {
		return false
	}
	r.plan.doubt()
	if r.ctx.Err() == nil {
		return false
	}
	r.err = fault.Interruption(r.ctx)
	return true
}

// ranked is a row with its place in the order.
type ranked struct {
	order string
	at    int
	row   table.Row
}

func (a ranked) before(b ranked) bool {
	if c := strings.Compare(a.order, b.order); c != 0 {
		return c < 0
	}
	return a.at < b.at
}

// worst is a heap with the last row in front, to keep only the first few.
type worst []ranked

func (w worst) Len() int           { return len(w) }
func (w worst) Less(i, j int) bool { return w[j].before(w[i]) }
func (w worst) Swap(i, j int)      { w[i], w[j] = w[j], w[i] }
func (w *worst) Push(x any)        { *w = append(*w, x.(ranked)) }
func (w *worst) Pop() any          { last := (*w)[len(*w)-1]; *w = (*w)[:len(*w)-1]; return last }

// sort reads all matches and orders them, keeping no more than the limit needs.
func (r *Results) sort() error {
	keep := int64(-1)
	if r.left >= 0 {
		keep = r.skip + r.left
	}
	var rows worst
	for at := 0; ; at++ {
		row, ok := r.match()
		if !ok {
			break
		}
		if err := rows.take(row, at, keep, r.plan.query.Sort); err != nil {
			return err
		}
	}
	slices.SortFunc(rows, func(a, b ranked) int {
		if a.before(b) {
			return -1
		}
		return 1
	})
	r.sorted = make([]table.Row, 0, len(rows))
	for _, one := range rows[min(int64(len(rows)), r.skip):] {
		r.sorted = append(r.sorted, one.row)
	}
	return r.err
}

func (w *worst) take(row table.Row, at int, keep int64, sort []Column) error {
	order, err := orderOf(row.Doc, sort)
	if err != nil {
		return fault.New(fault.BadValue, "cannot sort with keys that are parallel arrays")
	}
	one := ranked{order: order, at: at, row: row}
	switch {
	case keep < 0 || int64(len(*w)) < keep:
		*w = append(*w, one)
		if int64(len(*w)) == keep {
			heap.Init(w)
		}
	case one.before((*w)[0]):
		(*w)[0] = one
		heap.Fix(w, 0)
	}
	return nil
}

// Documents reads all remaining rows.
func (r *Results) Documents() ([]raw.Doc, error) {
	var out []raw.Doc
	for {
		row, ok, err := r.Next()
		if err != nil || !ok {
			return out, err
		}
		out = append(out, row.Doc)
	}
}

// Each runs the plan and hands over every document that it yields.
func (p *Plan) Each(ctx context.Context, take func([]byte)) error {
	r, err := p.Run(ctx)
	for err == nil {
		row, ok, fault := r.Next()
		if fault != nil || !ok {
			return fault
		}
		take(row.Doc)
	}
	return err
}
