package raw

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"
)

// Encode returns the BSON bytes of d. It panics on a Go type that Decode never
// yields, because such a value is a mistake of the engine and not of a client.
func Encode(d bson.D) Doc { return AppendDoc(make([]byte, 0, 256), d) }

// EncodeValue returns one Go value as a BSON value.
func EncodeValue(x any) Value {
	t, data := appendValue(nil, x)
	return Value{Type: t, Data: data}
}

// AppendDoc appends the BSON bytes of d to dst.
func AppendDoc(dst []byte, d bson.D) []byte {
	at := len(dst)
	dst = append(dst, 0, 0, 0, 0)
	for _, e := range d {
		dst = AppendField(dst, e.Key, e.Value)
	}
	return Close(dst, at)
}

// Open starts a document at the end of dst; Close with the old length ends it.
func Open(dst []byte) []byte { return append(dst, 0, 0, 0, 0) }

// Close ends the document that started at offset at and writes its length.
func Close(dst []byte, at int) []byte {
	dst = append(dst, 0)
	binary.LittleEndian.PutUint32(dst[at:], uint32(len(dst)-at))
	return dst
}

// AppendField appends one element with a Go value.
func AppendField(dst []byte, key string, x any) []byte {
	at := len(dst)
	dst = append(append(append(dst, 0), key...), 0)
	t, dst := appendValue(dst, x)
	dst[at] = t
	return dst
}

// AppendElement appends one element with a value that is BSON already.
func AppendElement(dst []byte, key string, v Value) []byte {
	dst = append(append(append(dst, v.Type), key...), 0)
	return append(dst, v.Data...)
}

// Room estimates how many bytes AppendDoc will append, well enough to allocate
// once for an answer that carries documents.
func Room(d bson.D) int {
	n := 64
	for _, e := range d {
		n += len(e.Key) + 32
		switch v := e.Value.(type) {
		case bson.D:
			n += Room(v)
		case Doc:
			n += len(v)
		case []Doc:
			for _, one := range v {
				n += len(one) + 8
			}
		}
	}
	return n
}

// AppendDocs appends an array of documents as the body of an array value.
func AppendDocs(dst []byte, docs []Doc) []byte {
	at := len(dst)
	dst = Open(dst)
	for i, d := range docs {
		dst = append(dst, TypeDoc)
		dst = append(strconv.AppendInt(dst, int64(i), 10), 0)
		dst = append(dst, d...)
	}
	return Close(dst, at)
}

func appendValue(dst []byte, x any) (byte, []byte) {
	switch x := x.(type) {
	case nil, primitive.Null:
		return TypeNull, dst
	case float64:
		return TypeDouble, binary.LittleEndian.AppendUint64(dst, math.Float64bits(x))
	case string:
		dst = binary.LittleEndian.AppendUint32(dst, uint32(len(x)+1))
		return TypeString, append(append(dst, x...), 0)
	case bson.D:
		return TypeDoc, AppendDoc(dst, x)
	case bson.A:
		return TypeArray, appendArray(dst, x)
	case bool:
		if x {
			return TypeBool, append(dst, 1)
		}
		return TypeBool, append(dst, 0)
	case int32:
		return TypeInt32, binary.LittleEndian.AppendUint32(dst, uint32(x))
	case int64:
		return TypeInt64, binary.LittleEndian.AppendUint64(dst, uint64(x))
	case int:
		return TypeInt64, binary.LittleEndian.AppendUint64(dst, uint64(x))
	case primitive.DateTime:
		return TypeDate, binary.LittleEndian.AppendUint64(dst, uint64(x))
	case primitive.ObjectID:
		return TypeObjectID, append(dst, x[:]...)
	}
	return appendRare(dst, x)
}

func appendRare(dst []byte, x any) (byte, []byte) {
	switch x := x.(type) {
	case Doc:
		return TypeDoc, append(dst, x...)
	case []Doc:
		return TypeArray, AppendDocs(dst, x)
	case Value:
		if x.Missing() {
			return TypeNull, dst
		}
		return x.Type, append(dst, x.Data...)
	case primitive.Binary:
		return TypeBinary, appendBinary(dst, x)
	case primitive.Regex:
		dst = append(append(dst, x.Pattern...), 0)
		return TypeRegex, append(append(dst, x.Options...), 0)
	case primitive.Timestamp:
		return TypeTimestamp, binary.LittleEndian.AppendUint64(dst, uint64(x.T)<<32|uint64(x.I))
	case primitive.Decimal128:
		high, low := x.GetBytes()
		return TypeDecimal, binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(dst, low), high)
	}
	panic(fmt.Sprintf("encoding BSON: no type for %T", x))
}

func appendBinary(dst []byte, x primitive.Binary) []byte {
	n := len(x.Data)
	if x.Subtype == 2 {
		dst = binary.LittleEndian.AppendUint32(dst, uint32(n+4))
		dst = append(dst, 2)
		return append(binary.LittleEndian.AppendUint32(dst, uint32(n)), x.Data...)
	}
	dst = binary.LittleEndian.AppendUint32(dst, uint32(n))
	return append(append(dst, x.Subtype), x.Data...)
}

func appendArray(dst []byte, a bson.A) []byte {
	at := len(dst)
	dst = Open(dst)
	for i, x := range a {
		dst = AppendField(dst, strconv.Itoa(i), x)
	}
	return Close(dst, at)
}
