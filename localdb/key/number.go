package key

import (
	"encoding/binary"
	"math"
	"math/big"
	"strconv"
	"strings"

	"go.mongodb.org/mongo-driver/bson/primitive"

	"partnerhub/localdb/raw"
)

// All four number types share one order. A number is the greatest double that
// is not above it, in eight bytes, and what is left: nothing for a double and
// for almost every integer, the digits of the difference otherwise.
func appendNumber(dst []byte, v raw.Value) []byte {
	switch v.Type {
	case raw.TypeDouble:
		f, _ := v.Float()
		return append(appendFloat(dst, f), 0)
	case raw.TypeDecimal:
		return appendDecimal(dst, v.Decode().(primitive.Decimal128))
	}
	n, _ := v.Int()
	return appendInt(dst, n)
}

// appendFloat writes a double so that bytes sort as numbers do: not-a-number
// first, and both zeros the same.
func appendFloat(dst []byte, f float64) []byte {
	if f != f {
		return binary.BigEndian.AppendUint64(dst, 0)
	}
	if f == 0 {
		f = 0 // the negative zero is the same number
	}
	bits := math.Float64bits(f)
	if bits>>63 == 1 {
		return binary.BigEndian.AppendUint64(dst, ^bits)
	}
	return binary.BigEndian.AppendUint64(dst, bits|1<<63)
}

func appendInt(dst []byte, n int64) []byte {
	const exact = 1 << 53
	if n >= -exact && n <= exact {
		return append(appendFloat(dst, float64(n)), 0)
	}
	f := float64(n)
	if f >= 1<<63 || int64(f) > n {
		f = math.Nextafter(f, math.Inf(-1))
	}
	return appendRest(appendFloat(dst, f), big.NewInt(n-int64(f)), 0)
}

// appendRest writes the positive difference coefficient·10^exponent, or a
// single zero if there is none.
func appendRest(dst []byte, coefficient *big.Int, exponent int) []byte {
	if coefficient.Sign() == 0 {
		return append(dst, 0)
	}
	digits := coefficient.String()
	magnitude := len(digits) + exponent
	dst = binary.BigEndian.AppendUint16(append(dst, 1), uint16(magnitude+20000))
	return append(append(dst, strings.TrimRight(digits, "0")...), 0)
}

// appendDecimal compares a decimal with a double by the double's shortest
// decimal text, so that 0.1 and the decimal 0.1 are the same key.
func appendDecimal(dst []byte, d primitive.Decimal128) []byte {
	coefficient, exponent, err := d.BigInt()
	if err != nil {
		return append(appendFloat(dst, special(d)), 0)
	}
	f, _ := strconv.ParseFloat(coefficient.String()+"e"+strconv.Itoa(exponent), 64)
	rest, at := difference(coefficient, exponent, f)
	if rest.Sign() < 0 {
		f = math.Nextafter(f, math.Inf(-1))
		rest, at = difference(coefficient, exponent, f)
	}
	return appendRest(appendFloat(dst, f), rest, at)
}

// special maps the decimals that are no numbers to the doubles that are none.
func special(d primitive.Decimal128) float64 {
	switch d.String() {
	case "Infinity":
		return math.Inf(1)
	case "-Infinity":
		return math.Inf(-1)
	}
	return math.NaN()
}

// difference returns c·10^e − f as a coefficient and an exponent. The infinities
// stand for a number beyond every decimal.
func difference(c *big.Int, e int, f float64) (*big.Int, int) {
	fc, fe := decimalOf(f)
	low := min(e, fe)
	return new(big.Int).Sub(scale(c, e-low), scale(fc, fe-low)), low
}

func scale(c *big.Int, by int) *big.Int {
	ten := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(by)), nil)
	return ten.Mul(ten, c)
}

// decimalOf returns the shortest decimal that reads back as f.
func decimalOf(f float64) (*big.Int, int) {
	const beyond = 6200
	if math.IsInf(f, 0) {
		return big.NewInt(int64(math.Copysign(1, f))), beyond
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'e', -1, 64), "e")
	e, _ := strconv.Atoi(exponent)
	whole, fraction, _ := strings.Cut(mantissa, ".")
	c, _ := new(big.Int).SetString(whole+fraction, 10)
	return c, e - len(fraction)
}
