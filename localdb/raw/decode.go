package raw

import (
	"encoding/binary"
	"math"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"
)

// Decode builds the bson.D that the matching library works on. The result
// shares no memory with d.
func (d Doc) Decode() bson.D {
	out := make(bson.D, 0, min(8, 1+len(d)/16))
	for b := d.Elements(); ; {
		key, v, rest, ok := Next(b)
		if !ok {
			return out
		}
		out = append(out, bson.E{Key: string(key), Value: v.Decode()})
		b = rest
	}
}

// DecodeFields appends the named top-level fields of d to dst. The names must be
// those of the caller's constants: they, and not fresh copies, become the keys.
func (d Doc) DecodeFields(dst bson.D, names []string) bson.D {
	for b := d.Elements(); len(dst) < len(names); {
		key, v, rest, ok := Next(b)
		if !ok {
			return dst
		}
		if name := pick(key, names); name != "" && !holds(dst, name) {
			dst = append(dst, bson.E{Key: name, Value: v.Decode()})
		}
		b = rest
	}
	return dst
}

func pick(key []byte, names []string) string {
	for _, name := range names {
		if string(key) == name {
			return name
		}
	}
	return ""
}

// holds guards against a document that repeats a field: the first one counts.
func holds(d bson.D, name string) bool {
	for _, e := range d {
		if e.Key == name {
			return true
		}
	}
	return false
}

// Decode builds the Go value of v in the types of the version 1 bson package.
// A missing value decodes as nil.
func (v Value) Decode() any {
	switch v.Type {
	case TypeDouble:
		return math.Float64frombits(binary.LittleEndian.Uint64(v.Data))
	case TypeString:
		return v.Str()
	case TypeDoc:
		return v.Doc().Decode()
	case TypeArray:
		return v.Doc().decodeArray()
	case TypeBool:
		return v.Data[0] != 0
	case TypeInt32:
		return int32(binary.LittleEndian.Uint32(v.Data))
	case TypeInt64:
		return int64(binary.LittleEndian.Uint64(v.Data))
	case TypeDate:
		return primitive.DateTime(binary.LittleEndian.Uint64(v.Data))
	case TypeObjectID:
		return primitive.ObjectID(v.Data)
	}
	return v.decodeRare()
}

// decodeRare decodes the types that few documents hold.
func (v Value) decodeRare() any {
	switch v.Type {
	case TypeBinary:
		return v.decodeBinary()
	case TypeRegex:
		n := cstring(v.Data)
		return primitive.Regex{Pattern: string(v.Data[:n]), Options: string(v.Data[n+1 : len(v.Data)-1])}
	case TypeTimestamp:
		return primitive.Timestamp{I: binary.LittleEndian.Uint32(v.Data), T: binary.LittleEndian.Uint32(v.Data[4:])}
	case TypeDecimal:
		return primitive.NewDecimal128(binary.LittleEndian.Uint64(v.Data[8:]), binary.LittleEndian.Uint64(v.Data))
	}
	return nil
}

func (v Value) decodeBinary() primitive.Binary {
	data := v.Data[5:]
	if v.Data[4] == 2 {
		data = data[4:]
	}
	return primitive.Binary{Subtype: v.Data[4], Data: append([]byte(nil), data...)}
}

func (d Doc) decodeArray() bson.A {
	out := make(bson.A, 0, 4)
	for b := d.Elements(); ; {
		_, v, rest, ok := Next(b)
		if !ok {
			return out
		}
		out = append(out, v.Decode())
		b = rest
	}
}
