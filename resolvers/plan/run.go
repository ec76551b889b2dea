package plan

import (
	"context"
	"fmt"
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
	x.hub, x.at = h, h.At(ctx)
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
	clear(f.ids)
	clear(f.rows)
	f.ids, f.rows = f.ids[:0], f.rows[:0]
}

// ahead reads what rows name, what that names in turn, and so on: level by level, with one query for each kind of a level.
func (x *run) ahead(ctx context.Context, frames []*frame) error {
	for len(x.wishes) > 0 {
		if err := x.readWished(ctx, frames); err != nil {
			return err
		}
		if err := x.follow(); err != nil {
			return err
		}
	}
	return nil
}

// name notes the records that a row names.
func (x *run) name(o *object, row []hub.Value) error {
	for i := range o.refs {
		if err := x.nameIn(&o.refs[i], row); err != nil {
			return err
		}
	}
	return nil
}

func (x *run) nameIn(r *ref, row []hub.Value) error {
	list, isList := row[r.slot].List()
	switch {
	case isList && r.list != nil:
		return x.nameInElements(r.list, row[r.slot])
	case isList:
		for {
			_, v, ok := list.Next()
			if !ok {
				return nil
			}
			if err := x.wish(r, v); err != nil {
				return err
			}
		}
	}
	return x.wish(r, row[r.slot])
}

func (x *run) nameInElements(e *elements, v hub.Value) error {
	list, _ := v.List()
	for {
		_, element, ok := list.Next()
		if !ok {
			return nil
		}
		err := e.read(x, element, func(in []hub.Value) error { return x.name(e.below, in) })
		if err != nil {
			return err
		}
	}
}

func (x *run) wish(r *ref, id hub.Value) error {
	text, ok := id.Text()
	switch {
	case id.Absent() || ok && len(text) == 0:
		return nil
	case !ok || r.frame == nil:
		return errForm
	}
	x.wishFor(r.frame, r.below, text)
	return nil
}

// wishFor asks for a record, unless it was asked for before.
func (x *run) wishFor(of *frame, below *object, text []byte) {
	x.wishes = append(x.wishes, wish{text, of, below})
	f := &x.found[of.at]
	if _, asked := f.places[string(text)]; !asked {
		id := string(text)
		f.places[id] = len(f.rows)
		f.ids, f.rows = append(f.ids, id), append(f.rows, nil)
	}
}

// readWished reads the records of all kinds that were not asked for before, side by side.
func (x *run) readWished(ctx context.Context, frames []*frame) error {
	var reads sync.WaitGroup
	faults, sheets := make([]error, len(frames)), make([]*hub.Sheet, len(frames))
	last := -1
	for i := range frames {
		if len(x.found[i].ids) == 0 {
			continue
		}
		if last >= 0 {
			at := last
			reads.Go(func() { sheets[at], faults[at] = x.read(ctx, frames[at]) })
		}
		last = i
	}
	if last >= 0 {
		sheets[last], faults[last] = x.read(ctx, frames[last])
	}
	reads.Wait()
	return x.keep(sheets, faults)
}

// read reads what is asked for of one kind. A panic must not end the process.
func (x *run) read(ctx context.Context, f *frame) (s *hub.Sheet, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("plan: a panic while reading: %v", cause)
		}
	}()
	return x.hub.SheetByIDs(ctx, f.want, f.kind, x.found[f.at].ids)
}

// keep puts the rows that were read where their ids lead. What was asked for and is not there stays empty.
func (x *run) keep(sheets []*hub.Sheet, faults []error) error {
	for i, s := range sheets {
		if s == nil {
			continue
		}
		x.sheets = append(x.sheets, s)
		f := &x.found[i]
		f.ids = f.ids[:0]
		for n := range s.Len() {
			row := s.Row(n)
			id, _ := row[0].Text()
			place, asked := f.places[string(id)]
			if !asked {
				return errForm
			}
			f.rows[place] = row
		}
	}
	for _, err := range faults {
		if err != nil {
			return err
		}
	}
	return nil
}

// follow turns what was wished for into what these records name.
func (x *run) follow() error {
	x.next, x.wishes = x.wishes, x.next[:0]
	for _, w := range x.next {
		if len(w.below.refs) == 0 {
			continue
		}
		row := x.found[w.frame.at].rows[x.found[w.frame.at].places[string(w.id)]]
		if row == nil {
			continue
		}
		if err := x.name(w.below, row); err != nil {
			return err
		}
	}
	return nil
}

// find is the row that an id leads to, nil for one that is empty, hidden or not there.
func (x *run) find(f *frame, id hub.Value) ([]hub.Value, error) {
	text, ok := id.Text()
	if id.Absent() || ok && len(text) == 0 {
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
