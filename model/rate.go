package model

import "math/big"

// ConversionRate is what a vendor counts one unit of a currency as in another, from a day on and until its next rate.
type ConversionRate struct {
	Record    `bson:",inline"`
	VendorID  ID           `bson:"vendorId"`
	From      CurrencyCode `bson:"from"`
	To        CurrencyCode `bson:"to"`
	Rate      Decimal      `bson:"rate"`
	ValidFrom Date         `bson:"validFrom"`
}

// Feed is the vendor's.
func (r *ConversionRate) Feed() ID { return r.VendorID }

// Concerns is the vendor alone.
func (r *ConversionRate) Concerns() []ID { return []ID{r.VendorID} }

// Convert counts an amount in the rate's other currency, exactly, and rounds half to even at its minor unit. It answers false
// for an amount in a currency that is not the rate's, and for one that grows too large.
func (r *ConversionRate) Convert(m Money) (Money, bool) {
	rate, ok := new(big.Rat).SetString(string(r.Rate))
	if !ok || m.Currency != r.From {
		return Money{}, false
	}
	exact := new(big.Rat).Mul(new(big.Rat).SetInt64(m.Minor), rate)
	minor := halfEven(exact.Mul(exact, powerOfTen(r.To.Digits()-r.From.Digits())))
	if !minor.IsInt64() || minor.CmpAbs(big.NewInt(maxMinor)) > 0 {
		return Money{}, false
	}
	return Money{Minor: minor.Int64(), Currency: r.To}, true
}

func powerOfTen(n int) *big.Rat {
	power := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(n, -n))), nil))
	if n < 0 {
		return power.Inv(power)
	}
	return power
}

// halfEven is the nearest whole number; of two that are as near, the even one.
func halfEven(r *big.Rat) *big.Int {
	quotient, rest := new(big.Int).QuoRem(r.Num(), r.Denom(), new(big.Int))
	twice := new(big.Int).Lsh(new(big.Int).Abs(rest), 1)
	if c := twice.Cmp(r.Denom()); c > 0 || c == 0 && quotient.Bit(0) == 1 {
		quotient.Add(quotient, big.NewInt(int64(r.Sign())))
	}
	return quotient
}
