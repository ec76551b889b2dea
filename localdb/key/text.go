package key

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"time"
)

// Text renders the beginning of an encoded value for people, as explain does. A
// bound that is no whole value shows the class it starts or ends.
func Text(b string) string {
	if b == "" {
		return "MinKey"
	}
	class, rest := Class(b[0]), b[1:]
	switch {
	case class == Null:
		return "null"
	case class == EmptyArray:
		return "[]"
	case class == Number && len(rest) >= 8:
		return strconv.FormatFloat(floatOf(rest), 'g', -1, 64)
	case class == String && rest != "":
		return strconv.Quote(plain(rest))
	case class == Date && len(rest) >= 8:
		ms := int64(binary.BigEndian.Uint64([]byte(rest)) ^ 1<<63)
		return "new Date(" + strconv.Quote(time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05.000Z")) + ")"
	case class == ObjectID && len(rest) >= 12:
		return fmt.Sprintf("ObjectId('%s')", hex.EncodeToString([]byte(rest[:12])))
	case class == Bool && len(rest) >= 1:
		return strconv.FormatBool(rest[0] != 0)
	}
	return "key " + hex.EncodeToString([]byte(b))
}

// floatOf undoes appendFloat.
func floatOf(b string) float64 {
	bits := binary.BigEndian.Uint64([]byte(b))
	switch {
	case bits == 0:
		return math.NaN()
	case bits>>63 == 1:
		return math.Float64frombits(bits &^ (1 << 63))
	}
	return math.Float64frombits(^bits)
}

// plain undoes appendText as far as the text goes.
func plain(b string) string {
	var out []byte
	for i := 0; i < len(b); i++ {
		if b[i] == 0 && (i+1 == len(b) || b[i+1] != 0xFF) {
			break
		}
		out = append(out, b[i])
		if b[i] == 0 {
			i++
		}
	}
	return string(out)
}
