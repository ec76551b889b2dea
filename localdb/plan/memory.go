package plan

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"sync"
	"sync/atomic"

	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/table"
)

// Memory remembers which indexes were chosen for a shape of query, because comparing
// them costs more than reading a page. A shape is what is asked, without the values.
//
// It only says what to try: bounds are made of the query's own values, an index must
// still be fit for them, and every candidate is matched as ever. A choice that turned
// out to read much more than was expected, or that was used often, is made anew.
// The zero Memory is empty; it is safe for concurrent use.
type Memory struct {
	mu     sync.RWMutex
	shapes map[string]*choice
}

// maxShapes bounds what is remembered; beyond it everything is forgotten.
const maxShapes = 4096

// choice is what was chosen for a shape.
type choice struct {
	or    int    // which $or is answered branch by branch, -1 = none
	picks []pick // one, or one for each branch
	keys  int64  // how many keys may be read before the choice is in doubt
	uses  atomic.Int64
	stale atomic.Bool
}

// pick is one index and how far its columns were narrowed.
type pick struct {
	index, bounds, fixed int
}

// How long a choice is believed: so many uses, and so many times the keys that it
// was expected to read, beyond a few that never matter.
const (
	maxUses   = 256
	maxExcess = 8
	fewKeys   = 256
)

// recall answers the candidate that was chosen for the shape before, nil if there is
// none or the values of this query do not suit it.
func (p *Plan) recall(c conjunction, shape []byte) *candidate {
	p.memory.mu.RLock()
	known := p.memory.shapes[string(shape)]
	p.memory.mu.RUnlock()
	if known == nil || known.stale.Load() || known.uses.Add(1) > maxUses {
		return nil
	}
	out := known.candidate(p, c)
	if out != nil {
		p.chosen = known
	}
	return out
}

// candidate makes the accesses of a choice for the values of a query.
func (k *choice) candidate(p *Plan, c conjunction) *candidate {
	if k.or < 0 {
		return k.picks[0].candidate(p, c)
	}
	if k.or >= len(c.ors) || len(k.picks) != len(c.ors[k.or]) {
		return nil
	}
	out := &candidate{or: true, sorted: true, at: k.or}
	for i, branch := range c.ors[k.or] {
		one := k.picks[i].candidate(p, c.without(k.or, branch))
		if one == nil || len(one.access[0].bounds) == 0 {
			return nil
		}
		out.sorted = out.sorted && one.sorted
		out.access = append(out.access, one.access...)
	}
	return out
}

func (k pick) candidate(p *Plan, c conjunction) *candidate {
	indexes := p.table.Indexes()
	if k.index >= len(indexes) {
		return nil
	}
	a, ok := newAccess(indexes[k.index], &known{conjunction: c}, &p.query)
	if !ok || len(a.bounds) != k.bounds || a.fixed != k.fixed {
		return nil
	}
	options := []candidate{{access: []access{a}, sorted: a.served || len(p.query.Sort) == 0}}
	if best := decided(options); best != nil {
		return best
	}
	return &options[0]
}

// remember keeps what was chosen for a shape.
func (p *Plan) remember(o *candidate, shape []byte) {
	k := &choice{or: -1, keys: maxExcess*int64(o.expected) + fewKeys}
	if o.or {
		k.or = o.at
	}
	for i := range o.access {
		a := &o.access[i]
		at := slices.Index(p.table.Indexes(), a.index)
		k.picks = append(k.picks, pick{index: at, bounds: len(a.bounds), fixed: a.fixed})
	}
	p.chosen = k
	p.memory.mu.Lock()
	defer p.memory.mu.Unlock()
	if p.memory.shapes == nil || len(p.memory.shapes) >= maxShapes {
		p.memory.shapes = map[string]*choice{}
	}
	p.memory.shapes[string(shape)] = k
}

// doubt makes the next query of the shape choose anew if this one has read much more
// than was expected of the choice.
func (p *Plan) doubt() {
	if p.chosen != nil && p.Keys > p.chosen.keys {
		p.chosen.stale.Store(true)
	}
}

// appendShape describes a query on one version of a collection's indexes.
func appendShape(b []byte, t *table.Table, q *Query, c conjunction) []byte {
	b = binary.AppendUvarint(b, t.Created)
	b = binary.AppendUvarint(b, t.Schema)
	b = append(b, byte(bits.Len64(uint64(q.Limit))), byte(bits.Len64(uint64(q.Skip))))
	for _, s := range q.Sort {
		b = append(b, direction(s.Desc))
		b = appendName(b, s.Path)
	}
	return appendConditions(append(b, '('), c)
}

func direction(desc bool) byte {
	if desc {
		return '-'
	}
	return '+'
}

// appendName ends with a zero, which no path has.
func appendName(b []byte, name string) []byte { return append(append(b, name...), 0) }

// appendConditions adds paths, operators, and about how many values a list has.
func appendConditions(b []byte, c conjunction) []byte {
	for _, l := range c.leaves {
		b = appendName(appendName(b, l.path), l.op)
		if list, ok := l.value.(bson.A); ok {
			b = append(b, byte(bits.Len(uint(len(list)))))
		}
		for _, in := range l.inner() {
			b = appendName(appendName(b, in.path), in.op)
		}
	}
	for _, branches := range c.ors {
		b = append(b, '[')
		for _, branch := range branches {
			b = appendConditions(append(b, '('), branch)
		}
		b = append(b, ']')
	}
	return append(b, ')')
}
