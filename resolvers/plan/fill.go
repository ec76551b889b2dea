package plan

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"partnerhub/hub"
)

// filling makes a struct of the model out of slots, with as much of the record as a use-case looks at. What is hidden from the viewer
// is in no slot and so is zero in the struct, as in one that the hub has masked.
type filling struct {
	slot  int
	way   []int     // to the field of the struct
	set   setter    // of a value; nil for a struct within the struct
	below []filling // of that struct
}

// setter puts a stored value into a Go value, false where it has another form.
type setter func(to reflect.Value, v hub.Value) bool

// fill begins with an empty struct.
func fill(all []filling, to reflect.Value, in []hub.Value) error {
	to.SetZero()
	return fillFields(all, to, in)
}

func fillFields(all []filling, to reflect.Value, in []hub.Value) error {
	for i := range all {
		f := &all[i]
		if in[f.slot].Absent() {
			continue
		}
		field := to.FieldByIndex(f.way)
		if f.set != nil {
			if !f.set(field, in[f.slot]) {
				return errForm
			}
			continue
		}
		if err := fillFields(f.below, settled(field), in); err != nil {
			return err
		}
	}
	return nil
}

// settled is what a pointer leads to, made where there is nothing, and any other value itself.
func settled(v reflect.Value) reflect.Value {
	if v.Kind() != reflect.Pointer {
		return v
	}
	if v.IsNil() {
		v.Set(reflect.New(v.Type().Elem()))
	}
	return v.Elem()
}

// filling reads these paths of a type that is stored at a place of a frame. No path is all of them.
func (c *compiler) filling(f *frame, at string, typ reflect.Type, paths []string) ([]filling, error) {
	var out []filling
	for _, member := range reflect.VisibleFields(typ) {
		name := storedName(member)
		below, wanted := pathsBelow(paths, name)
		if name == "" || !wanted {
			continue
		}
		one := filling{slot: f.slot(at + name), way: member.Index}
		var err error
		if inner := deref(member.Type); isDocument(inner) {
			one.below, err = c.filling(f, at+name+".", inner, below)
		} else {
			one.set, err = setterOf(member.Type, below)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

// pathsBelow are the wanted paths within a field, false for a field that is not wanted at all.
func pathsBelow(paths []string, name string) (below []string, wanted bool) {
	for _, path := range paths {
		first, rest, deeper := strings.Cut(path, ".")
		if first != name {
			continue
		}
		if wanted = true; deeper {
			below = append(below, rest)
		}
	}
	return below, wanted || len(paths) == 0
}

// storedName is the name under which a field of a struct is stored, "" for one that is not.
func storedName(f reflect.StructField) string {
	name, options, _ := strings.Cut(f.Tag.Get("bson"), ",")
	if name == "-" || options == "inline" || !f.IsExported() {
		return ""
	}
	return name
}

func isDocument(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t != reflect.TypeFor[time.Time]()
}

// setterOf knows the types that records are made of.
func setterOf(t reflect.Type, paths []string) (setter, error) {
	switch {
	case t.Kind() == reflect.Pointer:
		set, err := setterOf(t.Elem(), paths)
		return func(to reflect.Value, v hub.Value) bool { return set(settled(to), v) }, err
	case t == reflect.TypeFor[time.Time]():
		return setInstant, nil
	case t.Kind() == reflect.String:
		return setText, nil
	case reflect.Zero(t).CanInt():
		return setInt, nil
	case t.Kind() == reflect.Bool:
		return setBool, nil
	case t.Kind() == reflect.Slice:
		return setterOfList(t, paths)
	case t.Kind() == reflect.Struct:
		return setterOfElement(t, paths)
	}
	return nil, unplanned(t.String())
}

func setInstant(to reflect.Value, v hub.Value) (ok bool) {
	*to.Addr().Interface().(*time.Time), ok = v.Instant()
	return ok
}

func setText(to reflect.Value, v hub.Value) bool {
	text, ok := v.Text()
	if ok {
		to.SetString(string(text))
	}
	return ok
}

func setInt(to reflect.Value, v hub.Value) bool {
	n, ok := v.Int()
	if ok {
		to.SetInt(n)
	}
	return ok
}

func setBool(to reflect.Value, v hub.Value) bool {
	b, ok := v.Bool()
	to.SetBool(b)
	return ok
}

// setterOfList makes a list that is there, be it empty.
func setterOfList(t reflect.Type, paths []string) (setter, error) {
	set, err := setterOf(t.Elem(), paths)
	return func(to reflect.Value, v hub.Value) bool {
		list, ok := v.List()
		if !ok {
			return false
		}
		to.Set(reflect.MakeSlice(t, 0, min(len(list), 4))) // there are bytes left where there are elements
		for {
			_, element, ok := list.Next()
			if !ok {
				return true
			}
			to.Grow(1)
			to.SetLen(to.Len() + 1)
			to.Index(to.Len() - 1).SetZero()
			if !element.Absent() && !set(to.Index(to.Len()-1), element) {
				return false
			}
		}
	}, err
}

// setterOfElement reads the fields of a document by their names.
func setterOfElement(t reflect.Type, paths []string) (setter, error) {
	type part struct {
		name string
		way  []int
		set  setter
	}
	var parts []part
	for _, member := range reflect.VisibleFields(t) {
		name := storedName(member)
		below, wanted := pathsBelow(paths, name)
		if name == "" || !wanted {
			continue
		}
		set, err := setterOf(member.Type, below)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part{name, member.Index, set})
	}
	return func(to reflect.Value, v hub.Value) bool {
		d, ok := v.Doc()
		if !ok {
			return false
		}
		for left := d.Elements(); ; {
			name, value, ok := left.Next()
			if !ok {
				return true
			}
			at := slices.IndexFunc(parts, func(p part) bool { return p.name == string(name) })
			if at >= 0 && !value.Absent() && !parts[at].set(to.FieldByIndex(parts[at].way), value) {
				return false
			}
		}
	}, nil
}
