package expr

import (
	"math/big"
	"strconv"

	"go.mongodb.org/mongo-driver/bson/primitive"
)

// decimalFloat returns the double nearest to a decimal.
func decimalFloat(d primitive.Decimal128) float64 {
	f, _ := strconv.ParseFloat(d.String(), 64)
	return f
}

// decimalQuotient divides with the 34 digits a decimal has.
func decimalQuotient(d primitive.Decimal128, n int64) any {
	c, e, err := d.BigInt()
	if err != nil {
		return d
	}
	shift := 34
	ten := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(shift)), nil)
	c = new(big.Int).Quo(ten.Mul(ten, c), big.NewInt(n))
	for e -= shift; len(c.Text(10)) > 34; e++ {
		c = c.Quo(c, big.NewInt(10))
	}
	for c.Sign() != 0 && new(big.Int).Rem(c, big.NewInt(10)).Sign() == 0 {
		c, e = c.Quo(c, big.NewInt(10)), e+1
	}
	q, _ := primitive.ParseDecimal128FromBigInt(c, e)
	return q
}
