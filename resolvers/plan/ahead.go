package plan

import (
	"context"
	"fmt"
	"sync"

	"partnerhub/hub"
	"partnerhub/model"
)

// ahead reads what rows name, what that names in turn, and so on: level by level, with one query for each kind of a level.
func (x *run) ahead(ctx context.Context, frames []*frame) error {
	for len(x.wishes) > 0 || x.isWondering() {
		if err := x.askAll(ctx); err != nil {
			return err
		}
		if err := x.readWished(ctx, frames); err != nil {
			return err
		}
		if err := x.follow(); err != nil {
			return err
		}
	}
	return nil
}

// name notes the records that a row names, and what use-cases are to be asked about it.
func (x *run) name(o *object, row []hub.Value) error {
	for i := range o.refs {
		if err := x.nameIn(&o.refs[i], row); err != nil {
			return err
		}
	}
	for _, a := range o.asks {
		if err := x.wonder(a, row); err != nil {
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
	case id.Absent() || ok && isNobody(text):
		return nil
	case !ok || r.frame == nil:
		return errForm
	}
	x.wishFor(r.frame, r.below, text)
	return nil
}

// isNobody is true for a text that stands where an id may be, and names no record: that of a reference that is empty, or of a side of
// an audience that is open to all.
func isNobody(id []byte) bool { return len(id) == 0 || string(id) == model.AudienceAny }

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

// readWished reads the records of all kinds that were not asked for before, side by side where each waits for a database of
// another process.
func (x *run) readWished(ctx context.Context, frames []*frame) error {
	var reads sync.WaitGroup
	faults, sheets := make([]error, len(frames)), make([]*hub.Sheet, len(frames))
	last := -1
	for i := range frames {
		if len(x.found[i].ids) == 0 {
			continue
		}
		if at := last; at >= 0 && x.hub.ReadsAtOnce(ctx) {
			sheets[at], faults[at] = x.read(ctx, frames[at])
		} else if at >= 0 {
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
		if !w.below.leads() {
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
