package model

import (
	"strconv"
	"strings"
)

// Money is an exact amount in integer minor units of a currency. It is never a float and never rounded on the way in.
type Money struct {
	Minor    int64        `bson:"minor"`
	Currency CurrencyCode `bson:"currency"`
}

// maxMinor bounds an amount to 15 digits, so that sums of very many rows stay far from overflow.
const maxMinor = 999_999_999_999_999

// ParseMoney reads a decimal amount in a currency. An amount with more digits than the currency has is a fault.
func ParseMoney(amount Decimal, code CurrencyCode) (Money, error) {
	if _, err := ParseDecimal(string(amount)); err != nil {
		return Money{}, err
	}
	if _, err := ParseCurrency(string(code)); err != nil {
		return Money{}, err
	}
	digits := code.Digits()
	whole, frac, _ := strings.Cut(string(amount), ".")
	if len(frac) > digits {
		return Money{}, Errorf(CodeBadUserInput, "%s has %d decimal digits", code, digits)
	}
	minor, err := strconv.ParseInt(whole+frac+strings.Repeat("0", digits-len(frac)), 10, 64)
	if err != nil || minor > maxMinor || minor < -maxMinor {
		return Money{}, Errorf(CodeBadUserInput, "an amount has at most 15 digits")
	}
	return Money{Minor: minor, Currency: code}, nil
}

// Amount is the decimal form with exactly the currency's digits, such as 1250.00.
func (m Money) Amount() Decimal { return Decimal(m.AppendAmount(nil)) }

// AppendAmount appends the decimal form.
func (m Money) AppendAmount(out []byte) []byte {
	minor := uint64(m.Minor)
	if m.Minor < 0 {
		out, minor = append(out, '-'), -minor
	}
	var room [20]byte
	s, digits := strconv.AppendUint(room[:0], minor, 10), m.Currency.Digits()
	if digits == 0 {
		return append(out, s...)
	}
	if len(s) <= digits {
		out = append(out, '0', '.')
		for range digits - len(s) {
			out = append(out, '0')
		}
		return append(out, s...)
	}
	out = append(out, s[:len(s)-digits]...)
	return append(append(out, '.'), s[len(s)-digits:]...)
}
