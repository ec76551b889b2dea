package plan

import (
	"container/heap"

	"partnerhub/localdb/key"
	"partnerhub/localdb/raw"
	"partnerhub/localdb/table"
)

// stream yields record numbers of candidates. One that takes part in a merge
// can say where its current candidate stands in the order of the sort.
type stream interface {
	next() bool
	id() uint64
	order() (string, error)
}

// keyStream reads the intervals of an access one after the other.
type keyStream struct {
	plan      *Plan
	access    *access
	intervals []interval
	it        *table.Iterator
	current   interval
}

func (s *keyStream) next() bool {
	for {
		if s.it != nil && s.it.Next() {
			s.plan.Keys++
			return true
		}
		if len(s.intervals) == 0 {
			return false
		}
		s.advance()
	}
}

// advance opens the next interval, from the end if the order is reversed.
func (s *keyStream) advance() {
	if s.access.reverse {
		last := len(s.intervals) - 1
		s.current, s.intervals = s.intervals[last], s.intervals[:last]
	} else {
		s.current, s.intervals = s.intervals[0], s.intervals[1:]
	}
	if s.it == nil {
		s.it = s.access.index.Scan(s.current.Interval, s.access.reverse)
		return
	}
	s.it.Reset(s.current.Interval)
}

func (s *keyStream) id() uint64 { return s.it.ID() }

// order returns the sort's columns as bytes: from the index key if they stand
// there side by side, from the document otherwise. Both forms agree.
func (s *keyStream) order() (string, error) {
	a := s.access
	if a.contiguous {
		k := s.it.Key()[s.current.order:]
		if a.reverse {
			return inverse(k), nil
		}
		return k, nil
	}
	d, _ := s.plan.table.Get(s.id())
	return orderOf(d, s.plan.query.Sort)
}

func orderOf(d raw.Doc, sort []Column) (string, error) {
	k, err := key.Least(d, sort)
	return string(k), err
}

// rowStream reads every document in the order of insertion.
type rowStream struct{ rows *table.Rows }

func (s *rowStream) next() bool             { return s.rows.Next() }
func (s *rowStream) id() uint64             { return s.rows.Row().ID }
func (s *rowStream) order() (string, error) { return "", nil }

// chain yields one stream after the other; it is for queries without an order.
type chain struct {
	stream
	rest []stream
}

func (c *chain) next() bool {
	for !c.stream.next() {
		if len(c.rest) == 0 {
			return false
		}
		c.stream, c.rest = c.rest[0], c.rest[1:]
	}
	return true
}

// merge yields the candidates of several ordered streams in one order.
type merge struct {
	heads   []head
	pending bool // the first head has been handed out and must move on
	err     error
}

type head struct {
	stream stream
	order  string
}

func (m *merge) Len() int           { return len(m.heads) }
func (m *merge) Less(i, j int) bool { return m.heads[i].order < m.heads[j].order }
func (m *merge) Swap(i, j int)      { m.heads[i], m.heads[j] = m.heads[j], m.heads[i] }
func (m *merge) Push(x any)         { m.heads = append(m.heads, x.(head)) }
func (m *merge) Pop() any {
	last := m.heads[len(m.heads)-1]
	m.heads = m.heads[:len(m.heads)-1]
	return last
}

func newMerge(streams []stream) *merge {
	m := &merge{}
	for _, s := range streams {
		if s.next() {
			m.heads = append(m.heads, head{stream: s})
			m.refresh(len(m.heads) - 1)
		}
	}
	heap.Init(m)
	return m
}

func (m *merge) refresh(i int) {
	order, err := m.heads[i].stream.order()
	m.heads[i].order = order
	if err != nil {
		m.err = err
	}
}

func (m *merge) next() bool {
	if m.pending {
		m.forward()
	}
	m.pending = len(m.heads) > 0
	return m.pending && m.err == nil
}

// forward moves the stream whose candidate was handed out.
func (m *merge) forward() {
	if !m.heads[0].stream.next() {
		heap.Pop(m)
		return
	}
	m.refresh(0)
	heap.Fix(m, 0)
}

func (m *merge) id() uint64             { return m.heads[0].stream.id() }
func (m *merge) order() (string, error) { return m.heads[0].order, m.err }
