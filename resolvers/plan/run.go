package plan

import (
	"context"
	"sync"
	"time"

	"partnerhub/hub"
	"partnerhub/model"
)

// run is the work on one answer. Its memory is used again by later ones, wiped in between.
type run struct {
	hub *hub.Hub
	at  time.Time // the instant of the request
	out []byte

	sheets []*hub.Sheet
	found  []found // by frame
	wishes []wish
	next   []wish
	slots  []hub.Value // lent to the elements of lists
	deal   model.Deal  // as much of one as its state depends on
	until  time.Time
	acts   acts
	used   []hub.Value // the authority that is being written

	questions []question // by the plan's asks
}

// found is what was read of one kind. A record that is hidden, or does not exist, has no row.
type found struct {
	places map[string]int
	ids    []string // asked for now
	rows   [][]hub.Value
}

// wish is a record that another one names.
type wish struct {
	id    []byte
	frame *frame
	below *object
}

var runs = sync.Pool{New: func() any { return new(run) }}

// maxKept is the memory that a run may keep for its next use.
const maxKept = 1 << 20

func begin(ctx context.Context, h *hub.Hub, frames int) *run {
	x := runs.Get().(*run)
	x.hub, x.at, x.acts.Actions = h, h.At(ctx), h.ActionsFor(ctx)
	for len(x.found) < frames {
		x.found = append(x.found, found{places: map[string]int{}})
	}
	return x
}

// end wipes what was read and written, and gives the memory back.
func (x *run) end() {
	if remembers() {
		x.out = x.out[:0]
		runs.Put(x)
		return
	}
	for _, s := range x.sheets {
		s.Release()
	}
	clear(x.sheets)
	clear(x.out)
	clear(x.wishes[:cap(x.wishes)])
	clear(x.next[:cap(x.next)])
	clear(x.slots[:cap(x.slots)])
	for i := range x.found {
		x.found[i].forget()
	}
	kept := run{out: x.out[:0], sheets: x.sheets[:0], found: x.found, wishes: x.wishes[:0], next: x.next[:0], slots: x.slots[:0]}
	if cap(x.out) > maxKept {
		kept = run{}
	}
	*x = kept
	runs.Put(x)
}

func (f *found) forget() {
	clear(f.places)
	clear(f.ids[:cap(f.ids)]) // asked for level by level
	clear(f.rows)
	f.ids, f.rows = f.ids[:0], f.rows[:0]
}

// find is the row that an id leads to, nil for one that is empty, hidden or not there.
func (x *run) find(f *frame, id hub.Value) ([]hub.Value, error) {
	text, ok := id.Text()
	if id.Absent() || ok && isNobody(text) {
		return nil, nil
	}
	place, asked := x.found[f.at].places[string(text)]
	if !ok || !asked {
		return nil, errForm
	}
	return x.found[f.at].rows[place], nil
}

// borrow lends empty slots.
func (x *run) borrow(n int) []hub.Value {
	at := len(x.slots)
	for range n {
		x.slots = append(x.slots, hub.Value{})
	}
	return x.slots[at : at+n : at+n]
}

func (x *run) giveBack(n int) { x.slots = x.slots[:len(x.slots)-n] }
