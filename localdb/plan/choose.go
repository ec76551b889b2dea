package plan

import (
	"partnerhub/localdb/fault"
	"partnerhub/localdb/table"
)

// Plan is a decided way to answer a query. It is made for one version of a
// table and can be run once.
type Plan struct {
	table  *table.Table
	query  Query
	access []access // none = read every document; several = the branches of an $or
	sorted bool     // the candidates come in the order of the sort
	or     bool

	memory *Memory
	chosen *choice // what the memory holds of it, if anything

	Keys, Docs, Returned int64 // what running it examined and returned
}

// maxBranches bounds how many branches of an $or are planned one by one.
const maxBranches = 64

// New decides how to answer a query on one version of a table. A nil memory decides
// without regard to what was chosen before.
func New(t *table.Table, q Query, m *Memory) (*Plan, error) {
	p := &Plan{table: t, query: q, memory: m}
	if q.NoIndex || q.Hint == "$natural" {
		return p, nil
	}
	best, err := p.recalled(q.conditions())
	if err != nil || best == nil {
		return p, err
	}
	p.access, p.sorted, p.or = best.access, best.sorted, best.or
	return p, nil
}

// recalled takes what was chosen before for such a query, or chooses.
func (p *Plan) recalled(c conjunction) (*candidate, error) {
	if p.memory == nil || p.query.Hint != "" || p.table.Created == 0 {
		return p.choose(c)
	}
	var room [256]byte
	shape := appendShape(room[:0], p.table, &p.query, c)
	if known := p.recall(c, shape); known != nil {
		return known, nil
	}
	best, err := p.choose(c)
	if err == nil && best != nil {
		p.remember(best, shape)
	}
	return best, err
}

// candidate is one possible plan and what it is expected to cost.
type candidate struct {
	access   []access
	sorted   bool
	or       bool
	at       int // which $or
	size     int
	expected float64 // how many documents it looks at, 0 where nothing was compared
}

// choose compares the indexes and the alternatives by how many keys they would
// read. With one usable index there is nothing to compare or to count.
func (p *Plan) choose(c conjunction) (*candidate, error) {
	singles, err := p.singles(c)
	if err != nil {
		return nil, err
	}
	if p.query.Hint != "" {
		return first(singles), nil
	}
	if best := decided(singles); best != nil {
		return best, nil
	}
	options := singles
	for i := range c.ors {
		if continues(singles, c.ors[i]) {
			continue
		}
		if o := p.alternatives(c, i); o != nil {
			options = append(options, *o)
		}
	}
	if len(options) == 1 && options[0].narrow() {
		return &options[0], nil
	}
	return p.cheapest(options), nil
}

func first(options []candidate) *candidate {
	if len(options) == 0 {
		return nil
	}
	return &options[0]
}

// decided returns a candidate that no other can beat: every column of a unique
// index is one point.
func decided(options []candidate) *candidate {
	for i, o := range options {
		a := o.access[0]
		if a.index.Unique && a.fixed == len(a.index.Columns()) && len(a.intervals) <= 1 {
			o.sorted = true
			options[i] = o
			return &options[i]
		}
	}
	return nil
}

// continues reports an $or that only says where a page goes on in an order that
// one of the candidates already follows: its alternatives are about columns of
// that index, whose range is narrowed to the same place. Planning them one by one
// would cost more than the few keys it could save.
func continues(options []candidate, branches []conjunction) bool {
	for _, o := range options {
		a := o.access[0]
		if !a.served || len(a.bounds) == a.fixed {
			continue
		}
		about := true
		for _, branch := range branches {
			about = about && a.holdsAll(branch)
		}
		if about {
			return true
		}
	}
	return false
}

// holdsAll reports that every condition is about a column of the index behind
// the fixed ones.
func (a *access) holdsAll(c conjunction) bool {
	for _, l := range c.leaves {
		known := false
		for _, column := range a.index.Columns()[a.fixed:] {
			known = known || column.Path == l.path
		}
		if !known {
			return false
		}
	}
	return !c.rest && len(c.ors) == 0
}

// narrow reports that the candidate reads less than everything.
func (o candidate) narrow() bool { return len(o.access[0].bounds) > 0 || o.sorted }

// singles returns one candidate for each index that narrows or serves the sort.
func (p *Plan) singles(c conjunction) ([]candidate, error) {
	var out []candidate
	k := &known{conjunction: c}
	for _, x := range p.table.Indexes() {
		if p.query.Hint != "" && x.Name != p.query.Hint {
			continue
		}
		a, ok := newAccess(x, k, &p.query)
		if ok {
			out = append(out, candidate{access: []access{a}, sorted: a.served || len(p.query.Sort) == 0})
		} else if p.query.Hint != "" {
			return nil, fault.New(fault.BadValue, "error processing query: the hinted index %q cannot answer it", x.Name)
		}
	}
	return out, nil
}

// alternatives plans each branch of an $or together with the other conditions.
// It fails if one branch would have to read everything.
func (p *Plan) alternatives(c conjunction, or int) *candidate {
	if len(c.ors[or]) > maxBranches {
		return nil
	}
	out := &candidate{or: true, sorted: true, at: or}
	for _, branch := range c.ors[or] {
		sub := &Plan{table: p.table, query: p.query}
		singles, err := sub.singles(c.without(or, branch))
		if err != nil {
			return nil
		}
		best := decided(singles)
		if best == nil {
			best = sub.cheapest(singles)
		}
		if best == nil || len(best.access[0].bounds) == 0 {
			return nil
		}
		out.sorted = out.sorted && best.sorted
		out.access = append(out.access, best.access...)
	}
	return out
}

// cheapest returns the candidate expected to look at the fewest documents, or
// nil if reading everything in order is as good.
func (p *Plan) cheapest(options []candidate) *candidate {
	least := p.table.Len()
	for i := range options {
		options[i].size = sizeOf(options[i], options[:i])
		least = min(least, options[i].size)
	}
	var best *candidate
	cost := p.scanCost()
	for i := range options {
		if c := p.cost(options[i], least); c < cost {
			best, cost = &options[i], c
			best.expected = c
		}
	}
	return best
}

// sizeOf counts the keys of a candidate, unless another one reads just as many.
func sizeOf(o candidate, others []candidate) (n int) {
	for _, other := range others {
		if len(o.access) == 1 && len(other.access) == 1 && o.access[0].like(&other.access[0]) {
			return other.size
		}
	}
	for j := range o.access {
		n += o.access[j].size()
	}
	return n
}

// scanCost is that of reading every document, and of sorting them if asked.
func (p *Plan) scanCost() float64 {
	n := float64(p.table.Len()) + 1
	if len(p.query.Sort) > 0 {
		n *= 1.5
	}
	return n
}

// cost estimates the documents a candidate looks at. One that comes sorted can
// stop at the limit; how soon depends on how many of its keys will match, which
// the smallest of all candidates bounds.
func (p *Plan) cost(o candidate, least int) float64 {
	n := float64(o.size)
	if !o.sorted {
		return n*1.5 + 0.5
	}
	if p.query.Limit > 0 {
		n = min(n, float64(p.query.Skip+p.query.Limit)*n/float64(max(least, 1)))
	}
	if o.or {
		n = n*1.2 + 2*float64(len(o.access)) // merging and dropping repetitions
	}
	return n
}
