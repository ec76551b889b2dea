package raw

import (
	"encoding/binary"
	"math"
)

// Str returns the text of a string value and "" for anything else.
func (v Value) Str() string {
	if v.Type != TypeString || len(v.Data) < 5 {
		return ""
	}
	return string(v.Data[4 : len(v.Data)-1])
}

// Bool returns the value as a truth: false, null, missing and zero numbers are
// false and every other value is true, as MongoDB reads its flags.
func (v Value) Bool() bool {
	switch v.Type {
	case 0, TypeNull:
		return false
	case TypeBool:
		return v.Data[0] != 0
	}
	if n, ok := v.Float(); ok {
		return n != 0
	}
	return true
}

// Int returns a whole number; a double with a fraction is not one.
func (v Value) Int() (int64, bool) {
	switch v.Type {
	case TypeInt32:
		return int64(int32(binary.LittleEndian.Uint32(v.Data))), true
	case TypeInt64:
		return int64(binary.LittleEndian.Uint64(v.Data)), true
	case TypeDouble:
		f := math.Float64frombits(binary.LittleEndian.Uint64(v.Data))
		if f != math.Trunc(f) || math.Abs(f) >= 1<<63 {
			return 0, false
		}
		return int64(f), true
	}
	return 0, false
}

// Float returns any number but a decimal as a double.
func (v Value) Float() (float64, bool) {
	switch v.Type {
	case TypeInt32, TypeInt64:
		n, _ := v.Int()
		return float64(n), true
	case TypeDouble:
		return math.Float64frombits(binary.LittleEndian.Uint64(v.Data)), true
	}
	return 0, false
}

// Millis returns the milliseconds since 1970 of a date.
func (v Value) Millis() (int64, bool) {
	if v.Type != TypeDate {
		return 0, false
	}
	return int64(binary.LittleEndian.Uint64(v.Data)), true
}

// Integer returns the number of a decoded value that is stored as 32 or 64 bits.
func Integer(v any) (int64, bool) {
	switch v := v.(type) {
	case int32:
		return int64(v), true
	case int64:
		return v, true
	}
	return 0, false
}
