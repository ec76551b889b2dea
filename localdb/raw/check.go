package raw

import (
	"encoding/binary"
	"fmt"
)

// MaxDepth is how deep documents and arrays may nest; MongoDB uses the same order.
const MaxDepth = 180

// Check walks a whole document and refuses bytes that are not BSON, nest too
// deep, or hold a type the engine cannot compare. After it, a walk with Next
// reaches every element.
func Check(b []byte) error { return check(b, 0) }

func check(b []byte, depth int) error {
	if depth > MaxDepth {
		return fmt.Errorf("document nests deeper than %d levels", MaxDepth)
	}
	if len(b) < 5 || int(binary.LittleEndian.Uint32(b)) != len(b) || b[len(b)-1] != 0 {
		return fmt.Errorf("document length does not fit its bytes")
	}
	rest := b[4 : len(b)-1]
	for len(rest) > 0 {
		if name := refused(rest[0]); name != "" {
			return fmt.Errorf("values of type %s are not supported", name)
		}
		_, v, tail, ok := Next(rest)
		if !ok {
			return fmt.Errorf("malformed element at byte %d", len(b)-1-len(rest))
		}
		if err := checkValue(v, depth); err != nil {
			return err
		}
		rest = tail
	}
	return nil
}

// checkValue checks what the size of a value does not already prove.
func checkValue(v Value, depth int) error {
	switch v.Type {
	case TypeDoc, TypeArray:
		return check(v.Data, depth+1)
	case TypeString:
		if v.Data[len(v.Data)-1] != 0 {
			return fmt.Errorf("string without its final zero")
		}
	case TypeBool:
		if v.Data[0] > 1 {
			return fmt.Errorf("boolean that is neither 0 nor 1")
		}
	case TypeBinary:
		if v.Data[4] == 2 && (len(v.Data) < 9 || int(binary.LittleEndian.Uint32(v.Data[5:]))+9 != len(v.Data)) {
			return fmt.Errorf("old binary with a wrong inner length")
		}
	}
	return nil
}

// refused names the BSON types that exist but cannot be stored here.
func refused(t byte) string {
	switch t {
	case 0x06:
		return "undefined"
	case 0x0C:
		return "dbPointer"
	case 0x0D:
		return "javascript"
	case 0x0E:
		return "symbol"
	case 0x0F:
		return "javascriptWithScope"
	case 0x7F:
		return "maxKey"
	case 0xFF:
		return "minKey"
	}
	return ""
}
