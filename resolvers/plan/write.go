package plan

import (
	"reflect"

	"partnerhub/hub"
)

// constant writes the same for every object.
func constant(s string) writer {
	return func(x *run, _ []hub.Value) error {
		x.out = append(x.out, s...)
		return nil
	}
}

// absentOf is what a field without a value is written as; "" where there must be one.
func absentOf(f *field) string {
	switch {
	case f.list && f.null:
		return "null"
	case f.list:
		return "[]"
	case f.typ != nil && !isPointer(f.typ) && f.source == value:
		return f.leaf.zero()
	case f.null:
		return "null"
	}
	return ""
}

func isPointer(t reflect.Type) bool { return t.Kind() == reflect.Pointer }

// absent writes what stands for no value.
func (x *run) absent(literal string) error {
	if literal == "" {
		return errNull
	}
	x.out = append(x.out, literal...)
	return nil
}

// plainValue writes a scalar, or a list of them.
func plainValue(slot int, f *field) writer {
	absent, l := absentOf(f), f.leaf
	if f.list {
		return func(x *run, in []hub.Value) error {
			if in[slot].Absent() {
				return x.absent(absent)
			}
			return x.list(in[slot], func(v hub.Value) (err error) {
				x.out, err = l.append(x.out, v)
				return err
			})
		}
	}
	return func(x *run, in []hub.Value) (err error) {
		if in[slot].Absent() {
			return x.absent(absent)
		}
		x.out, err = l.append(x.out, in[slot])
		return err
	}
}

// computedValue writes a field that is made of others.
func computedValue(f *frame, at string, s *special) writer {
	var slots []int
	for _, path := range s.needs {
		slots = append(slots, f.slot(at+path))
	}
	return func(x *run, in []hub.Value) error {
		var v values
		for i, slot := range slots {
			v[i] = in[slot]
		}
		return s.write(x, v)
	}
}

// list writes the elements of an array.
func (x *run) list(v hub.Value, write func(hub.Value) error) error {
	list, ok := v.List()
	if !ok {
		return errForm
	}
	x.out = append(x.out, '[')
	for first := true; ; first = false {
		_, element, ok := list.Next()
		if !ok {
			x.out = append(x.out, ']')
			return nil
		}
		if !first {
			x.out = append(x.out, ',')
		}
		if err := write(element); err != nil {
			return err
		}
	}
}

// write writes one object.
func (o *object) write(x *run, in []hub.Value) error {
	if len(o.members) == 0 {
		x.out = append(x.out, '{')
	}
	for i := range o.members {
		x.out = append(x.out, o.members[i].key...)
		if err := o.members[i].write(x, in); err != nil {
			return err
		}
	}
	x.out = append(x.out, '}')
	return nil
}

// write writes the documents of a list.
func (e *elements) write(x *run, v hub.Value) error {
	return x.list(v, func(v hub.Value) error {
		return e.read(x, v, func(in []hub.Value) error { return e.below.write(x, in) })
	})
}

// read reads one element and lends its slots.
func (e *elements) read(x *run, v hub.Value, use func(in []hub.Value) error) error {
	d, ok := v.Doc()
	if !ok {
		return errForm
	}
	in := x.borrow(e.frame.shape.Slots())
	defer x.giveBack(len(in))
	if !e.frame.shape.Read(d, in) {
		return errForm
	}
	return use(in)
}

// writeOne writes the record that is named, null where it is hidden or there is none.
func (r *ref) writeOne(x *run, in []hub.Value) error {
	row, err := x.find(r.frame, in[r.slot])
	if err != nil {
		return err
	}
	if row == nil {
		x.out = append(x.out, "null"...)
		return nil
	}
	return r.below.write(x, row)
}

// writeAll writes the records that are named, without those that are hidden.
func (r *ref) writeAll(def *field) writer {
	absent := absentOf(def)
	return func(x *run, in []hub.Value) error {
		list, ok := in[r.slot].List()
		switch {
		case !ok && !in[r.slot].Absent():
			return errForm
		case !ok:
			return x.absent(absent)
		case def.noneIsNull && len(list) == 0:
			x.out = append(x.out, "null"...)
			return nil
		}
		x.out = append(x.out, '[')
		for first := true; ; {
			_, id, ok := list.Next()
			if !ok {
				x.out = append(x.out, ']')
				return nil
			}
			row, err := x.find(r.frame, id)
			if err != nil {
				return err
			}
			if row == nil {
				continue
			}
			if !first {
				x.out = append(x.out, ',')
			}
			first = false
			if err := r.below.write(x, row); err != nil {
				return err
			}
		}
	}
}
