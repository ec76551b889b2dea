package table

import (
	"cmp"
	"slices"
	"strings"
	"sync/atomic"

	"partnerhub/localdb/tree"
)

// late is what writes have done to an index that is not in its keys yet. Most indexes are written far more often than they are
// read, and putting one key into a tree copies its path. So whoever first reads a version puts in all that is late, in the order
// of the keys, and versions that follow go on from there.
//
// A version never changes: its late keys are a list to which others add in front, and what the keys are with them is the same
// for whoever works it out.
type late struct {
	ops    []op
	room   [1]op // for ops, which is one key most of the time
	before *late // what was late already
	count  int   // how many keys are late in all
	done   atomic.Pointer[tree.Set]
}

// mostLate is how many keys may be late before the writer puts them in, which bounds what a reader has to do. It is more for some
// indexes than for others, so that those of a table do not all have their turn with the same write.
func mostLate(index int) int { return 32 + index%32 }

// postpone notes a change of an index that its table owns and that is not unique.
func (x *Index) postpone(c change) {
	x.advance()
	next := &late{before: x.late, count: len(c.remove) + len(c.add)}
	next.ops = next.room[:0]
	for _, k := range c.remove {
		next.ops = append(next.ops, op{key: k, gone: true})
	}
	for _, k := range c.add {
		next.ops = append(next.ops, op{key: k})
	}
	if x.late != nil {
		next.count += x.late.count
	}
	x.late = next
	x.Multi |= c.multi
	if next.count > mostLate(c.at) {
		x.catchUp()
	}
}

// advance takes over what somebody who has read the index has worked out.
func (x *Index) advance() {
	if x.late == nil {
		return
	}
	if known := x.late.done.Load(); known != nil {
		x.keys, x.late = *known, nil
	}
}

// catchUp puts in what is late.
func (x *Index) catchUp() {
	if x.late != nil {
		x.keys, x.late = x.late.onto(x.keys), nil
	}
}

// onto is the keys with all that is late.
func (l *late) onto(keys tree.Set) tree.Set {
	if known := l.done.Load(); known != nil {
		return *known
	}
	all := make([]op, 0, l.count)
	for at := l; at != nil; at = at.before {
		if known := at.done.Load(); known != nil {
			keys = *known
			break
		}
		for _, o := range at.ops {
			o.turn = -len(all) // the newest comes first
			all = append(all, o)
		}
	}
	near(keys, all)
	keys = put(keys, all, &tree.Edit{})
	l.done.Store(&keys)
	return keys
}

// near gets the places of keys that have little to do with each other, all at the same time.
func near(keys tree.Set, all []op) {
	var room [64]string
	list := room[:0]
	for _, o := range all[:min(len(all), len(room))] {
		list = append(list, o.key)
	}
	keys.Near(list)
}

// put makes changes in the order of their keys. Of several to one key the last one counts.
func put(keys tree.Set, all []op, e *tree.Edit) tree.Set {
	slices.SortFunc(all, func(a, b op) int { return cmp.Or(strings.Compare(a.key, b.key), a.turn-b.turn) })
	come := make([]string, 0, len(all))
	for i, o := range all {
		switch {
		case i+1 < len(all) && all[i+1].key == o.key:
		case o.gone:
			keys = keys.Delete(o.key, e)
		default:
			come = append(come, o.key)
		}
	}
	return keys.InsertAll(come, e)
}
