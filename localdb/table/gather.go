package table

import (
	"runtime"
	"sync"
	"sync/atomic"

	"partnerhub/localdb/tree"
)

// op is what a write does to one key of an index.
type op struct {
	key  string
	turn int // how many came before
	gone bool
}

// Gather lets what writes do to the indexes wait for Settle, which works it off in the order of the keys, so that neighbours are
// changed one after the other, and on several processors. Unique indexes never wait, and an index that is read meanwhile is
// brought up to date first. Between the two a table is for one goroutine.
func (t *Table) Gather() {
	if t.many == nil {
		t.many = newMaker(t)
	}
}

// Settle ends what Gather began.
func (t *Table) Settle() {
	if t.many == nil {
		return
	}
	t.many = nil
	var late []*Index
	for _, x := range t.indexes {
		if len(x.waiting) > 0 {
			late = append(late, x)
		}
	}
	spread(len(late), func(i int) { late[i].settle() })
}

// wait notes a change for later.
func (x *Index) wait(c change) {
	for _, k := range c.remove {
		x.waiting = append(x.waiting, op{key: k, turn: len(x.waiting), gone: true})
	}
	for _, k := range c.add {
		x.waiting = append(x.waiting, op{key: k, turn: len(x.waiting)})
	}
	x.Multi |= c.multi
}

// settle makes the changes that wait.
func (x *Index) settle() {
	x.catchUp()
	all := x.waiting
	x.waiting = nil
	x.keys = put(x.keys, all, x.edit)
}

// set is the index's keys with all that was written.
func (x *Index) set() tree.Set {
	if len(x.waiting) > 0 {
		x.settle()
	}
	if x.late != nil {
		return x.late.onto(x.keys)
	}
	return x.keys
}

// spread does a number of things, as many at a time as there are processors. A panic of one is the caller's, as if it had done
// them itself.
func spread(n int, do func(i int)) {
	workers := min(n, runtime.GOMAXPROCS(0))
	var next atomic.Int64
	var group sync.WaitGroup
	panics := make([]any, workers)
	for w := range workers {
		group.Go(func() {
			defer func() { panics[w] = recover() }()
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	group.Wait()
	for _, p := range panics {
		if p != nil {
			panic(p)
		}
	}
}
