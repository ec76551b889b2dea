package hub

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"reflect"
	"time"

	"partnerhub/authz"
)

// binding ties a cursor to its list, filter, order and viewer, so that it means nothing anywhere else.
func (l *listing[T]) binding(who *authz.Principal) []byte {
	b := appendBound(make([]byte, 0, 512), string(l.grant.Kind()), string(who.UserID), l.order.field)
	b = binary.AppendUvarint(b, uint64(len(who.Roles)))
	for _, role := range who.Roles {
		b = appendBound(b, string(role))
	}
	b = appendAsked(b, reflect.ValueOf(l.descending))
	if l.anchor != nil {
		b = appendAsked(append(b, 'a'), reflect.ValueOf(&l.anchor).Elem())
	} else {
		b = l.scope.AppendKey(append(b, 's'))
	}
	b = appendAsked(b, reflect.ValueOf(&l.asked).Elem())
	sum := sha256.Sum256(b)
	return sum[:]
}

// appendBound writes texts so that where each ends can be told.
func appendBound(b []byte, texts ...string) []byte {
	for _, s := range texts {
		b = append(binary.AppendUvarint(b, uint64(len(s))), s...)
	}
	return b
}

// appendAsked writes down what a caller sent: two values of one type are written alike only if they are the same, and one behind an
// interface is written with its type.
func appendAsked(b []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.String:
		return appendBound(b, v.String())
	case reflect.Bool:
		if v.Bool() {
			return append(b, '1')
		}
		return append(b, '0')
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return binary.AppendVarint(b, v.Int())
	case reflect.Uint8:
		return append(b, byte(v.Uint()))
	case reflect.Pointer, reflect.Interface:
		return appendHeld(b, v)
	case reflect.Slice:
		return appendList(b, v)
	case reflect.Struct:
		return appendStruct(b, v)
	}
	return appendOther(b, v)
}

func appendHeld(b []byte, v reflect.Value) []byte {
	if v.IsNil() {
		return append(b, '-')
	}
	if v.Kind() == reflect.Interface {
		b = appendBound(append(b, '+'), v.Elem().Type().String())
	} else {
		b = append(b, '+')
	}
	return appendAsked(b, v.Elem())
}

// appendList tells a list without elements from none.
func appendList(b []byte, v reflect.Value) []byte {
	if v.IsNil() {
		return append(b, '-')
	}
	b = binary.AppendUvarint(append(b, '+'), uint64(v.Len()))
	for i := range v.Len() {
		b = appendAsked(b, v.Index(i))
	}
	return b
}

func appendStruct(b []byte, v reflect.Value) []byte {
	if v.Type() == reflect.TypeFor[time.Time]() {
		return appendOther(b, v)
	}
	for i := range v.NumField() {
		b = appendAsked(b, v.Field(i))
	}
	return b
}

// appendOther writes what is rare as JSON.
func appendOther(b []byte, v reflect.Value) []byte {
	text, err := json.Marshal(v.Interface())
	if err != nil {
		panic("hub: a filter that is no JSON: " + err.Error()) // it was read from JSON
	}
	return appendBound(b, string(text))
}
