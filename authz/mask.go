package authz

import (
	"fmt"
	"reflect"
	"strings"
)

// spot is one field of a kind's struct that a mask may set to zero.
type spot struct {
	way   []int    // the field's index at every step, through inline structs and pointers
	keeps groupSet // the groups of which one must be shown for the field to stay; none for a computed field
}

// mask sets to zero what is not shown. A struct whose every part is hidden becomes nil as a whole.
func (k *kind) mask(v reflect.Value, shown groupSet) {
	for i := range k.spots {
		if s := &k.spots[i]; s.keeps&shown == 0 {
			zeroAt(v, s.way)
		}
	}
}

// zeroAt follows the way; nothing is to be done where a pointer on it is nil.
func zeroAt(v reflect.Value, way []int) {
	for _, field := range way {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return
			}
			v = v.Elem()
		}
		v = v.Field(field)
	}
	v.SetZero()
}

// survey finds the kind's spots once. It refuses a stored field without a group and a group's path without a field.
func (k *kind) survey() error {
	found := map[string]bool{"_id": true}
	k.keeps, k.places = map[string]groupSet{"_id": 1 << idGroup}, map[string]int{}
	if err := k.surveyStruct(k.typ, "", nil, found); err != nil {
		return err
	}
	for path := range k.byPath {
		k.places[path] = len(k.places)
	}
	for path := range k.byPath {
		if !found[path] {
			return fmt.Errorf("%s has no stored field %s", k.name, path)
		}
	}
	return nil
}

func (k *kind) surveyStruct(t reflect.Type, above string, way []int, found map[string]bool) error {
	for i := range t.NumField() {
		f := t.Field(i)
		name, opts, _ := strings.Cut(f.Tag.Get("bson"), ",")
		here := append(way[:len(way):len(way)], i)
		var err error
		switch {
		case opts == "inline":
			err = k.surveyStruct(f.Type, above, here, found)
		case name == "-":
			k.spots = append(k.spots, spot{way: here})
		case name != "_id":
			err = k.surveyField(f, above+name, here, found)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// surveyField adds the field under its group, or, for an optional struct whose parts have groups of their own, the struct
// under all of these and then its parts.
func (k *kind) surveyField(f reflect.StructField, path string, way []int, found map[string]bool) error {
	if group, ok := k.byPath[path]; ok {
		found[path] = true
		k.spots = append(k.spots, spot{way: way, keeps: keepers(group)})
		k.keeps[path] = keepers(group)
		return nil
	}
	if f.Type.Kind() != reflect.Pointer || f.Type.Elem().Kind() != reflect.Struct {
		return fmt.Errorf("%s.%s is in no group", k.name, path)
	}
	outer := len(k.spots)
	k.spots = append(k.spots, spot{way: way})
	if err := k.surveyStruct(f.Type.Elem(), path+".", way, found); err != nil {
		return err
	}
	for _, inner := range k.spots[outer+1:] {
		k.spots[outer].keeps |= inner.keeps
	}
	k.keeps[path] = k.spots[outer].keeps
	return nil
}

// keepers are the groups that keep a field of the group. A field of the hub stays on every row that is seen at all.
func keepers(group int) groupSet {
	if group == hubGroup {
		return 1 << idGroup
	}
	return 1 << group
}
